using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Reads the files that <see cref="SweepOptions.Run"/> and <see cref="McmcOptions.Run"/> name: SQLite databases with every
/// finished piece of a run. They can be read while a run writes to them, which does not wait for readers.
/// </summary>
public static class RunFile
{
    /// <summary>The runs of a file, in the order in which they began.</summary>
    /// <param name="path">The file.</param>
    /// <returns>One row per run and data set.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RunFileException">It is no run file, is damaged, or was written by a later version.</exception>
    public static IReadOnlyList<ApproxRun> Read(string path) => RunInterop.List(Guard.NotNull(path, nameof(path))).AsReadOnly();
}
