using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// Copies libtorch and TorchSharp's native library into the user's data folder, where -Engine Torch finds them: from folders
/// and packages that are there, or from a package feed.
/// </summary>
[Cmdlet(VerbsLifecycle.Install, "TorchBackend", SupportsShouldProcess = true, DefaultParameterSetName = FeedSet)]
[OutputType(typeof(DirectoryInfo))]
public sealed class InstallTorchBackendCommand : CancellableCmdlet
{
    private const string PathSet = "Path";
    private const string FeedSet = "Feed";
    private const int ActivityId = 3;
    private readonly List<string> paths = [];
    private TorchInstallationProgress? latest;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "LP", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = FeedSet)]
    public string Source { get; set; } = TorchInstallation.DefaultSource;

    [Parameter]
    public SwitchParameter Force { get; set; }

    private bool IsSourceGiven => MyInvocation.BoundParameters.ContainsKey(nameof(Source));

    private string From => ParameterSetName == PathSet ? string.Join(", ", paths) : IsSourceGiven ? Source : $"the NuGet cache or {Source}";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!Uri.TryCreate(Source, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            ThrowTerminatingError(ErrorRecords.InvalidArgument(
                this,
                new ArgumentException($"-Source must be the address of a feed's service index, http:// or https://; got '{Shown.Path(Source)}'. Folders and packages are for -Path."),
                Source));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            paths.Add(SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string folder = TorchInstallation.Folder;
            if (!Force && Run("Checking what is installed", _ => TorchInstallation.IsIntact(Cancellation)))
                WriteVerbose($"{folder} is complete and unchanged; -Force installs it again.");
            else if (!ShouldProcess(folder, $"Install libtorch from {From}"))
                return;
            else
                Run("Installing libtorch", Install);
            WriteObject(FilePaths.Item(this, folder));
        }
        catch (TorchUnavailableException error)
        {
            WriteError(ErrorRecords.TorchUnavailable(error));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException)
        {
            WriteError(ErrorRecords.InstallationFailed(error, From));
        }
    }

    private string Install(IProgress<TorchInstallationProgress> progress)
    {
        if (ParameterSetName == PathSet)
            return TorchInstallation.FromPaths(paths, progress, Cancellation);
        if (!IsSourceGiven && Directory.Exists(TorchInstallation.NuGetCache))
        {
            try
            {
                return TorchInstallation.FromPaths([TorchInstallation.NuGetCache], progress, Cancellation);
            }
            catch (TorchUnavailableException error) when (error.Failure == TorchFailure.MissingLibrary)
            {
                // The cache does not have both packages, so they come from the feed.
            }
        }

        return TorchInstallation.FromFeed(Source, progress, Cancellation);
    }

    /// <summary>Installs on another thread, so that a stop does not wait for the disk or the network.</summary>
    private T Run<T>(string activity, Func<IProgress<TorchInstallationProgress>, T> work)
    {
        var told = new Latest(this);
        Task<T> running = Task.Run(() => work(told));
        try
        {
            while (Task.WaitAny([running], 100, Cancellation) < 0)
                Show(activity);
            return running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            if (!Cancellation.IsCancellationRequested)
                WriteProgress(new ProgressRecord(ActivityId, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private void Show(string activity)
    {
        if (Volatile.Read(ref latest) is { } at)
            WriteProgress(new ProgressRecord(ActivityId, activity, $"{at.Step}: {at.BytesDone / 1_000_000} MB")
            {
                PercentComplete = at.BytesInAll > 0 ? (int)(100 * at.BytesDone / at.BytesInAll) : -1,
            });
    }

    private sealed class Latest(InstallTorchBackendCommand command) : IProgress<TorchInstallationProgress>
    {
        public void Report(TorchInstallationProgress value) => Volatile.Write(ref command.latest, value);
    }
}
