namespace UniversalApprox;

/// <summary>One hidden unit a·σ(w·x + b). Equality is by value.</summary>
/// <param name="Weights">The weights w, one per input.</param>
/// <param name="Bias">The bias b.</param>
/// <param name="Amplitude">The amplitude a.</param>
public sealed record HiddenUnit(IReadOnlyList<double> Weights, double Bias, double Amplitude)
{
    /// <summary>A unit of a network of one input.</summary>
    /// <param name="weight">The weight w.</param>
    /// <param name="bias">The bias b.</param>
    /// <param name="amplitude">The amplitude a.</param>
    public HiddenUnit(double weight, double bias, double amplitude)
        : this([weight], bias, amplitude)
    {
    }

    /// <summary>Whether all numbers are the same.</summary>
    /// <param name="other">The unit to compare with.</param>
    /// <returns>Whether all numbers are the same.</returns>
    public bool Equals(HiddenUnit? other) =>
        other is not null
        && Bias.Equals(other.Bias)
        && Amplitude.Equals(other.Amplitude)
        && Weights.SequenceEqual(other.Weights);

    /// <summary>A hash code that agrees with <see cref="Equals(HiddenUnit?)"/>.</summary>
    /// <returns>The hash code.</returns>
    public override int GetHashCode() => HashCode.Combine(Weights.Count, Bias, Amplitude);
}
