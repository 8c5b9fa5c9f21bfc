using System.Runtime.CompilerServices;

namespace UniversalApprox;

/// <summary>
/// Chooses inputs and output where the caller names them not, or not all. Columns that count rows, hold text or look like
/// errors or weights are left out as long as others remain. A choice among several columns comes with a warning.
/// </summary>
internal sealed record ColumnGuess(string[] X, string Y, FormattableString? Warning)
{
    /// <summary>In wider tables the roles are not looked at: nobody writes the error of a point behind a thousand inputs.</summary>
    private const int WidestTable = 1000;

    /// <param name="header">All names, also empty ones.</param>
    /// <param name="layout">Has the first rows.</param>
    /// <param name="x">The inputs, if they are given.</param>
    /// <param name="y">The output, if it is given; it is then among the names.</param>
    /// <param name="error">The errors or weights, if they are given.</param>
    public static ColumnGuess Of(string[] header, CsvLayout layout, string[]? x, string? y, string? error)
    {
        var given = new HashSet<string>(x ?? [], StringComparer.Ordinal);
        if (y is not null)
            given.Add(y);
        if (error is not null)
            given.Add(error);
        List<(string Name, ColumnRole Role)> others = [];
        for (int k = 0; k < header.Length; k++)
            if (header[k].Length > 0 && !given.Contains(header[k]))
                others.Add((header[k], Role(header, k, layout)));

        int needed = (x is null ? 1 : 0) + (y is null ? 1 : 0);
        List<string> taken = Candidates(others, needed);
        if (taken.Count < needed)
            return new(x ?? [y!], y ?? x![^1], null);
        string output = y ?? taken[^1];
        string[] inputs = x ?? [.. taken.Where(name => name != output)];
        (string Name, ColumnRole Role)[] left = [.. others.Where(other => other.Role != ColumnRole.Values && other.Name != output && !inputs.Contains(other.Name, StringComparer.Ordinal))];
        return new(inputs, output, others.Count > needed || Doubtful(others, output) ? Warn(inputs, output, left, others, error is null) : null);
    }

    /// <summary>Columns of values, and others only if there are too few of these.</summary>
    private static List<string> Candidates(List<(string Name, ColumnRole Role)> others, int needed)
    {
        foreach (ColumnRole[] roles in new ColumnRole[][]
        {
            [ColumnRole.Values],
            [ColumnRole.Values, ColumnRole.RowNumbers],
            [ColumnRole.Values, ColumnRole.RowNumbers, ColumnRole.Weights],
            [ColumnRole.Values, ColumnRole.RowNumbers, ColumnRole.Weights, ColumnRole.Errors],
        })
        {
            List<string> candidates = [.. others.Where(other => roles.Contains(other.Role)).Select(other => other.Name)];
            if (candidates.Count >= needed)
                return candidates;
        }

        return [.. others.Select(other => other.Name)];
    }

    private static ColumnRole Role(string[] header, int k, CsvLayout layout) =>
        header.Length > WidestTable
            ? ColumnRole.Values
            : ColumnRoles.Of(
                header[k],
                [.. layout.Rows.Where(row => row.Count == header.Length).Select(row => row[k])],
                layout.DecimalSeparator);

    /// <summary>Whether an error or a weight had to be taken as the output.</summary>
    private static bool Doubtful(List<(string Name, ColumnRole Role)> others, string output) =>
        others.Exists(other => other.Name == output && other.Role is ColumnRole.Errors or ColumnRole.Weights);

    private static FormattableString Warn(
        string[] x, string y, (string Name, ColumnRole Role)[] left, List<(string Name, ColumnRole Role)> others, bool offersErrors)
    {
        string took = $"took {PlainText.Quote(y)} as a function of {PlainText.List(x)}";
        string[] reasons = [.. left.Take(5).Select(other => $"{PlainText.Quote(other.Name)} {other.Role.Reason()}")];
        string rest = reasons.Length == 0 ? "" : $"; {string.Join(", ", reasons)}";
        string doubt = Doubtful(others, y) ? $"; {PlainText.Quote(y)} {others.First(other => other.Name == y).Role.Reason()}" : "";
        object[] arguments = [took, rest, doubt, new OptionName(nameof(CsvOptions.X)), new OptionName(nameof(CsvOptions.Y))];
        return offersErrors && Offer(left) is var (option, column, what)
            ? FormattableStringFactory.Create(
                "{0}{1}{2}. Name the columns with {3} and {4}. Set {5} to {6} to take it as {7}.",
                [.. arguments, new OptionName(option), PlainText.Quote(column), what])
            : FormattableStringFactory.Create("{0}{1}{2}. Name the columns with {3} and {4}.", arguments);
    }

    /// <summary>
    /// How to use a column of errors or weights. It is never taken unasked: a deviation is not always the error of the output, nor
    /// a weight the weight of its row.
    /// </summary>
    private static (string Option, string Column, string What)? Offer((string Name, ColumnRole Role)[] left)
    {
        (string Name, ColumnRole Role) found = left.FirstOrDefault(other => other.Role is ColumnRole.Errors or ColumnRole.Weights);
        return found.Role switch
        {
            ColumnRole.Errors => (nameof(CsvOptions.Sigma), found.Name, "the standard error of each point"),
            ColumnRole.Weights => (nameof(CsvOptions.Weight), found.Name, "the weight of each point"),
            _ => null,
        };
    }
}
