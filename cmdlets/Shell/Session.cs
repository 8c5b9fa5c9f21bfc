using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace UniversalApprox.Shell;

/// <summary>
/// One engine with its host: opens the runspace, imports the module and runs pipelines through Out-Default. A pipeline
/// can be stopped from another thread at any time.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly HostUserInterface _userInterface;
    private readonly Runspace _runspace;
    private readonly Lock _lock = new();
    private PowerShell? _running;
    private bool _stopRequested;

    public Session(HostUserInterface userInterface)
    {
        _userInterface = userInterface;
        Host = new EmbeddedHost(userInterface);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        FallbackCommands.AddTo(state);

        // There is no registry and no profile to take a policy from; scripts named on the command line are meant to run.
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();

        // Script blocks run by .NET callbacks (and the prompt) look for the engine here.
        Runspace.DefaultRunspace = _runspace;
    }

    public EmbeddedHost Host { get; }

    /// <summary>Imports the module in the given folder; a failure is reported and returned as false.</summary>
    public bool ImportModule(string folder)
    {
        using var powerShell = PowerShell.Create(_runspace);
        powerShell.AddCommand("Import-Module").AddParameter("Name", folder).AddParameter("ErrorAction", "Stop");
        try
        {
            powerShell.Invoke();
            return true;
        }
        catch (RuntimeException failure)
        {
            _userInterface.WriteErrorLine($"ua-shell: the module in {folder} could not be imported: {failure.ErrorRecord.Exception.Message}");
            return false;
        }
    }

    /// <summary>Runs a command text in the global scope.</summary>
    public PipelineOutcome RunText(string text, IEnumerable<string>? input = null) =>
        Run(new Command(text, isScript: true, useLocalScope: false), input);

    /// <summary>Runs a script file.</summary>
    public PipelineOutcome RunFile(string path, IEnumerable<ScriptArgument> arguments, IEnumerable<string>? input)
    {
        var command = new Command(path, isScript: false, useLocalScope: false);
        foreach (ScriptArgument argument in arguments)
            command.Parameters.Add(new CommandParameter(argument.Name, argument.Value));
        EngineInternals.LetExitOfScriptEndShell(_runspace);
        return Run(command, input);
    }

    /// <summary>The text of the prompt, from the session's prompt function as in pwsh.</summary>
    public string PromptText()
    {
        try
        {
            using var powerShell = PowerShell.Create(_runspace);
            return powerShell.AddCommand("prompt").Invoke().FirstOrDefault()?.ToString() ?? "PS> ";
        }
        catch (RuntimeException)
        {
            return "PS> ";
        }
    }

    /// <summary>Stops what is running. Returns at once; <see langword="false"/> when there is nothing left to stop.</summary>
    public bool RequestStop()
    {
        lock (_lock)
        {
            if (_stopRequested || _running is null)
                return false;
            _stopRequested = true;
            _running.BeginStop(null, null);
            return true;
        }
    }

    public void Dispose() => _runspace.Dispose();

    private PipelineOutcome Run(Command command, IEnumerable<string>? input)
    {
        using var powerShell = PowerShell.Create(_runspace);
        powerShell.Commands.AddCommand(command);
        var outDefault = new Command("Out-Default") { MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output };
        powerShell.Commands.AddCommand(outDefault);
        lock (_lock)
        {
            _running = powerShell;
            _stopRequested = false;
        }

        try
        {
            // Only a pipeline of the history leaves its $? behind.
            powerShell.Invoke(input, new PSInvocationSettings { AddToHistory = true });
            return new PipelineOutcome(Succeeded: LastCommandSucceeded(), Threw: false);
        }
        catch (PipelineStoppedException)
        {
            return new PipelineOutcome(Succeeded: false, Threw: true);
        }
        catch (IncompleteParseException incomplete)
        {
            // The engine's error view shows nothing for these.
            _userInterface.WriteErrorLine("ParserError: " + incomplete.Message);
            return new PipelineOutcome(Succeeded: false, Threw: true);
        }
        catch (RuntimeException failure)
        {
            Report(failure);
            return new PipelineOutcome(Succeeded: false, Threw: true);
        }
        finally
        {
            lock (_lock)
                _running = null;
            _userInterface.EraseProgress();
        }
    }

    private bool LastCommandSucceeded()
    {
        using var powerShell = PowerShell.Create(_runspace);
        return powerShell.AddScript("$global:?").Invoke<bool>().All(succeeded => succeeded);
    }

    /// <summary>Shows an uncaught error with the engine's own error view, which adds the position in the script.</summary>
    private void Report(RuntimeException failure)
    {
        ErrorRecord error = failure.ErrorRecord ?? new ErrorRecord(failure, "UncaughtError", ErrorCategory.NotSpecified, null);
        try
        {
            using var powerShell = PowerShell.Create(_runspace);
            powerShell.AddCommand("Out-Default").Invoke(new[] { EngineInternals.ForErrorStream(error) });
        }
        catch (RuntimeException)
        {
            _userInterface.WriteErrorLine(failure.Message);
        }
    }
}
