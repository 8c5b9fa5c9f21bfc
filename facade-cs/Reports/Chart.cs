using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// A figure: traces of Plotly with a title, axes, a legend, a caption in words and a description for those who cannot see
/// it. Immutable. Names of data and columns are drawn as plain text.
/// </summary>
public sealed class Chart : IReportItem
{
    internal Chart(Charts.Figure inner) => Inner = inner;

    internal Charts.Figure Inner { get; }

    /// <summary>A short name for files: letters, digits and hyphens.</summary>
    public string Name => Inner.Name;

    /// <summary>The title.</summary>
    public string Title => Inner.Title;

    /// <summary>The content of the figure in words, with its most important numbers.</summary>
    public string Caption => Inner.Caption;

    /// <summary>What kind of figure it is and what it shows, for those who cannot see it.</summary>
    public string Description => Inner.Description;

    /// <summary>
    /// Fits beside each other: data, network, its continuation outside the data, and absolute residuals below. One panel
    /// per fit, in rows of one activation each.
    /// </summary>
    /// <param name="fits">1 to 100 fits of the same data of one input.</param>
    /// <param name="reach">
    /// The extension of the networks on either side, in units of the data's range; from 0 to 100. Default: 0.25.
    /// </param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">
    /// No fits, too many, of different data, or of more than one input; an extension out of range.
    /// </exception>
    public static Chart SweepPanels(IEnumerable<UnitFit> fits, double? reach = null) =>
        new(Charts.Figures.SweepPanels.create(reach ?? Charts.Figures.SweepPanels.defaultReach, ChartInterop.ToCore(fits, nameof(fits))));

    /// <summary>The error against the number of units on logarithmic axes, with the recommended number marked.</summary>
    /// <param name="comparison">The comparison of fits.</param>
    /// <returns>The chart.</returns>
    public static Chart ErrorAgainstUnits(UnitComparison comparison)
    {
        Guard.NotNull(comparison, nameof(comparison));
        return ErrorAgainstUnits([.. comparison.Ranking.Select(ranked => ranked.GetFit())], comparison.GetRecommended());
    }

    /// <summary>The error against the number of units on logarithmic axes.</summary>
    /// <param name="fits">Fits of the same data; with all restarts, their spread is drawn.</param>
    /// <param name="recommended">One of the fits, to be marked.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">No fits, or of different data.</exception>
    public static Chart ErrorAgainstUnits(IEnumerable<UnitFit> fits, UnitFit? recommended = null) =>
        new(ChartInterop.ErrorAgainstUnits(recommended?.Inner, ChartInterop.ToCore(fits, nameof(fits))));

    /// <summary>
    /// Sums of neurons, one row per network: each neuron a·σ(w·x + b) and their sum, and beside it the same with jumps in
    /// place of smooth steps.
    /// </summary>
    /// <param name="networks">1 to 12 networks of one input.</param>
    /// <param name="data">Data of one input, drawn behind.</param>
    /// <param name="lower">The lower end of the range of x. Default: that of the data, or around the neurons' centres.</param>
    /// <param name="upper">The upper end of the range of x; given if and only if <paramref name="lower"/> is.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">No networks or too many, of more than one input, or an empty range.</exception>
    public static Chart NeuronSums(
        IEnumerable<ShallowNetwork> networks, CurveData? data = null, double? lower = null, double? upper = null) =>
        new(ChartInterop.NeuronSums(lower, upper, data, Guard.NotNull(networks, nameof(networks))));

    /// <summary>The parts of a trained network of one input: above their sum with the data, below each neuron.</summary>
    /// <param name="fit">The fit.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The network has more than one input.</exception>
    public static Chart Anatomy(UnitFit fit) => new(Charts.Figures.Anatomy.ofFit(Guard.NotNull(fit, nameof(fit)).Inner));

    /// <summary>The parts of a network of one input: above their sum, below each neuron.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">Data of one input, drawn behind.</param>
    /// <param name="lower">The lower end of the range of x. Default: that of the data, or around the neurons' centres.</param>
    /// <param name="upper">The upper end of the range of x; given if and only if <paramref name="lower"/> is.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">More than one input, or an empty range.</exception>
    public static Chart Anatomy(
        ShallowNetwork network, CurveData? data = null, double? lower = null, double? upper = null) =>
        new(ChartInterop.Anatomy(lower, upper, data, Guard.NotNull(network, nameof(network))));

