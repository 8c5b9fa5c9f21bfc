using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Serves a page on this machine that follows the runs of a run file, and opens it in the browser.</summary>
[Cmdlet(VerbsCommon.Show, "ApproxRun", DefaultParameterSetName = PathSet)]
[OutputType(typeof(string))]
public sealed class ShowApproxRunCommand : FileReadingCmdlet
{
    [Parameter]
    [NumbersTransform(Whole = true)]
    public int? Port { get; set; }

    [Parameter]
    public SwitchParameter NoBrowser { get; set; }

    [Parameter]
    public SwitchParameter UntilDone { get; set; }

    /// <inheritdoc/>
    private protected override void Read(string path)
    {
        try
        {
            Follow(path);
        }
        catch (RunFileException error)
        {
            WriteError(ErrorRecords.RunFileFailed(error));
        }
        catch (OptionException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, path));
        }
    }

    private void Follow(string path)
    {
        using RunPage page = Background(() => RunPage.Start(path, new() { Port = Port, Language = new PowerShellReport() }));
        WriteObject(page.Address.AbsoluteUri);
        string? problem = NoBrowser ? null : WebPage.Open(page.Address.AbsoluteUri);
        if (problem is not null)
            WriteWarning($"The page could not be opened: {problem} Open its address in a browser of yours; the environment variable BROWSER may name a program that does.");
        if (UntilDone)
            Background(() =>
            {
                page.WaitUntilDoneAsync(isReaderComing: !NoBrowser && problem is null, Cancellation).GetAwaiter().GetResult();
                return true;
            });
        else
            Cancellation.WaitHandle.WaitOne();
    }
}
