using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Reads -InputObject: single objects from the pipeline, or arrays (also of arrays) as an argument.</summary>
internal static class PipelineInput
{
    /// <summary>The objects themselves. Texts and dictionaries are single objects.</summary>
    public static IEnumerable<PSObject> Flatten(object? input)
    {
        if (input is null)
            yield break;
        if (LanguagePrimitives.GetEnumerable(input) is not { } elements)
        {
            yield return PSObject.AsPSObject(input);
            yield break;
        }

        foreach (object? element in elements)
            foreach (PSObject single in Flatten(element))
                yield return single;
    }

    /// <summary>The name of the type, for messages.</summary>
    public static string TypeName(PSObject input) => CopiedType(input) is { } type
        ? $"a {type} from a job or Import-Clixml, which is a copy of its columns only (Start-ThreadJob and ForEach-Object -Parallel give the object itself)"
        : input.BaseObject.GetType().Name;

    /// <summary>Whether an object may be a row of a table, and not a copy of one of the module's own.</summary>
    public static bool IsRow(PSObject input) => CopiedType(input) is null;

    /// <summary>Advice for an object in place of a fit, as a sentence after the error; empty if there is none.</summary>
    public static string FitHint(PSObject input) => input.BaseObject switch
    {
        CurveData => " Pipe the data through Invoke-UnitSweep first.",
        PSCustomObject when CopiedType(input) is null => " Rows read back from a CSV hold neither networks nor data: pipe the fits themselves.",
        _ => "",
    };

    /// <summary>Advice for an object in place of a network. Rows and copies of fits have the network as text.</summary>
    public static string NetworkHint(PSObject input) => input.BaseObject is PSCustomObject && input.Properties["Formula"] is not null
        ? " New-NeuronSum makes a network of its Formula: pipe it through that."
        : "";

    /// <summary>The type of the module that the object is a deserialised copy of; null if it is none.</summary>
    private static string? CopiedType(PSObject input)
    {
        const string copy = "Deserialized.UniversalApprox.";
        string type = input.TypeNames.FirstOrDefault() ?? "";
        return type.StartsWith(copy, StringComparison.Ordinal) ? type[copy.Length..] : null;
    }
}
