using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// What is sampled and kept. Change the defaults with <c>new McmcOptions { Steps = 2000 }</c>.
/// </summary>
public sealed record McmcOptions
{
    private readonly LoggerSlot logger;

    /// <summary>How the log-density is sampled.</summary>
    /// <value>Default: Auto.</value>
    public SamplerKind Sampler { get; init; }

    /// <summary>Which density of a network's parameters is sampled. Other log-densities have no use for it.</summary>
    /// <value>Default: Auto.</value>
    public DensityKind Density { get; init; }

    /// <summary>
    /// Walkers per ensemble: even, and at least twice the number of parameters that are sampled. NUTS has no use for them.
    /// </summary>
    /// <value>Default: null, which is four times the number of parameters.</value>
    public int? Walkers { get; init; }

    /// <summary>
    /// Steps that each ensemble, or chain of NUTS, takes, burn-in and steps that are thinned out included; at least 1.
    /// </summary>
    /// <value>
    /// Default: null. Ensembles then take 10 000 steps. NUTS takes as many as 1000 effective draws need, at most 11 000.
    /// </value>
    public int? Steps { get; init; }

    /// <summary>How many of the first steps are not kept; NUTS tunes itself in them; from 0 to below <see cref="Steps"/>.</summary>
    /// <value>Default: null, which is 500 for ensembles and 1000 for NUTS, but at most half of the steps.</value>
    public int? BurnIn { get; init; }

    /// <summary>One step of this many is kept; at least 1.</summary>
    /// <value>Default: 1.</value>
    public int Thin { get; init; } = McmcDefaults.Thin;

    /// <summary>
    /// Independent ensembles, or chains of NUTS, at least 1. Convergence can only be judged with 2 or more, and each can have a processor of
    /// its own.
    /// </summary>
    /// <value>Default: 4.</value>
    public int Ensembles { get; init; } = McmcDefaults.Ensembles;

    /// <summary>The moves of ensembles; each step picks one of them.</summary>
    /// <value>
    /// Default: null, which is the stretch with a = 2 alone. Where <see cref="SamplerKind.Auto"/> samples networks of relu or
    /// leakyRelu units, it is differential evolution.
    /// </value>
    public IReadOnlyList<WeightedMove>? Moves { get; init; }

    /// <summary>
    /// The mean acceptance statistic that NUTS tunes its step size to; above 0 and below 1. A larger one means smaller steps
    /// and fewer divergences.
    /// </summary>
    /// <value>Default: 0.95.</value>
    public double TargetAcceptance { get; init; } = McmcDefaults.TargetAcceptance;

    /// <summary>
    /// Temperatures of each ladder of <see cref="SamplerKind.Tempering"/>, from 2 to 200: the first is 1, the posterior, and the
    /// last infinite, the prior. The others adapt during burn-in.
    /// </summary>
    /// <value>Default: null, which is 6 plus twice the root of the number of parameters, rounded up.</value>
    public int? Temperatures { get; init; }

    /// <summary>Steps between exchanges of walkers between neighbouring temperatures; at least 1.</summary>
    /// <value>Default: 1.</value>
    public int SwapEvery { get; init; } = McmcDefaults.SwapEvery;

    /// <summary>How residuals are distributed. For networks; other log-densities have no use for it.</summary>
    /// <value>
    /// Default: null, which is normal, with the known errors of the points (<see cref="CurveData.Sigma"/>) or else an unknown standard
    /// deviation.
    /// </value>
    public Likelihood? Likelihood { get; init; }

    /// <summary>The priors of a network's parameters. Other log-densities have no use for them.</summary>
    /// <value>Default: wide priors on standardised data, as <see cref="NetworkPriors"/> says.</value>
    public NetworkPriors Priors { get; init; } = McmcDefaults.Priors;

    /// <summary>
    /// Parameters of networks that keep a value, as in <see cref="SweepOptions.Fix"/>: they are constant in all draws. A fit brings its own
    /// constraints; give none with such a fit.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, double> Fix { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// Parameters of networks that stay within bounds, as in <see cref="SweepOptions.Bound"/>: their priors are cut off there.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Bounds> Bound { get; init; } = ReadOnlyDictionary<string, Bounds>.Empty;

    /// <summary>Curves that fall or rise nowhere, as in <see cref="SweepOptions.Monotone"/>.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Monotone> Monotone { get; init; } = [];

    /// <summary>Curves that are nowhere below 0, as in <see cref="SweepOptions.NonNegative"/>.</summary>
    /// <value>Default: false.</value>
    public bool NonNegative { get; init; }

    /// <summary>Where walkers or chains start.</summary>
    /// <value>
    /// Default: null. Networks then start spread around the posterior modes that a search finds, so that chains that do not
    /// mix disagree. Other log-densities start as <see cref="WalkerStart.Prior"/>, if they have priors.
    /// </value>
    public WalkerStart? Start { get; init; }

    /// <summary>Stops as soon as the draws have converged, at the latest after <see cref="Steps"/>.</summary>
    /// <value>Default: null, which takes all steps that are asked for.</value>
    public ConvergenceOptions? Until { get; init; }

    /// <summary>The seed; any value. The same options give the same draws on any number of threads.</summary>
    /// <value>Default: 0.</value>
    public ulong Seed { get; init; } = McmcDefaults.Seed;

    /// <summary>
    /// The number of threads, at least 1. Ensembles run side by side, so more threads than ensembles are of no use.
    /// With 1 the log-density is only called on the thread that called <c>Run</c>.
    /// </summary>
    /// <value>Default: null, which is <see cref="Environment.ProcessorCount"/>.</value>
    public int? Threads { get; init; }

    /// <summary>Steps between two blocks of draws that are handed on; at least 1.</summary>
    /// <value>Default: 1000.</value>
    public int BlockSteps { get; init; } = McmcDefaults.BlockSteps;

    /// <summary>
    /// A file that makes the run survive a kill: every block of draws is written to it with the state of the samplers as it
    /// ends, or after about a second if a block takes longer. The same call with the same file goes on from there, and its draws
    /// are the same to the last bit as without it. Sweeps and chains may share a file, but a chain is known by its data and network,
    /// or as the one log-density that is not a network's. Only one process at a time writes to a file. Read it with
    /// <see cref="RunFile"/>. A stream has no use for it, and what <see cref="Mcmc.Resume"/> adds is not written.
    /// </summary>
    /// <value>Default: null, which writes no file.</value>
    public string? Run { get; init; }

    /// <summary>
    /// Receives the events that <see cref="LogEvents"/> lists, from the threads that do the work. It
    /// does not count when options are compared, and changes no result.
    /// </summary>
    /// <value>Default: null, which logs nothing and costs neither time nor memory.</value>
    public ILogger? Logger
    {
        get => logger.Logger;
        init => logger = new(value);
    }

    /// <summary>
    /// Rejects options that are out of range or do not fit each other, whatever the density. Every member that takes options
    /// checks them too.
    /// </summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate() => _ = new SamplingSetup(this);

    /// <summary>One line with every option.</summary>
    /// <returns>For example "McmcOptions { Walkers = null, Steps = 10000, … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal bool HasLogger => logger.IsTaken;
}
