using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads draws that another program made, one file for each chain or ensemble, into one posterior.</summary>
[Cmdlet(VerbsData.Import, "McmcChain", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Posterior))]
public sealed class ImportMcmcChainCommand : FileReadingCmdlet
{
    private readonly List<string> files = [];
    private bool lacksFile;

    [Parameter]
    [SingleValue]
    public ChainFormat? Format { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int BurnIn { get; set; }

    [Parameter]
    [NumbersTransform(Whole = true)]
    public int Thin { get; set; } = McmcDefaults.Thin;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Parameters { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ParameterNames { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Group { get; set; } = "mcmc";

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        // Reading begins when all files are known; here a missing one is reported.
        lacksFile = true;
        File.OpenRead(path).Dispose();
        lacksFile = false;
        files.Add(path);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (files.Count == 0 || lacksFile)
            return;
        try
        {
            Report(Background(Import));
        }
        catch (OptionException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, files.ToArray()));
        }
        catch (InvalidDataException error)
        {
            WriteError(ErrorRecords.InvalidChainFile(error, files));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnreadableFile(error, string.Join(", ", files)));
        }
    }

    private Posterior Import()
    {
        ChainImportOptions options = new()
        {
            BurnIn = BurnIn,
            Thin = Thin,
            Parameters = Parameters,
            ParameterNames = ParameterNames,
            Group = Group,
        };
        ChainFormat?[] formats = [.. files.Select(file => Format ?? ChainFormats.Of(file)).Distinct()];
        return formats switch
        {
            [ChainFormat.Stan] => McmcChainFile.ImportStan(files, options, Cancellation),
            [ChainFormat.Emcee] => McmcChainFile.ImportEmcee(files, options, Cancellation),
            [{ } other] => throw new InvalidDataException(
                $"{files[0]}: {other} is written, but not read. Stan's CSV (.csv) and emcee's HDF5 (.h5) are."),
            [null] => throw new InvalidDataException(
                $"{files[0]}: the name does not say which format it has. Stan's CSV (.csv) and emcee's HDF5 (.h5, .hdf5) are read; -Format says so for other names."),
            _ => throw new InvalidDataException(
                $"{files[0]} and others: the files are chains of one posterior, so all must have the same format."),
        };
    }

    private void Report(Posterior posterior)
    {
        bool isConverged = Background(() => posterior.IsConverged);
        foreach (string note in posterior.Notes)
            WriteVerbose(note);
        if (!isConverged)
            WriteWarning(posterior.Verdict);
        WriteObject(posterior);
    }
}
