using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>Makes figures of the objects of the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "ApproxChart")]
[OutputType(typeof(Chart))]
public sealed class NewApproxChartCommand : CancellableCmdlet
{
    private readonly List<PSObject> inputs = [];

    [Parameter(Mandatory = true, Position = 0)]
    [SingleValue]
    public ChartKind Kind { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    [Parameter]
    [NumbersTransform]
    public double? Reach { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CurveDataCompleter))]
    public CurveData? Data { get; set; }

    [Parameter]
    [Alias("Parameter")]
    [ArgumentCompleter(typeof(PosteriorParameterCompleter))]
    public string[]? Parameters { get; set; }

    [Parameter]
    [SingleValue]
    public AxisScale? ScaleX { get; set; }

    [Parameter]
    [SingleValue]
    public AxisScale? ScaleY { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => inputs.AddRange(PipelineInput.Flatten(InputObject));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (inputs.Count == 0)
            return;
        try
        {
            foreach (Chart chart in Background(() => Make().Select(Scaled).ToArray()))
            {
                if (Show)
                    Open(chart);
                WriteObject(chart);
            }
        }
        catch (ArgumentException error)
        {
            WriteError(ErrorRecords.InvalidArgument(this, error, inputs));
        }
    }

    /// <summary>Opens the chart as a page in the folder of temporary files, where it stays, because the browser reads it later.</summary>
    private void Open(Chart chart)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("UniversalApprox-").FullName, chart.Name + ".html");
        try
        {
            Background(() =>
            {
                chart.Save(path);
                return true;
            });
            WriteVerbose(path);
            if (WebPage.Open(path) is { } problem)
                WriteWarning($"{Shown.Path(path)} was written, but could not be opened: {problem} The environment variable BROWSER may name a program that opens it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.UnwritableFile(error, path));
        }
    }

    private Chart Scaled(Chart chart) => ScaleX is null && ScaleY is null ? chart : chart.WithScales(ScaleX, ScaleY);

    private IEnumerable<Chart> Make() => Kind switch
    {
        ChartKind.SweepPanels => [Chart.SweepPanels(Fits(), Reach)],
        ChartKind.ErrorAgainstUnits => [ErrorAgainstUnits()],
        ChartKind.NeuronSums => [Chart.NeuronSums(Networks(), Data)],
        ChartKind.Anatomy => inputs.Select(input => OfNetworkOrFit(input, Chart.Anatomy, network => Chart.Anatomy(network, Data))),
        ChartKind.Play => inputs.Select(input => OfNetworkOrFit(input, Chart.Play, network => Chart.Play(network, Data))),
        ChartKind.TrainingHistory => Fits().Select(Chart.TrainingHistory),
        ChartKind.ManyInputs => Fits().Select(Chart.ManyInputs),
        ChartKind.Surface => Fits().Select(Chart.Surface),
        ChartKind.Effects => inputs.Select(Effects),
        ChartKind.Corner => Posteriors().Select(posterior => Chart.Corner(posterior, new() { Parameters = Parameters })),
        ChartKind.Traces => Posteriors().Select(Chart.Traces),
        ChartKind.Ranks => Posteriors().Select(Chart.Ranks),
        ChartKind.Autocorrelation => Posteriors().Select(Chart.Autocorrelation),
        ChartKind.Convergence => Posteriors().Select(Chart.Convergence),
        ChartKind.CurveDifference => inputs.Select(input =>
            Chart.CurveDifference(Only<CurveComparison>(input, "a comparison of data (Compare-CurveData)"))),
        ChartKind.SharedCurves => inputs.Select(input =>
            Chart.SharedCurves(Only<SharedFit>(input, "a shared fit (Invoke-SharedFit)"))),
        ChartKind.Acceptance => Posteriors().Select(Chart.Acceptance),
        _ => Posteriors().Select(posterior => Chart.Prediction(posterior, Reach)),
    };

    private Chart OfNetworkOrFit(PSObject input, Func<UnitFit, Chart> ofFit, Func<ShallowNetwork, Chart> ofNetwork) =>
        FitInput.Single(input) is { } fit ? ofFit(fit) : ofNetwork(Network(input));

    private Chart Effects(PSObject input)
    {
        if (input.BaseObject is Posterior posterior)
            return Chart.Effects(posterior);
        UnitFit fit = FitInput.Single(input) ?? Only<UnitFit>(input, "a fit (Invoke-UnitSweep), a comparison (Compare-UnitFit) or a posterior");
        try
        {
            FitUncertainty uncertainty = fit.GetUncertainty(null, Cancellation);
            return Chart.Effects(fit, uncertainty.IsTrusted ? uncertainty : null);
        }
        catch (OptionException error) when (error.Option == "fit")
        {
            return Chart.Effects(fit);
        }
    }

    private Chart ErrorAgainstUnits() => inputs is [{ BaseObject: UnitComparison comparison }]
        ? Chart.ErrorAgainstUnits(comparison)
        : Chart.ErrorAgainstUnits(Fits(), inputs.Select(input => input.BaseObject).OfType<UnitComparison>().FirstOrDefault()?.GetRecommended());

    /// <summary>The fits among the inputs, those of comparisons and posteriors included, each once.</summary>
    private List<UnitFit> Fits()
    {
        var fits = new List<UnitFit>();
        foreach (PSObject input in inputs)
        {
            IReadOnlyList<UnitFit> all = FitInput.All(input);
            fits.AddRange(all.Count > 0 ? all : [Only<UnitFit>(input, "a fit (Invoke-UnitSweep), a comparison (Compare-UnitFit) or a posterior of a fit")]);
        }

        return [.. fits.Distinct()];
    }

    private IEnumerable<ShallowNetwork> Networks() => inputs.Select(Network);

    private ShallowNetwork Network(PSObject input) =>
        FitInput.Network(input) ?? Only<ShallowNetwork>(input, "a network (New-NeuronSum), a fit, a comparison or a posterior");

    private IEnumerable<Posterior> Posteriors() => inputs.Select(input => Only<Posterior>(input, "a posterior (Invoke-Mcmc)"));

    private T Only<T>(PSObject input, string what)
        where T : class => input.BaseObject as T
            ?? throw new ArgumentException($"The figure {Kind} is made from {what}; got {PipelineInput.TypeName(input)}.");
}
