namespace UniversalApprox;

/// <summary>How a task of a plan stands, and what SLURM says of it: a flat row (<see cref="Slurm.GetStatus"/>).</summary>
public sealed class ApproxTaskStatus
{
    internal ApproxTaskStatus()
    {
    }

    /// <summary>The index of the task in the plan.</summary>
    public int Index { get; internal init; }

    /// <summary>How it stands.</summary>
    public ApproxTaskState State { get; internal init; }

    /// <summary>The job that is or was at it, such as 123_4; null if SLURM knows of none.</summary>
    public string? Job { get; internal init; }

    /// <summary>SLURM's own word for the state of that job and its reason, such as "PENDING (Resources)"; null without a job.</summary>
    public string? Reason { get; internal init; }

    /// <summary>What it does, in a line.</summary>
    public string Task { get; internal init; } = "";

    /// <summary>The file of the plan.</summary>
    public string Plan { get; internal init; } = "";

    /// <summary>A short line.</summary>
    /// <returns>For example "0: Finished".</returns>
    public override string ToString() => $"{Index}: {State}{(Reason is null || State == ApproxTaskState.Finished ? "" : $", {Reason}")}";
}
