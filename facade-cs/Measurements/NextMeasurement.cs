using System.Globalization;

namespace UniversalApprox;

/// <summary>A measurement that makes the band of a curve narrower: a flat row.</summary>
/// <param name="Data">The name of the data.</param>
/// <param name="Rank">1 for the first; each is the best after those before it.</param>
/// <param name="X">Where to measure.</param>
/// <param name="Prediction">The curve there, averaged over its draws.</param>
/// <param name="Deviation">The standard deviation of the curve there, before this measurement.</param>
/// <param name="Gain">
/// The part of the average variance of the curve over the range that this measurement is expected to remove, from 0 to 1.
/// </param>
/// <param name="Information">The information about the curve, in nats.</param>
/// <param name="DeviationAfter">The root of the average variance of the curve over the range, after it.</param>
/// <param name="IsTrusted">Whether the draws can be trusted.</param>
public sealed record NextMeasurement(
    string Data,
    int Rank,
    double X,
    double Prediction,
    double Deviation,
    double Gain,
    double Information,
    double DeviationAfter,
    bool IsTrusted)
{
    /// <summary>A short line.</summary>
    /// <returns>For example "x = 1.5: 23 % of the variance".</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"x = {X:G6}: {100 * Gain:G3} % of the variance");
}
