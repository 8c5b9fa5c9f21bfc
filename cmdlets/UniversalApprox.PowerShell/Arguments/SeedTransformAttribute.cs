using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads a seed. Its errors state the range of seeds; those of PowerShell itself would only name the type UInt64.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SeedTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? bare = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return Seed(bare) ?? throw new ArgumentTransformationMetadataException(
            $"A seed is a whole number from 0 to {ulong.MaxValue}; got '{Shown.Text(bare)}'.");
    }

    private static ulong? Seed(object? value) => value switch
    {
        null => null,
        double fraction when fraction != Math.Floor(fraction) => null,
        string text => ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out ulong parsed) ? parsed : null,
        _ => LanguagePrimitives.TryConvertTo(value, out ulong converted) ? converted : null,
    };
}
