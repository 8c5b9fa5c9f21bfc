using System.Text;

namespace UniversalApprox.HelpBuilder;

/// <summary>An about page as text for a terminal: headings in capitals, paragraphs indented and broken at 80 columns.</summary>
internal static class AboutText
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <summary>
    /// The first section has to be "Short description": Get-Help takes the synopsis from there.
    /// </summary>
    public static string Of(string[] lines)
    {
        var text = new StringBuilder($"TOPIC\n{Indent}{lines[0].TrimStart('#', ' ')}\n");
        foreach (Section section in Markdown.Sections(lines, 2))
        {
            text.Append('\n').AppendLine(section.Title.ToUpperInvariant());
            Append(text, section.Blocks);
            foreach (Section part in section.Parts)
            {
                text.Append('\n').Append("  ").AppendLine(part.Title);
                Append(text, part.Blocks);
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder text, IReadOnlyList<Block> blocks)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (i > 0 && !IsItem(blocks[i]))
                text.AppendLine();
            foreach (string line in blocks[i].IsCode ? blocks[i].Text.Split('\n').Select(code => Indent + code) : Wrapped(blocks[i]))
                text.AppendLine(line.TrimEnd());
        }
    }

    private static bool IsItem(Block block) => !block.IsCode && block.Text.StartsWith("- ", StringComparison.Ordinal);

    private static IEnumerable<string> Wrapped(Block block)
    {
        string hanging = IsItem(block) ? Indent + "  " : Indent;
        string line = Indent[..^1];
        foreach (string word in Markdown.Plain(block.Text).Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = hanging[..^1];
            }

            line += " " + word;
        }

        yield return line;
    }
}
