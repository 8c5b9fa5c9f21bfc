using System.Diagnostics.CodeAnalysis;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Makes data from rows that come one by one. Not thread-safe.</summary>
public sealed class CurveDataBuilder
{
    private string[] names;
    private readonly string name;
    private ColumnReader[]? readers;
    private AxesChoice? axes;
    private int given;

    /// <summary>A builder without rows.</summary>
    /// <param name="inputNames">The names of the inputs, at least 1.</param>
    /// <param name="outputName">The name of the output. All names must differ and not be empty.</param>
    /// <param name="name">What the data is called.</param>
    /// <exception cref="ArgumentException">No inputs, or a name that is empty or repeated.</exception>
    public CurveDataBuilder(IReadOnlyList<string> inputNames, string outputName, string name = "data")
    {
        names = [.. Guard.NotEmpty(inputNames, nameof(inputNames)), outputName];
        if (names.Any(string.IsNullOrEmpty))
            throw new OptionException(nameof(inputNames), names, $"names that are not empty");
        Guard.Distinct(names, nameof(inputNames));
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary>The decimal separator of numbers that are text, '.' or ','.</summary>
    /// <value>Default: '.'.</value>
    public char DecimalSeparator { get; init; } = '.';

    /// <summary>Texts that stand for a missing value, as in <see cref="CsvOptions.MissingValues"/>.</summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? MissingValues { get; init; }

    /// <summary>The format of dates that are text, as in <see cref="CsvOptions.DateFormat"/>.</summary>
    /// <value>Default: null, the usual formats.</value>
    public string? DateFormat { get; init; }

    /// <summary>The name of a column behind the output with the standard error of each output, above 0.</summary>
    /// <value>Default: null, none.</value>
    public string? Sigma { get; init; }

    /// <summary>The name of a column behind the output with the weight of each row, above 0; it excludes <see cref="Sigma"/>.</summary>
    /// <value>Default: null, none.</value>
    public string? Weight { get; init; }

    /// <summary>The inputs with a logarithmic axis, by name, or "*" for all, as in <see cref="CsvOptions.LogX"/>.</summary>
    /// <value>Default: null, none.</value>
    public IReadOnlyList<string>? LogX { get; init; }

    /// <summary>Whether the output has a logarithmic axis, as in <see cref="CsvOptions.LogY"/>.</summary>
    /// <value>Default: false.</value>
    public bool LogY { get; init; }

    /// <summary>The number of rows so far.</summary>
    public int Count => readers?[0].Count ?? 0;

    /// <summary>How many rows were left out because a value is missing.</summary>
    public int MissingRows { get; private set; }

    private ColumnReader[] Readers => readers ??= CreateReaders();

    private ErrorColumn Errors => ErrorColumns.Of(Sigma, Weight);

    /// <summary>Reads a finite number in invariant notation (decimal point, no thousands separators).</summary>
    /// <param name="text">The text; spaces around the number are allowed.</param>
    /// <param name="value">The number, if it is one.</param>
    /// <returns>Whether it is a finite number.</returns>
    public static bool TryParseNumber([NotNullWhen(true)] string? text, out double value) =>
        Numbers.TryParse(text, '.', out value);

    /// <summary>Adds a row.</summary>
    /// <param name="row">The inputs, then the output, then its error or weight if there are any; finite.</param>
    /// <exception cref="ArgumentException">A wrong number of values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value that is not finite, or an error or weight that is not above 0.</exception>
    public void Add(params ReadOnlySpan<double> row)
    {
        ColumnReader[] columns = Readers;
        CheckLength(row.Length);
        given++;
        for (int k = 0; k < row.Length; k++)
            if (!double.IsFinite(row[k]))
                throw OptionException.Because(
                    nameof(row), $"Row {given}, column \"{names[k]}\", must be a finite number; got {row[k]}.");
        for (int k = 0; k < row.Length; k++)
            if (columns[k].ReasonAgainst(row[k]) is { } reason)
                throw OptionException.Because(nameof(row), $"Row {given}, column \"{names[k]}\": {reason}");
        for (int k = 0; k < row.Length; k++)
            columns[k].Add(row[k]);
    }

    /// <summary>
    /// Adds a row of .NET numbers, dates and time spans, or of their texts as in a CSV file, if it can be used. A row that lacks
    /// a value is left out and counted.
    /// </summary>
    /// <param name="row">The inputs, then the output, then its error or weight if there are any.</param>
    /// <param name="reason">
    /// Why it cannot be used, with its place among all rows given, for example
    /// <c>row 3, column "dose": "n/a" is not a number.</c>; null if it was added or left out.
    /// </param>
    /// <returns>Whether the row was added or left out.</returns>
    /// <exception cref="ArgumentException">A wrong number of values, or properties that are out of range.</exception>
    public bool TryAdd(IReadOnlyList<object?> row, [NotNullWhen(false)] out string? reason)
    {
        Guard.NotNull(row, nameof(row));
        ColumnReader[] columns = Readers;
        CheckLength(row.Count);
        given++;
        reason = null;
        for (int k = 0; k < row.Count; k++)
        {
            switch (columns[k].Read(row[k], out string? problem))
            {
                case CellOutcome.Missing:
                    MissingRows++;
                    return true;
                case CellOutcome.Invalid:
                    reason = $"row {given}, column \"{PlainText.Visible(names[k])}\": {problem}";
                    return false;
            }
        }

        foreach (ColumnReader reader in columns)
            reader.Keep();
        return true;
    }

    /// <summary>The data of all rows so far.</summary>
    /// <returns>The data; more rows may follow and do not change it.</returns>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <exception cref="ArgumentException">All dates of a column can be read with the month and with the day first.</exception>
    public CurveData Build()
    {
        if (Count == 0)
            throw new InvalidOperationException("There are no rows: data needs at least 1 point.");
        ReadColumn[] columns;
        try
        {
            columns = Array.ConvertAll(Readers, reader => reader.Finish());
        }
        catch (AmbiguousDatesException error)
        {
            throw OptionException.Because(nameof(DateFormat), $"column \"{error.Column}\": {error.Reason} {error.Remedy}");
        }

        return Errors.Data(columns, axes!, name);
    }

    private ColumnReader[] CreateReaders()
    {
        CellRules.Check(DecimalSeparator, MissingValues, DateFormat);
        ErrorColumns.Check(Sigma, Weight);
        if ((Sigma ?? Weight) is { } error)
        {
            if (error.Length == 0)
                throw new OptionException(Sigma is null ? nameof(Weight) : nameof(Sigma), error, $"a name that is not empty");
            names = [.. names, error];
            Guard.Distinct(names, Sigma is null ? nameof(Weight) : nameof(Sigma));
        }

        axes = AxesChoice.Of(LogX, LogY, names[..^Errors.BehindInputs()]);
        return Errors.Readers(names, axes, new CellRules(DecimalSeparator, MissingValues, DateFormat));
    }

    private void CheckLength(int length)
    {
        if (length != names.Length)
            throw OptionException.Because("row", $"A row has {names.Length} values ({string.Join(", ", names)}); got {length}.");
    }
}