    /// <summary>
    /// A panel in which readers of the page move the neurons of a network of one input by hand, and fit them again: data,
    /// curve and each neuron, with error, residuals and formula at every change. It works without a network connection. Of
    /// more than 2000 points it has 2000, evenly spaced in rank. Its JSON is the still picture of <see cref="Anatomy(UnitFit)"/>.
    /// </summary>
    /// <param name="fit">The fit to start from.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The network has more than one input, or more than 64 neurons.</exception>
    public static Chart Play(UnitFit fit) => new(Charts.Figures.Play.ofFit(Guard.NotNull(fit, nameof(fit)).Inner));

    /// <summary>The same panel for a network of your own.</summary>
    /// <param name="network">The network to start from.</param>
    /// <param name="data">Data of one input. Without them there are no errors and no fits.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">More than one input, or more than 64 neurons.</exception>
    public static Chart Play(ShallowNetwork network, CurveData? data = null) =>
        new(ChartInterop.Play(data, Guard.NotNull(network, nameof(network))));

    /// <summary>The loss against the iteration.</summary>
    /// <param name="fit">The fit.</param>
    /// <returns>The chart.</returns>
    public static Chart TrainingHistory(UnitFit fit) =>
        new(Charts.Figures.TrainingHistory.create(Guard.NotNull(fit, nameof(fit)).Inner));

    /// <summary>
    /// A network of several inputs and its data. Two inputs: data, network and residuals as colours over the plane. More:
    /// predicted against observed, and the residuals against each input.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The network has one input.</exception>
    public static Chart ManyInputs(UnitFit fit) =>
        new(Charts.Figures.ManyInputs.create(Guard.NotNull(fit, nameof(fit)).Inner.Trained.Network, fit.Inner.Data));

    /// <summary>A network of two inputs as a surface in space, with its data as dots.</summary>
    /// <param name="fit">The fit.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The network has not two inputs.</exception>
    public static Chart Surface(UnitFit fit) =>
        new(Charts.Figures.ManyInputs.surface(Guard.NotNull(fit, nameof(fit)).Inner.Trained.Network, fit.Inner.Data));

    /// <summary>
    /// A corner plot: the distributions of single parameters on the diagonal, of pairs below it, of canonical draws. The
    /// trained network, where there is one, is marked.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="options">The options of the plot.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">Options out of range, or parameters that are not in the posterior.</exception>
    public static Chart Corner(Posterior posterior, CornerOptions? options = null) =>
        new(Charts.Figures.Corner.create(
            ChartInterop.ToCore(options ?? new(), Guard.NotNull(posterior, nameof(posterior))), posterior.Inner));

    /// <summary>Log-density and parameters against the step for a few walkers; stuck ones in the colour of alarm.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <returns>The chart.</returns>
    public static Chart Traces(Posterior posterior) => OfChains(Charts.Figures.Chains.traces, posterior);

    /// <summary>How the draws of each ensemble rank among all: level where ensembles agree.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <returns>The chart.</returns>
    public static Chart Ranks(Posterior posterior) => OfChains(Charts.Figures.Chains.ranks, posterior);

    /// <summary>How fast walkers forget: the autocorrelation of each parameter with its time τ.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <returns>The chart.</returns>
    public static Chart Autocorrelation(Posterior posterior) => OfChains(Charts.Figures.Chains.autocorrelation, posterior);

    /// <summary>R̂ and effective sample size as the chain grew.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <returns>The chart.</returns>
    public static Chart Convergence(Posterior posterior) => OfChains(Charts.Figures.Chains.convergence, posterior);

    /// <summary>The share of accepted proposals of each walker.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <returns>The chart.</returns>
    public static Chart Acceptance(Posterior posterior) => OfChains(Charts.Figures.Chains.acceptance, posterior);

    /// <summary>
    /// The data with bands of the curve and of new observations; beside it the trained network and the draw of highest
    /// density, with their residuals.
    /// </summary>
    /// <param name="posterior">The posterior of networks of one input.</param>
    /// <param name="reach">
    /// The extension of the curves on either side, in units of the data's range; from 0 to 100. Default: 0.25.
    /// </param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">Another log-density, more than one input, or an extension out of range.</exception>
    public static Chart Prediction(Posterior posterior, double? reach = null) =>
        new(ChartInterop.Prediction(reach, Guard.NotNull(posterior, nameof(posterior))));

