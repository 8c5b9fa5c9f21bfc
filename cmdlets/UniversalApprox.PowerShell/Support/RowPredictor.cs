using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>A column of results at many points.</summary>
internal sealed record ResultColumn(string Name, ReadOnlyMemory<double> Values);

/// <summary>
/// Puts predictions of one model behind the columns of piped rows. The first row comes at once, then batches grow, because a model
/// evaluates many points together faster than one by one.
/// </summary>
internal sealed class RowPredictor(
    ModuleCmdlet cmdlet, IReadOnlyList<string> inputs, IReadOnlyList<bool> isLog, Func<double[][], IReadOnlyList<ResultColumn>> predict)
{
    private const int LargestBatch = 1024;
    private readonly List<PSObject> rows = [];
    private readonly List<double[]> points = [];
    private int batch = 1;

    /// <summary>Takes a row. A row without one of the columns ends the cmdlet; one without a number is an error of its own.</summary>
    public void Add(PSObject row)
    {
        IReadOnlyList<string> present = RowReader.ColumnsOf(row);
        if (inputs.FirstOrDefault(name => !present.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } missing)
        {
            Flush();
            cmdlet.ThrowTerminatingError(ErrorRecords.UnknownColumns(
                $"The model has the input \"{Shown.Text(missing)}\", but the row ({PipelineInput.TypeName(row)}) has no such column. Its columns are: {(present.Count > 0 ? Shown.List(present) : "none")}.",
                row));
        }

        if (Point(row) is not { } point)
            return;
        rows.Add(row);
        points.Add(point);
        if (rows.Count >= batch)
        {
            Flush();
            batch = Math.Min(2 * batch, LargestBatch);
        }
    }

    /// <summary>Writes the rows that wait.</summary>
    public void Flush()
    {
        if (rows.Count == 0)
            return;
        double[][] columns = [.. inputs.Select((_, k) => points.Select(point => point[k]).ToArray())];
        IReadOnlyList<ResultColumn> results = predict(columns);
        for (int i = 0; i < rows.Count; i++)
            cmdlet.WriteObject(Extended(rows[i], results, i));
        rows.Clear();
        points.Clear();
    }

    private double[]? Point(PSObject row)
    {
        double[] point = new double[inputs.Count];
        for (int k = 0; k < point.Length; k++)
        {
            object? cell = RowReader.Cell(row, inputs[k]);
            if (PointReader.TryNumber(cell, out point[k]))
            {
                if (!isLog[k] || point[k] > 0)
                    continue;
                cmdlet.WriteError(ErrorRecords.InvalidRow(
                    $"The column \"{Shown.Text(inputs[k])}\" has a logarithmic axis, so it must be above 0; got '{Shown.Text(cell)}'.", row));
                return null;
            }

            cmdlet.WriteError(ErrorRecords.InvalidRow(
                $"The column \"{Shown.Text(inputs[k])}\" must hold finite numbers; got '{Shown.Text(cell)}'.", row));
            return null;
        }

        return point;
    }

    private static PSObject Extended(PSObject row, IReadOnlyList<ResultColumn> results, int i)
    {
        IReadOnlyList<string> present = RowReader.ColumnsOf(row);
        string[] names = PredictionRows.Free(present, results.Select(result => result.Name));
        var extended = new PSObject();
        for (int k = 0; k < names.Length; k++)
            extended.Properties.Add(new PSNoteProperty(names[k], RowReader.Cell(row, present[k])));
        foreach (ResultColumn result in results)
            extended.Properties.Add(new PSNoteProperty(result.Name, result.Values.Span[i]));
        return extended;
    }
}
