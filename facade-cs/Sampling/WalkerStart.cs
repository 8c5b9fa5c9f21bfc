using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Where the walkers of every ensemble start.</summary>
public sealed record WalkerStart
{
    private readonly string text;

    private WalkerStart(WalkerStartKind kind, Core.Sampling.Posterior.McmcStart inner, string text)
    {
        Core.Sampling.Posterior.Mcmc.validateStart(inner);
        (Kind, Inner, this.text) = (kind, inner, text);
    }

    /// <summary>Draws from the prior.</summary>
    public static WalkerStart Prior { get; } =
        new(WalkerStartKind.Prior, Core.Sampling.Posterior.McmcStart.NewGiven(Core.Sampling.Ensembles.EnsembleStart.Prior), "Prior");

    /// <summary>The kind of start.</summary>
    public WalkerStartKind Kind { get; }

    /// <summary>
    /// The spread of the walkers of <see cref="Fit"/>, relative to the size of each parameter, and of
    /// <see cref="Ball"/>; null for the others.
    /// </summary>
    public double? Radius => Inner switch
    {
        Core.Sampling.Posterior.McmcStart.Fit fit => fit.radius,
        Core.Sampling.Posterior.McmcStart.Given { start: Core.Sampling.Ensembles.EnsembleStart.Ball ball } => ball.radius,
        _ => null,
    };

    /// <summary>The point of <see cref="Ball"/>; null for the others.</summary>
    public IReadOnlyList<double>? Point =>
        Inner is Core.Sampling.Posterior.McmcStart.Given { start: Core.Sampling.Ensembles.EnsembleStart.Ball ball } ? Array.AsReadOnly(ball.centres[0]) : null;

    internal Core.Sampling.Posterior.McmcStart Inner { get; }

    /// <summary>
    /// Around the posterior mode uphill of the trained network. The network itself may lie far out in the tails of the prior,
    /// because the amplitudes of the best fit may be large. With several fits, ensembles take them in turn.
    /// </summary>
    /// <param name="radius">
    /// The standard deviation of the walkers relative to the size of each parameter, 0 or more. Default: 0.001.
    /// </param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static WalkerStart Fit(double? radius = null)
    {
        double spread = radius ?? McmcDefaults.FitRadius;
        return new(WalkerStartKind.Fit, Core.Sampling.Posterior.McmcStart.NewFit(spread), $"Fit({Guard.Text(spread)})");
    }

    /// <summary>Normal around a point.</summary>
    /// <param name="point">The point, one finite number per parameter.</param>
    /// <param name="radius">The standard deviation in every parameter, 0 or more. Default: 0.0001.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">An empty point, or a number out of range.</exception>
    public static WalkerStart Ball(IReadOnlyList<double> point, double? radius = null)
    {
        double[] centre = Guard.NotEmpty(point, nameof(point));
        double spread = radius ?? McmcDefaults.BallRadius;
        return new(
            WalkerStartKind.Ball,
            Core.Sampling.Posterior.McmcStart.NewGiven(Core.Sampling.Ensembles.EnsembleStart.NewBall([centre], spread)),
            $"Ball(({string.Join(", ", centre.Select(Guard.Text))}), {Guard.Text(spread)})");
    }

    /// <summary>The walkers themselves, the same for all ensembles.</summary>
    /// <param name="walkers">The walkers of an ensemble, each with one finite number per parameter.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">No walkers, or a number that is not finite.</exception>
    public static WalkerStart Walkers(IReadOnlyList<IReadOnlyList<double>> walkers) =>
        Walkers([Guard.NotNull(walkers, nameof(walkers))]);

    /// <summary>The walkers themselves.</summary>
    /// <param name="ensembles">For each ensemble its walkers, each with one finite number per parameter.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">No walkers, or a number that is not finite.</exception>
    public static WalkerStart Walkers(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> ensembles)
    {
        double[][][] positions = Array.ConvertAll(
            Guard.NotEmpty(ensembles, nameof(ensembles)),
            walkers => Array.ConvertAll(
                Guard.NotEmpty(walkers, nameof(walkers)),
                walker => Guard.NotEmpty(walker, nameof(walkers))));
        return new(
            WalkerStartKind.Walkers,
            Core.Sampling.Posterior.McmcStart.NewGiven(Core.Sampling.Ensembles.EnsembleStart.NewWalkers(positions)),
            $"Walkers({positions.Length} x {positions[0].Length})");
    }

    internal static WalkerStart FromCore(Core.Sampling.Posterior.McmcStart start) => start switch
    {
        Core.Sampling.Posterior.McmcStart.Fit fit => Fit(fit.radius),
        Core.Sampling.Posterior.McmcStart.Given { start: Core.Sampling.Ensembles.EnsembleStart.Ball ball } => Ball(ball.centres[0], ball.radius),
        Core.Sampling.Posterior.McmcStart.Given { start: Core.Sampling.Ensembles.EnsembleStart.Walkers walkers } => Walkers(walkers.positions),
        _ => Prior,
    };

    /// <summary>A short text.</summary>
    /// <returns>For example Prior, Fit(0.001) or Ball((0, 0), 0.0001).</returns>
    public override string ToString() => text;
}
