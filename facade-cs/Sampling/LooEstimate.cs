using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// How well a model predicts each point of its data from all others: leave-one-out cross-validation by Pareto-smoothed
/// importance sampling (PSIS-LOO), without a second fit. Immutable.
/// </summary>
public sealed class LooEstimate
{
    internal LooEstimate(Core.Sampling.Evidence.LooEstimate inner) => Inner = inner;

    /// <summary>
    /// The expected log predictive density: the sum over the points of log p(yᵢ | all other points), of data in their own units.
    /// The larger, the better.
    /// </summary>
    public double Elpd => Inner.Elpd;

    /// <summary>The standard error of <see cref="Elpd"/>, from the scatter over the points.</summary>
    public double StandardError => Inner.StandardError;

    /// <summary>
    /// The effective number of parameters, p_loo: by how much the points are predicted better when they are among the data.
    /// </summary>
    public double EffectiveParameters => Inner.EffectiveParameters;

    /// <summary>The standard error of <see cref="EffectiveParameters"/>.</summary>
    public double EffectiveParametersError => Inner.EffectiveParametersError;

    /// <summary>The largest shape k̂ of the tails of the importance weights that leave a point out.</summary>
    public double MaxParetoK => Inner.MaxParetoK;

    /// <summary>
    /// Where a point's k̂ is larger, its number cannot be trusted: 0.7 for 2200 draws or more, and 0.67 for 1000.
    /// </summary>
    public double ParetoKLimit => Inner.ParetoKLimit;

    /// <summary>Whether <see cref="MaxParetoK"/> is below its limit.</summary>
    public bool IsTrusted => Inner.IsTrusted;

    internal Core.Sampling.Evidence.LooEstimate Inner { get; }

    /// <summary>log p(yᵢ | all other points).</summary>
    /// <returns>One number per point, in the order of the data.</returns>
    public IReadOnlyList<double> GetPointwise() => Array.AsReadOnly(Inner.Pointwise);

    /// <summary>The shape k̂ of each point's tail of weights.</summary>
    /// <returns>One number per point, in the order of the data.</returns>
    public IReadOnlyList<double> GetParetoK() => Array.AsReadOnly(Inner.ParetoK);

    /// <summary>How much better this model predicts than another one of the same data.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>The difference, with the standard error of the differences at each point.</returns>
    /// <exception cref="ArgumentException">The other has another number of points.</exception>
    public LooDifference CompareTo(LooEstimate other)
    {
        Core.Sampling.Evidence.LooDifference difference =
            Core.Sampling.Evidence.Loo.difference(Inner, Guard.NotNull(other, nameof(other)).Inner);
        return new(difference.Difference, difference.StandardError);
    }

    /// <summary>A short line.</summary>
    /// <returns>For example "elpd 42.3 ± 5.1, p_loo 4.2, largest k̂ 0.35".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"elpd {Elpd:F1} ± {StandardError:F1}, p_loo {EffectiveParameters:F1}, largest k̂ {MaxParetoK:F2}{(IsTrusted ? "" : ", cannot be trusted")}");
}
