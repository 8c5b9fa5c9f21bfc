using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the named starts of training.</summary>
public sealed class SweepStartCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) => ["Auto", "PyTorch", "Spread"];
}
