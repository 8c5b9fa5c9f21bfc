using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Writes one network to a file: JSON, ONNX, TorchSharp weights, or source text.</summary>
[Cmdlet(VerbsData.Export, "NeuronModel", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ExportNeuronModelCommand : FileWritingCmdlet
{
    private readonly List<PSObject> inputs = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter]
    [SingleValue]
    public ModelFormat? Format { get; set; }

    [Parameter]
    public string Name { get; set; } = NeuronModelFile.DefaultSourceName;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Format ??= FormatOf(System.IO.Path.GetExtension(Path));
        if (Format is null)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                $"The name '{Shown.Path(Path)}' does not say which format is meant: end it in .json, .onnx, .dat, .cs, .py or .ps1, or give -Format."));
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Name)) && Format <= ModelFormat.TorchWeights)
            WriteWarning($"-Name is for source text; the format {Format} has no use for it.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        inputs.AddRange(PipelineInput.Flatten(InputObject));
        if (inputs.Count > 1)
            ThrowTerminatingError(ErrorRecords.ContradictoryArguments(
                "-Path is one file, for one network, but more came through the pipeline: choose one (Compare-UnitFit recommends one). Nothing was written."));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (inputs.Count == 0 || ResolveFile() is not { } path)
            return;
        ShallowNetwork? network;
        try
        {
            network = FitInput.Network(inputs[0]);
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, inputs[0]));
            return;
        }

        if (network is null)
            WriteError(ErrorRecords.WrongInput(
                $"A network, a fit, a comparison or a posterior of networks is needed; got {PipelineInput.TypeName(inputs[0])}.{PipelineInput.NetworkHint(inputs[0])}", inputs[0]));
        else if (MayWrite(path) && ShouldProcess(path, $"Export network as {Format}"))
            Write(network, path);
    }

    private static ModelFormat? FormatOf(string extension) => extension.ToLowerInvariant() switch
    {
        ".json" => ModelFormat.Json,
        ".onnx" => ModelFormat.Onnx,
        ".dat" => ModelFormat.TorchWeights,
        ".cs" => ModelFormat.CSharp,
        ".py" => ModelFormat.Python,
        ".ps1" => ModelFormat.PowerShell,
        _ => null,
    };

    private void Write(ShallowNetwork network, string path)
    {
        try
        {
            Save(network, path);
            WriteVerbose($"{path}: {network.Units} {network.Activation} units as {Format}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnwritableFile(error, path));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, inputs[0]));
        }
    }

    private void Save(ShallowNetwork network, string path)
    {
        switch (Format)
        {
            case ModelFormat.Json:
                NeuronModelFile.ExportJson(network, path);
                break;
            case ModelFormat.Onnx:
                NeuronModelFile.ExportOnnx(network, path);
                break;
            case ModelFormat.TorchWeights:
                NeuronModelFile.ExportTorchWeights(network, path);
                break;
            case ModelFormat.CSharp:
                NeuronModelFile.ExportSource(network, path, SourceLanguage.CSharp, Name);
                break;
            case ModelFormat.Python:
                NeuronModelFile.ExportSource(network, path, SourceLanguage.Python, Name);
                break;
            default:
                NeuronModelFile.ExportSource(network, path, SourceLanguage.PowerShell, Name);
                break;
        }
    }
}
