using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Security;

namespace UniversalApprox.Shell;

/// <summary>
/// Where each stream goes. Standard output carries only output objects and Write-Host; errors, warnings, verbose and
/// debug messages and the progress line go to standard error, so that a redirected result stays clean.
/// </summary>
internal sealed class HostUserInterface(Terminal terminal, ProgressLine progress, bool interactive) : PSHostUserInterface
{
    /// <summary>EPIPE; on Unix an IOException carries the system's error number.</summary>
    private const int BrokenPipe = 32;

    private readonly HostQuestions _questions = new(terminal, interactive);

    /// <summary>The reader of standard output has closed its end.</summary>
    public bool OutputIsClosed { get; private set; }

    public override PSHostRawUserInterface RawUI { get; } = new HostRawUserInterface(terminal);

    /// <summary>The engine's formatter leaves colours out when this is false.</summary>
    public override bool SupportsVirtualTerminal => terminal.OutputHasColor;

    public override void Write(string value)
    {
        progress.Erase();
        WriteOut(terminal.OutputHasColor ? value : Plain(value));
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        progress.Erase();
        if (!terminal.OutputHasColor)
        {
            WriteOut(Plain(value));
            return;
        }

        // The raw interface's default colours stand for "whatever the terminal uses".
        if (foregroundColor != RawUI.ForegroundColor)
            Console.ForegroundColor = foregroundColor;
        if (backgroundColor != RawUI.BackgroundColor)
            Console.BackgroundColor = backgroundColor;
        Console.Out.Write(value);
        Console.ResetColor();
    }

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => WriteDiagnostic(value, PSStyle.Instance.Formatting.Error);

    public override void WriteWarningLine(string message) =>
        WriteDiagnostic("WARNING: " + message, PSStyle.Instance.Formatting.Warning);

    public override void WriteVerboseLine(string message) =>
        WriteDiagnostic("VERBOSE: " + message, PSStyle.Instance.Formatting.Verbose);

    public override void WriteDebugLine(string message) =>
        WriteDiagnostic("DEBUG: " + message, PSStyle.Instance.Formatting.Debug);

    public override void WriteProgress(long sourceId, ProgressRecord record) => progress.Show(record);

    /// <summary>The line of a record stays until something else is written; a finished pipeline removes it.</summary>
    public void EraseProgress() => progress.Erase();

    public override string ReadLine() => _questions.ReadLine("Read-Host");

    public override SecureString ReadLineAsSecureString() => throw HostQuestions.NoSecrets();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskForValues(caption, message, descriptions);

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskForChoice(caption, message, choices, defaultChoice);

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        throw HostQuestions.NoSecrets();

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => throw HostQuestions.NoSecrets();

    private void WriteDiagnostic(string text, string color)
    {
        progress.Erase();
        if (!terminal.ErrorHasColor)
            Console.Error.WriteLine(Plain(text));
        else if (text.Contains('\u001b', StringComparison.Ordinal))
            Console.Error.WriteLine(text);
        else
            Console.Error.WriteLine(color + text + PSStyle.Instance.Reset);
    }

    private void WriteOut(string text)
    {
        try
        {
            Console.Out.Write(text);
        }
        catch (IOException failure)
        {
            // The reader has gone ("| head"): nobody wants the rest, so the pipeline ends as if it had been stopped.
            OutputIsClosed = failure.HResult == BrokenPipe;
            throw OutputIsClosed
                ? new PipelineStoppedException()
                : new HostException($"Standard output could not be written: {failure.Message}", failure);
        }
    }

    private static string Plain(string text) =>
        text.Contains('\u001b', StringComparison.Ordinal) ? new StringDecorated(text).ToString(OutputRendering.PlainText) : text;
}
