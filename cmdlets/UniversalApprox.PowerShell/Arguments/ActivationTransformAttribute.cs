using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads activations by any of their names: Sigmoid, sigmoid, sig, logistic, …</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ActivationTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is IEnumerable many and not string
            ? many.Cast<object>().Select(One).ToArray()
            : One(value);
    }

    private static object One(object value)
    {
        object bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is Activation)
            return bare;
        return ActivationNames.TryParse(bare?.ToString(), out Activation activation)
            ? activation
            : throw new ArgumentTransformationMetadataException(
                $"There is no activation '{Shown.Text(bare)}'. Known are: {string.Join(", ", Enum.GetValues<Activation>().Select(known => known.GetName()))}.");
    }
}
