using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Accepts finite numbers above 0; not NaN, which a range lets through.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidatePositiveAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        double value = Convert.ToDouble(
            arguments is PSObject wrapped ? wrapped.BaseObject : arguments, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || value <= 0)
            throw new ValidationMetadataException(
                $"It must be a finite number above 0; got {value.ToString("R", CultureInfo.InvariantCulture)}.");
    }
}
