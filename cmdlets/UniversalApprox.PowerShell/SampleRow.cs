using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A draw as a flat row: where it is from, its log-density, and a column per parameter.</summary>
internal static class SampleRow
{
    public static PSObject Of(PosteriorSample sample, IReadOnlyList<string> names)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("Ensemble", sample.Ensemble));
        row.Properties.Add(new PSNoteProperty("Walker", sample.Walker));
        row.Properties.Add(new PSNoteProperty("Step", sample.Step));
        row.Properties.Add(new PSNoteProperty("LogDensity", sample.LogDensity));
        for (int k = 0; k < sample.Values.Length; k++)
            row.Properties.Add(new PSNoteProperty(names[k], sample.Values.Span[k]));
        return row;
    }
}
