using System.Management.Automation.Host;

namespace UniversalApprox.Shell;

/// <summary>
/// The screen as far as formatting and <c>Clear-Host</c> need it: sizes, and keys. Reading cells back from the screen is
/// possible on Windows only and nothing in this shell does it.
/// </summary>
internal sealed class HostRawUserInterface(Terminal terminal) : PSHostRawUserInterface
{
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize
    {
        get => new(terminal.Width, terminal.Height);
        set => throw FixedByTerminal();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw FixedByTerminal();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw FixedByTerminal();
    }

    public override Coordinates CursorPosition
    {
        get => terminal.IsOutputTerminal && terminal.IsInputTerminal ? new(Console.CursorLeft, Console.CursorTop) : new(0, 0);
        set
        {
            if (terminal.IsOutputTerminal)
                Console.SetCursorPosition(value.X, value.Y);
        }
    }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "ua-shell";

    public override bool KeyAvailable => terminal.IsInputTerminal && Console.KeyAvailable;

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!terminal.IsInputTerminal)
            throw new HostException("A key can be read from a terminal only; standard input is redirected.");
        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoScreenCells();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NoScreenCells();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoScreenCells();

    /// <summary>Clear-Host fills the whole buffer with blanks through this overload; any other fill is not offered.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (terminal.IsOutputTerminal)
            Console.Clear();
    }

    private static HostException FixedByTerminal() => new("The size of the screen is set by the terminal.");

    private static HostException NoScreenCells() => new("This host cannot read or move the cells of the screen.");
}
