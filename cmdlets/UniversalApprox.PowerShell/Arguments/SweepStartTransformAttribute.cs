using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads where training starts: Auto, PyTorch, Spread, a network, a fit, or a formula.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SweepStartTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            SweepStart start => start,
            ShallowNetwork network => SweepStart.From(network),
            UnitFit or UnitComparison or Posterior when Fit(value) is { } fit => SweepStart.From(fit.GetNetwork()),
            string text => Named(text) ?? SweepStart.From(Formula(text)),
            _ => throw new ArgumentTransformationMetadataException(
                "Start must be Auto, PyTorch, Spread, a network (New-NeuronSum), a fit, or a formula."),
        };
    }

    private static UnitFit? Fit(object value)
    {
        try
        {
            return FitInput.Single(PSObject.AsPSObject(value));
        }
        catch (ArgumentException error)
        {
            throw new ArgumentTransformationMetadataException(error.Message, error);
        }
    }

    private static SweepStart? Named(string text) => text.ToUpperInvariant() switch
    {
        "AUTO" => SweepStart.Auto,
        "PYTORCH" => SweepStart.PyTorch,
        "SPREAD" => SweepStart.Spread,
        _ => null,
    };

    private static ShallowNetwork Formula(string text)
    {
        try
        {
            return ShallowNetwork.Parse(text);
        }
        catch (FormulaException error)
        {
            throw new ArgumentTransformationMetadataException(
                $"Start must be Auto, PyTorch, Spread, a network (New-NeuronSum), a fit, or a formula. As a formula: {error.Message}", error);
        }
    }
}
