using System.Diagnostics.CodeAnalysis;

namespace UniversalApprox;

/// <summary>Which columns of a CSV file are used: their names and their indices in a row, inputs first, output last.</summary>
internal sealed record CsvColumns(int Width, string[] Names, int[] Indices)
{
    private static readonly FormattableString OtherDelimiter =
        $"Is the delimiter another one? Set {new OptionName(nameof(CsvOptions.Delimiter))}.";

    public static CsvColumns FromHeader(string[] header, CsvOptions options, string file, int line)
    {
        string[] named = [.. header.Where(name => name.Length > 0)];
        if (named.Length > 0 && named.All(name => Numbers.TryParse(name, options.DecimalSeparator, out _)))
            Fail(
                CsvProblem.HeaderOfNumbers,
                "the first row has numbers, not names of columns.",
                $"Use {new OptionName(nameof(options.NoHeader))} if there are none.");
        string y = options.Y ?? (named.Length > 0 ? named[^1] : "");
        string[] x = options.X is null ? [.. named.Where(name => name != y)] : [.. options.X];
        if (x.Length == 0)
        {
            string list = string.Join(", ", named.Select(name => $"\"{name}\""));
            Fail(
                CsvProblem.TooFewColumns,
                $"a curve needs at least 2 columns, and the file has {named.Length}: {list}.",
                OtherDelimiter);
        }

        if (x.Contains(y))
            Fail(
                CsvProblem.InputIsOutput,
                $"column \"{y}\" cannot be input and output at once.",
                $"Name the output with {new OptionName(nameof(options.Y))}.");
        string[] names = [.. x, y];
        return new(header.Length, names, Array.ConvertAll(names, Find));

        int Find(string name)
        {
            int first = Array.IndexOf(header, name);
            if (first < 0)
                Fail(CsvProblem.MissingColumn, ColumnNames.Missing(name, named));
            if (Array.LastIndexOf(header, name) != first)
                Fail(CsvProblem.RepeatedColumn, $"there is more than one column \"{name}\".");
            return first;
        }

        [DoesNotReturn]
        void Fail(CsvProblem problem, string reason, FormattableString? remedy = null) =>
            throw new CsvDataException(file, line, null, problem, reason, remedy);
    }

    /// <summary>For files without a header.</summary>
    public static CsvColumns FromWidth(int width, CsvOptions options, string file, int line) =>
        width >= 2
            ? FromHeader([.. ColumnNames.OfInputs(width - 1), "y"], options, file, line)
            : throw new CsvDataException(
                file,
                line,
                null,
                CsvProblem.TooFewColumns,
                "a curve needs at least 2 columns, and the file has 1.",
                OtherDelimiter);
}
