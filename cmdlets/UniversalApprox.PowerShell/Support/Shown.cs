namespace UniversalApprox.PowerShell;

/// <summary>Text that a user gave, made safe and short enough for a message.</summary>
internal static class Shown
{
    private const int Longest = 100;
    private const int LongestPath = 1000;

    /// <summary>The beginning of a value's text, without characters that a terminal obeys.</summary>
    public static string Text(object? value) => Start(value?.ToString() ?? "", Longest);

    /// <summary>The same of a path, which may be longer.</summary>
    public static string Path(string path) => Start(path, LongestPath);

    /// <summary>The first of many names.</summary>
    public static string List(IReadOnlyCollection<string> names, int most = 20) =>
        string.Join(", ", names.Take(most).Select(Text)) + (names.Count > most ? $" and {names.Count - most} more" : "");

    private static string Start(string text, int longest) =>
        PlainText.Visible(text.Length <= longest ? text : text[..longest] + "…");
}
