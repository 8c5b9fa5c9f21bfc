using System.Collections;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The argument of -Priors: Notebook, or a table with texts of priors.</summary>
internal static class PriorTables
{
    public static object? Unwrapped(object? argument) => argument is PSObject wrapped ? wrapped.BaseObject : argument;

    /// <summary>The priors of a network; null stands for the defaults.</summary>
    public static NetworkPriors OfNetwork(object? argument)
    {
        switch (Unwrapped(argument))
        {
            case null:
                return McmcDefaults.Priors;
            case string name when name.Equals(nameof(NetworkPriors.Notebook), StringComparison.OrdinalIgnoreCase):
                return NetworkPriors.Notebook;
            case IDictionary table:
                NetworkPriors priors = McmcDefaults.Priors;
                foreach (object key in table.Keys)
                    priors = With(priors, key.ToString()!, PriorText.Read(table[key], key.ToString()!));
                return priors;
            case var other:
                throw new ArgumentException(
                    $"-Priors must be Notebook, or a table of priors such as @{{ Weight = 'normal(0, 5)' }}; got '{Shown.Text(other)}'.");
        }
    }

    private static NetworkPriors With(NetworkPriors priors, string key, Prior prior) => key.ToUpperInvariant() switch
    {
        "WEIGHT" => priors with { Weight = prior },
        "BIAS" => priors with { Bias = prior },
        "AMPLITUDE" => priors with { Amplitude = prior },
        "OFFSET" => priors with { Offset = prior },
        "NOISE" => priors with { Noise = prior },
        _ => throw new ArgumentException($"-Priors is for Weight, Bias, Amplitude, Offset and Noise; got '{Shown.Text(key)}'."),
    };
}
