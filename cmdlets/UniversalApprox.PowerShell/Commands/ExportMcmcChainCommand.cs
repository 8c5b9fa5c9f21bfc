using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes the draws of one posterior for other programs: emcee's HDF5, Parquet, or ArviZ's InferenceData.</summary>
[Cmdlet(VerbsData.Export, "McmcChain", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportMcmcChainCommand : FileWritingCmdlet
{
    private readonly List<PSObject> inputs = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    [SingleValue]
    public ChainFormat? Format { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Group { get; set; } = "mcmc";

    [Parameter]
    public SwitchParameter LogLikelihood { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Format ??= ChainFormats.Of(Path);
        if (Format is null or ChainFormat.Stan)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"The name '{Shown.Path(Path)}' does not say which format is meant: end it in .h5, .parquet, .zarr or .zarr.zip, or give -Format. Get-McmcSample | Export-Csv writes CSV."));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Group)) && Format != ChainFormat.Emcee)
            WriteWarning($"-Group is for emcee's files; the format {Format} has no use for it.");
        if (LogLikelihood && Format != ChainFormat.ArviZ)
            WriteWarning($"-LogLikelihood is for ArviZ; the format {Format} has no use for it.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        inputs.AddRange(PipelineInput.Flatten(InputObject));
        if (inputs.Count > 1)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                "-Path is one file, for the draws of one posterior, but more came through the pipeline. Nothing was written."));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (inputs.Count == 0 || ResolveFile() is not { } path)
            return;
        if (inputs[0].BaseObject is not Posterior posterior)
            WriteError(ErrorRecords.NotAPosterior(inputs[0]));
        else if (MayReplace(path) && ShouldProcess(path, $"Export draws as {Format}"))
            Write(posterior, path);
    }

    /// <summary>A Zarr folder takes the place of another one with -Force.</summary>
    private bool MayReplace(string path)
    {
        bool isFolder = Format == ChainFormat.ArviZ && !path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        if (!isFolder || !Directory.Exists(path))
            return MayWrite(path);
        if (!Force)
            WriteError(ErrorRecords.FileExists(path));
        return Force;
    }

    private void Write(Posterior posterior, string path)
    {
        ChainExportOptions options = new() { Canonical = !Raw, Thin = Thin, Group = Group, LogLikelihood = LogLikelihood };
        try
        {
            Background(() =>
            {
                Save(posterior, path, options);
                return true;
            });
            WriteVerbose($"{path}: {posterior.KeptSteps} kept steps of {posterior.Ensembles} x {posterior.Walkers} walkers as {Format}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnwritableFile(error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, posterior));
        }
    }

    private void Save(Posterior posterior, string path, ChainExportOptions options)
    {
        switch (Format)
        {
            case ChainFormat.Emcee:
                McmcChainFile.ExportEmcee(posterior, path, options, Cancellation);
                break;
            case ChainFormat.Parquet:
                McmcChainFile.ExportParquet(posterior, path, options, Cancellation);
                break;
            default:
                McmcChainFile.ExportArviZ(posterior, path, options, Cancellation);
                break;
        }
    }
}
