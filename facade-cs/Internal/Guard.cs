using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace UniversalApprox.Internal;

/// <summary>Checks of what only C# can get wrong. The core checks options.</summary>
internal static class Guard
{
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static T NotNull<T>([NotNull] T? value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static int AtLeast(int value, int low, string name) =>
        value >= low ? value : throw new OptionException(name, value, $"at least {low}");

    public static T Defined<T>(T value, string name)
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new OptionException(name, value, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    public static T[] NotEmpty<T>([NotNull] IReadOnlyList<T>? values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return values.Count > 0 ? [.. values] : throw new OptionException(name, values, $"one or more");
    }

    public static void Distinct<T>(T[] values, string name)
    {
        if (values.Distinct().Count() < values.Length)
            throw new OptionException(name, values, $"all different");
    }

    /// <summary>The options that a function makes of the default ones.</summary>
    public static T Configured<T>(Func<T, T> configure)
        where T : class, new() =>
        NotNull(configure, nameof(configure))(new())
        ?? throw OptionException.Because(nameof(configure), $"configure must return options; got null.");
}
