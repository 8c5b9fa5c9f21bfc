using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.Shell;

/// <summary>
/// Draws the newest progress record as one line, in place, and removes it before anything else is written. The line
/// goes to standard error and only to a terminal, so neither files nor logs ever hold a trace of it.
/// </summary>
internal sealed class ProgressLine(TextWriter writer, bool enabled, Func<int> width)
{
    /// <summary>A sweep may report thousands of times a second; the eye needs ten.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _lastDrawn;
    private bool _isShown;

    public void Show(ProgressRecord record)
    {
        if (!enabled)
            return;
        lock (_lock)
        {
            if (record.RecordType == ProgressRecordType.Completed)
            {
                Erase();
                return;
            }

            if (_isShown && Stopwatch.GetElapsedTime(_lastDrawn) < s_interval)
                return;
            writer.Write($"\r{Format(record, width())}\u001b[K");
            writer.Flush();
            _lastDrawn = Stopwatch.GetTimestamp();
            _isShown = true;
        }
    }

    public void Erase()
    {
        lock (_lock)
        {
            if (!_isShown)
                return;
            writer.Write("\r\u001b[K");
            writer.Flush();
            _isShown = false;
        }
    }

    /// <summary>The text of a record, cut to leave the last column free: writing there would wrap the line.</summary>
    internal static string Format(ProgressRecord record, int width)
    {
        string text = $"{record.Activity}: {record.StatusDescription}";
        if (record.PercentComplete >= 0)
            text += string.Create(CultureInfo.InvariantCulture, $"  {record.PercentComplete} %");
        if (record.SecondsRemaining >= 0)
            text += $"  {Remaining(TimeSpan.FromSeconds(record.SecondsRemaining))} left";
        if (!string.IsNullOrEmpty(record.CurrentOperation))
            text += $"  {record.CurrentOperation}";
        text = text.ReplaceLineEndings(" ");
        return text.Length < width ? text : text[..Math.Max(0, width - 1)];
    }

    private static string Remaining(TimeSpan time) =>
        time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
            : time.ToString("m\\:ss", CultureInfo.InvariantCulture);
}
