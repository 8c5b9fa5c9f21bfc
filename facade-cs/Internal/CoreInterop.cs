using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace UniversalApprox.Internal;

/// <summary>
/// The border to the F# core: with <see cref="SamplingInterop"/> the only place that names types of FSharp.Core. Enums of
/// the facade list their members in the order of the core's union cases, so a case's tag is the enum's value (the tests
/// compare the names).
/// </summary>
internal static class CoreInterop
{
    private static readonly Core.Activation[] Activations = [.. Core.ActivationModule.all];

    private static readonly Core.FormulaStyle[] Styles =
    [
        Core.FormulaStyle.Notebook,
        Core.FormulaStyle.Excel,
        Core.FormulaStyle.LaTeX,
        Core.FormulaStyle.CSharp,
        Core.FormulaStyle.Python,
        Core.FormulaStyle.PowerShell,
    ];

    public static T? ToNullable<T>(FSharpOption<T>? option)
        where T : struct => option?.Value;

    public static T? ToNullableReference<T>(FSharpOption<T>? option)
        where T : class => option?.Value;

    public static Core.Activation ToCore(Activation activation, string name) =>
        Activations[(int)Guard.Defined(activation, name)];

    public static Activation FromCore(Core.Activation activation) => (Activation)activation.Tag;

    public static StopReason FromCore(Core.StopReason reason) => (StopReason)reason.Tag;

    public static Activation? FindActivation(string name) =>
        Core.ActivationModule.tryParse(name) is { } found ? FromCore(found.Value) : null;

    public static (Core.Network? Network, int Position, string Reason) ParseFormula(string text, int? dimension)
    {
        FSharpResult<Core.Network, (int Position, string Reason)> result = Core.Formula.parse(ToOption(dimension), text);
        return result.IsOk ? (result.ResultValue, 0, "") : (null, result.ErrorValue.Position, result.ErrorValue.Reason);
    }

    public static string PrintFormula(Core.Network network, FormulaStyle style, int? digits) =>
        Core.Formula.print(Styles[(int)Guard.Defined(style, nameof(style))], ToOption(digits), network);

    public static Core.Curve FunctionCurve(string name, int dimension, Func<double[], double> function) =>
        Core.CurveModule.ofFunction(name, dimension, FuncConvert.FromFunc(function));

    public static Core.Loss ToCore(Loss loss) => loss.Kind switch
    {
        LossKind.MeanOfSquares => Core.Loss.MeanOfSquares,
        LossKind.MeanAbsolute => Core.Loss.MeanAbsolute,
        LossKind.Huber => Core.Loss.NewHuber(loss.HuberDelta!.Value),
        _ => Core.Loss.SumOfSquares,
    };

    public static Loss FromCore(Core.Loss loss) => loss switch
    {
        Core.Loss.Huber huber => Loss.Huber(huber.huberDelta),
        { IsMeanOfSquares: true } => Loss.MeanOfSquares,
        { IsMeanAbsolute: true } => Loss.MeanAbsolute,
        _ => Loss.SumOfSquares,
    };

    public static Core.Start ToCore(SweepStart start) => start.Kind switch
    {
        SweepStartKind.PyTorch => Core.Start.PyTorch,
        SweepStartKind.Spread => Core.Start.Spread,
        SweepStartKind.Given => Core.Start.NewGiven(start.Network!.Inner),
        _ => Core.Start.Auto,
    };

    public static Optimizer FromCore(Core.Optimizer optimizer) => (Optimizer)optimizer.Tag;

    public static int Epochs(Core.Optimizer optimizer) => optimizer switch
    {
        Core.Optimizer.Adam adam => adam.epochs,
        Core.Optimizer.LBfgs lbfgs => lbfgs.epochs,
        Core.Optimizer.LevenbergMarquardt least => least.epochs,
        _ => throw new NotSupportedException($"Unknown optimizer {optimizer}."),
    };

    public static IReadOnlyList<string> Warnings(Core.CurveData data, Core.SweepPlan plan) =>
        [.. (FSharpList<string>)Core.SweepPlanModule.warnings(data, plan)];

    public static void RunSweep(
        Core.Engine engine,
        int threads,
        Action<Core.SweepProgress> onProgress,
        Core.SweepPlan plan,
        Core.CurveData data,
        Action<Core.UnitFit> onFit,
        CancellationToken cancellationToken) =>
        Core.Sweep.runOn(
            engine,
            threads,
            FuncConvert.FromAction(onProgress),
            cancellationToken,
            plan,
            data,
            FuncConvert.FromAction(onFit));

    private static FSharpOption<int>? ToOption(int? value) => value is { } given ? FSharpOption<int>.Some(given) : null;
}
