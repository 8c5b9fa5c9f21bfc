using System.Text;

namespace UniversalApprox;

/// <summary>
/// Makes text from files and users fit for names, messages and terminals. The cmdlets compile this source too.
/// </summary>
internal static class PlainText
{
    /// <summary>How much of a value or a name is quoted.</summary>
    private const int QuotedLength = 40;

    /// <summary>How many names of columns are listed.</summary>
    private const int ListedNames = 20;

    /// <summary>A name of a file or a column for rows and tables.</summary>
    /// <remarks>
    /// A terminal obeys control characters, so they become U+FFFD; line breaks and tabs do no harm. A spreadsheet takes a cell
    /// that begins with =, +, - or @ for a formula, so an apostrophe comes before it
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </remarks>
    public static string Name(string text)
    {
        string visible = Visible(text);
        return visible.Length > 0 && visible[0] is '=' or '+' or '-' or '@' ? "'" + visible : visible;
    }

    /// <summary>The text without control characters that a terminal obeys.</summary>
    public static string Visible(string text)
    {
        if (!text.Any(IsObeyed))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (char c in text)
            visible.Append(IsObeyed(c) ? '\uFFFD' : c);
        return visible.ToString();
    }

    /// <summary>The beginning of a text, in quotes.</summary>
    public static string Quote(string text) =>
        $"\"{Visible(text.Length <= QuotedLength ? text : text[..QuotedLength] + "…")}\"";

    /// <summary>The first few names, in quotes.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        string shown = string.Join(", ", names.Take(ListedNames).Select(Quote));
        return names.Count > ListedNames ? $"{shown} and {names.Count - ListedNames} more" : shown;
    }

    private static bool IsObeyed(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
