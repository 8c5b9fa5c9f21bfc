using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Options as parameters of a cmdlet: Steps is -Steps. A part of an option keeps its name: -Priors.Noise.</summary>
internal static class OptionSpelling
{
    private static readonly char[] s_parts = ['.', '['];

    public static string Spell(this PSCmdlet cmdlet, string option)
    {
        int end = option.IndexOfAny(s_parts);
        string name = end < 0 ? option : option[..end];
        return cmdlet.MyInvocation.MyCommand.Parameters.TryGetValue(name, out ParameterMetadata? parameter)
            ? $"-{parameter.Name}{option[name.Length..]}"
            : option;
    }
}
