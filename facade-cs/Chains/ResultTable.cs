using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Rows as tables for other programs.</summary>
public static class ResultTable
{
    /// <summary>
    /// Writes rows as a Parquet table (snappy), which pandas, polars, DuckDB and R read: fits, summaries, evidence, crossings, quantities,
    /// or any objects with properties; or dictionaries, as rows of draws. All rows are alike. A column is float64, int64, true/false or
    /// text, and may have nulls: of objects as their properties are declared, of dictionaries as the values of the first 10 000 rows
    /// are. Durations are seconds, and everything else is the text that it has of itself. Rows are written in groups, so memory does not grow
    /// with their number.
    /// </summary>
    /// <param name="rows">The rows, at least one. They are read once.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">There is no row, or a row is unlike those before.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportParquet(IEnumerable<object?> rows, string path, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(rows, nameof(rows));
        ArgumentException.ThrowIfNullOrEmpty(path);
        using IEnumerator<object?> all = rows.GetEnumerator();
        List<object?> first = [];
        while (first.Count < TableColumn.RowsToLearnFrom && all.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            first.Add(all.Current);
        }

        TableColumn[] columns = TableColumn.Learn(first);
        ChainInterop.ExportTable(first.Concat(Rest(all)), columns, path, cancellationToken);
    }

    private static IEnumerable<object?> Rest(IEnumerator<object?> rows)
    {
        while (rows.MoveNext())
            yield return rows.Current;
    }
}
