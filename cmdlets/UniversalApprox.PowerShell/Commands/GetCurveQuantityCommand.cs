using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>One row per named number of a curve, with its error: plateaus, inflection, EC50, extremes, zeros, integral.</summary>
[Cmdlet(VerbsCommon.Get, "CurveQuantity")]
[OutputType(typeof(CurveQuantity))]
public sealed class GetCurveQuantityCommand : CurveRowsCmdlet<CurveQuantity>
{
    [Parameter(Position = 0)]
    [NumbersTransform]
    [ValidateNotNullOrEmpty]
    public double[]? Percent { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<CurveQuantity> Rows(FitUncertainty uncertainty) =>
        uncertainty.GetQuantities(Percent, Lower, Upper, Cancellation);

    /// <inheritdoc/>
    private protected override IReadOnlyList<CurveQuantity> Rows(Posterior posterior) =>
        posterior.GetQuantities(Percent, Lower, Upper, Cancellation);

    /// <inheritdoc/>
    private protected override IReadOnlyList<CurveQuantity> Rows(ShallowNetwork network, double lower, double upper) =>
        network.GetQuantities(lower, upper, Percent, Cancellation);

    /// <inheritdoc/>
    private protected override void Tell(string curve, IReadOnlyList<CurveQuantity> rows)
    {
        if (rows.Any(row => row.Name == "LowerPlateau"))
            return;
        string text = $"{curve}: the curve is not of a sigmoid shape, so it has no plateaus, inflection and effective concentrations.";
        if (Percent is null)
            WriteVerbose(text);
        else
            WriteWarning(text);
    }
}
