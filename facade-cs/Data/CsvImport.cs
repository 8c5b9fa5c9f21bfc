using System.Runtime.CompilerServices;
using CsvHelper;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Reads the text of a CSV file: finds its layout and its columns, and lets <see cref="CsvRows"/> read the rows.</summary>
internal sealed class CsvImport
{
    private readonly CsvOptions options;
    private readonly string file;
    private readonly CsvLayout layout;
    private readonly CsvSample sample;
    private readonly List<string> notes = [];

    private CsvImport(TextReader text, string file, CsvOptions options)
    {
        (this.options, this.file) = (options, file);
        sample = CsvSample.Of(text);
        layout = CsvLayout.Find(sample, options) ?? throw new CsvDataException(
            file,
            null,
            null,
            CsvProblem.AmbiguousDelimiter,
            "the delimiter cannot be told from decimal commas.",
            $"Set {new OptionName(nameof(options.Delimiter))}.");
    }

    public static void Check(CsvOptions options)
    {
        var decimalSeparator = new OptionName(nameof(options.DecimalSeparator));
        CellRules.Check(options.DecimalSeparator ?? '.', options.MissingValues, options.DateFormat);
        if (options.Delimiter is { } same && same == options.DecimalSeparator)
            throw new OptionException(
                nameof(options.Delimiter), options.Delimiter, $"another character than {decimalSeparator}");
        if (options.Delimiter is { } delimiter && !CsvLayout.CanSeparate(delimiter))
            throw new OptionException(
                nameof(options.Delimiter), delimiter, $"a printable ASCII character or a tab, but neither a quote nor #");
        if (options.SkipRows is { } skipped)
            Guard.AtLeast(skipped, 0, nameof(options.SkipRows));
        ErrorColumns.Check(options.Sigma, options.Weight);
        if (options.X is not null)
            Guard.Distinct(Guard.NotEmpty(options.X, nameof(options.X)), nameof(options.X));
    }

    public static ImportedCurve Read(string path, CsvOptions options, CancellationToken cancellationToken)
    {
        (StreamReader reader, string? note) = CsvFile.Open(path, options.Encoding);
        using (reader)
        {
            string name = PlainText.Name(options.Name ?? Path.GetFileNameWithoutExtension(path));
            var import = new CsvImport(reader, PlainText.Visible(Path.GetFileName(path)), options with { Name = name });
            if (note is not null)
                import.notes.Add(note);
            return import.Read(cancellationToken);
        }
    }

    public static ImportedCurve Read(TextReader text, CsvOptions options, CancellationToken cancellationToken) =>
        new CsvImport(text, "CSV text", options).Read(cancellationToken);

    /// <summary>The names of the columns that are not empty; none for an empty file.</summary>
    public static string[] Columns(string path, CsvOptions options)
    {
        using StreamReader reader = CsvFile.Open(path, options.Encoding).Reader;
        try
        {
            var import = new CsvImport(reader, "", options);
            using CsvReader rows = import.Rows();
            string[] names = import.layout.Names ?? (CsvRows.Next(rows) ? rows.Current.ToArray() : []);
            return [.. names.Where(name => name.Length > 0)];
        }
        catch (CsvDataException)
        {
            return [];
        }
    }

    private ImportedCurve Read(CancellationToken cancellationToken)
    {
        using CsvReader reader = Rows();
        if (!CsvRows.Next(reader))
            throw Error(CsvProblem.EmptyFile, options.SkipRows > 0 ? "there is nothing below the rows that are skipped." : "the file is empty.");
        int line = layout.SkippedLines + (int)reader.LineNumber;
        CsvColumns columns = options.NoHeader
            ? CsvColumns.FromWidth(reader.FieldCount, layout, options, file, line)
            : CsvColumns.FromHeader(layout.Names ?? reader.Current.ToArray(), layout, options, file, line);
        bool isRow = options.NoHeader || layout.Names is not null;
        var rows = new CsvRows(columns, layout, options, file);
        if (isRow)
            rows.Add(reader, layout.SkippedLines);
        while (CsvRows.Next(reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(reader, layout.SkippedLines);
        }

        return Finish(rows, columns);
    }

    private ImportedCurve Finish(CsvRows rows, CsvColumns columns)
    {
        if (rows.Count == 0)
            throw NothingLeft(rows);
        ReadColumn[] read;
        try
        {
            read = rows.Finish();
        }
        catch (AmbiguousDatesException error)
        {
            throw new CsvDataException(file, null, error.Column, CsvProblem.AmbiguousDates, OptionName.Spell(error.Reason, name => name), error.Remedy);
        }

        string name = string.IsNullOrEmpty(options.Name) ? "data" : options.Name;
        CurveData data = columns.Errors.Data(read, columns.Axes, name);
        return new(data, rows.Skipped, rows.Reasons)
        {
            MissingRows = rows.Missing,
            WarningTexts = columns.Warning is { } warning ? [FormattableStringFactory.Create("{0}: {1}", file, warning)] : [],
            Notes = [.. Notes(rows, read)],
        };
    }

    private IEnumerable<string> Notes(CsvRows rows, ReadColumn[] read)
    {
        IEnumerable<string> found = notes;
        if (layout.Preamble > 0)
            found = found.Append($"skipped {layout.Preamble} {(layout.Preamble == 1 ? "line" : "lines")} before the table.");
        if (layout.NamesAreComment)
            found = found.Append("took the names of the columns from the last comment before the rows.");
        if (options.DecimalSeparator is null && layout.DecimalSeparator == ',')
            found = found.Append("read numbers with decimal commas.");
        if (rows.Missing > 0)
            found = found.Append($"left out {rows.Missing} of {rows.Missing + rows.Skipped + rows.Count} rows that lack a value.");
        return found.Concat(read.Select(column => column.Note).OfType<string>()).Select(note => $"{file}: {note}");
    }

    private CsvDataException NothingLeft(CsvRows rows)
    {
        if (rows.Skipped > 0)
            return Error(
                CsvProblem.NoUsableRow,
                $"none of the {rows.Skipped + rows.Missing} rows can be used.",
                $"The first of them: {rows.Reasons[0].Text}");
        return rows.Missing > 0
            ? Error(CsvProblem.NoUsableRow, $"all {rows.Missing} rows lack a value.")
            : Error(CsvProblem.NoRows, "there are no rows below the header.");
    }

    private CsvReader Rows()
    {
        TextReader text = sample.From(layout.SkippedLines);
        return CsvReader.Create(layout.Delimiter == ' ' ? new BlankRunReader(text) : text, CsvRows.Options(layout.Delimiter), leaveOpen: true);
    }

    private CsvDataException Error(CsvProblem problem, string reason, FormattableString? remedy = null) =>
        new(file, null, null, problem, reason, remedy);
}
