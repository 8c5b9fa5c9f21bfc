using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Refuses several names for one value of an enum. PowerShell would combine their numbers into another value.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SingleValueAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        object?[] names = value switch
        {
            string text => text.Split(',', StringSplitOptions.TrimEntries),
            IEnumerable many => [.. many.Cast<object?>()],
            _ => [value],
        };
        return names.Length > 1
            ? throw new ArgumentTransformationMetadataException($"It takes one value; got {names.Length}: {string.Join(", ", names)}.")
            : inputData;
    }
}
