using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace UniversalApprox.Internal;

/// <summary>Checks of arguments that only C# callers can get wrong, such as null. The core checks the options.</summary>
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

    /// <summary>The path of a run file, which may be left out, but not be empty.</summary>
    public static string? RunFile(string? path, string name) =>
        path is null || path.Trim().Length > 0 ? path : throw new OptionException(name, path, $"the path of a file");

    public static void Distinct<T>(T[] values, string name)
    {
        if (values.Distinct().Count() < values.Length)
            throw new OptionException(name, values, $"all different");
    }
}
