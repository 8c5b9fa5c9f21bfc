using System.Diagnostics.CodeAnalysis;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Makes data from rows that come one by one. Not thread-safe.</summary>
public sealed class CurveDataBuilder
{
    private readonly string[] names;
    private readonly List<double>[] columns;
    private readonly string name;
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
        columns = [.. names.Select(_ => new List<double>())];
    }

    /// <summary>The number of rows so far.</summary>
    public int Count => columns[0].Count;

    /// <summary>Reads a finite number in invariant notation (decimal point, no thousands separators).</summary>
    /// <param name="text">The text; spaces around the number are allowed.</param>
    /// <param name="value">The number, if it is one.</param>
    /// <returns>Whether it is a finite number.</returns>
    public static bool TryParseNumber([NotNullWhen(true)] string? text, out double value) =>
        Numbers.TryParse(text, '.', out value);

    /// <summary>Adds a row.</summary>
    /// <param name="row">The inputs, then the output; finite.</param>
    /// <exception cref="ArgumentException">A wrong number of values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value that is not finite.</exception>
    public void Add(params ReadOnlySpan<double> row)
    {
        CheckLength(row.Length);
        given++;
        for (int k = 0; k < row.Length; k++)
            if (!double.IsFinite(row[k]))
                throw OptionException.Because(
                    nameof(row), $"Row {given}, column \"{names[k]}\", must be a finite number; got {row[k]}.");
        for (int k = 0; k < row.Length; k++)
            columns[k].Add(row[k]);
    }

    /// <summary>Adds a row of .NET numbers or texts of numbers in invariant notation, if it can be used.</summary>
    /// <param name="row">The inputs, then the output.</param>
    /// <param name="reason">
    /// Why it cannot be used, with its place among all rows given, for example
    /// <c>row 3, column "dose": "n/a" is not a number.</c>; null if it was added.
    /// </param>
    /// <returns>Whether the row was added.</returns>
    /// <exception cref="ArgumentException">A wrong number of values.</exception>
    public bool TryAdd(IReadOnlyList<object?> row, [NotNullWhen(false)] out string? reason)
    {
        Guard.NotNull(row, nameof(row));
        CheckLength(row.Count);
        given++;
        var values = new double[row.Count];
        for (int k = 0; k < values.Length; k++)
        {
            if (!Numbers.TryConvert(row[k], out values[k], out string? problem))
            {
                reason = $"row {given}, column \"{names[k]}\": {problem}";
                return false;
            }
        }

        for (int k = 0; k < values.Length; k++)
            columns[k].Add(values[k]);
        reason = null;
        return true;
    }

    /// <summary>The data of all rows so far.</summary>
    /// <returns>The data; more rows may follow and do not change it.</returns>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public CurveData Build()
    {
        if (Count == 0)
            throw new InvalidOperationException("There are no rows: data needs at least 1 point.");
        double[][] inputs = [.. columns[..^1].Select(column => column.ToArray())];
        return new(Core.Data.CurveDataModule.create(name, names[..^1], names[^1], inputs, columns[^1].ToArray()));
    }

    private void CheckLength(int length)
    {
        if (length != names.Length)
            throw OptionException.Because("row", $"A row has {names.Length} values ({string.Join(", ", names)}); got {length}.");
    }
}
