using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Sweeps and chains that several processes share, on one machine or on many, that have nothing in common but files. A plan is a run
/// file with sweeps or chains of which nothing is done yet. Each task does a part into a run file of its own, a shard; merged they
/// are the run file that one process would have written, to the last bit of each network and draw.
/// </summary>
/// <remarks>
/// Tasks need nothing of each other. A larger network grows from the smaller ones of its activation and data, so all sizes of one
/// activation on one data set are a task. Without such growth (Adam, L-BFGS and other starts than spread ones) each number of units
/// is a task too; with the Torch engine, which trains all activations of a size at once, each number of units is. Each ensemble, chain
/// of NUTS or ladder of temperatures of a run is a task; its search for modes is done by each of them.
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
        CheckRun(options.Run);
        PlanInterop.Write(File(plan, nameof(plan)), sets, options);
        return Read(plan);
    }

    /// <summary>
    /// Writes a plan of chains of networks like trained ones, on their data. Fits of the same data, activation and number of units are
    /// the starts of one chain, as in <see cref="Mcmc"/>. A file with the same plan is left as it is.
    /// </summary>
    /// <param name="plan">The file.</param>
    /// <param name="fits">The trained networks, one or more; data sets have different names.</param>
    /// <param name="options">
    /// The options, with <see cref="McmcOptions.Steps"/> and without <see cref="McmcOptions.Run"/> and <see cref="McmcOptions.Until"/>: no
    /// task knows whether all chains have converged. Threads and logger are not part of it.
    /// </param>
    /// <returns>The tasks, one for each ensemble or chain.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the network; or another file is there.</exception>
    /// <exception cref="RunFileException">The file cannot be written.</exception>
    public static IReadOnlyList<ApproxTask> Write(string plan, IEnumerable<UnitFit> fits, McmcOptions? options = null) =>
        Write(
            plan,
            Guard.NotNull(fits, nameof(fits))
                .GroupBy(fit => (Guard.NotNull(fit, nameof(fits)).Inner.Data, fit.Activation, fit.Units))
                .Select(group => SamplingRun.OfFits([.. group], options, null)),
            options);

    /// <summary>
    /// Writes a plan of chains of networks of one size, one on each data set. Where chains start from a fit, each task trains it. A file
    /// with the same plan is left as it is.
    /// </summary>
    /// <param name="plan">The file.</param>
    /// <param name="data">The data sets, one or more, whose names differ.</param>
    /// <param name="units">The number of hidden units, from 1 to 4096.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="options">The options, as for fits.</param>
    /// <returns>The tasks, one for each ensemble or chain.</returns>
    /// <exception cref="ArgumentException">Options out of range, or that do not fit each other or the network; or another file is there.</exception>
    /// <exception cref="RunFileException">The file cannot be written.</exception>
    public static IReadOnlyList<ApproxTask> Write(
        string plan, IEnumerable<CurveData> data, int units, Activation activation = Activation.Sigmoid, McmcOptions? options = null) =>
        Write(plan, Guard.NotNull(data, nameof(data)).Select(item => SamplingRun.OfData(item, units, activation, options, null)), options);

    /// <summary>Writes a plan of a chain of a log-density that is text. A file with the same plan is left as it is.</summary>
    /// <param name="plan">The file.</param>
    /// <param name="density">The sampler of a text: code cannot be written down.</param>
    /// <param name="options">The options, as for fits.</param>
    /// <returns>The tasks, one for each ensemble or chain.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other; the density is not text; or another file is there.
    /// </exception>
    /// <exception cref="RunFileException">The file cannot be written.</exception>
    public static IReadOnlyList<ApproxTask> Write(string plan, EnsembleSampler density, McmcOptions? options = null) =>
        Write(plan, [Guard.NotNull(density, nameof(density)).Planned(options)], options);

    /// <summary>The tasks of a plan.</summary>
    /// <param name="plan">The file.</param>
    /// <returns>The tasks, in the order of their indices.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RunFileException">It is no plan, is damaged, or was written by another version.</exception>
    public static IReadOnlyList<ApproxTask> Read(string plan) => PlanInterop.Read(File(plan, nameof(plan))).AsReadOnly();

    /// <summary>The tasks of one index of a job array, which may stand for several tasks so that each takes minutes.</summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="index">
    /// The index, from 0. Default: null, which takes the environment variable SLURM_ARRAY_TASK_ID, or JOB_COMPLETION_INDEX.
    /// </param>
    /// <param name="tasksPerIndex">The tasks of each index, at least 1: index 2 of 10 each has the tasks 20 to 29.</param>
    /// <returns>The tasks, at least one.</returns>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">The file cannot be used.</exception>
    public static IReadOnlyList<ApproxTask> Select(string plan, int? index = null, int tasksPerIndex = 1) =>
        PlanInterop.Select(File(plan, nameof(plan)), index, tasksPerIndex).AsReadOnly();

    /// <summary>The tasks that are missing or unfinished in some shards.</summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="shards">The files of the tasks. Those that do not exist are passed over.</param>
    /// <returns>Their indices, in order.</returns>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">A shard is of another plan; or a file cannot be used.</exception>
    public static IReadOnlyList<int> GetMissing(string plan, IEnumerable<string> shards)
    {
        string[] files = [.. Guard.NotNull(shards, nameof(shards))];
        return PlanInterop.Missing(File(plan, nameof(plan)), files).AsReadOnly();
    }

    /// <summary>
    /// Does one task of a sweep and writes all that it finishes to a file, which may have other tasks of the same plan. Work that is
    /// in the file is not done again.
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
    /// There is no such task, or it is one of a chain; the plan was made by another version or with other vector arithmetic; or the
    /// file has another plan.
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

    /// <summary>Does one task of a sweep on other threads, as <see cref="RunTask"/>, and hands on each fit as it is finished.</summary>
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
    /// Does one task of a chain and writes its draws to a file, which may have other tasks of the same plan. A task that was cut short
    /// goes on where it was.
    /// </summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="run">The file of the task, a shard; made if there is none.</param>
    /// <param name="index">The index of the task, as in <see cref="RunTask"/>.</param>
    /// <param name="threads">The number of threads, as in <see cref="RunTask"/>.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the task within about 100 ms.</param>
    /// <returns>The chain as far as it is in that file.</returns>
    /// <exception cref="ArgumentException">
    /// There is no such task, or it is one of a sweep; the plan was made by another version or with other vector arithmetic; or the
    /// file has another plan.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">A file cannot be used.</exception>
    /// <exception cref="LogDensityException">The log-density was NaN or +∞.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the draws so far are in the file.</exception>
    public static ApproxRun RunChain(
        string plan,
        string run,
        int? index = null,
        int? threads = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        int cores = threads ?? Environment.ProcessorCount;
        Core.Threads.validate(cores);
        return PlanInterop.Chain(File(plan, nameof(plan)), File(run, nameof(run)), index, cores, progress, cancellationToken);
    }

    /// <summary>Does one task of a chain on other threads, as <see cref="RunChain"/>.</summary>
    /// <param name="plan">The file of the plan.</param>
    /// <param name="run">The file of the task, a shard; made if there is none.</param>
    /// <param name="index">The index of the task, as in <see cref="RunTask"/>.</param>
    /// <param name="threads">The number of threads, as in <see cref="RunTask"/>.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops the task within about 100 ms.</param>
    /// <returns>The chain as far as it is in that file.</returns>
    /// <exception cref="ArgumentException">As in <see cref="RunChain"/>.</exception>
    /// <exception cref="FileNotFoundException">There is no such plan.</exception>
    /// <exception cref="RunFileException">A file cannot be used.</exception>
    /// <exception cref="LogDensityException">The log-density was NaN or +∞.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the draws so far are in the file.</exception>
    public static async Task<ApproxRun> RunChainAsync(
        string plan,
        string run,
        int? index = null,
        int? threads = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        await SweepStream.InBackground(() => RunChain(plan, run, index, threads, progress, cancellationToken)).ConfigureAwait(false);

    /// <summary>
    /// Merges shards, which together have all tasks of a plan, in any order and with any repetition. Merging again changes
    /// nothing. Locks and logs that lie beside shards are passed over.
    /// </summary>
    /// <param name="shards">The files of the tasks.</param>
    /// <param name="run">The file to merge into; made if there is none.</param>
    /// <returns>The sweeps and chains of that file.</returns>
    /// <exception cref="ArgumentException">There is no shard.</exception>
    /// <exception cref="FileNotFoundException">A shard does not exist.</exception>
    /// <exception cref="RunFileException">
    /// <see cref="RunFailure.Incomplete"/>: tasks are missing, whose indices are in the message, and nothing is written;
    /// <see cref="RunFailure.Different"/>: a shard is of another plan, or has other numbers; or a file cannot be used.
    /// </exception>
    public static IReadOnlyList<ApproxRun> Merge(IEnumerable<string> shards, string run)
    {
        string[] files = [.. Guard.NotNull(shards, nameof(shards))];
        PlanInterop.Merge(File(run, nameof(run)), files);
        return RunFile.Read(run);
    }

    private static SweepWork Task(string plan, string run, int? index, int? threads, IProgress<SweepProgress>? progress)
    {
        int cores = threads ?? Environment.ProcessorCount;
        Core.Threads.validate(cores);
        return PlanInterop.Sweep(File(plan, nameof(plan)), File(run, nameof(run)), index, cores, progress);
    }

    private static IReadOnlyList<ApproxTask> Write(string plan, IEnumerable<SamplingRun> runs, McmcOptions? options)
    {
        CheckRun(options?.Run);
        PlanInterop.Write(File(plan, nameof(plan)), runs);
        return Read(plan);
    }

    private static void CheckRun(string? run)
    {
        if (run is not null)
            throw new OptionException(nameof(SweepOptions.Run), run, $"left out of a plan: each task writes to a file of its own");
    }

    private static string File(string path, string name) => Guard.RunFile(Guard.NotNull(path, name), name)!;
}
