using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>The part of <see cref="CoreInterop"/> that is about charts and reports.</summary>
internal static class ChartInterop
{
    private static readonly Charts.Pages.PlotlyJs[] Sources =
        [Charts.Pages.PlotlyJs.Inline, Charts.Pages.PlotlyJs.Directory, Charts.Pages.PlotlyJs.Cdn];

    public static Charts.Pages.PlotlyJs ToCore(PlotlySource plotlyJs, string name) => Sources[(int)Guard.Defined(plotlyJs, name)];

    public static Core.Sweep.UnitFit[] ToCore(IEnumerable<UnitFit> fits, string name) =>
        [.. Guard.NotNull(fits, name).Select(fit => Guard.NotNull(fit, name).Inner)];

    public static Charts.Figure ErrorAgainstUnits(Core.Sweep.UnitFit? recommended, Core.Sweep.UnitFit[] fits) =>
        Charts.Figures.ErrorAgainstUnits.create(ToOption(recommended), fits);

    public static Charts.Figure NeuronSums(
        double? lower, double? upper, CurveData? data, IEnumerable<ShallowNetwork> networks)
    {
        ShallowNetwork[] given = [.. networks.Select(network => Guard.NotNull(network, nameof(networks)))];
        Core.Networks.Axes axes = given.FirstOrDefault()?.Axes ?? Core.Networks.AxesModule.linear(1);
        if (Array.Exists(given, network => network.Dimension == 1 && !network.Axes.Equals(axes)))
            throw new ArgumentException("Networks in one picture must have the same axes, linear or logarithmic.");
        return Charts.Figures.NeuronSums.createOn(
            axes, ToRange(lower, upper), ToOption(data?.Inner), Array.ConvertAll(given, network => network.Inner));
    }

    public static Charts.Figure Anatomy(double? lower, double? upper, CurveData? data, ShallowNetwork network) =>
        Charts.Figures.Anatomy.ofNetworkOn(network.Axes, ToRange(lower, upper), ToOption(data?.Inner), network.Inner);

    public static Charts.Figure Play(CurveData? data, ShallowNetwork network) =>
        Charts.Figures.Play.ofNetworkOn(network.Axes, ToOption(data?.Inner), network.Inner);

    public static Charts.Figures.CornerSettings ToCore(CornerOptions options, Posterior posterior)
    {
        var overlays = new List<Charts.Figures.Overlay>();
        if (options.Truths is { Count: > 0 } truths)
            overlays.Add(Charts.Figures.Overlay.NewPoint(
                "truth", ListModule.OfSeq(truths.Select(truth => Tuple.Create(truth.Key, truth.Value)))));
        if (options.MarksTrained && posterior.TrainedNetwork is { } network)
            overlays.Add(Charts.Figures.Overlay.NewNetwork("trained network", network));
        foreach ((string name, Posterior other) in options.Others ?? new Dictionary<string, Posterior>())
            overlays.Add(Charts.Figures.Overlay.NewPosterior(name, Guard.NotNull(other, nameof(options.Others)).Inner));
        return new(
            Guard.NotNull(options.Name, nameof(options.Name)),
            ToOption(options.Parameters?.ToArray()),
            [.. Guard.NotNull(options.Masses, nameof(options.Masses))],
            [.. Guard.NotNull(options.Quantiles, nameof(options.Quantiles))],
            ListModule.OfSeq(overlays));
    }

    public static Charts.Figures.ChainSettings ChainSettings(Posterior posterior)
    {
        Charts.Figures.ChainSettings usual = Charts.Figures.Chains.defaults;
        Core.Sampling.Diagnostics.ConvergenceSettings rule = usual.Convergence;
        return new(
            usual.Parameters,
            new(rule.EffectiveSamples, rule.MaximumRHat, rule.MaximumTauGrowth, posterior.Run?.Reference));
    }

    public static Charts.Figure Prediction(double? reach, Posterior posterior) =>
        Charts.Figures.Prediction.create(
            new(
                ToOption(posterior.TrainedNetwork),
                reach ?? Charts.Figures.Prediction.defaults.Reach,
                Charts.Figures.Prediction.defaults.MaximumDraws),
            posterior.Inner);

    public static Charts.Follow.RunServer Serve(RunReader reader, int? port) =>
        Charts.Follow.RunServer.Start(
            Path.GetFileName(reader.Path),
            reader.Path,
            port is { } number ? FSharpOption<int>.Some(number) : null,
            FuncConvert.FromFunc(() => ListModule.OfSeq(reader.Read())),
            FuncConvert.FromFunc(() => SamplingInterop.ToReferenceOption(reader.Report())));

