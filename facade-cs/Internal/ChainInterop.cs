using System.Globalization;
using System.Runtime.CompilerServices;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to files of other programs, and the only place that names types of the assembly that reads and writes them: it is
/// loaded when a method of this class is entered, so none of them may be inlined.
/// </summary>
internal static class ChainInterop
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Posterior ImportStan(string[] paths, ChainImportOptions options) =>
        Imported(Interchange.StanCsv.read(ToCore(options), paths));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Posterior ImportEmcee(string[] paths, ChainImportOptions options) =>
        Imported(Interchange.EmceeFile.read(ToCore(options), paths));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportEmcee(Posterior posterior, string path, ChainExportOptions options, CancellationToken stop) =>
        WriteEmcee(posterior.Options, path, options, Blocks(posterior, options with { Canonical = false }, stop));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportEmcee(PosteriorStream stream, string path, ChainExportOptions options, CancellationToken stop) =>
        WriteEmcee(stream.Options, path, options, Blocks(stream, options, stop));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportParquet(Posterior posterior, string path, ChainExportOptions options, CancellationToken stop) =>
        Interchange.ParquetTable.writeDraws(path, Blocks(posterior, options, stop));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportParquet(PosteriorStream stream, string path, ChainExportOptions options, CancellationToken stop) =>
        Interchange.ParquetTable.writeDraws(path, Blocks(stream, options, stop));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportArviZ(Posterior posterior, string path, ChainExportOptions options, CancellationToken stop)
    {
        Tuple<string, string>[] facts =
        [
            Tuple.Create("verdict", posterior.Verdict),
            Tuple.Create("is_converged", posterior.IsConverged ? "true" : "false"),
            .. posterior.Program is { } program ? [Tuple.Create("sampled_by", program)] : Array.Empty<Tuple<string, string>>(),
            .. posterior.Data is { } data ? [Tuple.Create("data", data.Name)] : Array.Empty<Tuple<string, string>>(),
        ];
        Interchange.ArviZFile.write(
            new(posterior.Run?.Target.Full.Network, options.LogLikelihood, [.. facts, .. Made()]),
            path,
            Blocks(posterior, options, stop));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportArviZ(PosteriorStream stream, string path, ChainExportOptions options, CancellationToken stop) =>
        Interchange.ArviZFile.write(new(stream.Network, options.LogLikelihood, Made()), path, Blocks(stream, options, stop));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExportTable(IEnumerable<object?> rows, TableColumn[] columns, string path, CancellationToken stop) =>
        Interchange.ParquetTable.write(
            path,
            Array.ConvertAll(columns, column => Tuple.Create(column.Name, Kinds[(int)column.Kind])),
            Stoppable(rows, stop).Select(row => Array.ConvertAll(columns, column => column.Of(row))));

    // In the order of TableKind.
    private static Interchange.ColumnKind[] Kinds =>
        [Interchange.ColumnKind.Real, Interchange.ColumnKind.Whole, Interchange.ColumnKind.Text, Interchange.ColumnKind.Flag];

    private static Tuple<string, string>[] Made() =>
    [
        Tuple.Create("created_at", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)),
        Tuple.Create("inference_library_version", typeof(Posterior).Assembly.GetName().Version!.ToString(3)),
    ];

    private static void WriteEmcee(
        McmcOptions sampled, string path, ChainExportOptions options, IEnumerable<Core.Sampling.Ensembles.Chain> blocks) =>
        Interchange.EmceeFile.write(new(options.Group, sampled.Seed), path, blocks);

    private static IEnumerable<Core.Sampling.Ensembles.Chain> Blocks(
        Posterior posterior, ChainExportOptions options, CancellationToken stop) =>
        Stoppable(
            Interchange.DrawBlocks.thin(options.Thin, Interchange.DrawBlocks.ofPosterior(options.Canonical, posterior.Inner)), stop);

    private static IEnumerable<Core.Sampling.Ensembles.Chain> Blocks(
        PosteriorStream stream, ChainExportOptions options, CancellationToken stop) =>
        Interchange.DrawBlocks.thin(options.Thin, stream.ReadBlocks(stop));

    private static IEnumerable<T> Stoppable<T>(IEnumerable<T> items, CancellationToken stop)
    {
        foreach (T item in items)
        {
            stop.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    private static Interchange.ImportOptions ToCore(ChainImportOptions options) => new(
        options.BurnIn,
        options.Thin,
        SamplingInterop.ToReferenceOption(options.Parameters?.ToArray()),
        SamplingInterop.ToReferenceOption(options.ParameterNames?.ToArray()),
        options.Group);

    private static Posterior Imported(Interchange.ImportedChain imported) => new(
        Interchange.ImportedChainModule.posterior(imported),
        new(
            imported.Program,
            imported.Files,
            imported.Notes,
            imported.Nuts,
            inner => Interchange.ImportedChainModule.verdict(Core.Sampling.Diagnostics.Convergence.defaults, imported, inner)));
}
