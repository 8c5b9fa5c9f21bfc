namespace UniversalApprox;

/// <summary>A column that was read: its name with the unit of times and the start of dates, its numbers, and what times were counted from.</summary>
internal sealed record ReadColumn(string Name, double[] Values, string? Note)
{
    /// <summary>Which values are limits; null where none is.</summary>
    public Censoring[]? Sides { get; init; }
}

/// <summary>Dates such as 03/04/2026, all of which can be read month first and day first.</summary>
internal sealed class AmbiguousDatesException(string column) : FormatException
{
    public string Column => column;

    public FormattableString Reason =>
        $"all dates can be read with the month or with the day first.";

    public FormattableString Remedy =>
        $"Set {new OptionName(nameof(CsvOptions.DateFormat))} to 'M/d/yyyy' or 'd/M/yyyy'.";

    public override string Message => $"column \"{column}\": {Reason} {Remedy}";
}
