using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Makes data from piped rows: objects with properties, or dictionaries.</summary>
internal sealed class RowReader(string[] columns, CurveDataBuilder builder)
{
    /// <summary>Rows used so far.</summary>
    public int Count => builder.Count;

    /// <summary>Rows left out because they lack a value.</summary>
    public int Missing => builder.MissingRows;

    /// <summary>The names of the columns of a row.</summary>
    public static IReadOnlyList<string> ColumnsOf(PSObject row) =>
        row.BaseObject is IDictionary dictionary
            ? [.. dictionary.Keys.Cast<object>().Select(key => key.ToString() ?? "")]
            : [.. row.Properties.Where(property => property.IsGettable).Select(property => property.Name)];

    /// <summary>Which of the columns the row lacks.</summary>
    public IEnumerable<string> MissingIn(PSObject row)
    {
        IReadOnlyList<string> present = ColumnsOf(row);
        return columns.Where(column => !present.Contains(column, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Adds a row; the reason if it cannot be used.</summary>
    public string? Add(PSObject row) =>
        builder.TryAdd([.. columns.Select(column => Cell(row, column))], out string? reason) ? null : reason;

    public CurveData Build() => builder.Build();

    /// <summary>The value of a column of a row; null where it has none.</summary>
    public static object? Cell(PSObject row, string column)
    {
        object? value = row.BaseObject is IDictionary dictionary ? dictionary[column] : row.Properties[column]?.Value;
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
