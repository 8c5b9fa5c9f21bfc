using System.Management.Automation;
using System.Xml.Linq;

namespace UniversalApprox.HelpBuilder;

/// <summary>The XML that Get-Help reads: Microsoft Assistance Markup Language, as PowerShell's own help has it.</summary>
internal static class Maml
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The document. Below the address, if there is one, are the pages for Get-Help -Online.</summary>
    public static XDocument Document(IEnumerable<CommandHelp> commands, string? address) => new(new XElement(
        s_help + "helpItems", new XAttribute("schema", "maml"), commands.Select(help => Command(help, address))));

    private static XElement Command(CommandHelp help, string? address)
    {
        (CmdletFacts cmdlet, HelpPage page) = help;
        string[] name = cmdlet.Name.Split('-');
        return new(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "command", s_command.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev.NamespaceName),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", cmdlet.Name),
                new XElement(s_command + "verb", name[0]),
                new XElement(s_command + "noun", name[1]),
                new XElement(s_maml + "description", Paragraph(page.Synopsis))),
            new XElement(s_maml + "description", Paragraphs(page.Description)),
            new XElement(s_command + "syntax", cmdlet.Sets.Select(set => SyntaxItem(help, set))),
            new XElement(
                s_command + "parameters",
                cmdlet.Parameters.Select(parameter => Parameter(parameter, parameter.Roles[0], page)),
                ShouldProcess(cmdlet)),
            new XElement(s_command + "inputTypes", page.Inputs.Select(part => Typed("inputType", part))),
            new XElement(s_command + "returnValues", page.Outputs.Select(part => Typed("returnValue", part))),
            new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(
                s_command + "relatedLinks",
                address is null ? null : Link("Online version", $"{address.TrimEnd('/')}/{cmdlet.Name}.md"),
                page.SeeAlso.Select(block => Link(Markdown.Plain(block.Text).TrimStart('-', ' '), null))));
    }

    private static XElement SyntaxItem(CommandHelp help, string set) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", help.Cmdlet.Name),
        help.Cmdlet.InSet(set).Select(found => Parameter(found.Parameter, found.Role, help.Page)),
        ShouldProcess(help.Cmdlet));

    private static XElement Parameter(ParameterFacts parameter, ParameterAttribute role, HelpPage page)
    {
        IReadOnlyList<Block> words = page.Parameters.TryGetValue(parameter.Name, out IReadOnlyList<Block>? found) ? found : [];
        return new(
            s_command + "parameter",
            new XAttribute("required", role.Mandatory),
            new XAttribute("globbing", parameter.AllowsWildcards),
            new XAttribute("pipelineInput", ParameterFacts.Pipeline(role)),
            new XAttribute("position", role.Position >= 0 ? role.Position : "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(s_maml + "name", parameter.Name),
            new XElement(s_maml + "description", Paragraphs(words), Limits(parameter)),
            parameter.IsSwitch ? null : new XElement(s_command + "parameterValue", new XAttribute("required", true), parameter.TypeName),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.IsSwitch ? "SwitchParameter" : parameter.TypeName), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", parameter.IsSwitch ? "False" : parameter.Default ?? "None"));
    }

    /// <summary>The range and the values that have names: Get-Help has no line of its own for them.</summary>
    private static IEnumerable<XElement> Limits(ParameterFacts parameter)
    {
        if (parameter.Range is { } range)
            yield return Paragraph($"Range: {range}.");
        if (parameter.Values.Count > 0)
            yield return Paragraph($"Values: {string.Join(", ", parameter.Values)}.");
    }

    private static IEnumerable<XElement> ShouldProcess(CmdletFacts cmdlet) => cmdlet.SupportsShouldProcess
        ? [Switch("WhatIf", "Says what would be written, and writes nothing.", "wi"), Switch("Confirm", "Asks before anything is written.", "cf")]
        : [];

    private static XElement Switch(string name, string words, string alias) => new(
        s_command + "parameter",
        new XAttribute("required", false),
        new XAttribute("globbing", false),
        new XAttribute("pipelineInput", "False"),
        new XAttribute("position", "named"),
        new XAttribute("aliases", alias),
        new XElement(s_maml + "name", name),
        new XElement(s_maml + "description", Paragraph(words)),
        new XElement(s_dev + "type", new XElement(s_maml + "name", "SwitchParameter"), new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", "False"));

    private static XElement Typed(string name, Section part) => new(
        s_command + name,
        new XElement(s_dev + "type", new XElement(s_maml + "name", Markdown.Plain(part.Title))),
        new XElement(s_maml + "description", Paragraphs(part.Blocks)));

    private static XElement Example(Section example, int index) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"---- Example {index + 1}: {Markdown.Plain(example.Title)} ----"),
        new XElement(s_dev + "code", string.Join("\n\n", example.Blocks.Where(block => block.IsCode).Select(block => block.Text))),
        // Get-Help shows the next title askew after an example without any; the empty paragraph at the end makes a gap.
        new XElement(s_dev + "remarks", Paragraphs([.. example.Blocks.Where(block => !block.IsCode)]), Paragraph("")));

    private static XElement Link(string text, string? address) => new(
        s_maml + "navigationLink", new XElement(s_maml + "linkText", text), new XElement(s_maml + "uri", address));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<Block> blocks) =>
        blocks.Select(block => block.IsCode ? new XElement(s_maml + "para", block.Text) : Paragraph(block.Text));

    private static XElement Paragraph(string text) => new(s_maml + "para", Markdown.Plain(text));
}
