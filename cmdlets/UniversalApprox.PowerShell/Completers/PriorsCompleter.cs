using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the name of a set of priors, and tables with a prior to change.</summary>
public sealed class PriorsCompleter : IArgumentCompleter
{
    private const string Usual = "Normal(0, 5)";

    private static readonly (string Group, string Prior)[] s_groups =
        [("Weight", Usual), ("Bias", Usual), ("Amplitude", Usual), ("Offset", Usual), ("Noise", "HalfNormal(1)")];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Texts(fakeBoundParameters)
            .Where(text => text.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            .Select(text => new CompletionResult(text, text, CompletionResultType.ParameterValue, text));

    private static IEnumerable<string> Texts(IDictionary arguments)
    {
        if (!arguments.Contains(nameof(InvokeMcmcCommand.LogDensity)))
            return s_groups.Select(group => Table([group])).Prepend(nameof(NetworkPriors.Notebook));
        string[] names = [.. PipelineInput.Flatten(arguments[nameof(InvokeMcmcCommand.ParameterNames)]).Select(name => name.ToString())];
        return names.Length == 0 ? [] : [Table([.. names.Select(name => (name, Usual))])];
    }

    private static string Table((string Name, string Prior)[] priors) =>
        $"@{{ {string.Join("; ", priors.Select(prior => $"{prior.Name} = '{prior.Prior}'"))} }}";
}
