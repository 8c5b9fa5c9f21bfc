using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Where to look for the next measurement.</summary>
public sealed record NextMeasurementOptions
{
    private static readonly Core.Measurements.NextMeasurementOptions Usual = Core.Measurements.NextMeasurementModule.defaults;

    /// <summary>The lower end of the range.</summary>
    /// <value>Default: null, that of the data.</value>
    public double? Lower { get; init; }

    /// <summary>The upper end of the range, above <see cref="Lower"/>.</summary>
    /// <value>Default: null, that of the data.</value>
    public double? Upper { get; init; }

    /// <summary>The places that are compared, evenly over the range: from 2 to 5000.</summary>
    /// <value>Default: 201.</value>
    public int Points { get; init; } = Usual.Points;

    /// <summary>How many measurements to propose, from 1 to 1000.</summary>
    /// <value>Default: 5.</value>
    public int Count { get; init; } = Usual.Count;

    /// <summary>The aim.</summary>
    /// <value>Default: the average variance of the curve.</value>
    public MeasurementAim Aim { get; init; }

    /// <summary>The standard deviation of the noise of a measurement, above 0, in units of the output.</summary>
    /// <value>Default: null, that of the fit.</value>
    public double? NoiseLevel { get; init; }

    /// <summary>Rejects options that are out of range. Every member that takes options checks them too.</summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate() => Core.Measurements.NextMeasurementModule.validate(ToCore());

    /// <summary>One line with every option.</summary>
    /// <returns>For example "NextMeasurementOptions { Lower = null, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Core.Measurements.NextMeasurementOptions ToCore() => new(
        SamplingInterop.ToOption(Lower),
        SamplingInterop.ToOption(Upper),
        Points,
        Count,
        Guard.Defined(Aim, nameof(Aim)) == MeasurementAim.Information
            ? Core.Measurements.MeasurementAim.Information
            : Core.Measurements.MeasurementAim.Average,
        SamplingInterop.ToOption(NoiseLevel));
}
