using System.Runtime.CompilerServices;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to SLURM. SQLite is loaded when a method of this class is entered, so none of them may be inlined.
/// </summary>
internal static class SlurmInterop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SlurmSubmission Write(string plan, SlurmOptions options)
    {
        Runs.SlurmOptions asked = ToCore(plan, options);
        return Describe(asked, Runs.Slurm.write(plan, asked), null, null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SlurmSubmission Submit(string plan, SlurmOptions options)
    {
        Runs.SlurmOptions asked = ToCore(plan, options);
        Runs.SlurmSubmission done = Runs.Slurm.submit(plan, asked);
        return Describe(asked, done.Scripts, CoreInterop.ToNullableReference(done.Job), done.MergeJob);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ApproxTaskStatus[] Status(string plan, string? folder)
    {
        ApproxTask[] tasks = PlanInterop.Read(plan);
        return Array.ConvertAll(Runs.Slurm.status(plan, folder ?? Runs.SlurmOptionsModule.ofPlan(plan).Folder), status => new ApproxTaskStatus
        {
            Index = status.Index,
            State = (ApproxTaskState)status.State.Tag,
            Job = CoreInterop.ToNullableReference(status.Job),
            Reason = CoreInterop.ToNullableReference(status.Reason),
            Task = tasks[status.Index].What,
            Plan = Path.GetFullPath(plan),
        });
    }

    private static Runs.SlurmOptions ToCore(string plan, SlurmOptions options)
    {
        Runs.SlurmOptions usual = Runs.SlurmOptionsModule.ofPlan(plan);
        return new(
            options.Folder ?? usual.Folder,
            options.Run ?? usual.Run,
            options.TasksPerIndex,
            SamplingInterop.ToOption(options.Throttle),
            options.Threads,
            SamplingInterop.ToOption(options.Time),
            SamplingInterop.ToReferenceOption(options.Memory),
            SamplingInterop.ToReferenceOption(options.Partition),
            [.. Guard.NotNull(options.Setup, nameof(options.Setup))],
            options.Launcher,
            options.Module);
    }

    private static SlurmSubmission Describe(Runs.SlurmOptions asked, Runs.SlurmScripts scripts, string? job, string? mergeJob) => new()
    {
        Job = job,
        MergeJob = mergeJob,
        Indices = scripts.Indices,
        TasksScript = CoreInterop.ToNullableReference(scripts.Tasks),
        MergeScript = scripts.Merge,
        Folder = Path.GetFullPath(asked.Folder),
        Run = Path.GetFullPath(asked.Run),
    };
}
