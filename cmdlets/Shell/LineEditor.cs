using System.Text;

namespace UniversalApprox.Shell;

/// <summary>
/// Reads one line from the terminal with the keys people expect: arrows, Home, End, Backspace, Delete, history, Ctrl-C
/// (drops the line) and Ctrl-D (ends the input). Console.ReadLine would keep a line that Ctrl-C was meant to drop.
/// </summary>
internal sealed class LineEditor(Terminal terminal)
{
    private readonly List<string> _history = [];
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _recalled;

    /// <summary>What was read.</summary>
    internal sealed record Result(string Text, bool IsCancelled = false, bool IsEndOfInput = false);

    public Result Read(string prompt)
    {
        // Keys can be edited only where they are echoed.
        if (!terminal.IsOutputTerminal)
            return Console.ReadLine() is string line ? new Result(line) : new Result("", IsEndOfInput: true);
        Replace("");
        _recalled = _history.Count;
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                Draw(prompt);
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (Finish(key) is not Result result)
                {
                    Edit(key);
                    continue;
                }

                // The whole line stays on the screen, however much of it was in view while it was edited.
                Console.Out.WriteLine($"\r{prompt}{_text}\u001b[K{(result.IsCancelled ? "^C" : "")}");
                return result;
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private Result? Finish(ConsoleKeyInfo key)
    {
        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        if (control && key.Key == ConsoleKey.C)
            return new Result("", IsCancelled: true);
        if (control && key.Key == ConsoleKey.D && _text.Length == 0)
            return new Result("", IsEndOfInput: true);
        if (key.Key != ConsoleKey.Enter)
            return null;
        string text = _text.ToString();
        if (text.Length > 0 && _history.LastOrDefault() != text)
            _history.Add(text);
        return new Result(text);
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: _cursor = Math.Max(0, _cursor - 1); break;
            case ConsoleKey.RightArrow: _cursor = Math.Min(_text.Length, _cursor + 1); break;
            case ConsoleKey.Home: _cursor = 0; break;
            case ConsoleKey.End: _cursor = _text.Length; break;
            case ConsoleKey.Backspace when _cursor > 0: _text.Remove(--_cursor, 1); break;
            case ConsoleKey.Delete when _cursor < _text.Length: _text.Remove(_cursor, 1); break;
            case ConsoleKey.Escape: Replace(""); break;
            case ConsoleKey.UpArrow: Recall(-1); break;
            case ConsoleKey.DownArrow: Recall(+1); break;
            default:
                if (!char.IsControl(key.KeyChar))
                    _text.Insert(_cursor++, key.KeyChar);
                break;
        }
    }

    private void Recall(int step)
    {
        _recalled = Math.Clamp(_recalled + step, 0, _history.Count);
        Replace(_recalled < _history.Count ? _history[_recalled] : "");
    }

    private void Replace(string text)
    {
        _text.Clear().Append(text);
        _cursor = _text.Length;
    }

    /// <summary>Draws the part of the line around the cursor that fits beside the prompt, so that it never wraps.</summary>
    private void Draw(string prompt)
    {
        int room = Math.Max(8, terminal.Width - prompt.Length - 1);
        int start = Math.Max(0, _cursor - room);
        string visible = _text.ToString(start, Math.Min(room, _text.Length - start));
        int back = visible.Length - (_cursor - start);
        Console.Out.Write($"\r{prompt}{visible}\u001b[K" + (back > 0 ? $"\u001b[{back}D" : ""));
    }
}
