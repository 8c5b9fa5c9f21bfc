using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>What the column behind the output holds, if there is one.</summary>
internal enum ErrorColumn
{
    None,
    Sigma,
    Weight,
}

/// <summary>Makes data of columns: inputs, output and perhaps the errors or weights of its points.</summary>
internal static class ErrorColumns
{
    /// <summary>Rejects two columns that say the same.</summary>
    public static void Check(string? sigma, string? weight)
    {
        if (sigma is not null && weight is not null)
            throw OptionException.Because(
                "Sigma", $"{new OptionName("Sigma")} and {new OptionName("Weight")} exclude each other: known errors are weights already.");
    }

    public static ErrorColumn Of(string? sigma, string? weight) =>
        sigma is not null ? ErrorColumn.Sigma : weight is not null ? ErrorColumn.Weight : ErrorColumn.None;

    /// <summary>The number of columns behind the inputs: the output, and perhaps one more.</summary>
    public static int BehindInputs(this ErrorColumn errors) => errors == ErrorColumn.None ? 1 : 2;

    /// <summary>The readers of columns in the order inputs, output, errors or weights.</summary>
    public static ColumnReader[] Readers(this ErrorColumn errors, string[] names, AxesChoice axes, CellRules rules)
    {
        int inputs = names.Length - errors.BehindInputs();
        return [.. names.Select((name, k) => new ColumnReader(PlainText.Name(name), isInput: k < inputs, Positive(k), rules))];

        PositiveColumn Positive(int k)
        {
            if (k > inputs)
                return PositiveColumn.ErrorsOrWeights;
            return (k == inputs ? axes.LogY : axes.LogX[k]) ? PositiveColumn.LogarithmicAxis : PositiveColumn.No;
        }
    }

    /// <summary>The data of these columns.</summary>
    public static CurveData Data(this ErrorColumn errors, ReadColumn[] columns, AxesChoice axes, string name)
    {
        ReadColumn[] inputs = columns[..^errors.BehindInputs()];
        ReadColumn output = columns[inputs.Length];
        CurveData data = CurveData.FromColumns(
            [.. inputs.Select(column => column.Values)], output.Values, name, [.. inputs.Select(column => column.Name)], output.Name);
        if (output.Sides is { } sides)
            data = data.WithCensoring(sides);
        return axes.On(errors switch
        {
            ErrorColumn.Sigma => data.WithSigma(columns[^1].Values),
            ErrorColumn.Weight => data.WithWeight(columns[^1].Values),
            _ => data,
        });
    }
}
