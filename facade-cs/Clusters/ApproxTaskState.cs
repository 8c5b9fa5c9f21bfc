namespace UniversalApprox;

/// <summary>How a task of a plan stands.</summary>
public enum ApproxTaskState : long
{
    /// <summary>Not all of it is in a shard, and no job is at it.</summary>
    Missing,

    /// <summary>A job waits for it.</summary>
    Pending,

    /// <summary>A job is at it.</summary>
    Running,

    /// <summary>All of it is in a shard.</summary>
    Finished,

    /// <summary>Not all of it is in a shard, and its last job failed, or was cancelled.</summary>
    Failed,
}
