using System.Globalization;

namespace UniversalApprox;

/// <summary>A measurement that decides between two fits of the same data: a flat row.</summary>
/// <param name="Data">The name of the data.</param>
/// <param name="Rank">1 for the one that decides most.</param>
/// <param name="X">Where to measure.</param>
/// <param name="FirstUnits">The number of hidden units of the first fit.</param>
/// <param name="SecondUnits">The number of hidden units of the second fit.</param>
/// <param name="First">The first curve there, averaged over its draws.</param>
/// <param name="Second">The second curve there.</param>
/// <param name="Gain">
/// The logarithm of the evidence ratio that one measurement is expected to add for the true model, whichever of both it is, in nats.
/// </param>
/// <param name="IsTrusted">Whether the draws of both can be trusted.</param>
public sealed record DecidingMeasurement(
    string Data,
    int Rank,
    double X,
    int FirstUnits,
    int SecondUnits,
    double First,
    double Second,
    double Gain,
    bool IsTrusted)
{
    /// <summary>A short line.</summary>
    /// <returns>For example "x = 1.5: 0.8 nats between 3 and 4 units".</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"x = {X:G6}: {Gain:G3} nats between {FirstUnits} and {SecondUnits} units");
}
