namespace UniversalApprox.HelpBuilder;

/// <summary>A part of a page under a heading, of level 2 or 3, with the lines below it.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks, IReadOnlyList<Section> Parts);

/// <summary>A paragraph, an item of a list, or a block of code.</summary>
internal sealed record Block(string Text, bool IsCode = false);

/// <summary>
/// The page of a cmdlet: "# Name", the synopsis, then "## Syntax", "## Description", "## Examples" with "### title"s,
/// "## Parameters" with "### -Name"s, "## Inputs" and "## Outputs" with "### type"s, "## Notes", "## See also".
/// </summary>
internal sealed class HelpPage
{
    private readonly Dictionary<string, Section> sections;

    private HelpPage(string name, string synopsis, IEnumerable<Section> sections)
    {
        (Name, Synopsis) = (name, synopsis);
        this.sections = sections.ToDictionary(section => section.Title);
    }

    public string Name { get; }

    public string Synopsis { get; }

    public IReadOnlyList<Block> Description => Blocks("Description");

    public IReadOnlyList<Block> Notes => Blocks("Notes");

    public IReadOnlyList<Block> SeeAlso => Blocks("See also");

    public IReadOnlyList<Section> Examples => Parts("Examples");

    public IReadOnlyList<Section> Inputs => Parts("Inputs");

    public IReadOnlyList<Section> Outputs => Parts("Outputs");

    /// <summary>The words about each parameter, without the line of facts, which starts with the type as code.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Block>> Parameters => Parts("Parameters").ToDictionary(
        part => part.Title.TrimStart('-'),
        part => (IReadOnlyList<Block>)[.. part.Blocks.Where((block, i) => i > 0 || !PageFacts.IsFacts(block.Text))],
        StringComparer.OrdinalIgnoreCase);

    public static HelpPage Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        int first = Array.FindIndex(lines, line => line.StartsWith("## ", StringComparison.Ordinal));
        string synopsis = string.Join(' ', lines[1..first].Where(line => line.Length > 0));
        return new(lines[0].TrimStart('#', ' '), synopsis, Markdown.Sections(lines[first..], 2));
    }

    private IReadOnlyList<Block> Blocks(string section) => sections.TryGetValue(section, out Section? found) ? found.Blocks : [];

    private IReadOnlyList<Section> Parts(string section) => sections.TryGetValue(section, out Section? found) ? found.Parts : [];
}
