using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// How new positions are proposed for one half of an ensemble's walkers with the help of the other half. Immutable;
/// equality is by value.
/// </summary>
public sealed record Move
{
    internal Move(Core.Sampling.Moves.Move inner)
    {
        Core.Sampling.Moves.MoveModule.validateNumbers(inner);
        Inner = inner;
    }

    /// <summary>Its name: Stretch, Walk, DE, Snooker, KDE, Gaussian, GaussianRandom or GaussianSequential.</summary>
    public string Name => Core.Sampling.Moves.MoveModule.name(Inner);

    internal Core.Sampling.Moves.Move Inner { get; }

    /// <summary>The affine-invariant stretch of Goodman and Weare (2010).</summary>
    /// <param name="a">The largest stretch, above 1.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static Move Stretch(double a = 2) => new(Core.Sampling.Moves.Move.NewStretch(a));

    /// <summary>The walk of Goodman and Weare: a normal step with the covariance of some helpers.</summary>
    /// <param name="helpers">How many helpers, at least 2. Default: all, which is half of the walkers.</param>
    /// <param name="scale">The step's length relative to theirs, above 0. Default: min(1, 2.38/√P).</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Move Walk(int? helpers = null, double? scale = null) => new(SamplingInterop.Walk(helpers, scale));

    /// <summary>Differential evolution (ter Braak 2006): γ times the difference of two helpers.</summary>
    /// <param name="gamma">γ, above 0. Default: 2.38/√(2P).</param>
    /// <param name="jumpProbability">How often γ is 1, which crosses between modes; from 0 to 1.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Move DE(double? gamma = null, double jumpProbability = 0.1) =>
        new(SamplingInterop.DifferentialEvolution(gamma, jumpProbability));

    /// <summary>
    /// Differential evolution with the snooker update (ter Braak and Vrugt 2008): along the line through a helper. It needs
    /// at least 6 walkers.
    /// </summary>
    /// <param name="gamma">γ, above 0.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static Move Snooker(double gamma = 1.7) => new(Core.Sampling.Moves.Move.NewDifferentialEvolutionSnooker(gamma));

    /// <summary>
    /// Draws from a Gaussian kernel density estimate of the helpers, for few dimensions P. It needs at least 2(P + 1) walkers.
    /// </summary>
    /// <param name="factor">The bandwidth relative to Scott's, above 0.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static Move Kde(double factor = 1) => new(Core.Sampling.Moves.Move.NewKde(factor));

    /// <summary>A Gaussian random walk with the same variance for all parameters. It makes no use of the helpers.</summary>
    /// <param name="variance">The variance of a step, above 0.</param>
    /// <param name="mode">Which parameters a step changes.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Move Gaussian(double variance, StepMode mode = StepMode.Vector) =>
        Gaussian(Core.Sampling.Moves.StepCovariance.NewScalar(variance), mode);

    /// <summary>A Gaussian random walk with a variance for each parameter. It makes no use of the helpers.</summary>
    /// <param name="variances">The variances of a step, one per parameter, all above 0.</param>
    /// <param name="mode">Which parameters a step changes.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Move Gaussian(IReadOnlyList<double> variances, StepMode mode = StepMode.Vector) =>
        Gaussian(Core.Sampling.Moves.StepCovariance.NewDiagonal([.. Guard.NotNull(variances, nameof(variances))]), mode);

    /// <summary>A Gaussian random walk with a full covariance. It makes no use of the helpers.</summary>
    /// <param name="covariance">P rows of P numbers: symmetric and positive definite, which is checked when a run begins.</param>
    /// <param name="mode">Which parameters a step changes.</param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    public static Move Gaussian(IReadOnlyList<IReadOnlyList<double>> covariance, StepMode mode = StepMode.Vector) =>
        Gaussian(
            Core.Sampling.Moves.StepCovariance.NewFull(
                [.. Guard.NotNull(covariance, nameof(covariance)).Select(
                    row => Guard.NotNull(row, nameof(covariance)).ToArray())]),
            mode);

    /// <summary>
    /// A Gaussian random walk with the covariance of the other half of the walkers, which follows the ensemble and needs no
    /// knowledge of the density. It needs at least 4 walkers.
    /// </summary>
    /// <param name="mode">Which parameters a step changes.</param>
    /// <param name="factor">
    /// The step's length relative to theirs, above 0. Default: 2.38/√P for all parameters at once, 2.38 for one.
    /// </param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Move GaussianOfHelpers(StepMode mode = StepMode.Vector, double? factor = null) =>
        Gaussian(SamplingInterop.OfHelpers(factor), mode);

    /// <summary>The move with the standard settings of a name; for the Gaussian ones the covariance of the helpers.</summary>
    /// <param name="name">
    /// Stretch, Walk, DE, Snooker, KDE, Gaussian, GaussianRandom or GaussianSequential, in upper or lower case.
    /// </param>
    /// <returns>The move.</returns>
    /// <exception cref="ArgumentException">Another name.</exception>
    public static Move FromName(string name) => new(Core.Sampling.Moves.MoveModule.ofName(Guard.NotNull(name, nameof(name))));

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    private static Move Gaussian(Core.Sampling.Moves.StepCovariance covariance, StepMode mode) =>
        new(Core.Sampling.Moves.Move.NewGaussian(covariance, SamplingInterop.ToCore(mode, nameof(mode))));
}
