using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How the cells of rows become numbers.</summary>
internal sealed class CellRules
{
    private readonly HashSet<string> missingTexts;
    private readonly double[] missingNumbers;

    public CellRules(char decimalSeparator, IReadOnlyList<string>? missingValues, string? dateFormat)
    {
        (DecimalSeparator, DateFormat) = (decimalSeparator, dateFormat);
        missingTexts = new(missingValues ?? [], StringComparer.OrdinalIgnoreCase);
        missingNumbers = [.. missingTexts.Select(text => Numbers.TryParse(text, decimalSeparator, out double value) ? value : double.NaN).Where(double.IsFinite)];
    }

    public char DecimalSeparator { get; }

    public string? DateFormat { get; }

    public bool HasMissing => missingTexts.Count > 0;

    public bool IsMissing(string text) => missingTexts.Contains(text.Trim());

    /// <summary>Whether a number stands for a missing value: −999.0 does where −999 was given.</summary>
    public bool IsMissing(double value) => missingNumbers.Contains(value);

    public static void Check(char decimalSeparator, IReadOnlyList<string>? missingValues, string? dateFormat)
    {
        if (decimalSeparator is not ('.' or ','))
            throw new OptionException(nameof(CsvOptions.DecimalSeparator), decimalSeparator, $"'.' or ','");
        if (missingValues is not null)
            foreach (string text in Guard.NotEmpty(missingValues, nameof(CsvOptions.MissingValues)))
                Guard.NotNull(text, nameof(CsvOptions.MissingValues));
        if (dateFormat is "")
            throw new OptionException(nameof(CsvOptions.DateFormat), dateFormat, $"a format such as 'dd/MM/yyyy'");
    }
}
