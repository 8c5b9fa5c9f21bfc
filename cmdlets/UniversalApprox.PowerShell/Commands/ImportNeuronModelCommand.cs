using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads networks from the files that Export-NeuronModel writes as JSON, and from TorchSharp state files.</summary>
[Cmdlet(VerbsData.Import, "NeuronModel", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ShallowNetwork))]
public sealed class ImportNeuronModelCommand : FileReadingCmdlet
{
    [Parameter]
    [ActivationTransform]
    public Activation? Activation { get; set; }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            if (HoldsWeights(path))
                ReadWeights(path);
            else
                WriteObject(NeuronModelFile.ImportJson(path));
        }
        catch (InvalidDataException error)
        {
            WriteError(ErrorRecords.InvalidModelFile(error, path));
        }
    }

    /// <summary>Whether a file has weights: by its extension, and for other extensions by -Activation, which only weights need.</summary>
    private bool HoldsWeights(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => false,
        ".dat" => true,
        ".onnx" or ".cs" or ".py" or ".ps1" => throw new InvalidDataException(
            $"{path}: ONNX models and source text are written, but not read. JSON (.json) and TorchSharp weights (.dat) are."),
        _ => Activation is not null,
    };

    private void ReadWeights(string path)
    {
        if (Activation is { } activation)
            WriteObject(NeuronModelFile.ImportTorchWeights(path, activation));
        else
            WriteError(ErrorRecords.MissingActivation(path));
    }
}
