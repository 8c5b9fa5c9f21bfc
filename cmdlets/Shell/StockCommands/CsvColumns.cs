using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.Shell.StockCommands;

/// <summary>How an object becomes a row: its columns and their texts, by the rules of the stock Export-Csv.</summary>
internal static class CsvColumns
{
    /// <summary>A dictionary's columns are its keys, any other object's are its properties.</summary>
    public static List<string> Names(PSObject item) => item.BaseObject is IDictionary table
        ? [.. table.Keys.Cast<object>().Select(key => LanguagePrimitives.ConvertTo<string>(key))]
        : [.. item.Properties.Select(property => property.Name)];

    /// <summary>The text of a column; null where the object has no such property or no value in it.</summary>
    public static string? Text(PSObject item, string column)
    {
        object? value = item.BaseObject is IDictionary table && table.Contains(column) ? table[column] : Value(item.Properties[column]);
        return (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            PSCustomObject => value!.ToString(),

            // The same bytes in every country: numbers and dates do not follow the user's culture.
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            object other => other.ToString(),
        };
    }

    private static object? Value(PSPropertyInfo? property)
    {
        try
        {
            return property?.Value;
        }
        catch (GetValueException)
        {
            // As the stock command: a property that cannot be read is an empty field, not the end of the export.
            return null;
        }
    }
}
