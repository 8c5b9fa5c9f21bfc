namespace UniversalApprox;

/// <summary>
/// A formula that cannot be read. The message says what was expected, and shows the formula with a caret under the
/// character where it went wrong.
/// </summary>
public sealed class FormulaException : FormatException
{
    private const int LongestExcerpt = 72;

    internal FormulaException(string formula, int position, string reason)
        : base($"Position {position}: {reason}.{Environment.NewLine}{Excerpt(formula, position)}")
    {
        Formula = formula;
        Position = position;
        Reason = reason;
    }

    /// <summary>The text that was to be read.</summary>
    public string Formula { get; }

    /// <summary>The character where it went wrong, counting from 1; one more than the length for the end of the text.</summary>
    public int Position { get; }

    /// <summary>The mistake, or the text that was expected there.</summary>
    public string Reason { get; }

    private static string Excerpt(string formula, int position)
    {
        // Control characters would move the caret away from its place.
        string line = string.Concat(formula.Select(c => char.IsControl(c) ? ' ' : c));
        int caret = position - 1;
        int start = line.Length <= LongestExcerpt ? 0 : Math.Clamp(caret - LongestExcerpt / 2, 0, line.Length - LongestExcerpt);
        int length = Math.Min(LongestExcerpt, line.Length - start);
        string before = start > 0 ? "…" : "";
        string after = start + length < line.Length ? "…" : "";
        string shown = "  " + before + line.Substring(start, length) + after;
        return shown + Environment.NewLine + new string(' ', 2 + before.Length + caret - start) + "^";
    }
}
