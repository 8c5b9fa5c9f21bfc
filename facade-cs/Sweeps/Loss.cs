using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>What training minimises, as a function of the residuals rᵢ = f(xᵢ) − yᵢ.</summary>
public sealed record Loss
{
    private Loss(LossKind kind, double? huberDelta = null)
    {
        (Kind, HuberDelta) = (kind, huberDelta);
        Core.Networks.LossModule.validate(CoreInterop.ToCore(this));
    }

    /// <summary>Σ r².</summary>
    public static Loss SumOfSquares { get; } = new(LossKind.SumOfSquares);

    /// <summary>Σ r² / n.</summary>
    public static Loss MeanOfSquares { get; } = new(LossKind.MeanOfSquares);

    /// <summary>Σ |r| / n. For <see cref="Optimizer.Adam"/> only.</summary>
    public static Loss MeanAbsolute { get; } = new(LossKind.MeanAbsolute);

    /// <summary>Its kind.</summary>
    public LossKind Kind { get; }

    /// <summary>δ of <see cref="Huber"/>, in units of the output; null for the others.</summary>
    public double? HuberDelta { get; }

    /// <summary>
    /// Σ h(r) / n with h = r²/2 for |r| ≤ δ and δ(|r| − δ/2) beyond, which heeds outliers less. Not for
    /// <see cref="Optimizer.LevenbergMarquardt"/>.
    /// </summary>
    /// <param name="huberDelta">δ in units of the output, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">δ is not above 0.</exception>
    public static Loss Huber(double huberDelta) => new(LossKind.Huber, huberDelta);

    /// <summary>Its name: sumOfSquares, meanOfSquares, meanAbsolute or huber(δ).</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Core.Networks.LossModule.name(CoreInterop.ToCore(this));
}
