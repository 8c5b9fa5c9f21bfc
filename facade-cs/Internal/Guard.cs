using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace UniversalApprox.Internal;

/// <summary>Argument checks: every message names the argument, the value and the allowed range.</summary>
internal static class Guard
{
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static T NotNull<T>([NotNull] T? value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static int InRange(int value, int low, int high, string name) =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be from {low} to {high}; got {value}.");

    public static int AtLeast(int value, int low, string name) =>
        value >= low
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be at least {low}; got {value}.");

    public static double Finite(double value, string name) =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a finite number; got {Text(value)}.");

    public static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a finite number, 0 or more; got {Text(value)}.");

    public static double Positive(double value, string name) =>
        double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be a finite number above 0; got {Text(value)}.");

    public static double Fraction(double value, string name) =>
        value > 0 && value < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be above 0 and below 1; got {Text(value)}.");

    public static T Defined<T>(T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}; got {value}.");

    public static T[] NotEmpty<T>([NotNull] IReadOnlyList<T>? values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count > 0
            ? [.. values]
            : throw new ArgumentException($"{name} must have at least 1 element; got none.", name);
    }

    public static void Distinct<T>(T[] values, string name)
    {
        var seen = new HashSet<T>();
        foreach (T value in values)
            if (!seen.Add(value))
                throw new ArgumentException($"{name} must not repeat a value; got {value} twice.", name);
    }
}
