using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The latest progress of a sampling run. The sampler reports it, and the pipeline's thread writes it.</summary>
internal sealed class SamplingProgressRecord(string what) : IProgress<SamplingProgress>
{
    private const int ActivityId = 2;
    private readonly string activity = $"Sampling {what}";
    private SamplingProgress? latest;

    public void Report(SamplingProgress value) => Volatile.Write(ref latest, value);

    /// <summary>Writes what was reported since the last call.</summary>
    public void WriteTo(Cmdlet cmdlet)
    {
        if (Interlocked.Exchange(ref latest, null) is not { } at)
            return;
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, $"step {at.Step} of {at.Steps}, {100 * at.AcceptanceRate:F0} % accepted")
        {
            PercentComplete = (int)Math.Clamp(100.0 * at.Step / at.Steps, 0, 100),
            SecondsRemaining = (int)Math.Min(Math.Ceiling(at.Remaining.TotalSeconds), int.MaxValue),
        });
    }

    public ProgressRecord Completed() =>
        new(ActivityId, activity, "done") { RecordType = ProgressRecordType.Completed };
}
