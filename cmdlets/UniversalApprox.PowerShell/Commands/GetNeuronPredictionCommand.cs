using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Evaluates networks: at given points, on a grid, or at the points of data with the residuals.</summary>
[Cmdlet(VerbsCommon.Get, "NeuronPrediction", DefaultParameterSetName = DataSet)]
[OutputType(typeof(PSObject))]
public sealed class GetNeuronPredictionCommand : PSCmdlet
{
    private const string DataSet = "Data";
    private const string PointsSet = "Points";
    private const string GridSet = "Grid";

    /// <summary>A network, a fit, or a formula.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The points: numbers, or for several inputs an array of coordinates per point.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointsSet)]
    [ValidateNotNullOrEmpty]
    public object[] X { get; set; } = [];

    /// <summary>The lower end of a grid, for one input.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GridSet)]
    public double Lower { get; set; }

    /// <summary>The upper end of the grid.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GridSet)]
    public double Upper { get; set; }

    /// <summary>The number of points of the grid.</summary>
    [Parameter(ParameterSetName = GridSet)]
    [ValidateRange(2, 100_000_000)]
    public int Points { get; set; } = 201;

    /// <summary>The data to predict and compare with. Default: the data of the fit.</summary>
    [Parameter(ParameterSetName = DataSet)]
    public CurveData? Data { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var fit = InputObject.BaseObject as UnitFit;
            if (Network(fit) is not { } network)
                WriteError(ErrorRecords.WrongInput(
                    $"A network, a fit or a formula is needed; got {InputObject.BaseObject.GetType().Name}.", InputObject));
            else if (ParameterSetName == DataSet)
                Compare(network, fit);
            else
                Predict(network, fit, ParameterSetName == GridSet ? Grid() : Coordinates(network.Dimension));
        }
        catch (FormulaException error)
        {
            WriteError(ErrorRecords.InvalidFormula(error));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(error, InputObject));
        }
    }

    private ShallowNetwork? Network(UnitFit? fit) => InputObject.BaseObject switch
    {
        ShallowNetwork network => network,
        string formula => ShallowNetwork.Parse(formula),
        _ => fit?.GetNetwork(),
    };

    private void Compare(ShallowNetwork network, UnitFit? fit)
    {
        CurveData data = Data ?? fit?.GetData() ?? throw new ArgumentException(
            "A network alone does not say where to evaluate it: give -X, -Lower and -Upper, or -Data.");
        double[][] columns = [.. data.Inputs.Select(column => column.ToArray())];
        double[] values = network.Predict(columns);
        for (int i = 0; i < values.Length; i++)
        {
            PSObject row = Row(fit, data.InputNames, columns, i, values[i]);
            double observed = data.Outputs.Span[i];
            row.Properties.Add(new PSNoteProperty("Observed", observed));
            row.Properties.Add(new PSNoteProperty("Residual", values[i] - observed));
            WriteObject(row);
        }
    }

    private void Predict(ShallowNetwork network, UnitFit? fit, double[][] columns)
    {
        IReadOnlyList<string> names = fit?.GetData().InputNames
            ?? (columns.Length == 1 ? ["x"] : [.. Enumerable.Range(1, columns.Length).Select(k => $"x{k}")]);
        double[] values = network.Predict(columns);
        for (int i = 0; i < values.Length; i++)
            WriteObject(Row(fit, names, columns, i, values[i]));
    }

    private double[][] Grid()
    {
        if (!double.IsFinite(Lower) || !double.IsFinite(Upper) || Lower >= Upper)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Lower must be below Upper, both finite; got {Lower} and {Upper}."));
        return [[.. Enumerable.Range(0, Points).Select(i => Lower + (Upper - Lower) * i / (Points - 1))]];
    }

    private double[][] Coordinates(int dimension)
    {
        double[][] points = [.. X.Select(Point)];
        if (points.FirstOrDefault(point => point.Length != dimension) is { } wrong)
            throw new ArgumentException($"The network has {dimension} inputs; a point of -X has {wrong.Length} coordinates.");
        return [.. Enumerable.Range(0, dimension).Select(k => points.Select(point => point[k]).ToArray())];
    }

    private static double[] Point(object point)
    {
        object bare = point is PSObject wrapped ? wrapped.BaseObject : point;
        return bare is IEnumerable coordinates and not string ? [.. coordinates.Cast<object>().Select(Number)] : [Number(bare)];
    }

    private static double Number(object value) =>
        LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new ArgumentException($"-X must hold finite numbers; got '{value}'.");

    private static PSObject Row(UnitFit? fit, IReadOnlyList<string> names, double[][] columns, int i, double value)
    {
        var row = new PSObject();
        if (fit is not null)
        {
            row.Properties.Add(new PSNoteProperty("Activation", fit.Activation));
            row.Properties.Add(new PSNoteProperty("Units", fit.Units));
        }

        for (int k = 0; k < names.Count; k++)
            row.Properties.Add(new PSNoteProperty(names[k], columns[k][i]));
        row.Properties.Add(new PSNoteProperty("Prediction", value));
        return row;
    }
}
