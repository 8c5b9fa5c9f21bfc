using CsvHelper;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Reads CSV rows with CsvHelper's reader and turns them into data.</summary>
internal sealed class CsvImport
{
    /// <summary>How many reasons for skipped rows are kept.</summary>
    private const int ReasonsKept = 5;

    /// <summary>Rows of up to this many used columns are parsed on the stack.</summary>
    private const int StackColumns = 64;

    private readonly CsvReader reader;
    private readonly string file;
    private readonly CsvOptions options;
    private readonly List<CsvDataException> reasons = [];
    private int skipped;

    private CsvImport(CsvReader reader, string file, CsvOptions options) =>
        (this.reader, this.file, this.options) = (reader, file, options);

    public static void Check(CsvOptions options)
    {
        var decimalSeparator = new OptionName(nameof(options.DecimalSeparator));
        if (options.DecimalSeparator is not ('.' or ','))
            throw new OptionException(decimalSeparator.Name, options.DecimalSeparator, $"'.' or ','");
        if (options.Delimiter == options.DecimalSeparator)
            throw new OptionException(
                nameof(options.Delimiter), options.Delimiter, $"another character than {decimalSeparator}");
        if (options.Delimiter is { } delimiter && (!char.IsAscii(delimiter) || delimiter is '"' or '\r' or '\n' or '\0'))
            throw new OptionException(
                nameof(options.Delimiter), delimiter, $"an ASCII character, but not a quote or a line break");
        if (options.X is not null)
            Guard.Distinct(Guard.NotEmpty(options.X, nameof(options.X)), nameof(options.X));
    }

    public static ImportedCurve Read(string path, CsvOptions options, CancellationToken cancellationToken)
    {
        using CsvReader reader = CsvReader.FromFile(path, ReaderOptions(options));
        string name = options.Name ?? Path.GetFileNameWithoutExtension(path);
        return new CsvImport(reader, Path.GetFileName(path), options with { Name = name }).Read(cancellationToken);
    }

    public static string[] Columns(string path, CsvOptions options)
    {
        using CsvReader reader = CsvReader.FromFile(path, ReaderOptions(options));
        return new CsvImport(reader, "", options).NextRow() ? [.. reader.Current.ToArray().Where(name => name.Length > 0)] : [];
    }

    public static ImportedCurve Read(TextReader text, CsvOptions options, CancellationToken cancellationToken)
    {
        using CsvReader reader = CsvReader.Create(text, ReaderOptions(options), leaveOpen: true);
        return new CsvImport(reader, "CSV text", options).Read(cancellationToken);
    }

    // The header is read as a row here, so that its line is known. Stray quotes are kept: they are reported as values that
    // are not numbers.
    private static CsvReaderOptions ReaderOptions(CsvOptions options) =>
        new()
        {
            HasHeader = false,
            Separator = options.Delimiter,
            TrackLineNumbers = true,
            TrimWhitespace = true,
        };

    private ImportedCurve Read(CancellationToken cancellationToken)
    {
        if (!NextRow())
            throw Error(CsvProblem.EmptyFile, "the file is empty.");
        if (options.DecimalSeparator == ',' && reader.Separator == ',')
            throw Error(
                CsvProblem.AmbiguousDelimiter,
                "the delimiter cannot be told from decimal commas.",
                $"Set {new OptionName(nameof(options.Delimiter))}.");
        int firstLine = (int)reader.LineNumber;
        CsvColumns columns = options.NoHeader
            ? CsvColumns.FromWidth(reader.FieldCount, options, file, firstLine)
            : CsvColumns.FromHeader(reader.Current.ToArray(), options, file, firstLine);
        string name = string.IsNullOrEmpty(options.Name) ? "data" : options.Name;
        var builder = new CurveDataBuilder(columns.Names[..^1], columns.Names[^1], name);
        if (options.NoHeader)
            AddRow(columns, builder);
        while (NextRow())
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddRow(columns, builder);
        }

        if (builder.Count > 0)
            return new(builder.Build(), skipped, reasons.AsReadOnly());
        throw skipped == 0
            ? Error(CsvProblem.NoRows, "there are no rows below the header.")
            : Error(
                CsvProblem.NoUsableRow,
                $"none of the {skipped} rows can be used.",
                $"The first of them: {reasons[0].Text}");
    }

    /// <summary>Goes to the next row that is not blank.</summary>
    private bool NextRow()
    {
        while (reader.Read())
            if (reader.FieldCount > 1 || !reader.GetSpan(0).IsEmpty)
                return true;
        return false;
    }

    private void AddRow(CsvColumns columns, CurveDataBuilder builder)
    {
        if (reader.FieldCount != columns.Width)
        {
            Reject(CsvProblem.RaggedRow, RaggedReason(columns));
            return;
        }

        int count = columns.Indices.Length;
        Span<double> row = count <= StackColumns ? stackalloc double[count] : new double[count];
        for (int k = 0; k < count; k++)
        {
            if (!Numbers.TryParse(reader.GetSpan(columns.Indices[k]), options.DecimalSeparator, out row[k]))
            {
                string text = reader.GetString(columns.Indices[k]);
                Reject(
                    CsvProblem.InvalidValue,
                    Numbers.Reason(text, options.DecimalSeparator),
                    columns.Names[k],
                    Remedy(text, isInput: k < count - 1, isFirst: builder.Count == 0));
                return;
            }
        }

        builder.Add(row);
    }

    /// <summary>Which option may help to read a text that is not a number.</summary>
    private FormattableString? Remedy(string text, bool isInput, bool isFirst)
    {
        if (Numbers.HasOtherSeparator(text, options.DecimalSeparator))
            return $"Set {new OptionName(nameof(options.DecimalSeparator))} to '{(options.DecimalSeparator == '.' ? ',' : '.')}' if it is meant as one.";
        if (options.Delimiter is null && text.AsSpan().IndexOfAny(';', '\t', '|') is >= 0 and int at)
            return $"If the delimiter is '{text[at]}', set {new OptionName(nameof(options.Delimiter))}.";
        if (isInput && isFirst && options.X is null)
            return $"Name the columns to use with {new OptionName(nameof(options.X))} if it is not an input.";
        return null;
    }

    private string RaggedReason(CsvColumns columns)
    {
        int lines = 1 + reader.Current.RawRecord.TrimEnd("\r\n"u8).Count((byte)'\n');
        string values = reader.FieldCount == 1 ? "1 value" : $"{reader.FieldCount} values";
        string first = options.NoHeader ? "the first row" : "the header";
        string hint = lines > 1 ? $" The row takes {lines} lines: a quote may not be closed." : "";
        return $"the row has {values}, but {first} has {columns.Width}.{hint}";
    }

    private void Reject(CsvProblem problem, string reason, string? column = null, FormattableString? remedy = null)
    {
        var error = new CsvDataException(file, (int)reader.LineNumber, column, problem, reason, remedy);
        if (!options.SkipInvalid)
            throw error;
        skipped++;
        if (reasons.Count < ReasonsKept)
            reasons.Add(error);
    }

    private CsvDataException Error(CsvProblem problem, string reason, FormattableString? remedy = null) =>
        new(file, null, null, problem, reason, remedy);
}
