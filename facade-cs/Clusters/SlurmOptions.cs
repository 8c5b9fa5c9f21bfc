namespace UniversalApprox;

/// <summary>What the jobs of a plan ask SLURM for, and how they start.</summary>
public sealed record SlurmOptions
{
    /// <summary>The folder of scripts, shards and logs, on a file system that all nodes share.</summary>
    /// <value>Default: null, which is the plan's name with ".shards".</value>
    public string? Folder { get; init; }

    /// <summary>The run file that the last job merges the shards into.</summary>
    /// <value>Default: null, which is the plan's name with ".db".</value>
    public string? Run { get; init; }

    /// <summary>Tasks of the plan that an index of the array does one after the other, at least 1: as many as take some minutes.</summary>
    /// <value>Default: 1.</value>
    public int TasksPerIndex { get; init; } = 1;

    /// <summary>The most indices at a time, at least 1.</summary>
    /// <value>Default: null, which is as many as SLURM allows.</value>
    public int? Throttle { get; init; }

    /// <summary>The cores, and threads, of an index, at least 1.</summary>
    /// <value>Default: 1.</value>
    public int Threads { get; init; } = 1;

    /// <summary>The longest that an index may take, at least a second.</summary>
    /// <value>Default: null, which is that of the partition.</value>
    public TimeSpan? Time { get; init; }

    /// <summary>The memory of an index: a whole number and K, M, G or T, such as 4G.</summary>
    /// <value>Default: null, which is as SLURM is set up.</value>
    public string? Memory { get; init; }

    /// <summary>The partition.</summary>
    /// <value>Default: null, which is as SLURM is set up.</value>
    public string? Partition { get; init; }

    /// <summary>Lines of a shell before each start of PowerShell, such as <c>module load powershell</c>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>The command that starts PowerShell on a node, such as <c>apptainer exec image.sif pwsh</c> in a container.</summary>
    /// <value>Default: "pwsh".</value>
    public string Launcher { get; init; } = "pwsh";

    /// <summary>The PowerShell module on the nodes: its name, or the path of its manifest.</summary>
    /// <value>Default: "UniversalApprox".</value>
    public string Module { get; init; } = "UniversalApprox";
}
