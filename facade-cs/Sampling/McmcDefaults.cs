namespace UniversalApprox;

/// <summary>The defaults of <see cref="McmcOptions"/> and what belongs to it. They are those of the F# core.</summary>
public static class McmcDefaults
{
    private static readonly Core.Sampling.Ensembles.SamplingOptions Sampling = Core.Sampling.Ensembles.SamplingOptionsModule.standard;
    private static readonly Core.Sampling.Gradients.NutsOptions Nuts = Core.Sampling.Gradients.NutsOptionsModule.standard;
    private static readonly Core.Sampling.Diagnostics.ConvergenceSettings Convergence = Core.Sampling.Diagnostics.Convergence.defaults;

    /// <summary>Steps of each ensemble of walkers, burn-in included: 10 000.</summary>
    public static int Steps => Sampling.Steps;

    /// <summary>The first steps of each ensemble of walkers, which are not kept: 500.</summary>
    public static int BurnIn => Sampling.BurnIn;

    /// <summary>The most steps of each chain of NUTS where their number is not given, burn-in included: 11 000.</summary>
    public static int MostNutsSteps => Core.Sampling.Posterior.Mcmc.mostNutsSteps;

    /// <summary>The first steps of each chain of NUTS, in which it tunes itself and which are not kept: 1000.</summary>
    public static int NutsBurnIn => Nuts.BurnIn;

    /// <summary>The mean acceptance statistic that NUTS tunes its step size to: 0.95.</summary>
    public static double TargetAcceptance => Nuts.TargetAcceptance;

    /// <summary>Steps between exchanges of walkers between neighbouring temperatures: 1.</summary>
    public static int SwapEvery => Core.Sampling.Tempering.TemperingOptionsModule.standard.SwapEvery;

    /// <summary>One step of this many is kept: 1.</summary>
    public static int Thin => Sampling.Thin;

    /// <summary>Independent ensembles: 4.</summary>
    public static int Ensembles => Sampling.Ensembles;

    /// <summary>The moves: the stretch with a = 2 alone.</summary>
    public static IReadOnlyList<WeightedMove> Moves { get; } =
        Array.AsReadOnly(Array.ConvertAll(Sampling.Moves, move => new WeightedMove(new(move.Move), move.Weight)));

    /// <summary>The seed: 0.</summary>
    public static ulong Seed => Sampling.Seed;

    /// <summary>Steps between two blocks of draws that are handed on: 1000.</summary>
    public static int BlockSteps => Sampling.BlockSteps;

    /// <summary>The priors of a network's parameters: wide ones on standardised data.</summary>
    public static NetworkPriors Priors { get; } = new();

    /// <summary>The degrees of freedom of Student's t where none are named: 4.</summary>
    public static double DegreesOfFreedom => Core.Sampling.Densities.LikelihoodModule.defaultDegreesOfFreedom;

    /// <summary>The spread of walkers around a fit, relative to the size of each parameter: 0.001.</summary>
    public static double FitRadius => Core.Sampling.Posterior.Mcmc.fitRadius;

    /// <summary>The spread of walkers around a point: 0.0001.</summary>
    public static double BallRadius => Core.Sampling.Posterior.Mcmc.ballRadius;

    /// <summary>The wanted effective sample size: 400.</summary>
    public static double EffectiveSamples => Convergence.EffectiveSamples;

    /// <summary>The limit of nested R̂: 1.01.</summary>
    public static double MaximumRHat => Convergence.MaximumRHat;

    /// <summary>The limit of the autocorrelation time's relative growth: 0.3.</summary>
    public static double MaximumTauGrowth => Convergence.MaximumTauGrowth;

    /// <summary>The most draws that bands are made from: 4000.</summary>
    public static int BandDraws => Core.Sampling.Posterior.BandsModule.defaultDraws;

    /// <summary>The probabilities of bands: 0.05, 0.5, 0.95.</summary>
    public static IReadOnlyList<double> Probabilities { get; } = Array.AsReadOnly([0.05, 0.5, 0.95]);
}
