using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;

namespace UniversalApprox.Internal;

/// <summary>Writes options as one line for logs and debuggers, with the elements of lists, and without loggers.</summary>
internal static class OptionText
{
    public static string Of<T>(T options)
        where T : class
    {
        IEnumerable<string> values = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType != typeof(ILogger))
            .Select(property => $"{property.Name} = {Text(property.GetValue(options))}");
        return $"{typeof(T).Name} {{ {string.Join(", ", values)} }}";
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        Encoding encoding => encoding.WebName,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]",
        KeyValuePair<string, double> pair => $"{pair.Key}: {Text(pair.Value)}",
        KeyValuePair<string, Bounds> pair => $"{pair.Key}: {pair.Value}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
