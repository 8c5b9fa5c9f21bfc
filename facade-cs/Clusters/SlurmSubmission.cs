namespace UniversalApprox;

/// <summary>The scripts of a plan, and the jobs that were submitted.</summary>
public sealed class SlurmSubmission
{
    internal SlurmSubmission()
    {
    }

    /// <summary>The number of the job array; null if there was nothing to do but merging, or nothing was submitted.</summary>
    public string? Job { get; internal init; }

    /// <summary>The number of the job that merges when the array has ended; null if nothing was submitted.</summary>
    public string? MergeJob { get; internal init; }

    /// <summary>The indices of the array as sbatch takes them, such as 0-3,7; empty where there is nothing to do.</summary>
    public string Indices { get; internal init; } = "";

    /// <summary>The script of the job array; null where there is nothing to do.</summary>
    public string? TasksScript { get; internal init; }

    /// <summary>The script of the job that merges.</summary>
    public string MergeScript { get; internal init; } = "";

    /// <summary>The folder of scripts, shards and logs.</summary>
    public string Folder { get; internal init; } = "";

    /// <summary>The run file that the shards are merged into.</summary>
    public string Run { get; internal init; } = "";

    /// <summary>A short line.</summary>
    /// <returns>For example "job 123 of the indices 0-3, then job 124".</returns>
    public override string ToString() =>
        MergeJob is null ? $"scripts in {Folder}"
        : Job is null ? $"job {MergeJob}, which merges"
        : $"job {Job} of the indices {Indices}, then job {MergeJob}";
}
