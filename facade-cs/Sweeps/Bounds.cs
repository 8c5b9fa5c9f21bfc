using System.Globalization;

namespace UniversalApprox;

/// <summary>The values that a parameter may have, in the units of the data.</summary>
/// <param name="Lower">The lowest value; -∞ for none.</param>
/// <param name="Upper">The highest value, at least <paramref name="Lower"/>; ∞ for none.</param>
public readonly record struct Bounds(double Lower, double Upper)
{
    /// <summary>Values from a number on.</summary>
    /// <param name="lower">The lowest value.</param>
    /// <returns>The bounds.</returns>
    public static Bounds AtLeast(double lower) => new(lower, double.PositiveInfinity);

    /// <summary>Values up to a number.</summary>
    /// <param name="upper">The highest value.</param>
    /// <returns>The bounds.</returns>
    public static Bounds AtMost(double upper) => new(double.NegativeInfinity, upper);

    /// <summary>A short text.</summary>
    /// <returns>For example "0 to 10".</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lower} to {Upper}");
}
