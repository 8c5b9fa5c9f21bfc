using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads a seed, and says what one may be where PowerShell would speak of a UInt64.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SeedTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is not null && LanguagePrimitives.TryConvertTo(inputData, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new ArgumentTransformationMetadataException(
                $"A seed is a whole number from 0 to {ulong.MaxValue}; got '{inputData}'.");
}
