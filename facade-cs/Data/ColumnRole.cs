using System.Text.RegularExpressions;

namespace UniversalApprox;

/// <summary>What a column seems to hold, by its name and its first values.</summary>
internal enum ColumnRole
{
    Values,

    /// <summary>The number of the row, such as "id" or 1, 2, 3, …</summary>
    RowNumbers,

    /// <summary>The error of the output.</summary>
    Errors,

    /// <summary>The weight of the row.</summary>
    Weights,

    /// <summary>Text.</summary>
    Text,
}

/// <summary>Tells the roles of columns.</summary>
internal static partial class ColumnRoles
{
    /// <summary>A column of fewer values is not taken for one that counts.</summary>
    private const int LeastCounted = 5;

    private static readonly HashSet<string> RowNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "rowname", "rownames", "row", "rows", "rownumber", "no", "nr", "num", "number", "id", "ids", "index", "idx", "obs", "#", "unnamed",
    };

    private static readonly HashSet<string> ErrorWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "err", "errs", "error", "errors", "sigma", "sigmas", "sd", "std", "stdev", "stddev", "se", "sem", "stderr", "uncertainty", "uncertainties", "unc", "σ",
    };

    private static readonly HashSet<string> WeightWords = new(StringComparer.OrdinalIgnoreCase) { "weight", "weights", "wt", "wts" };

    /// <summary>The role of a column; <paramref name="cells"/> are its first values, as far as they are known.</summary>
    public static ColumnRole Of(string name, IReadOnlyList<string> cells, char decimalSeparator)
    {
        string[] words = [.. Words().Matches(name).Select(match => match.Value)];
        if (RowNames.Contains(string.Concat(words)) || RowNames.Contains(name))
            return ColumnRole.RowNumbers;
        if (words.Any(ErrorWords.Contains))
            return ColumnRole.Errors;
        if (words.Any(WeightWords.Contains))
            return ColumnRole.Weights;
        if (Counts(cells))
            return ColumnRole.RowNumbers;
        bool hasText = cells.Any(cell => cell.Length > 0);
        return hasText && !cells.Any(cell => CellText.IsValue(cell, decimalSeparator)) ? ColumnRole.Text : ColumnRole.Values;
    }

    /// <summary>Why a column is not taken, as a part of a sentence.</summary>
    public static string Reason(this ColumnRole role) => role switch
    {
        ColumnRole.RowNumbers => "counts rows",
        ColumnRole.Errors => "looks like the error of the output",
        ColumnRole.Weights => "looks like the weight of each row",
        _ => "holds text",
    };

    /// <summary>Whether the cells are 0, 1, 2, … or 1, 2, 3, …</summary>
    private static bool Counts(IReadOnlyList<string> cells)
    {
        if (cells.Count < LeastCounted || cells[0] is not ("0" or "1"))
            return false;
        int first = cells[0][0] - '0';
        for (int i = 0; i < cells.Count; i++)
            if (!int.TryParse(cells[i], out int value) || value != first + i)
                return false;
        return true;
    }

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|#")]
    private static partial Regex Words();
}
