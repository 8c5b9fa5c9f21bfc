namespace UniversalApprox;

/// <summary>
/// A formula, or a log-density as text, that cannot be read. The message says what was expected, and shows the text with a
/// caret under the character where it went wrong.
/// </summary>
public sealed class FormulaException : FormatException
{
    internal FormulaException(string formula, int position, string reason)
        : base(Core.Networks.Formula.explain(formula, (position, reason)))
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
}
