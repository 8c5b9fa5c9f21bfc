using System.Management.Automation;

namespace UniversalApprox.Shell;

/// <summary>Starts the shell: command line in, exit code out.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        CommandLine line = CommandLine.Parse(arguments);
        switch (line.Mode)
        {
            case RunMode.Help:
                Console.WriteLine(Help.Page());
                return ExitCodes.Success;
            case RunMode.Version:
                Console.WriteLine(Help.VersionText());
                return ExitCodes.Success;
            case RunMode.UsageError:
                return Reject(line.Text);
            case RunMode.File when !File.Exists(line.Text):
                return Reject(
                    $"The argument '{line.Text}' is not recognized as the name of a script file. Check the spelling of the name, "
                    + "or if a path was included, verify that the path is correct and try again.");
            default:
                return line.WorkingDirectory is null || Directory.Exists(line.WorkingDirectory)
                    ? Run(line)
                    : Reject($"The working directory '{line.WorkingDirectory}' does not exist.");
        }
    }

    private static int Run(CommandLine line)
    {
        // The path of the script is meant from where the caller stands, whatever -WorkingDirectory says.
        string script = line.Mode == RunMode.File ? Path.GetFullPath(line.Text) : "";
        if (line.WorkingDirectory is not null)
            Directory.SetCurrentDirectory(line.WorkingDirectory);
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        var terminal = new Terminal();
        terminal.ReportClosedPipe();
        bool atPrompt = line.Mode == RunMode.Session && terminal.IsInputTerminal;
        if (!terminal.OutputHasColor)
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        var progress = new ProgressLine(Console.Error, terminal.IsErrorTerminal, () => terminal.Width);
        var userInterface = new HostUserInterface(terminal, progress, interactive: !line.NonInteractive);

        string? module = ModuleLocator.Find(AppContext.BaseDirectory);
        if (module is null)
        {
            userInterface.WriteErrorLine(
                $"ua-shell: the {ModuleLocator.ModuleName} module was found neither in "
                + $"{Path.Combine(AppContext.BaseDirectory, "Modules")} nor in artifacts/module of a folder above; build it first.");
            return ExitCodes.Failure;
        }

        using var session = new Session(userInterface);

        // After the engine has started: it puts the user's own folders in front of what it finds.
        ModuleLocator.PrependToModulePath(module);
        if (!session.ImportModule(module))
            return ExitCodes.Failure;
        using var interrupts = new InterruptHandler(session, atPrompt);
        int code = atPrompt
            ? new InteractivePrompt(session, terminal, line.NoLogo).Run()
            : RunOnce(session, line, script, terminal);
        return interrupts.ExitCode ?? (userInterface.OutputIsClosed ? ExitCodes.ClosedPipe : code);
    }

    private static int RunOnce(Session session, CommandLine line, string script, Terminal terminal)
    {
        PipelineOutcome outcome = line.Mode switch
        {
            RunMode.File => session.RunFile(script, line.Arguments, PipedInput.For(File.ReadAllText(script), terminal)),
            RunMode.Command => session.RunText(line.Text, PipedInput.For(line.Text, terminal)),
            _ => session.RunText(Console.In.ReadToEnd()),
        };
        if (session.Host.RequestedExitCode is int requested)
            return requested;

        // As pwsh: a script file fails by an uncaught error only, a command also by its last $?.
        bool failed = outcome.Threw || (line.Mode != RunMode.File && !outcome.Succeeded);
        return failed ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static int Reject(string message)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine("Try 'ua-shell -Help'.");
        return ExitCodes.BadArguments;
    }
}
