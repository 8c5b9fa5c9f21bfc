namespace UniversalApprox;

/// <summary>Whether a run of a run file goes on.</summary>
public enum ApproxRunState : long
{
    /// <summary>A process writes to the file, and the run is not finished.</summary>
    Running,

    /// <summary>No process writes to the file, and the run is not finished: the same call resumes it.</summary>
    Interrupted,

    /// <summary>All of it is done.</summary>
    Finished,
}
