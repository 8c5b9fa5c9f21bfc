using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The latest progress of a sweep. The threads of the sweep report it, and the pipeline's thread writes it.</summary>
internal sealed class SweepProgressRecord(string data) : IProgress<SweepProgress>
{
    private const int ActivityId = 1;
    private readonly string activity = $"Sweeping {data}";
    private SweepProgress? latest;

    public void Report(SweepProgress value) => Volatile.Write(ref latest, value);

    /// <summary>Writes what was reported since the last call.</summary>
    public void WriteTo(Cmdlet cmdlet)
    {
        if (Interlocked.Exchange(ref latest, null) is not { } at)
            return;
        cmdlet.WriteProgress(new ProgressRecord(
            ActivityId, activity, $"{at.Units} {at.Activation.GetName()}, training {at.Completed} of {at.Total}")
        {
            PercentComplete = (int)Math.Clamp(100 * at.Fraction, 0, 100),
            SecondsRemaining = at.Remaining is { } left ? (int)Math.Min(Math.Ceiling(left.TotalSeconds), int.MaxValue) : -1,
        });
    }

    public ProgressRecord Completed() =>
        new(ActivityId, activity, "done") { RecordType = ProgressRecordType.Completed };
}
