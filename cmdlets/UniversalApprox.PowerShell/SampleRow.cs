using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A draw as a flat row: where it is from, its log-density, and a column per parameter.</summary>
internal static class SampleRow
{
    public static PSObject Of(PosteriorSample sample, IReadOnlyList<string> names)
    {
        var row = new PSObject();
        Add(row, "Ensemble", sample.Ensemble);
        Add(row, "Walker", sample.Walker);
        Add(row, "Step", sample.Step);
        Add(row, "LogDensity", sample.LogDensity);
        ReadOnlySpan<double> values = sample.Values.Span;
        for (int k = 0; k < values.Length; k++)
            Add(row, names[k], values[k]);
        return row;
    }
    // The names are known to differ from each other. To check that again takes most of the time of a row.
    private static void Add(PSObject row, string name, object value) =>
        row.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
}
