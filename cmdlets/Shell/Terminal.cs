using Microsoft.Win32.SafeHandles;

namespace UniversalApprox.Shell;

/// <summary>What is known about the three standard streams, asked once.</summary>
internal sealed class Terminal
{
    private const int WidthWithoutTerminal = 120;

    private static readonly bool s_noColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        || Environment.GetEnvironmentVariable("TERM") == "dumb";

    public bool IsInputTerminal { get; } = !Console.IsInputRedirected;

    public bool IsOutputTerminal { get; } = !Console.IsOutputRedirected;

    public bool IsErrorTerminal { get; } = !Console.IsErrorRedirected;

    public bool OutputHasColor => IsOutputTerminal && !s_noColor;

    public bool ErrorHasColor => IsErrorTerminal && !s_noColor;

    /// <summary>
    /// Makes writing to a closed pipe an error. The framework's own writer ignores it on Unix, and a sweep piped into
    /// head would run to its end for nobody.
    /// </summary>
    public void ReportClosedPipe()
    {
        if (IsOutputTerminal || OperatingSystem.IsWindows())
            return;
        var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

        // In a file, a stream of its own would write at its own position: over what others write there, as with > log 2>&1.
        if (output.CanSeek)
            return;
        Console.SetOut(new StreamWriter(output) { AutoFlush = true });
    }

    /// <summary>
    /// The width tables are laid out for: the terminal's, else the variable COLUMNS, else 120, so that a redirected run
    /// gives the same bytes on every machine.
    /// </summary>
    public int Width
    {
        get
        {
            // A terminal without a size (under some CI runners) reports 0.
            if (IsOutputTerminal && Console.WindowWidth > 0)
                return Console.WindowWidth;
            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns is > 1 and < 10_000
                ? columns
                : WidthWithoutTerminal;
        }
    }

    public int Height => IsOutputTerminal && Console.WindowHeight > 0 ? Console.WindowHeight : 50;
}
