using System.Globalization;
using System.Text;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>What became of a cell.</summary>
internal enum CellOutcome
{
    Value,
    Missing,
    Invalid,
}

/// <summary>Why the numbers of a column must be above 0.</summary>
internal enum PositiveColumn
{
    No,
    ErrorsOrWeights,
    LogarithmicAxis,
}

/// <summary>
/// Reads the cells of one column. The first row that is used decides whether it holds numbers, durations or dates. A cell is
/// read, and kept only if all cells of its row can be used.
/// </summary>
internal sealed class ColumnReader(string name, bool isInput, PositiveColumn positive, CellRules rules)
{
    private const double SecondsPerDay = 86400;

    /// <summary>From this span on dates are counted in days.</summary>
    private const double DaysFrom = 2 * SecondsPerDay;

    private readonly List<double> values = [];
    private readonly List<Censoring> sides = [];

    /// <summary>Dates whose day comes before the month; null for other columns.</summary>
    private List<double>? dayFirst;

    private Kind kind;
    private Kind readKind;
    private double read;
    private double readDayFirst;
    private Censoring readSide;
    private bool canBeMonthFirst = true;
    private bool canBeDayFirst = true;

    private enum Kind
    {
        Open,
        Number,
        Duration,
        Date,
    }

    public string Name => name;

    public int Count => values.Count;

    /// <summary>Reads a cell of a file, in UTF-8.</summary>
    public CellOutcome Read(ReadOnlySpan<byte> cell, out string? reason)
    {
        if (kind is Kind.Open or Kind.Number && Numbers.TryParse(cell, rules.DecimalSeparator, out double value))
            return Number(value, out reason);
        return Read(Encoding.UTF8.GetString(cell), out reason);
    }

    /// <summary>Reads a .NET number, date or time span, or text.</summary>
    public CellOutcome Read(object? cell, out string? reason)
    {
        switch (cell)
        {
            case string text:
                return Read(text, out reason);
            case double or float or decimal or int or long or short or byte or sbyte or ushort or uint or ulong or Half or Int128 or UInt128
                when kind is Kind.Open or Kind.Number:
                return Number(Convert.ToDouble(cell, CultureInfo.InvariantCulture), out reason);
            case TimeSpan span when kind is Kind.Open or Kind.Duration:
                return Time(Kind.Duration, span.TotalSeconds, out reason);
            case DateTime time when kind is Kind.Open or Kind.Date && isInput:
                return Time(Kind.Date, TimeText.Seconds(time), out reason);
            case DateTimeOffset time when kind is Kind.Open or Kind.Date && isInput:
                return Time(Kind.Date, TimeText.Seconds(time.UtcDateTime), out reason);
            case DateOnly date when kind is Kind.Open or Kind.Date && isInput:
                return Time(Kind.Date, TimeText.Seconds(date.ToDateTime(TimeOnly.MinValue)), out reason);
            case null when !rules.IsMissing(""):
                reason = "the value is missing.";
                return CellOutcome.Invalid;
            case null:
                reason = null;
                return CellOutcome.Missing;
            default:
                reason = $"{PlainText.Quote($"{cell}")} ({cell.GetType().Name}) is not {Expected}.";
                return CellOutcome.Invalid;
        }
    }

    /// <summary>Takes a number without asking whether it can be used.</summary>
    public void Add(double value)
    {
        kind = kind == Kind.Open ? Kind.Number : kind;
        values.Add(value);
        sides.Add(Censoring.None);
        dayFirst?.Add(value);
    }

    /// <summary>Keeps the cell that was read last.</summary>
    public void Keep()
    {
        if (kind == Kind.Open)
        {
            kind = readKind;
            dayFirst = kind == Kind.Date ? [] : null;
        }

        values.Add(read);
        sides.Add(readSide);
        if (dayFirst is null)
            return;
        dayFirst.Add(readDayFirst);
        canBeMonthFirst &= !double.IsNaN(read);
        canBeDayFirst &= !double.IsNaN(readDayFirst);
    }

