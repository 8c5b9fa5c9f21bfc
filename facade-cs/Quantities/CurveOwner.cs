using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The fit, posterior or network whose curve has crossings and quantities.</summary>
internal sealed record CurveOwner(string? Data, Core.Networks.Activation Activation, int Units, bool? IsTrusted)
{
    public IReadOnlyList<LevelCrossing> Crossings(
        Func<Core.Quantities.CurveDistribution> curve, IReadOnlyList<double> y, double? lower, double? upper, bool newReading, CancellationToken cancellationToken)
    {
        double[] levels = [.. Guard.NotNull(y, nameof(y))];
        return Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(
                Core.Quantities.LevelCrossingModule.findWith(newReading, levels, SamplingInterop.ToOption(lower), SamplingInterop.ToOption(upper), curve()),
                crossing => new LevelCrossing(this, crossing))),
            cancellationToken);
    }

    public IReadOnlyList<NextMeasurement> NextMeasurements(
        Func<Core.Quantities.CurveDistribution> curve, NextMeasurementOptions? options, CancellationToken cancellationToken)
    {
        Core.Measurements.NextMeasurementOptions given = (options ?? new()).ToCore();
        return Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(
                Core.Measurements.NextMeasurementModule.forBand(given, curve()),
                found => new NextMeasurement(
                    Data ?? "",
                    found.Rank,
                    found.X,
                    found.Prediction,
                    found.Deviation,
                    found.Gain,
                    found.Information,
                    found.DeviationAfter,
                    IsTrusted == true))),
            cancellationToken);
    }

    public IReadOnlyList<CurveQuantity> Quantities(
        Func<Core.Quantities.CurveDistribution> curve, IReadOnlyList<double>? percent, double? lower, double? upper, CancellationToken cancellationToken)
    {
        double[] percentages = [.. percent ?? Core.Quantities.CurveQuantityModule.defaultPercent];
        return Cancellable.Run(
            () => Array.AsReadOnly(Array.ConvertAll(
                Core.Quantities.CurveQuantityModule.compute(percentages, SamplingInterop.ToOption(lower), SamplingInterop.ToOption(upper), curve()),
                quantity => new CurveQuantity(this, quantity))),
            cancellationToken);
    }
}
