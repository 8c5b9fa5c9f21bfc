namespace UniversalApprox;

/// <summary>Data that was read from a file.</summary>
/// <param name="Data">The data.</param>
/// <param name="SkippedRows">How many rows were skipped because they could not be used.</param>
/// <param name="Reasons">Why, for the first few of them: place and reason.</param>
public sealed record ImportedCurve(CurveData Data, int SkippedRows, IReadOnlyList<CsvDataException> Reasons)
{
    /// <summary>How many rows were left out because a value is missing (<see cref="CsvOptions.MissingValues"/>).</summary>
    public int MissingRows { get; init; }

    /// <summary>What a reader of the data should check, for example which of several columns were taken.</summary>
    public IReadOnlyList<string> Warnings => DescribeWarnings(name => name);

    /// <summary>What was found in the file without being told: delimiter, decimal comma, preamble, encoding, units of times.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal IReadOnlyList<FormattableString> WarningTexts { get; init; } = [];

    /// <summary>The warnings with the names of options spelled in another way.</summary>
    /// <param name="spell">Spells a name: <c>name => "-" + name</c>.</param>
    /// <returns>The warnings.</returns>
    public IReadOnlyList<string> DescribeWarnings(Func<string, string> spell) =>
        [.. WarningTexts.Select(text => OptionName.Spell(text, spell))];
}
