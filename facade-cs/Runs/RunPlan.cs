using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Sweeps that several processes share, on one machine or on many, that have nothing in common but files. A plan is a run file
/// with sweeps of which nothing is done yet. Each task does a part into a run file of its own, a shard; merged they are the run
/// file that one process would have written, to the last bit of each network.
/// </summary>
/// <remarks>
/// Tasks need nothing of each other. A larger network grows from the smaller ones of its activation and data, so all sizes of one
/// activation on one data set are a task. Without such growth (Adam, L-BFGS and other starts than spread ones) each number of units
/// is a task too; with the Torch engine, which trains all activations of a size at once, each number of units is.
/// </remarks>
public static class RunPlan
{
    /// <summary>Writes a plan of the same sweep on each of some data sets. A file with the same plan is left as it is.</summary>
    /// <param name="plan">The file.</param>
    /// <param name="data">The data sets, one or more, whose names differ.</param>
    /// <param name="options">The options of the sweep, without <see cref="SweepOptions.Run"/>. Threads and logger are not part of it.</param>
    /// <returns>The tasks.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the data; or another file is there.</exception>
    /// <exception cref="RunFileException">The file cannot be written.</exception>
    /// <exception cref="TorchUnavailableException">The Torch engine was asked for, and libtorch or the device is missing.</exception>
    public static IReadOnlyList<ApproxTask> Write(string plan, IEnumerable<CurveData> data, SweepOptions? options = null)
    {
        CurveData[] sets = [.. Guard.NotNull(data, nameof(data))];
        options ??= new();
        if (options.Run is { } run)
            throw new OptionException(nameof(options.Run), run, $"left out of a plan: each task writes to a file of its own");
        RunInterop.WritePlan(File(plan, nameof(plan)), sets, options);
        return Read(plan);
    }

    /// <summary>The tasks of a plan.</summary>
    /// <param name="plan">The file.</param>
    /// <returns>The tasks, in the order of their indices.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RunFileException">It is no plan, is damaged, or was written by another version.</exception>
    public static IReadOnlyList<ApproxTask> Read(string plan) => RunInterop.Tasks(File(plan, nameof(plan))).AsReadOnly();

    /// <summary>
    /// Does one task and writes all that it finishes to a file, which may have other tasks of the same plan. Work that is in
    /// the file is not done again.
    /// </summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="run">The file of the task, a shard; made if there is none.</param>
    /// <param name="index">
    /// The index of the task, from 0. Default: null, which takes the environment variable SLURM_ARRAY_TASK_ID, or JOB_COMPLETION_INDEX.
    /// </param>
    /// <param name="threads">The number of threads, at least 1. Default: null, which is <see cref="Environment.ProcessorCount"/>.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">Stops the task within about 100 ms.</param>
    /// <returns>The best fit of each cell of the task.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such task; the plan was made by another version or with other vector arithmetic; or the file has another plan.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">A file cannot be used.</exception>
    /// <exception cref="TorchUnavailableException">The plan is for the Torch engine, and libtorch or the device is missing.</exception>
    /// <exception cref="SweepCanceledException">It was cancelled; the exception has the finished fits.</exception>
    public static IReadOnlyList<UnitFit> RunTask(
        string plan,
        string run,
        int? index = null,
        int? threads = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task(plan, run, index, threads, progress)(null, cancellationToken);

    /// <summary>Does one task on other threads, as <see cref="RunTask"/>, and hands on each fit as it is finished.</summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="run">The file of the task, a shard; made if there is none.</param>
    /// <param name="index">The index of the task, as in <see cref="RunTask"/>.</param>
    /// <param name="threads">The number of threads, as in <see cref="RunTask"/>.</param>
    /// <param name="progress">Receives the progress after every training, from the sweep's threads.</param>
    /// <param name="cancellationToken">Stops the task within about 100 ms; the enumeration then ends with <see cref="SweepCanceledException"/>.</param>
    /// <returns>The best fit of each cell of the task.</returns>
    /// <exception cref="ArgumentException">As in <see cref="RunTask"/>.</exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">A file cannot be used.</exception>
    public static IAsyncEnumerable<UnitFit> RunTaskAsync(
        string plan,
        string run,
        int? index = null,
        int? threads = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SweepStream.ReadAsync(Task(plan, run, index, threads, progress), cancellationToken);

    /// <summary>
    /// Merges shards, which together have all tasks of a plan, in any order and with any repetition. Merging again changes
    /// nothing. Locks and logs that lie beside shards are passed over.
    /// </summary>
    /// <param name="shards">The files of the tasks.</param>
    /// <param name="run">The file to merge into; made if there is none.</param>
    /// <returns>The sweeps of the plan in that file.</returns>
    /// <exception cref="ArgumentException">There is no shard.</exception>
    /// <exception cref="FileNotFoundException">A shard does not exist.</exception>
    /// <exception cref="RunFileException">
    /// <see cref="RunFailure.Incomplete"/>: tasks are missing, whose indices are in the message, and nothing is written;
    /// <see cref="RunFailure.Different"/>: a shard is of another plan, or has other numbers; or a file cannot be used.
    /// </exception>
    public static IReadOnlyList<ApproxRun> Merge(IEnumerable<string> shards, string run)
    {
        string[] files = [.. Guard.NotNull(shards, nameof(shards))];
        RunInterop.Merge(File(run, nameof(run)), files);
        return RunFile.Read(run);
    }

    private static SweepWork Task(string plan, string run, int? index, int? threads, IProgress<SweepProgress>? progress)
    {
        int cores = threads ?? Environment.ProcessorCount;
        Core.Threads.validate(cores);
        return RunInterop.TaskOf(File(plan, nameof(plan)), File(run, nameof(run)), index, cores, progress);
    }

    private static string File(string path, string name) => Guard.RunFile(Guard.NotNull(path, name), name)!;
}
