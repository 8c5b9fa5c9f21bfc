using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The flat rows of Get-NeuronPrediction: inputs under their own names, with the prediction beside them.</summary>
internal sealed class PredictionRows
{
    public const string Prediction = "Prediction";
    private const string Observed = "Observed";
    private const string Residual = "Residual";

    private readonly UnitFit? fit;
    private readonly string[] names;
    private readonly double[][] columns;
    private readonly BandRows? bands;

    public PredictionRows(UnitFit? fit, IReadOnlyList<string> inputNames, double[][] columns, BandRows? bands)
    {
        (this.fit, this.columns, this.bands) = (fit, columns, bands);
        string[] ofFit = fit is null ? [] : [nameof(UnitFit.Activation), nameof(UnitFit.Units)];
        names = Free(inputNames, [Prediction, Observed, Residual, .. ofFit, .. bands?.Names ?? []]);
    }

    /// <summary>
    /// The names of inputs, with a number behind those that a result has already. PowerShell ignores the case of properties,
    /// and a file may have a column that is called Prediction.
    /// </summary>
    public static string[] Free(IReadOnlyList<string> inputNames, IEnumerable<string> results)
    {
        var taken = new HashSet<string>(results, StringComparer.OrdinalIgnoreCase);
        return [.. inputNames.Select(name => Free(name, taken))];
    }

    /// <summary>The row of a point, with the residual if an observation is known.</summary>
    public PSObject Row(int i, double prediction, double? observed = null)
    {
        var row = new PSObject();
        if (fit is not null)
        {
            Add(row, nameof(UnitFit.Activation), fit.Activation);
            Add(row, nameof(UnitFit.Units), fit.Units);
        }

        for (int k = 0; k < names.Length; k++)
            Add(row, names[k], columns[k][i]);
        Add(row, Prediction, prediction);
        if (observed is { } value)
        {
            Add(row, Observed, value);
            Add(row, Residual, prediction - value);
        }

        bands?.AddTo(row, i);
        return row;
    }

    private static void Add(PSObject row, string name, object value) => row.Properties.Add(new PSNoteProperty(name, value));

    private static string Free(string name, HashSet<string> taken)
    {
        string free = name;
        for (int number = 2; !taken.Add(free); number++)
            free = $"{name}{number}";
        return free;
    }
}
