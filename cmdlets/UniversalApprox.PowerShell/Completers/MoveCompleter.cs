using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the names of moves.</summary>
public sealed class MoveCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) =>
        ["DE", "Gaussian", "GaussianRandom", "GaussianSequential", "KDE", "Snooker", "Stretch", "Walk"];
}