    /// <summary>
    /// The effect of each input alone: the curve over its range in the data, the other inputs at their medians, one panel per input. Of more
    /// than 12 inputs it shows the 12 whose curves span most.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="uncertainty">What the band is made of (<see cref="UnitFit.GetUncertainty"/>). Default: no band.</param>
    /// <returns>The chart.</returns>
    public static Chart Effects(UnitFit fit, FitUncertainty? uncertainty = null) =>
        new(Charts.Figures.Effects.ofFit(SamplingInterop.ToReferenceOption(uncertainty?.Inner), Guard.NotNull(fit, nameof(fit)).Inner));

    /// <summary>The effect of each input alone, as the median of the posterior's curves with the band that holds 90 % of them.</summary>
    /// <param name="posterior">The posterior of networks.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">A posterior of another log-density.</exception>
    public static Chart Effects(Posterior posterior) =>
        new(Charts.Figures.Effects.ofPosterior(Guard.NotNull(posterior, nameof(posterior)).Inner));

    /// <summary>Two data sets with their curves, and below the difference of the curves with its band.</summary>
    /// <param name="comparison">The comparison of the two.</param>
    /// <returns>The chart.</returns>
    public static Chart CurveDifference(CurveComparison comparison) =>
        new(Charts.Figures.CurveDifference.create(Guard.NotNull(comparison, nameof(comparison)).Inner));

    /// <summary>The groups of a shared fit with their curves.</summary>
    /// <param name="fit">The fit, of data of one input.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The data have several inputs.</exception>
    public static Chart SharedCurves(SharedFit fit) =>
        new(Charts.Figures.SharedCurves.create(Guard.NotNull(fit, nameof(fit)).Inner));

    /// <summary>The chart as JSON: data and layout as <c>Plotly.newPlot</c> of plotly.js 3 takes them.</summary>
    /// <returns>The text; safe inside a script element.</returns>
    public string ToJson() => Charts.FigureModule.toJson(Inner);

    /// <summary>The chart as a page of its own.</summary>
    /// <param name="plotlyJs">Where the page finds plotly.js.</param>
    /// <returns>The text of an HTML file.</returns>
    public string ToHtml(PlotlySource plotlyJs = PlotlySource.Inline) =>
        Charts.Pages.Page.ofFigure(ChartInterop.ToCore(plotlyJs, nameof(plotlyJs)), Inner);

    /// <summary>The chart as a part of a page of yours: draw it with <see cref="ToJson"/> or <see cref="ToHtml"/>'s script.</summary>
    /// <returns>An HTML figure element.</returns>
    public string ToFragment() => Charts.FigureModule.toFragment(Inner);

    /// <summary>Writes the chart as a page of its own. A file of that name is replaced, in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plotlyJs">Where the page finds plotly.js; with Directory it is written beside the page.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be written.</exception>
    public void Save(string path, PlotlySource plotlyJs = PlotlySource.Inline)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Charts.Pages.Page.saveFigure(ChartInterop.ToCore(plotlyJs, nameof(plotlyJs)), path, Inner);
    }

    /// <summary>The title.</summary>
    /// <returns><see cref="Title"/>.</returns>
    public override string ToString() => Title;

    /// <summary>The same chart with linear or logarithmic axes. Charts of data with logarithmic axes have them already.</summary>
    /// <param name="scaleX">The axes that show inputs. Default: as they are.</param>
    /// <param name="scaleY">The axes that show the output. Default: as they are.</param>
    /// <returns>The chart; its caption says where dots at 0 or below have no place on a logarithmic axis.</returns>
    /// <exception cref="ArgumentException">The chart has no such axis, as <see cref="Play(UnitFit)"/> and the charts of chains.</exception>
    public Chart WithScales(AxisScale? scaleX = null, AxisScale? scaleY = null) =>
        new(Charts.FigureModule.withScales(
            ChartInterop.ToCore(scaleX, nameof(scaleX)), ChartInterop.ToCore(scaleY, nameof(scaleY)), Inner));

    private static Chart OfChains(
        Func<Charts.Figures.ChainSettings, Core.Sampling.Posterior.Posterior, Charts.Figure> figure, Posterior posterior) =>
        new(figure(ChartInterop.ChainSettings(Guard.NotNull(posterior, nameof(posterior))), posterior.Inner));
}
