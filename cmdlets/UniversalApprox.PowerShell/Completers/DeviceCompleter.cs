using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes devices of libtorch. It does not ask libtorch, which takes seconds to load.</summary>
public sealed class DeviceCompleter : NameCompleter
{
    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments) => ["cpu", "cuda", "cuda:0", "cuda:1"];
}
