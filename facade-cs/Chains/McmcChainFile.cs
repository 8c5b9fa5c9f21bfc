using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Draws as the files of other programs. A file that cannot be read as such draws (foreign, cut off, with numbers that are not
/// finite, of another length than the first) raises <see cref="InvalidDataException"/> naming the file and what was expected.
/// </summary>
public static class McmcChainFile
{
    /// <summary>
    /// Reads chains of Stan from the CSV files of CmdStan and its interfaces, one file for each chain. Warm-up is dropped, and
    /// the sampler's columns (divergent__, energy__ and others) become diagnostics, which the verdict judges.
    /// </summary>
    /// <param name="paths">The files, one or more, of one model.</param>
    /// <param name="options">What to read; null means the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One posterior of all chains, without data and networks.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">A file holds no such draws.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read.</exception>
    public static Posterior ImportStan(
        IReadOnlyList<string> paths, ChainImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] files = Checked(paths);
        return Cancellable.Run(() => ChainInterop.ImportStan(files, options ?? new()), cancellationToken);
    }

    /// <summary>
    /// Reads files of emcee's HDFBackend (HDF5), one or more ensembles of the same density. Blobs are left out, and burn-in is not
    /// marked in such files: <see cref="ChainImportOptions.BurnIn"/> drops it.
    /// </summary>
    /// <param name="paths">The files, one or more; each is an ensemble of its own, or those that this library wrote.</param>
    /// <param name="options">What to read; null means the defaults.</param>
    /// <param name="cancellationToken">Cancels the wait for the result.</param>
    /// <returns>One posterior of all ensembles, without data and networks.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">A file holds no such draws.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be read.</exception>
    public static Posterior ImportEmcee(
        IReadOnlyList<string> paths, ChainImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] files = Checked(paths);
        return Cancellable.Run(() => ChainInterop.ImportEmcee(files, options ?? new()), cancellationToken);
    }

    /// <summary>
    /// Writes draws as an HDF5 file of emcee. emcee reads it (<c>emcee.backends.HDFBackend</c>) and goes on
    /// from the last step. The walkers of all ensembles stand side by side.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportEmcee(
        Posterior posterior, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportEmcee(Guard.NotNull(posterior, nameof(posterior)), Checked(path), options ?? new(), cancellationToken);

    /// <summary>
    /// Writes draws as they are sampled as an HDF5 file of emcee. emcee reads it (<c>emcee.backends.HDFBackend</c>) and goes on
    /// from the last step. The walkers of all ensembles stand side by side.
    /// </summary>
    /// <param name="stream">The draws; the run begins here, and blocks are written as they come, so memory does not grow.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportEmcee(
        PosteriorStream stream, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportEmcee(Guard.NotNull(stream, nameof(stream)), Checked(path), options ?? new(), cancellationToken);

    /// <summary>
    /// Writes draws as a Parquet table. A row per draw: Ensemble, Walker, Step, LogDensity and the
    /// parameters; for NUTS also Energy, AcceptanceRate, Depth, LeapfrogSteps and IsDivergent.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportParquet(
        Posterior posterior, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportParquet(Guard.NotNull(posterior, nameof(posterior)), Checked(path), options ?? new(), cancellationToken);

    /// <summary>
    /// Writes draws as they are sampled as a Parquet table. A row per draw: Ensemble, Walker, Step, LogDensity and the
    /// parameters; for NUTS also Energy, AcceptanceRate, Depth, LeapfrogSteps and IsDivergent.
    /// </summary>
    /// <param name="stream">The draws; the run begins here, and blocks are written as they come, so memory does not grow.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportParquet(
        PosteriorStream stream, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportParquet(Guard.NotNull(stream, nameof(stream)), Checked(path), options ?? new(), cancellationToken);

    /// <summary>
    /// Writes draws as ArviZ's InferenceData in Zarr: a folder, or a zip file if the path ends in .zip. Groups: posterior,
    /// sample_stats, and for networks observed_data, constant_data and, on request, log_likelihood.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range; a log-likelihood of draws without data.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportArviZ(
        Posterior posterior, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportArviZ(Guard.NotNull(posterior, nameof(posterior)), Checked(path), options ?? new(), cancellationToken);

    /// <summary>
    /// Writes draws as they are sampled as ArviZ's InferenceData in Zarr: a folder, or a zip file if the path ends in .zip. Groups: posterior,
    /// sample_stats, and for networks observed_data, constant_data and, on request, log_likelihood.
    /// </summary>
    /// <param name="stream">The draws; the run begins here, and blocks are written as they come, so memory does not grow.</param>
    /// <param name="path">The file. It is written under a temporary name and renamed when it is complete.</param>
    /// <param name="options">What to write; null means the defaults.</param>
    /// <param name="cancellationToken">Stops the work; an earlier file stays.</param>
    /// <exception cref="ArgumentException">An option is out of range; a log-likelihood of draws without data.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public static void ExportArviZ(
        PosteriorStream stream, string path, ChainExportOptions? options = null, CancellationToken cancellationToken = default) =>
        ChainInterop.ExportArviZ(Guard.NotNull(stream, nameof(stream)), Checked(path), options ?? new(), cancellationToken);

    private static string Checked(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path;
    }

    private static string[] Checked(IReadOnlyList<string> paths)
    {
        string[] files = Guard.NotEmpty(paths, nameof(paths));
        foreach (string file in files)
            ArgumentException.ThrowIfNullOrEmpty(file, nameof(paths));
        return files;
    }
}
