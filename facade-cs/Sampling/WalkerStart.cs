using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>Where the walkers of every ensemble start.</summary>
public sealed record WalkerStart
{
    private readonly string text;

    private WalkerStart(Core.McmcStart inner, string text, string arguments) =>
        (Inner, this.text, Arguments) = (inner, text, arguments);

    /// <summary>Draws from the prior.</summary>
    public static WalkerStart Prior { get; } = new(Core.McmcStart.NewGiven(Core.EnsembleStart.Prior), "Prior", "-Start Prior");

    internal Core.McmcStart Inner { get; }

    /// <summary>The same as arguments of Invoke-Mcmc. Positions of walkers are too many to write: they stand as a variable.</summary>
    internal string Arguments { get; }

    internal bool IsFit => Inner.IsFit;

    /// <summary>
    /// Around the trained network, or rather the mode of the posterior uphill of it, as amplitudes that fit best may be far
    /// out in the prior's tails. With several fits, ensembles take them in turn.
    /// </summary>
    /// <param name="fraction">
    /// The standard deviation of the walkers relative to the size of each parameter, 0 or more.
    /// </param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static WalkerStart Fit(double fraction = McmcDefaults.FitFraction) =>
        new(
            Core.McmcStart.NewFit(Guard.NotNegative(fraction, nameof(fraction))),
            $"Fit({Guard.Text(fraction)})",
            $"-Start Fit -Radius {Guard.Text(fraction)}");

    /// <summary>Normal around a point.</summary>
    /// <param name="point">The point, one finite number per parameter.</param>
    /// <param name="radius">The standard deviation in every parameter, 0 or more.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">An empty point, or a number out of range.</exception>
    public static WalkerStart Ball(IReadOnlyList<double> point, double radius)
    {
        double[] centre = Guard.NotEmpty(point, nameof(point));
        foreach (double coordinate in centre)
            Guard.Finite(coordinate, nameof(point));
        Guard.NotNegative(radius, nameof(radius));
        string coordinates = string.Join(", ", centre.Select(Guard.Text));
        return new(
            Core.McmcStart.NewGiven(Core.EnsembleStart.NewBall([centre], radius)),
            $"Ball(({coordinates}), {Guard.Text(radius)})",
            $"-Start {coordinates} -Radius {Guard.Text(radius)}");
    }

    /// <summary>The walkers themselves, the same for all ensembles.</summary>
    /// <param name="walkers">The walkers of an ensemble, each with one finite number per parameter.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">No walkers.</exception>
    public static WalkerStart Walkers(IReadOnlyList<IReadOnlyList<double>> walkers) =>
        Walkers([Guard.NotNull(walkers, nameof(walkers))]);

    /// <summary>The walkers themselves.</summary>
    /// <param name="ensembles">For each ensemble its walkers, each with one finite number per parameter.</param>
    /// <returns>The start.</returns>
    /// <exception cref="ArgumentException">No walkers.</exception>
    public static WalkerStart Walkers(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> ensembles)
    {
        double[][][] positions = Array.ConvertAll(
            Guard.NotEmpty(ensembles, nameof(ensembles)),
            walkers => Array.ConvertAll(
                Guard.NotEmpty(walkers, nameof(walkers)),
                walker => Guard.NotEmpty(walker, nameof(walkers))));
        return new(
            Core.McmcStart.NewGiven(Core.EnsembleStart.NewWalkers(positions)),
            $"Walkers({positions.Length} x {positions[0].Length})",
            "-Start $walkers");
    }

    /// <summary>A short text.</summary>
    /// <returns>For example Prior, Fit(0.001) or Ball((0, 0), 0.0001).</returns>
    public override string ToString() => text;
}
