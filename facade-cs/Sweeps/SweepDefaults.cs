namespace UniversalApprox;

/// <summary>The defaults of <see cref="SweepOptions"/>.</summary>
public static class SweepDefaults
{
    /// <summary>Trainings per activation and number of units.</summary>
    public const int Restarts = 16;

    /// <summary>Folds of cross-validation.</summary>
    public const int Folds = 5;

    /// <summary>The seed.</summary>
    public const ulong Seed = 1;

    /// <summary>Adam's learning rate.</summary>
    public const double LearningRate = 0.03;

    /// <summary>The iteration limit of Levenberg–Marquardt.</summary>
    public const int LevenbergMarquardtIterations = 200;

    /// <summary>The epochs of Adam.</summary>
    public const int AdamEpochs = 1000;

    /// <summary>The iteration limit of L-BFGS.</summary>
    public const int LBfgsIterations = 1000;

    /// <summary>Numbers of hidden units: 1, 2, 4, 8, 16.</summary>
    public static IReadOnlyList<int> Units { get; } = Array.AsReadOnly([1, 2, 4, 8, 16]);

    /// <summary>Activations: sigmoid.</summary>
    public static IReadOnlyList<Activation> Activations { get; } = Array.AsReadOnly([Activation.Sigmoid]);
}
