using System.Text;
using CsvHelper;

namespace UniversalApprox;

/// <summary>Turns the rows of a CSV reader into columns of numbers.</summary>
internal sealed class CsvRows
{
    /// <summary>How many reasons for skipped rows are kept.</summary>
    private const int ReasonsKept = 5;

    private readonly CsvColumns columns;
    private readonly CsvLayout layout;
    private readonly CsvOptions options;
    private readonly string file;
    private readonly ColumnReader[] readers;
    private readonly List<CsvDataException> reasons = [];

    public CsvRows(CsvColumns columns, CsvLayout layout, CsvOptions options, string file)
    {
        (this.columns, this.layout, this.options, this.file) = (columns, layout, options, file);
        var rules = new CellRules(layout.DecimalSeparator, options.MissingValues, options.DateFormat);
        readers = columns.Errors.Readers(columns.Names, columns.Axes, rules);
    }

    /// <summary>Rows that were used, skipped because they are invalid, and left out because they lack a value.</summary>
    public int Count => readers[0].Count;

    public int Skipped { get; private set; }

    public int Missing { get; private set; }

    public IReadOnlyList<CsvDataException> Reasons => reasons.AsReadOnly();

    // Rows, the names too, are read without a header, so that their lines are known. Stray quotes are kept: they are reported
    // as values that are not numbers.
    public static CsvReaderOptions Options(char delimiter, bool allowLineBreaks = true) =>
        new()
        {
            HasHeader = false,
            Separator = delimiter,
            CommentPrefix = '#',
            TrackLineNumbers = true,
            TrimWhitespace = true,
            AllowLineBreaksInQuotes = allowLineBreaks,
        };

    /// <summary>Goes to the next row that is not blank.</summary>
    public static bool Next(CsvReader reader)
    {
        while (reader.Read())
            if (reader.FieldCount > 1 || !reader.GetSpan(0).IsEmpty)
                return true;
        return false;
    }

    /// <summary>The columns of all rows so far.</summary>
    public ReadColumn[] Finish() => Array.ConvertAll(readers, reader => reader.Finish());

    /// <summary>Adds the row that the reader is at, whose lines are counted from a line on.</summary>
    public void Add(CsvReader reader, int linesBefore)
    {
        int line = linesBefore + (int)reader.LineNumber;
        if (HasOpenQuote(reader))
        {
            if (options.SkipInvalid)
                AddLines(reader.RawRecord, line);
            else
                Reject(line, CsvProblem.RaggedRow, RaggedReason(reader));
            return;
        }

        if (reader.FieldCount != columns.Width)
        {
            Reject(line, CsvProblem.RaggedRow, RaggedReason(reader));
            return;
        }

        for (int k = 0; k < readers.Length; k++)
        {
            CellOutcome outcome = readers[k].Read(reader.GetSpan(columns.Indices[k]), out string? reason);
            if (outcome == CellOutcome.Missing)
            {
                Missing++;
                return;
            }

            if (outcome == CellOutcome.Invalid)
            {
                string text = reader.GetString(columns.Indices[k]);
                Reject(line, CsvProblem.InvalidValue, reason!, PlainText.Visible(columns.Names[k]), Remedy(text, isInput: k < readers.Length - columns.Errors.BehindInputs()));
                return;
            }
        }

        foreach (ColumnReader column in readers)
            column.Keep();
    }

    /// <summary>
    /// Whether the row took further lines in by a quote that was not meant to be open: one that ends with the file, with text
    /// behind it, or in a row of another length.
    /// </summary>
    private bool HasOpenQuote(CsvReader reader)
    {
        if (reader.RawRecord.IndexOfAny((byte)'\n', (byte)'\r') < 0)
            return false;
        if (reader.FieldCount != columns.Width)
            return true;
        for (int k = 0; k < reader.FieldCount; k++)
            if (IsMalformed(reader.GetRawSpan(k)))
                return true;
        return false;
    }

    /// <summary>Whether a field over several lines is no text between two quotes.</summary>
    private static bool IsMalformed(ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> field = raw.Trim(" \t"u8);
        if (field.IndexOfAny((byte)'\n', (byte)'\r') < 0)
            return false;
        if (field.Length < 2 || field[0] != '"' || field[^1] != '"')
            return true;
        // Quotes inside are doubled, so that they are even in number.
        return field[1..^1].Count((byte)'"') % 2 != 0;
    }

    /// <summary>Adds the lines of a row that an open quote made of them, each as a row.</summary>
    private void AddLines(ReadOnlySpan<byte> raw, int firstLine)
    {
        using CsvReader lines = CsvReader.Create(
            new StringReader(Encoding.UTF8.GetString(raw)), Options(layout.Delimiter, allowLineBreaks: false));
        while (Next(lines))
            Add(lines, firstLine - 1);
    }

    /// <summary>Which option may help to read a text that is not a number; none helps with a number that is out of range.</summary>
    private FormattableString? Remedy(string text, bool isInput)
    {
        if (Numbers.TryParse(text, layout.DecimalSeparator, out _))
            return null;
        if (Numbers.HasOtherSeparator(text, layout.DecimalSeparator))
            return $"Set {new OptionName(nameof(options.DecimalSeparator))} to '{(layout.DecimalSeparator == '.' ? ',' : '.')}' if it is meant as one.";
        if (options.Delimiter is null && text.AsSpan().IndexOfAny(';', '\t', '|') is >= 0 and int at)
            return $"If the delimiter is '{text[at]}', set {new OptionName(nameof(options.Delimiter))}.";
        if (isInput && Count == 0 && options.X is null)
            return $"Name the columns to use with {new OptionName(nameof(options.X))} if it is not an input.";
        return text.Length == 0 || Numbers.IsMissingMark(text)
            ? (FormattableString)$"If that stands for a missing value, set {new OptionName(nameof(options.MissingValues))} to '{text}'."
            : null;
    }

    private string RaggedReason(CsvReader reader)
    {
        int lines = 1 + reader.RawRecord.TrimEnd("\r\n"u8).Count((byte)'\n');
        string hint = $"The row takes {lines} lines: a quote may not be closed.";
        if (reader.FieldCount == columns.Width)
            return hint;
        string values = reader.FieldCount == 1 ? "1 value" : $"{reader.FieldCount} values";
        string first = options.NoHeader ? "the first row" : "the header";
        return $"the row has {values}, but {first} has {columns.Width}.{(lines > 1 ? $" {hint}" : "")}";
    }

    private void Reject(int line, CsvProblem problem, string reason, string? column = null, FormattableString? remedy = null)
    {
        var error = new CsvDataException(file, line, column, problem, reason, remedy);
        if (!options.SkipInvalid)
            throw error;
        Skipped++;
        if (reasons.Count < ReasonsKept)
            reasons.Add(error);
    }
}
