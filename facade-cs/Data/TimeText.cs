using System.Globalization;
using System.Text.RegularExpressions;

namespace UniversalApprox;

/// <summary>Reads durations as seconds, and dates as seconds since the start of the year 2000.</summary>
internal static partial class TimeText
{
    /// <summary>Near enough to today that a double holds every tick of .NET.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string[] Times = ["", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " h:mm tt", " h:mm:ss tt"];

    /// <summary>Formats that can be read in one way only.</summary>
    private static readonly string[] PlainFormats =
    [
        "yyyy-MM",
        .. Dated("yyyy-M-d", "yyyy/M/d", "d.M.yyyy", "d-MMM-yyyy", "d MMM yyyy", "MMM d, yyyy"),
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private static readonly string[] MonthFirst = [.. Dated("M/d/yyyy")];
    private static readonly string[] DayFirst = [.. Dated("d/M/yyyy")];

    /// <summary>Reads h:mm, h:mm:ss or d.hh:mm:ss, with fractions of a second.</summary>
    public static bool TryDuration(string text, out double seconds)
    {
        Match match = Duration().Match(text);
        seconds = match.Success
            ? (match.Groups["sign"].Length > 0 ? -1 : 1)
                * (86400 * Part(match, "days") + 3600 * Part(match, "hours") + 60 * Part(match, "minutes") + Part(match, "seconds"))
            : double.NaN;
        return match.Success && double.IsFinite(seconds);
    }

    /// <summary>
    /// Reads a date. With slashes it may be read in two ways, month or day first; a way in which it is no date is NaN.
    /// </summary>
    public static bool TryDate(string text, string? format, out double monthFirst, out double dayFirst)
    {
        if (format is not null || !text.Contains('/') || text.IndexOf('/') == 4)
        {
            monthFirst = dayFirst = Read(text, format is null ? PlainFormats : [format]);
        }
        else
        {
            monthFirst = Read(text, MonthFirst);
            dayFirst = Read(text, DayFirst);
        }

        return !double.IsNaN(monthFirst) || !double.IsNaN(dayFirst);
    }

    /// <summary>A date as seconds since the start of 2000.</summary>
    public static double Seconds(DateTime time)
    {
        DateTime utc = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        return (utc.Ticks - Epoch.Ticks) / (double)TimeSpan.TicksPerSecond;
    }

    /// <summary>Seconds since the start of 2000 as a date with the time of day, to the minute where that is all of it.</summary>
    public static string Date(double seconds)
    {
        DateTime date = Epoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return date.ToString(date.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Dated(params string[] dates) => dates.SelectMany(date => Times.Select(time => date + time));

    private static double Read(string text, string[] formats) =>
        DateTime.TryParseExact(
            text,
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time)
            ? Seconds(time)
            : double.NaN;

    private static double Part(Match match, string name) =>
        match.Groups[name].Length == 0
            ? 0
            : double.Parse(match.Groups[name].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<sign>-)?((?<days>[0-9]{1,9})\.)?(?<hours>[0-9]{1,9}):(?<minutes>[0-5][0-9])(:(?<seconds>[0-5][0-9](\.[0-9]{1,9})?))?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();
}
