using System.Management.Automation.Language;

namespace UniversalApprox.Shell;

/// <summary>The read-run loop at a terminal. A command goes on over several lines until the parser finds it complete.</summary>
internal sealed class InteractivePrompt(Session session, Terminal terminal, bool noLogo)
{
    private const string ContinuationPrompt = ">> ";
    private readonly LineEditor _editor = new(terminal);

    /// <summary>Runs until <c>exit</c> or the end of input (Ctrl-D); returns the exit code.</summary>
    public int Run()
    {
        if (!noLogo)
            Console.WriteLine($"{Help.VersionText()}\nGet-Command -Module UniversalApprox lists the commands; exit leaves.");
        while (session.Host.RequestedExitCode is null)
        {
            LineEditor.Result read = ReadCommand();
            if (read.IsEndOfInput)
                break;
            if (!string.IsNullOrWhiteSpace(read.Text))
                session.RunText(read.Text);
        }

        return session.Host.RequestedExitCode ?? ExitCodes.Success;
    }

    private LineEditor.Result ReadCommand()
    {
        LineEditor.Result read = _editor.Read(session.PromptText());
        string text = read.Text;
        while (!read.IsEndOfInput && !read.IsCancelled && IsIncomplete(text))
        {
            read = _editor.Read(ContinuationPrompt);

            // An empty line gives up waiting: the parser then says what is missing.
            if (read.Text.Length == 0 && !read.IsCancelled)
                break;
            text += "\n" + read.Text;
        }

        return read.IsCancelled ? read with { Text = "" } : read with { Text = text };
    }

    internal static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return errors.Any(error => error.IncompleteInput);
    }
}
