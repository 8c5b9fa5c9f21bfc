using System.Text.RegularExpressions;

namespace UniversalApprox.HelpBuilder;

/// <summary>The Markdown that the pages are written in: headings, paragraphs, lists, fenced code, tables as they are.</summary>
internal static partial class Markdown
{
    /// <summary>The sections of a level; deeper headings make parts of a section.</summary>
    public static IEnumerable<Section> Sections(IReadOnlyList<string> lines, int level)
    {
        string mark = new string('#', level) + " ";
        int[] starts = [.. Starts(lines, mark), lines.Count];
        for (int i = 0; i + 1 < starts.Length; i++)
        {
            string[] body = [.. lines.Take(starts[i]..starts[i + 1]).Skip(1)];
            int deeper = Starts(body, "#" + mark).Append(body.Length).First();
            yield return new(lines[starts[i]][mark.Length..].Trim(), [.. Blocks(body[..deeper])], [.. Sections(body, level + 1)]);
        }
    }

    /// <summary>Text without the marks of code, emphasis and links.</summary>
    public static string Plain(string text) => Emphasis().Replace(Link().Replace(text, "$1"), "$1").Replace("`", "");

    /// <summary>The paragraphs, items and blocks of code. Rows of a table stay lines of one block.</summary>
    public static IEnumerable<Block> Blocks(IReadOnlyList<string> lines)
    {
        var paragraph = new List<string>();
        for (int i = 0; i < lines.Count; i++)
        {
            bool isFence = IsFence(lines[i]);
            bool startsItem = lines[i].StartsWith("- ", StringComparison.Ordinal);
            if ((isFence || startsItem || lines[i].Length == 0) && paragraph.Count > 0)
            {
                yield return Joined(paragraph);
                paragraph.Clear();
            }

            if (isFence)
            {
                string[] code = [.. lines.Skip(i + 1).TakeWhile(line => !IsFence(line))];
                yield return new(string.Join('\n', code), IsCode: true);
                i += code.Length + 1;
            }
            else if (lines[i].Length > 0)
            {
                paragraph.Add(lines[i].TrimStart());
            }
        }

        if (paragraph.Count > 0)
            yield return Joined(paragraph);
    }

    private static Block Joined(List<string> lines) =>
        lines[0].StartsWith('|') ? new(string.Join('\n', Aligned(lines)), IsCode: true) : new(string.Join(' ', lines));

    /// <summary>A table as columns of text, without the row of dashes.</summary>
    private static IEnumerable<string> Aligned(IEnumerable<string> lines)
    {
        string[][] rows = [.. lines
            .Where((_, i) => i != 1)
            .Select(line => Bar().Split(line.Trim('|')).Select(cell => Plain(cell.Trim()).Replace("\\|", "|")).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    /// <summary>Where headings are; not in code, whose comments look like headings.</summary>
    private static IEnumerable<int> Starts(IReadOnlyList<string> lines, string mark)
    {
        bool inCode = false;
        for (int i = 0; i < lines.Count; i++)
        {
            inCode ^= IsFence(lines[i]);
            if (!inCode && lines[i].StartsWith(mark, StringComparison.Ordinal))
                yield return i;
        }
    }

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Emphasis();
}
