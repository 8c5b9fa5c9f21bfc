using UniversalApprox.HelpBuilder;

// The words of the help are only in the Markdown pages, one per cmdlet. Types, sets, defaults and ranges come from the
// assembly. This program writes them into the help and into the pages.
const string Usage = """
    ua-help build  <assembly> <pages> <folder> [address]
                                                 writes the help that Get-Help reads into the folder; Get-Help -Online opens
                                                 the page of a cmdlet below the address
    ua-help update <assembly> <pages>            writes syntax and facts of parameters into the pages
    ua-help check  <assembly> <pages>            says what the pages lack or have too much; exit code 1 if anything
    """;

return args switch
{
    ["build", var assembly, var pages, var folder] => Build(assembly, pages, folder, null),
    ["build", var assembly, var pages, var folder, var address] => Build(assembly, pages, folder, address),
    ["update", var assembly, var pages] => Update(assembly, pages),
    ["check", var assembly, var pages] => Check(assembly, pages),
    _ => Fail(Usage),
};

static int Build(string assembly, string pages, string folder, string? address)
{
    Directory.CreateDirectory(folder);
    IEnumerable<CommandHelp> commands = CmdletFacts.Of(assembly)
        .Where(cmdlet => File.Exists(PagePath(pages, cmdlet.Name)))
        .Select(cmdlet => new CommandHelp(cmdlet, HelpPage.Read(PagePath(pages, cmdlet.Name))));
    Maml.Document(commands, address).Save(Path.Combine(folder, Path.GetFileName(assembly) + "-Help.xml"));
    foreach (string about in Directory.GetFiles(pages, "about_*.md"))
        File.WriteAllText(
            Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(about), ".help.txt")),
            AboutText.Of(File.ReadAllLines(about)));
    return 0;
}

static int Update(string assembly, string pages)
{
    foreach (CmdletFacts cmdlet in CmdletFacts.Of(assembly))
    {
        string page = PagePath(pages, cmdlet.Name);
        if (File.Exists(page))
            File.WriteAllText(page, PageFacts.Refresh(File.ReadAllText(page), cmdlet));
    }

    return 0;
}

static int Check(string assembly, string pages)
{
    string[] problems = [.. PageCheck.Problems(CmdletFacts.Of(assembly), pages)];
    foreach (string problem in problems)
        Console.WriteLine(problem);
    return problems.Length == 0 ? 0 : 1;
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 64;
}

static string PagePath(string pages, string cmdlet) => Path.Combine(pages, cmdlet + ".md");
