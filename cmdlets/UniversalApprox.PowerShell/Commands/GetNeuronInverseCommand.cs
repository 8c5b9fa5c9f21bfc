using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Which x gives y: one row per crossing of a curve with a level, with its error.</summary>
[Cmdlet(VerbsCommon.Get, "NeuronInverse")]
[OutputType(typeof(LevelCrossing))]
public sealed class GetNeuronInverseCommand : CurveRowsCmdlet<LevelCrossing>
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [NumbersTransform]
    [ValidateNotNullOrEmpty]
    public double[] Y { get; set; } = [];

    [Parameter]
    public SwitchParameter NewReading { get; set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<LevelCrossing> Rows(FitUncertainty uncertainty) =>
        uncertainty.GetCrossings(Y, Lower, Upper, NewReading, Cancellation);

    /// <inheritdoc/>
    private protected override IReadOnlyList<LevelCrossing> Rows(Posterior posterior) =>
        posterior.GetCrossings(Y, Lower, Upper, NewReading, Cancellation);

    /// <inheritdoc/>
    private protected override IReadOnlyList<LevelCrossing> Rows(ShallowNetwork network, double lower, double upper) =>
        NewReading
            ? throw OptionException.Because(nameof(NewReading), $"{new OptionName(nameof(NewReading))} needs the noise of a reading, which a network alone does not have.")
            : network.GetCrossings(Y, lower, upper, Cancellation);

    /// <inheritdoc/>
    private protected override void Tell(string curve, IReadOnlyList<LevelCrossing> rows)
    {
        foreach (double level in Y.Where(level => !rows.Any(row => row.Y == level)))
            WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{curve}: the curve does not cross y = {level} in the range."));
    }
}
