namespace UniversalApprox;

/// <summary>
/// A CSV file that cannot be read as a curve. The message says where and why, for example
/// <c>dose.csv, line 7, column "response": "n/a" is not a number.</c>
/// </summary>
public sealed class CsvDataException : FormatException
{
    internal CsvDataException(string file, int? line, string? column, string reason)
        : base(Place(file, line, column) + ": " + reason)
    {
        File = file;
        Line = line;
        Column = column;
        Reason = reason;
    }

    /// <summary>The name of the file, or "CSV text".</summary>
    public string File { get; }

    /// <summary>The line of the file on which the row begins, counting from 1; null if no line is to blame.</summary>
    public int? Line { get; }

    /// <summary>The name of the column; null if no single column is to blame.</summary>
    public string? Column { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    private static string Place(string file, int? line, string? column) =>
        file + (line is null ? "" : $", line {line}") + (column is null ? "" : $", column \"{column}\"");
}
