using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Plans (<see cref="RunPlan"/>) as jobs of SLURM: an array does the tasks, each index into a shard of its own, and a job that waits for it
/// merges them. The jobs run the cmdlets of the PowerShell module.
/// </summary>
public static class Slurm
{
    /// <summary>
    /// Writes the scripts for those tasks of a plan that are neither finished nor in a job, for people to read, to edit, and to
    /// submit by sbatch.
    /// </summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="options">The options. Default: as <see cref="SlurmOptions"/> says.</param>
    /// <returns>The scripts.</returns>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">The plan cannot be used, or a shard in the folder is of another one.</exception>
    /// <exception cref="IOException">The scripts cannot be written.</exception>
    public static SlurmSubmission Write(string plan, SlurmOptions? options = null) =>
        SlurmInterop.Write(Guard.NotNull(plan, nameof(plan)), options ?? new());

    /// <summary>Writes the scripts and submits them. Again, it submits what is missing by then.</summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="options">The options. Default: as <see cref="SlurmOptions"/> says.</param>
    /// <returns>The jobs.</returns>
    /// <exception cref="ArgumentException">Options out of range.</exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">The plan cannot be used, or a shard in the folder is of another one.</exception>
    /// <exception cref="IOException">The scripts cannot be written.</exception>
    /// <exception cref="SlurmException">sbatch is missing, or refuses.</exception>
    public static SlurmSubmission Submit(string plan, SlurmOptions? options = null) =>
        SlurmInterop.Submit(Guard.NotNull(plan, nameof(plan)), options ?? new());

    /// <summary>
    /// How each task stands, by the shards, by squeue and, where SLURM keeps accounts, by sacct. Where there is neither program, tasks are
    /// finished or missing.
    /// </summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="folder">The folder of the shards. Default: that of <see cref="SlurmOptions"/>.</param>
    /// <returns>One row for each task, in the order of their indices.</returns>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">The plan cannot be used, or a shard in the folder is of another one.</exception>
    public static IReadOnlyList<ApproxTaskStatus> GetStatus(string plan, string? folder = null) =>
        SlurmInterop.Status(Guard.NotNull(plan, nameof(plan)), folder).AsReadOnly();
}
