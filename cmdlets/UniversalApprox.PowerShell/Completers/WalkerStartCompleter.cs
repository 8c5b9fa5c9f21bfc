using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the named starts of walkers.</summary>
public sealed class WalkerStartCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) => ["Fit", "Prior"];
}