    /// <summary>The whole column, under a name that says the unit of times, and from when on dates are counted.</summary>
    /// <exception cref="AmbiguousDatesException">Month and day cannot be told apart.</exception>
    public ReadColumn Finish()
    {
        switch (kind)
        {
            case Kind.Duration:
                return new($"{name} (s)", [.. values], $"{name}: durations as seconds.");
            case Kind.Date:
                if (canBeMonthFirst && canBeDayFirst && !values.SequenceEqual(dayFirst!))
                    throw new AmbiguousDatesException(name);
                return Dates(canBeMonthFirst ? values : dayFirst!);
            default:
                return new(name, [.. values], null) { Sides = sides.TrueForAll(side => side == Censoring.None) ? null : [.. sides] };
        }
    }

    /// <summary>Outputs may be limits.</summary>
    private bool IsOutput => !isInput && positive != PositiveColumn.ErrorsOrWeights;

    private string Expected => kind switch
    {
        Kind.Duration => "a duration such as 0:14:16",
        Kind.Date => rules.DateFormat is null ? "a date such as 2026-03-31" : $"a date in the format {rules.DateFormat}",
        _ => "a number",
    };

    private CellOutcome Read(string text, out string? reason)
    {
        reason = null;
        if (rules.IsMissing(text))
            return CellOutcome.Missing;
        double value;
        if (kind is Kind.Open or Kind.Number && Numbers.TryParse(text, rules.DecimalSeparator, out value))
            return Number(value, out reason);
        if (kind is Kind.Open or Kind.Duration && TimeText.TryDuration(text, out value))
            return Time(Kind.Duration, value, out reason);
        if (kind is Kind.Open or Kind.Date && isInput && TryDate(text))
            return CellOutcome.Value;
        if (IsOutput && kind is Kind.Open or Kind.Number && CensoredText.TryParse(text, rules.DecimalSeparator, out value, out Censoring side))
        {
            CellOutcome outcome = Number(value, out reason);
            readSide = side;
            return outcome;
        }

        reason = kind is Kind.Open or Kind.Number || string.IsNullOrWhiteSpace(text)
            ? Numbers.Reason(text, rules.DecimalSeparator)
            : $"{PlainText.Quote(text)} is not {Expected}.";
        return CellOutcome.Invalid;
    }

    /// <summary>A date that can be read as all dates before it.</summary>
    private bool TryDate(string text)
    {
        readKind = Kind.Date;
        return TimeText.TryDate(text, rules.DateFormat, out read, out readDayFirst)
            && ((canBeMonthFirst && !double.IsNaN(read)) || (canBeDayFirst && !double.IsNaN(readDayFirst)));
    }

    private CellOutcome Number(double value, out string? reason)
    {
        (readKind, read, readSide) = (Kind.Number, value, Censoring.None);
        reason = double.IsFinite(value) ? null : $"{Guard.Text(value)} is not a finite number.";
        if (reason is not null)
            return CellOutcome.Invalid;
        return rules.IsMissing(value) ? CellOutcome.Missing : Positive(value, out reason);
    }

    private CellOutcome Time(Kind of, double seconds, out string? reason)
    {
        (readKind, read, readDayFirst) = (of, seconds, seconds);
        return Positive(seconds, out reason);
    }

    private CellOutcome Positive(double value, out string? reason)
    {
        reason = ReasonAgainst(value);
        return reason is null ? CellOutcome.Value : CellOutcome.Invalid;
    }

    /// <summary>Why a number cannot be used here; null if it can.</summary>
    public string? ReasonAgainst(double value) => positive switch
    {
        PositiveColumn.ErrorsOrWeights when value <= 0 => $"{Guard.Text(value)} is not above 0.",
        PositiveColumn.LogarithmicAxis when value <= 0 => $"{Guard.Text(value)} is not above 0, and has no place on a logarithmic axis.",
        _ => null,
    };

    private ReadColumn Dates(List<double> seconds)
    {
        bool inDays = seconds.Max() - seconds.Min() >= DaysFrom || seconds.TrueForAll(time => time % SecondsPerDay == 0);
        (string word, double length) = inDays ? ("days", SecondsPerDay) : ("seconds", 1);
        double first = seconds[0];
        string start = TimeText.Date(first);
        return new(
            $"{name} ({word} since {start})",
            [.. seconds.Select(time => (time - first) / length)],
            $"{name}: {word} since {start}.");
    }
}
