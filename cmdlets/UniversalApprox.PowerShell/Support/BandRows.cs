using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Rows of a posterior's bands: inputs, mean, quantiles of the curve (Q05, …) and of new observations (New05, …).</summary>
internal sealed class BandRows(PredictionBands bands, IReadOnlyList<string> inputNames)
{
    private readonly string[] labels =
        [.. bands.Probabilities.Select(p => (100 * p).ToString("00.###", CultureInfo.InvariantCulture))];

    public IEnumerable<PSObject> All() => Enumerable.Range(0, bands.Mean.Length).Select(Row);

    private PSObject Row(int i)
    {
        var row = new PSObject();
        for (int k = 0; k < inputNames.Count; k++)
            row.Properties.Add(new PSNoteProperty(inputNames[k], bands.Inputs[k].Span[i]));
        row.Properties.Add(new PSNoteProperty("Mean", bands.Mean.Span[i]));
        for (int q = 0; q < labels.Length; q++)
            row.Properties.Add(new PSNoteProperty("Q" + labels[q], bands.FunctionQuantiles[q].Span[i]));
        if (bands.ObservationQuantiles is { } observations)
            for (int q = 0; q < labels.Length; q++)
                row.Properties.Add(new PSNoteProperty("New" + labels[q], observations[q].Span[i]));
        return row;
    }
}
