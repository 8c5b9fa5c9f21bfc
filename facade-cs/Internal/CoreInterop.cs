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
    private static readonly Core.Networks.Activation[] Activations = [.. Core.Networks.ActivationModule.all];

    private static readonly Core.Networks.FormulaStyle[] Styles =
    [
        Core.Networks.FormulaStyle.Notebook,
        Core.Networks.FormulaStyle.Excel,
        Core.Networks.FormulaStyle.LaTeX,
        Core.Networks.FormulaStyle.CSharp,
        Core.Networks.FormulaStyle.Python,
        Core.Networks.FormulaStyle.PowerShell,
    ];

    public static T? ToNullable<T>(FSharpOption<T>? option)
        where T : struct => option?.Value;

    public static T? ToNullableReference<T>(FSharpOption<T>? option)
        where T : class => option?.Value;

    public static Core.Networks.Activation ToCore(Activation activation, string name) =>
        Activations[(int)Guard.Defined(activation, name)];

    public static Activation FromCore(Core.Networks.Activation activation) => (Activation)activation.Tag;

    public static StopReason FromCore(Core.Training.StopReason reason) => (StopReason)reason.Tag;

    public static Activation? FindActivation(string name) =>
        Core.Networks.ActivationModule.tryParse(name) is { } found ? FromCore(found.Value) : null;

    public static (ShallowNetwork? Network, int Position, string Reason) ParseFormula(string text, int? dimension)
    {
        FSharpResult<(Core.Networks.Network Network, Core.Networks.Axes Axes), (int Position, string Reason)> result =
            Core.Networks.Formula.parseOn(ToOption(dimension), text);
        return result.IsOk ? (new(result.ResultValue.Network, result.ResultValue.Axes), 0, "") : (null, result.ErrorValue.Position, result.ErrorValue.Reason);
    }

    public static string PrintFormula(Core.Networks.Axes axes, Core.Networks.Network network, FormulaStyle style, int? digits) =>
        Core.Networks.Formula.printOn(axes, Styles[(int)Guard.Defined(style, nameof(style))], ToOption(digits), network);

    public static string PrintNamedFormula(Core.Networks.Axes axes, Core.Networks.Network network, string[] names, int? digits) =>
        Core.Networks.Formula.printNamedOn(axes, names, ToOption(digits), network);

    public static Core.Data.Curve FunctionCurve(string name, int dimension, Func<double[], double> function) =>
        Core.Data.CurveModule.ofFunction(name, dimension, FuncConvert.FromFunc(function));

    public static Core.Networks.Loss ToCore(Loss loss) => loss.Kind switch
    {
        LossKind.MeanOfSquares => Core.Networks.Loss.MeanOfSquares,
        LossKind.MeanAbsolute => Core.Networks.Loss.MeanAbsolute,
        LossKind.Huber => Core.Networks.Loss.NewHuber(loss.HuberDelta!.Value),
        _ => Core.Networks.Loss.SumOfSquares,
    };

    public static Loss FromCore(Core.Networks.Loss loss) => loss switch
    {
        Core.Networks.Loss.Huber huber => Loss.Huber(huber.huberDelta),
        { IsMeanOfSquares: true } => Loss.MeanOfSquares,
        { IsMeanAbsolute: true } => Loss.MeanAbsolute,
        _ => Loss.SumOfSquares,
    };

    public static Core.Training.Start ToCore(SweepStart start) => start.Kind switch
    {
        SweepStartKind.PyTorch => Core.Training.Start.PyTorch,
        SweepStartKind.Spread => Core.Training.Start.Spread,
        SweepStartKind.Given => Core.Training.Start.NewGiven(start.Network!.Inner),
        _ => Core.Training.Start.Auto,
    };

    public static Optimizer FromCore(Core.Training.Optimizer optimizer) => (Optimizer)optimizer.Tag;

    public static int Epochs(Core.Training.Optimizer optimizer) => optimizer switch
    {
        Core.Training.Optimizer.Adam adam => adam.epochs,
        Core.Training.Optimizer.LBfgs lbfgs => lbfgs.epochs,
        Core.Training.Optimizer.LevenbergMarquardt least => least.epochs,
        _ => throw new NotSupportedException($"Unknown optimizer {optimizer}."),
    };

    public static SweepProgress FromCore(Core.Sweep.SweepProgress at) =>
        new(
            at.Completed,
            at.Total,
            at.Fraction,
            at.Elapsed,
            ToNullable(at.Remaining),
            FromCore(at.Current.Activation),
            at.Current.Units);

    public static IReadOnlyList<string> Warnings(Core.Data.CurveData data, Core.Sweep.SweepPlan plan) =>
        [.. (FSharpList<string>)Core.Sweep.SweepPlanModule.warnings(data, plan)];

    public static void RunSweep(
        Core.Training.Engine engine,
        int threads,
        Action<Core.Sweep.SweepProgress> onProgress,
        Core.Sweep.SweepPlan plan,
        Core.Data.CurveData data,
        Action<Core.Sweep.UnitFit> onFit,
        CancellationToken cancellationToken) =>
        Core.Sweep.Sweep.runOn(
            engine,
            threads,
            FuncConvert.FromAction(onProgress),
            cancellationToken,
            plan,
            data,
            FuncConvert.FromAction(onFit));

    /// <summary>The options of a plan and an engine: what was left to its default has its value.</summary>
    public static SweepOptions FromCore(Core.Sweep.SweepPlan plan, string engine, Core.Networks.Axes axes)
    {
        Core.Training.TrainingOptions training = plan.Training;
        bool isTorch = engine != Core.Training.Engine.Simd.Name;
        return new()
        {
            Units = Array.AsReadOnly(plan.Units),
            Activations = Array.AsReadOnly(Array.ConvertAll(plan.Activations, FromCore)),
            Restarts = plan.Restarts,
            Optimizer = FromCore(training.Optimizer),
            Epochs = Epochs(training.Optimizer),
            LearningRate = training.Optimizer is Core.Training.Optimizer.Adam adam ? adam.learningRate : SweepDefaults.LearningRate,
            Loss = FromCore(training.Loss),
            Scaling = training.Scaling.IsNone ? Scaling.None : Scaling.Standardise,
            Precision = training.Precision.IsSingle ? Precision.Single : Precision.Double,
            NoOffset = training.NoOffset,
            WeightDecay = training.WeightDecay,
            Fix = ConstraintInterop.Fix(training.Constraints),
            Bound = ConstraintInterop.Bound(training.Constraints),
            Monotone = ConstraintInterop.Monotone(training.Constraints),
            NonNegative = training.Constraints.NonNegative,
            Start = FromCore(plan.Start, axes),
            Folds = plan.Validation is Core.Sweep.Validation.Folds folds ? folds.folds : 0,
            ValidationFraction = plan.Validation is Core.Sweep.Validation.Holdout held ? held.validationFraction : null,
            Seed = plan.Seed,
            Engine = isTorch ? EngineKind.Torch : EngineKind.Simd,
            Device = isTorch ? engine["torch (".Length..^1] : null,
            KeepAllRestarts = plan.KeepAllRestarts,
        };
    }

    private static SweepStart FromCore(Core.Training.Start start, Core.Networks.Axes axes) => start switch
    {
        Core.Training.Start.Given given => SweepStart.From(new(given.Item, axes)),
        { IsPyTorch: true } => SweepStart.PyTorch,
        { IsSpread: true } => SweepStart.Spread,
        _ => SweepStart.Auto,
    };

    private static FSharpOption<int>? ToOption(int? value) => value is { } given ? FSharpOption<int>.Some(given) : null;
}
