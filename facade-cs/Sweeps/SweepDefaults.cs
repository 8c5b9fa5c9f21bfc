using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The defaults of <see cref="SweepOptions"/>. They are those of the F# core.</summary>
public static class SweepDefaults
{
    private static readonly Core.Sweep.SweepPlan Plan = Core.Sweep.SweepPlanModule.defaults;

    /// <summary>Numbers of hidden units: 1 to 8.</summary>
    public static IReadOnlyList<int> Units { get; } = Array.AsReadOnly(Plan.Units);

    /// <summary>Activations: sigmoid.</summary>
    public static IReadOnlyList<Activation> Activations { get; } =
        Array.AsReadOnly(Array.ConvertAll(Plan.Activations, CoreInterop.FromCore));

    /// <summary>Trainings per activation and number of units: 8.</summary>
    public static int Restarts => Plan.Restarts;

    /// <summary>How the parameters are found: Levenberg–Marquardt.</summary>
    public static Optimizer Optimizer => CoreInterop.FromCore(Plan.Training.Optimizer);

    /// <summary>The iteration limit of Levenberg–Marquardt: 200.</summary>
    public static int LevenbergMarquardtEpochs => CoreInterop.Epochs(Core.Training.OptimizerModule.levenbergMarquardt);

    /// <summary>The epochs of Adam: 1000.</summary>
    public static int AdamEpochs => CoreInterop.Epochs(Core.Training.OptimizerModule.adam);

    /// <summary>The iteration limit of L-BFGS: 1000.</summary>
    public static int LBfgsEpochs => CoreInterop.Epochs(Core.Training.OptimizerModule.lbfgs);

    /// <summary>Adam's learning rate: 0.03.</summary>
    public static double LearningRate => Core.Training.OptimizerModule.defaultLearningRate;

    /// <summary>The loss that training minimises: the sum of squares.</summary>
    public static Loss Loss { get; } = CoreInterop.FromCore(Plan.Training.Loss);

    /// <summary>δ of Huber's loss where none is named: 1.</summary>
    public static double HuberDelta => Core.Networks.LossModule.defaultHuberDelta;

    /// <summary>How data is scaled: standardised.</summary>
    public static Scaling Scaling => (Scaling)Plan.Training.Scaling.Tag;

    /// <summary>The arithmetic: Double.</summary>
    public static Precision Precision => (Precision)Plan.Training.Precision.Tag;

    /// <summary>Where training starts: Auto.</summary>
    public static SweepStart Start => SweepStart.Auto;

    /// <summary>Folds of cross-validation where the answer needs them: 5.</summary>
    public static int Folds => Core.Sweep.SweepPlanModule.defaultFolds;

    /// <summary>How often folds are drawn: 1.</summary>
    public static int FoldRepeats => Plan.FoldRepeats;

    /// <summary>The seed: 1.</summary>
    public static ulong Seed => Plan.Seed;
}
