using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the name of a set of priors.</summary>
public sealed class PriorsCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) =>
        [nameof(NetworkPriors.Notebook)];
}
