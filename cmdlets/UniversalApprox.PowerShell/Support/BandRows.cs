using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Rows of bands: inputs, mean, quantiles of the curve (Q05, …) and of new observations (New05, …).</summary>
internal sealed class BandRows
{
    private readonly PredictionBands bands;
    private readonly List<ResultColumn> columns;

    public BandRows(PredictionBands bands)
    {
        this.bands = bands;
        string[] labels = [.. bands.Probabilities.Select(p => (100 * p).ToString("00.###", CultureInfo.InvariantCulture))];
        columns =
        [
            new("Mean", bands.Mean),
            .. labels.Zip(bands.FunctionQuantiles, (label, values) => new ResultColumn("Q" + label, values)),
            .. labels.Zip(bands.ObservationQuantiles ?? [], (label, values) => new ResultColumn("New" + label, values)),
        ];
    }

    public IReadOnlyList<ResultColumn> Columns => columns;

    public IEnumerable<string> Names => columns.Select(column => column.Name);

    /// <summary>A row for each point, with inputs under their own names.</summary>
    public IEnumerable<PSObject> All(IReadOnlyList<string> inputNames)
    {
        string[] names = PredictionRows.Free(inputNames, Names);
        for (int i = 0; i < bands.Mean.Length; i++)
        {
            var row = new PSObject();
            for (int k = 0; k < names.Length; k++)
                row.Properties.Add(new PSNoteProperty(names[k], bands.Inputs[k].Span[i]));
            AddTo(row, i);
            yield return row;
        }
    }

    /// <summary>Adds the columns of a point to a row.</summary>
    public void AddTo(PSObject row, int i)
    {
        foreach ((string name, ReadOnlyMemory<double> values) in columns)
            row.Properties.Add(new PSNoteProperty(name, values.Span[i]));
    }
}
