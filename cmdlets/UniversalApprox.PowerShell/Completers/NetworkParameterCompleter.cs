using System.Collections;
using System.Management.Automation.Language;

namespace UniversalApprox.PowerShell;

/// <summary>Completes the names of a network's parameters: those of all units, then those of the units of -Units.</summary>
public sealed class NetworkParameterCompleter : NameCompleter
{
    private const int Numbered = 9;

    private protected override IEnumerable<string> Names(CommandAst command, IDictionary arguments)
    {
        int units = Convert.ToString(arguments["Units"], System.Globalization.CultureInfo.InvariantCulture) is { } text
            && int.TryParse(text, out int given) ? Math.Clamp(given, 1, Numbered) : 1;
        IEnumerable<string> numbered = Enumerable.Range(1, units).SelectMany(unit => (string[])[$"w{unit}", $"b{unit}", $"a{unit}"]);
        return ["c", "w", "b", "a", .. numbered];
    }
}
