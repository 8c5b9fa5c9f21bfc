using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The arguments of -Fix and -Bound: tables of numbers by the names of parameters.</summary>
internal static class ConstraintTables
{
    /// <summary>For example @{ c = 0; w1 = 1 }.</summary>
    public static Dictionary<string, double> Fix(IDictionary? table) => Read(table, "Fix", (key, value) =>
        Number(value) ?? throw Wrong("Fix", key, value, "a number, as in @{ c = 0 }"));

    /// <summary>For example @{ a1 = 0, 10; c = 0, $null }.</summary>
    public static Dictionary<string, Bounds> Bound(IDictionary? table) => Read(table, "Bound", (key, value) =>
        value is IList { Count: 2 } ends && End(ends[0], double.NegativeInfinity) is { } lower && End(ends[1], double.PositiveInfinity) is { } upper
            ? new Bounds(lower, upper)
            : throw Wrong("Bound", key, value, "two numbers, the lowest and the highest, as in @{ a1 = 0, 10 }; $null for none"));

    private static Dictionary<string, T> Read<T>(IDictionary? table, string parameter, Func<string, object?, T> read)
    {
        var entries = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table ?? new Hashtable())
        {
            string key = entry.Key.ToString()!;
            if (!entries.TryAdd(key, read(key, PriorTables.Unwrapped(entry.Value))))
                throw new ArgumentException($"-{parameter} names {Shown.Text(key)} twice.");
        }

        return entries;
    }

    private static double? End(object? value, double open) => PriorTables.Unwrapped(value) is null ? open : Number(value);

    private static double? Number(object? value) => PriorTables.Unwrapped(value) switch
    {
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : null,
        IConvertible number when number is not (bool or DateTime) => Convert.ToDouble(number, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static ArgumentException Wrong(string parameter, string key, object? value, string wanted) =>
        new($"-{parameter} wants for {Shown.Text(key)} {wanted}; got '{Shown.Text(LanguagePrimitives.ConvertTo<string>(value))}'.");
}
