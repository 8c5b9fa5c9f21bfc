namespace UniversalApprox;

/// <summary>The prior distribution of one parameter. All are proper. Immutable; equality is by value.</summary>
public sealed record Prior
{
    internal Prior(Core.Sampling.Densities.Prior inner)
    {
        Core.Sampling.Densities.PriorModule.validate("Priors", inner);
        Inner = inner;
    }

    internal Core.Sampling.Densities.Prior Inner { get; }

    /// <summary>The normal distribution.</summary>
    /// <param name="mean">The mean, finite.</param>
    /// <param name="standardDeviation">The standard deviation, above 0.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Prior Normal(double mean, double standardDeviation) =>
        new(Core.Sampling.Densities.Prior.NewNormal(mean, standardDeviation));

    /// <summary>Student's t distribution.</summary>
    /// <param name="degreesOfFreedom">The degrees of freedom ν, above 0.</param>
    /// <param name="location">The centre, finite.</param>
    /// <param name="scale">The scale, above 0.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Prior StudentT(double degreesOfFreedom, double location, double scale) =>
        new(Core.Sampling.Densities.Prior.NewStudentT(degreesOfFreedom, location, scale));

    /// <summary>The uniform distribution.</summary>
    /// <param name="lower">The lower end, finite.</param>
    /// <param name="upper">The upper end, finite, above <paramref name="lower"/>.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Prior Uniform(double lower, double upper) => new(Core.Sampling.Densities.Prior.NewUniform(lower, upper));

    /// <summary>The log-normal distribution: the logarithm is normal, so that only positive values are possible.</summary>
    /// <param name="logMean">The mean of the logarithm, finite.</param>
    /// <param name="logStandardDeviation">The standard deviation of the logarithm, above 0.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Prior LogNormal(double logMean, double logStandardDeviation) =>
        new(Core.Sampling.Densities.Prior.NewLogNormal(logMean, logStandardDeviation));

    /// <summary>The positive half of a normal distribution with mean 0.</summary>
    /// <param name="scale">The standard deviation of the whole, above 0.</param>
    /// <returns>The prior.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Prior HalfNormal(double scale) => new(Core.Sampling.Densities.Prior.NewHalfNormal(scale));

    /// <summary>Its name: normal(0, 30), studentT(4, 0, 1), uniform(-1, 1), logNormal(0, 1) or halfNormal(2).</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Core.Sampling.Densities.PriorModule.name(Inner);
}
