using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// How the residuals rᵢ = yᵢ − f(xᵢ) of the n points are distributed. Where points have errors or weights of their own
/// (<see cref="CurveData.Sigma"/>, <see cref="CurveData.Weight"/>), the standard deviation σ or the scale is that of a point of median
/// precision, and other points have theirs in proportion; a new observation is taken to be of median precision. Immutable; equality is by value.
/// </summary>
public sealed record Likelihood
{
    internal Likelihood(Core.Sampling.Densities.Likelihood inner)
    {
        Core.Sampling.Densities.LikelihoodModule.validate(inner);
        Inner = inner;
    }

    /// <summary>
    /// −Σr²/n, as in the notebook (a public one of 2022 by L. Posti): a normal distribution with variance n/2, far wider than
    /// the noise of most data.
    /// </summary>
    public static Likelihood MeanSquaredError { get; } = new(Core.Sampling.Densities.Likelihood.MeanSquaredError);

    /// <summary>Normal with unknown standard deviation σ, sampled as the last parameter, log_sigma.</summary>
    public static Likelihood GaussianUnknown { get; } = new(Core.Sampling.Densities.Likelihood.GaussianUnknown);

    /// <summary>
    /// Normal with unknown standard deviation σ that changes with the inputs: ln σ is a line in them. Sampled are log_sigma, which is ln σ at the mean
    /// of the inputs, and its slope with each input, log_sigma_slope (log_sigma_slope_1, … for several inputs). Only for <see cref="Mcmc"/>; the band of
    /// new observations follows it.
    /// </summary>
    public static Likelihood GaussianLine { get; } = new(Core.Sampling.Densities.Likelihood.GaussianLine);

    /// <summary>The known standard deviation of the noise, or the scale of Student's t; null where it is not known.</summary>
    public double? NoiseLevel => Inner switch
    {
        Core.Sampling.Densities.Likelihood.Gaussian normal => normal.noiseLevel,
        Core.Sampling.Densities.Likelihood.StudentT heavy => CoreInterop.ToNullable(heavy.noiseLevel),
        _ => null,
    };

    /// <summary>The degrees of freedom of Student's t; null for the others.</summary>
    public double? DegreesOfFreedom => (Inner as Core.Sampling.Densities.Likelihood.StudentT)?.degreesOfFreedom;

    internal Core.Sampling.Densities.Likelihood Inner { get; }

    /// <summary>The given one, or that of data without another.</summary>
    internal static Core.Sampling.Densities.Likelihood ToCore(Likelihood? given, Core.Data.CurveData data) =>
        given?.Inner ?? Core.Sampling.Densities.LikelihoodModule.ofData(data);

    /// <summary>What a report says of it.</summary>
    internal static string Describe(Likelihood? given, CurveData data) =>
        given is null && data.Sigma is not null ? "Normal with the known errors of the points" : (given ?? GaussianUnknown).ToString();

    /// <summary>Normal with known standard deviation.</summary>
    /// <param name="noiseLevel">The standard deviation in units of the output, above 0.</param>
    /// <returns>The likelihood.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The noise level is not above 0.</exception>
    public static Likelihood Gaussian(double noiseLevel) => new(Core.Sampling.Densities.Likelihood.NewGaussian(noiseLevel));

    /// <summary>Student's t, for data with outliers.</summary>
    /// <param name="degreesOfFreedom">The degrees of freedom ν, above 0; 4 is usual.</param>
    /// <param name="noiseLevel">
    /// The scale in units of the output, above 0. Default: unknown, and sampled as the last parameter, log_sigma.
    /// </param>
    /// <returns>The likelihood.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static Likelihood StudentT(double degreesOfFreedom, double? noiseLevel = null) =>
        new(SamplingInterop.StudentT(degreesOfFreedom, noiseLevel));

    /// <summary>Its name: meanSquaredError, gaussian(0.1), gaussianUnknown, gaussianLine, studentT(4) or studentT(4, 0.1).</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Core.Sampling.Densities.LikelihoodModule.name(Inner);
}
