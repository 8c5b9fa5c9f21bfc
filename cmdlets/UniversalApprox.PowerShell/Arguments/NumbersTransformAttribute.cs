using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// Reads texts among numbers in invariant notation. PowerShell would take "1,5" for fifteen, whatever the culture.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NumbersTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is IEnumerable many and not string ? many.Cast<object?>().Select(One).ToArray() : One(value);
    }

    private static object? One(object? value)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is not string text)
            return bare;
        return CurveDataBuilder.TryParseNumber(text, out double number)
            ? number
            : throw new ArgumentTransformationMetadataException($"'{text}' is not a finite number with a decimal point.");
    }
}
