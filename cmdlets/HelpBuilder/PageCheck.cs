namespace UniversalApprox.HelpBuilder;

/// <summary>Finds mistakes in the pages.</summary>
internal static class PageCheck
{
    private const int FewestExamples = 2;

    public static IEnumerable<string> Problems(IReadOnlyList<CmdletFacts> cmdlets, string folder)
    {
        var wanted = cmdlets.Select(cmdlet => cmdlet.Name).ToHashSet();
        foreach (string page in Directory.GetFiles(folder, "*-*.md").Where(page => !wanted.Contains(Path.GetFileNameWithoutExtension(page))))
            yield return $"{Path.GetFileName(page)}: there is no such cmdlet";
        foreach (CmdletFacts cmdlet in cmdlets)
        {
            string page = Path.Combine(folder, cmdlet.Name + ".md");
            IEnumerable<string> problems = File.Exists(page) ? OfPage(cmdlet, page) : ["there is no page"];
            foreach (string problem in problems)
                yield return $"{cmdlet.Name}.md: {problem}";
        }
    }

    private static IEnumerable<string> OfPage(CmdletFacts cmdlet, string path)
    {
        var page = HelpPage.Read(path);
        if (page.Name != cmdlet.Name)
            yield return $"the title is '{page.Name}'";
        if (!page.Synopsis.EndsWith('.'))
            yield return "the synopsis is not a sentence";
        foreach ((string title, int count) in new[]
        {
            ("Description", page.Description.Count), ("Inputs", page.Inputs.Count), ("Outputs", page.Outputs.Count),
            ("Notes", page.Notes.Count), ("See also", page.SeeAlso.Count),
        })
            if (count == 0)
                yield return $"there is nothing under {title}";
        foreach (string problem in OfExamples(page).Concat(OfParameters(cmdlet, page)))
            yield return problem;
        foreach (string output in cmdlet.Outputs.Where(output => output != typeof(void).FullName && !page.Outputs.Any(part => part.Title.EndsWith(output, StringComparison.Ordinal))))
            yield return $"Outputs does not name {output}";
        string text = File.ReadAllText(path);
        if (PageFacts.Refresh(text, cmdlet) != text)
            yield return "syntax or facts of parameters are not those of the assembly: ua-help update writes them";
    }

    private static IEnumerable<string> OfExamples(HelpPage page)
    {
        if (page.Examples.Count < FewestExamples)
            yield return $"there are {page.Examples.Count} examples; {FewestExamples} are the fewest";
        foreach (Section example in page.Examples)
            if (!example.Blocks.Any(block => block.IsCode))
                yield return $"the example '{example.Title}' has no code";
    }

    private static IEnumerable<string> OfParameters(CmdletFacts cmdlet, HelpPage page)
    {
        IReadOnlyDictionary<string, IReadOnlyList<Block>> words = page.Parameters;
        foreach (ParameterFacts parameter in cmdlet.Parameters)
            if (!words.TryGetValue(parameter.Name, out IReadOnlyList<Block>? blocks) || blocks.Count == 0)
                yield return $"-{parameter.Name} has no words";
        var known = cmdlet.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in words.Keys.Where(name => !known.Contains(name)))
            yield return $"there is no parameter -{name}";
    }
}
