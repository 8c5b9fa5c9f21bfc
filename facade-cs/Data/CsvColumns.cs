using System.Diagnostics.CodeAnalysis;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Which columns of a CSV file are used: their names and their indices in a row, inputs first, then the output, then its errors or
/// weights if they are; and a warning if they were guessed from several.
/// </summary>
internal sealed record CsvColumns(int Width, string[] Names, int[] Indices, ErrorColumn Errors, AxesChoice Axes, FormattableString? Warning = null)
{
    /// <summary>Characters that separate columns now and then, and are not looked for.</summary>
    private const string RareDelimiters = ":/!&~^$";

    public static CsvColumns FromHeader(string[] header, CsvLayout layout, CsvOptions options, string file, int line)
    {
        string[] named = [.. header.Where(name => name.Length > 0)];
        if (named.Length > 0 && named.All(name => CellText.IsValue(name, layout.DecimalSeparator)))
            Fail(
                CsvProblem.HeaderOfNumbers,
                "the first row has values, not names of columns.",
                $"Use {new OptionName(nameof(options.NoHeader))} if there are none.");
        if (named.Length < 2)
            Fail(
                CsvProblem.TooFewColumns,
                $"a curve needs at least 2 columns, and the file has {(named.Length == 0 ? "none with a name" : $"1: {PlainText.Quote(named[0])}")}.",
                DelimiterRemedy(header, options));
        var places = new ColumnPlaces(header);
        string? y = options.Y is null ? null : Named(options.Y);
        string[]? x = options.X is null ? null : [.. options.X.Select(Named)];
        string? error = options.Sigma ?? options.Weight;
        error = error is null ? null : Named(error);
        FormattableString? warning = null;
        if (x is null || y is null)
        {
            var guess = ColumnGuess.Of(header, layout, x, y, error);
            (x, y, warning) = (guess.X, guess.Y, guess.Warning);
        }

        if (x.Contains(y))
            Fail(
                CsvProblem.InputIsOutput,
                $"column {PlainText.Quote(y)} cannot be input and output at once.",
                $"Name the output with {new OptionName(nameof(options.Y))}.");
        if (error is not null && (y == error || x.Contains(error)))
            Fail(
                CsvProblem.InputIsOutput,
                $"column {PlainText.Quote(error)} cannot be {(y == error ? "the output" : "an input")} and the errors or weights of the points at once.");
        string[] names = error is null ? [.. x, y] : [.. x, y, error];
        if (Array.Find(names, places.IsRepeated) is { } twice)
            Fail(CsvProblem.RepeatedColumn, $"there is more than one column {PlainText.Quote(twice)}.");
        return new(
            header.Length,
            names,
            Array.ConvertAll(names, name => places.IndexOf(name)),
            ErrorColumns.Of(options.Sigma, options.Weight),
            AxesChoice.Of(options.LogX, options.LogY, x),
            warning);

        string Named(string wanted)
        {
            string[] found = places.Matching(wanted);
            if (found.Length == 0)
                Fail(CsvProblem.MissingColumn, ColumnNames.Missing(wanted, named));
            if (found.Length > 1)
                Fail(CsvProblem.RepeatedColumn, $"there is more than one column {PlainText.Quote(wanted)}.");
            return found[0];
        }

        [DoesNotReturn]
        void Fail(CsvProblem problem, string reason, FormattableString? remedy = null) =>
            throw new CsvDataException(file, line, null, problem, reason, remedy);
    }

    /// <summary>For files without a header.</summary>
    public static CsvColumns FromWidth(int width, CsvLayout layout, CsvOptions options, string file, int line) =>
        width >= 2
            ? FromHeader([.. ColumnNames.OfInputs(width - 1), "y"], layout, options, file, line)
            : throw new CsvDataException(
                file,
                line,
                null,
                CsvProblem.TooFewColumns,
                "a curve needs at least 2 columns, and the file has 1.",
                DelimiterRemedy([.. layout.Rows.Take(1).SelectMany(row => row)], options));

    /// <summary>Another character that may separate columns.</summary>
    private static FormattableString? DelimiterRemedy(string[] cells, CsvOptions options)
    {
        var delimiter = new OptionName(nameof(options.Delimiter));
        if (options.Delimiter is not null)
            return $"Leave {delimiter} out, and it is found.";
        char other = string.Concat(cells).FirstOrDefault(c => RareDelimiters.Contains(c));
        if (other == '\0')
            return null;
        return $"If '{other}' separates the columns, set {delimiter} to it.";
    }
}