    public static Charts.Follow.FollowedRun Followed(
        ApproxRun run, FSharpList<Core.Sweep.UnitFit> fits, FSharpOption<Charts.Reports.ReportPosterior>? posterior) =>
        new(
            $"{run.Kind}{(run.Name.Length > 0 ? $" of {run.Name}" : "")}{(run.Data is { } data ? $" on {data}" : "")}",
            run.State switch
            {
                ApproxRunState.Running => Charts.Follow.FollowedState.Running,
                ApproxRunState.Interrupted => Charts.Follow.FollowedState.Interrupted,
                _ => Charts.Follow.FollowedState.Finished,
            },
            run.Started,
            run.Kind == ApproxRunKind.Sweep ? run.CellsDone : run.StepsDone ?? 0,
            run.Kind == ApproxRunKind.Sweep ? run.Cells ?? 0 : run.Steps ?? 0,
            run.Kind == ApproxRunKind.Sweep ? "cells" : "steps",
            run.Remaining is { } left ? FSharpOption<TimeSpan>.Some(left) : null,
            fits,
            posterior);

    public static Charts.Reports.ReportPart ToPart(
        CurveData data,
        IEnumerable<UnitFit> fits,
        UnitComparison? comparison,
        IEnumerable<UnitFitEvidence> models,
        IEnumerable<Charts.Reports.ReportPosterior> posteriors) =>
        new(
            data.Inner,
            ToOption(data.Origin),
            ListModule.OfSeq(fits.Select(fit => fit.Inner)),
            ToOption(comparison?.Inner),
            ListModule.OfSeq(models.Select(ToModel)),
            ListModule.OfSeq(posteriors));

    private static Charts.Reports.ReportModel ToModel(UnitFitEvidence model) =>
        new(
            model.GetFit().Inner.Activation,
            model.Units,
            model.LogEvidence,
            model.StandardError,
            model.IsLowerBound,
            ListModule.OfSeq(model.PriorTable.Rows.Select(row => Tuple.Create(row.Factor, row.Probability))),
            model.ElpdDifference,
            model.ElpdDifferenceStandardError,
            model.StackingWeight);

    public static Charts.Reports.ReportPosterior ToPosterior(
        Posterior posterior, IEnumerable<(string Name, string Value)> options, Func<string, string> spell) =>
        new(
            posterior.Inner,
            SamplingInterop.Respelled(posterior.InnerVerdict, spell),
            posterior.Run?.Reference,
            ToOption(posterior.TrainedNetwork),
            ToPairs(options));

    public static Charts.Reports.ReportContent ToContent(
        string? title,
        DateTimeOffset created,
        IEnumerable<Charts.Reports.ReportPart> parts,
        IEnumerable<Charts.Reports.ReportPosterior> others,
        IEnumerable<Chart> charts,
        IEnumerable<(string Name, string Value)> provenance,
        IEnumerable<string> commands) =>
        new(
            ToOption(title),
            created,
            ListModule.OfSeq(parts),
            ListModule.OfSeq(others),
            ListModule.OfSeq(charts.Select(chart => chart.Inner)),
            ToPairs(provenance),
            ListModule.OfSeq(commands));

    private static FSharpOption<(double, double)>? ToRange(double? lower, double? upper) => (lower, upper) switch
    {
        ({ } from, { } to) => FSharpOption<(double, double)>.Some((from, to)),
        (null, null) => null,
        _ => throw OptionException.Because(
            lower is null ? nameof(lower) : nameof(upper), $"lower and upper must both be given, or neither."),
    };

    public static FSharpOption<Core.Networks.AxisScale>? ToCore(AxisScale? scale, string name) => scale is { } given
        ? FSharpOption<Core.Networks.AxisScale>.Some(
            Guard.Defined(given, name) == AxisScale.Log ? Core.Networks.AxisScale.Log : Core.Networks.AxisScale.Linear)
        : null;

    private static FSharpOption<T>? ToOption<T>(T? value)
        where T : class => value is null ? null : FSharpOption<T>.Some(value);

    private static FSharpList<Tuple<string, string>> ToPairs(IEnumerable<(string Name, string Value)> pairs) =>
        ListModule.OfSeq(pairs.Select(pair => Tuple.Create(pair.Name, pair.Value)));

    public static FSharpFunc<Unit, Unit> PreparePdf(
        string? browser, string path, Charts.Reports.ReportContent content, CancellationToken cancellationToken) =>
        Charts.Reports.Report.preparePdf(ToOption(browser), path, cancellationToken, content);

    public static string FindBrowser(string? browser) => Charts.Pages.Pdf.findBrowser(ToOption(browser));

    /// <summary>Writes a prepared file, unless the token has been cancelled.</summary>
    public static void Write(FSharpFunc<Unit, Unit> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        write.Invoke(null!);
    }
}
