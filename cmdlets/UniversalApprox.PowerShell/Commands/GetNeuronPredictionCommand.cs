using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>
/// Evaluates networks: at given points, on a grid, or at the points of data with the residuals; fits and posteriors with bands, and
/// models averaged by their stacking weights.
/// </summary>
[Cmdlet(VerbsCommon.Get, "NeuronPrediction", DefaultParameterSetName = DataSet)]
[OutputType("UniversalApprox.PredictionRow")]
public sealed class GetNeuronPredictionCommand : FitUncertaintyCmdlet
{
    private const string DataSet = "Data";
    private const string PointsSet = "Points";
    private const string GridSet = "Grid";
    private const string RowsSet = "Rows";
    private readonly List<UnitFitEvidence> models = [];
    private RowPredictor? predictor;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PointsSet)]
    [ValidateNotNullOrEmpty]
    public object[] X { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = GridSet)]
    [NumbersTransform]
    public double Lower { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = GridSet)]
    [NumbersTransform]
    public double Upper { get; set; }

    [Parameter(ParameterSetName = GridSet)]
    [ValidateRange(2, 100_000_000)]
    [NumbersTransform(Whole = true)]
    public int Points { get; set; } = 201;

    [Parameter(ParameterSetName = DataSet)]
    [ArgumentCompleter(typeof(CurveDataCompleter))]
    public CurveData? Data { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = RowsSet)]
    [ValidateNotNullOrEmpty]
    public PSObject[] Model { get; set; } = [];

    [Parameter]
    [Alias("Probability")]
    [NumbersTransform]
    [ValidateNotNullOrEmpty]
    public double[] Probabilities { get; set; } = [.. McmcDefaults.Probabilities];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (ParameterSetName != RowsSet)
            return;
        try
        {
            predictor = Predictor([.. PipelineInput.Flatten(Model)]);
        }
        catch (FormulaException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidFormula(error));
        }
        catch (ArgumentException error)
        {
            ThrowTerminatingError(ErrorRecords.InvalidArgument(this, error, Model));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in PipelineInput.Flatten(InputObject))
            if (predictor is not null)
                predictor.Add(input);
            else
                Evaluate(input);
    }

    /// <summary>Curves averaged over models come when all of them are known.</summary>
    protected override void EndProcessing()
    {
        predictor?.Flush();
        foreach (IGrouping<CurveData, UnitFitEvidence> group in models.GroupBy(model => model.GetFit().GetData(), new SameData()))
            try
            {
                CurveData own = group.Key;
                double[][] columns = Places(own);
                WriteObject(
                    new BandRows(Background(() => ModelWeights.Predict([.. group], columns, Probabilities))).All(own.InputNames),
                    enumerateCollection: true);
            }
            catch (ArgumentException error)
            {
                WriteError(ErrorRecords.InvalidArgument(this, error, group.First()));
            }
    }

    private void Evaluate(PSObject input)
    {
        try
        {
            if (input.BaseObject is UnitFitEvidence model)
            {
                models.Add(model);
                return;
            }

            if (input.BaseObject is Posterior posterior)
            {
                WriteBands(posterior);
                return;
            }

            UnitFit? fit = FitInput.Single(input);
            if (NetworkOf(input) is not { } network)
                WriteError(ErrorRecords.WrongInput(
                    $"A network, a fit, a comparison, a formula, a posterior or rows of Get-UnitFitEvidence are needed; got {PipelineInput.TypeName(input)}.{RowHint(input)}", input));
            else if (ParameterSetName == DataSet)
                Compare(network, fit);
            else
                Predict(network, fit, ParameterSetName == GridSet ? Grid(network.LogX) : PointReader.Columns(X, network.Dimension));
        }
        catch (FormulaException error)
        {
            WriteError(ErrorRecords.InvalidFormula(error));
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, input));
        }
    }

    private static ShallowNetwork? NetworkOf(PSObject input) =>
        input.BaseObject is string formula ? ShallowNetwork.Parse(formula) : FitInput.Network(input);

    /// <summary>Advice for rows in place of a network.</summary>
    private static string RowHint(PSObject input) => PipelineInput.NetworkHint(input) switch
    {
        "" when input.BaseObject is PSCustomObject && PipelineInput.IsRow(input) => " Rows to predict need -Model.",
        var hint => hint,
    };

    /// <summary>The predictor of a model, or of the average of several rows of Get-UnitFitEvidence.</summary>
    private RowPredictor Predictor(PSObject[] given)
    {
        UnitFitEvidence[] averaged = [.. given.Select(model => model.BaseObject).OfType<UnitFitEvidence>()];
        if (averaged.Length > 0 && averaged.Length == given.Length)
            return new(this, averaged[0].GetFit().GetData().InputNames, averaged[0].GetFit().GetNetwork().LogX, columns =>
                new BandRows(Background(() => ModelWeights.Predict(averaged, columns, Probabilities))).Columns);
        if (given is not [var model])
            throw new ArgumentException($"-Model takes one model, or rows of Get-UnitFitEvidence on the same data; got {given.Length} objects.");
        if (model.BaseObject is Posterior posterior)
            return new(this, DataOf(posterior).InputNames, IsLog(DataOf(posterior)), columns =>
                new BandRows(Background(() => posterior.Predict(columns, Probabilities))).Columns);
        UnitFit? fit = FitInput.Single(model);
        ShallowNetwork network = NetworkOf(model) ?? throw new ArgumentException(
            $"-Model must be a network, a fit, a comparison, a formula, a posterior or rows of Get-UnitFitEvidence; got {PipelineInput.TypeName(model)}.{PipelineInput.NetworkHint(model)}");
        FitUncertainty? uncertainty = UncertaintyOf(fit);
        return new(this, InputNames(network, fit), network.LogX, columns =>
        [
            new(PredictionRows.Prediction, Background(() => network.Predict(columns))),
            .. uncertainty is null ? [] : new BandRows(Background(() => uncertainty.Predict(columns, Probabilities, Cancellation))).Columns,
        ]);
    }

    private static IReadOnlyList<string> InputNames(ShallowNetwork network, UnitFit? fit) => fit?.GetData().InputNames
        ?? (network.Dimension == 1 ? ["x"] : [.. Enumerable.Range(1, network.Dimension).Select(k => $"x{k}")]);

    private void Compare(ShallowNetwork network, UnitFit? fit)
    {
        CurveData data = Data ?? fit?.GetData() ?? throw new ArgumentException(
            "A network alone does not say where to evaluate it: give -X, -Lower and -Upper, or -Data.");
        if (data.Dimension != network.Dimension)
            throw new ArgumentException($"The network has {network.Dimension} input(s), but the data {data.Name} has {data.Dimension}.");
        double[][] columns = [.. data.Inputs.Select(column => column.ToArray())];
        double[] values = Background(() => network.Predict(columns));
        var rows = new PredictionRows(fit, data.InputNames, columns, Bands(fit, columns));
        for (int i = 0; i < values.Length; i++)
            WriteObject(rows.Row(i, values[i], data.Outputs.Span[i]));
    }

    private void Predict(ShallowNetwork network, UnitFit? fit, double[][] columns)
    {
        double[] values = Background(() => network.Predict(columns));
        var rows = new PredictionRows(fit, InputNames(network, fit), columns, Bands(fit, columns));
        for (int i = 0; i < values.Length; i++)
            WriteObject(rows.Row(i, values[i]));
    }

    private BandRows? Bands(UnitFit? fit, double[][] columns) => UncertaintyOf(fit) is { } uncertainty
        ? new(Background(() => uncertainty.Predict(columns, Probabilities, Cancellation)))
        : null;

    /// <summary>
    /// What the bands of a fit are made of; null for other networks, and with a warning for fits that have none unless bands were
    /// asked for.
    /// </summary>
    private FitUncertainty? UncertaintyOf(UnitFit? fit)
    {
        if (fit is null)
            return null;
        try
        {
            return Uncertainty(fit);
        }
        catch (OptionException error) when (error.Option == "fit" && !Given(nameof(Probabilities)) && !Given(nameof(Priors)))
        {
            WriteWarning($"{Name(fit)}: {error.Message}");
            return null;
        }
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private void WriteBands(Posterior posterior)
    {
        CurveData own = DataOf(posterior);
        double[][] columns = Places(own);
        BandRows bands = new(Background(() => posterior.Predict(columns, Probabilities)));
        WriteObject(bands.All(own.InputNames), enumerateCollection: true);
    }

    private static CurveData DataOf(Posterior posterior) => posterior.GetData()
        ?? throw new ArgumentException("This posterior is not that of a network: there is nothing to predict.");

    private static bool[] IsLog(CurveData data) => [.. data.InputNames.Select(name => data.LogX.Contains(name))];

    /// <summary>Where to evaluate what has data of its own.</summary>
    private double[][] Places(CurveData own) => ParameterSetName switch
    {
        GridSet => Grid(IsLog(own)),
        PointsSet => PointReader.Columns(X, own.Dimension),
        _ => [.. (Data ?? own).Inputs.Select(column => column.ToArray())],
    };

    /// <summary>A grid for one input, even on its axis.</summary>
    private double[][] Grid(IReadOnlyList<bool> isLog)
    {
        int dimension = isLog.Count;
        if (dimension != 1)
            throw new ArgumentException($"-Lower and -Upper make a grid for one input, but the network has {dimension}: give the points with -X.");
        if (!double.IsFinite(Lower) || !double.IsFinite(Upper) || Lower >= Upper)
            throw OptionException.Because(
                nameof(Lower),
                $"{new OptionName(nameof(Lower))} must be below {new OptionName(nameof(Upper))}, both finite; got {Lower} and {Upper}.");
        if (!isLog[0])
            return [[.. Enumerable.Range(0, Points).Select(i => Lower + (Upper - Lower) * i / (Points - 1))]];
        if (Lower <= 0)
            throw new OptionException(nameof(Lower), Lower, $"above 0 on a logarithmic axis");
        return [[Lower, .. Enumerable.Range(1, Points - 2).Select(i => Lower * Math.Pow(Upper / Lower, (double)i / (Points - 1))), Upper]];
    }
}
