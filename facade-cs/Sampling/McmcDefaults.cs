namespace UniversalApprox;

/// <summary>The defaults of <see cref="McmcOptions"/> and what belongs to it.</summary>
public static class McmcDefaults
{
    /// <summary>Steps that each ensemble takes, burn-in included.</summary>
    public const int Steps = 10_000;

    /// <summary>The first steps, which are not kept.</summary>
    public const int BurnIn = 500;

    /// <summary>Every step is kept.</summary>
    public const int Thin = 1;

    /// <summary>Independent ensembles.</summary>
    public const int Ensembles = 4;

    /// <summary>The seed.</summary>
    public const ulong Seed = 0;

    /// <summary>Steps between two questions whether the draws have converged.</summary>
    public const int BlockSteps = 1000;

    /// <summary>The spread of walkers around a fit, relative to the size of each parameter.</summary>
    public const double FitFraction = 1e-3;

    /// <summary>The wanted effective sample size.</summary>
    public const double EffectiveSamples = 400;

    /// <summary>The limit of nested R̂.</summary>
    public const double MaximumRHat = 1.01;

    /// <summary>The limit of the autocorrelation time's relative change.</summary>
    public const double MaximumTauChange = 0.01;

    /// <summary>The most draws that bands are made from.</summary>
    public const int BandDraws = 4000;

    /// <summary>The moves: the stretch with a = 2 alone.</summary>
    public static IReadOnlyList<WeightedMove> Moves { get; } = Array.AsReadOnly([new WeightedMove(Move.Stretch())]);

    /// <summary>The prior of weights, biases, amplitudes and offset: Normal(0, 30), as in the notebook.</summary>
    public static Prior Prior { get; } = Prior.Normal(0, 30);

    /// <summary>The probabilities of bands: 0.05, 0.5, 0.95.</summary>
    public static IReadOnlyList<double> Probabilities { get; } = Array.AsReadOnly([0.05, 0.5, 0.95]);
}
