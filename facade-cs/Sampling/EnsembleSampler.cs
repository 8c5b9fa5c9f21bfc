using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Samples any log-density with ensembles of walkers. All members check options before any sampling, and throw
/// <see cref="ArgumentException"/> at once, the asynchronous ones too; only the start is checked when a run begins.
/// <see cref="Mcmc.Resume"/> goes on from a posterior.
/// </summary>
public sealed class EnsembleSampler
{
    private readonly Core.Sampling.Densities.LogDensity density;
    private readonly string? text;
    private readonly Core.Sampling.Densities.Prior[]? priors;

    /// <summary>A sampler of a log-density that takes one point at a time.</summary>
    /// <param name="parameterNames">The names of the parameters, all different; their number is the dimension.</param>
    /// <param name="logDensity">
    /// The log-density, or the log-likelihood if there are priors. Up to <see cref="McmcOptions.Threads"/> threads call it at
    /// once.
    /// </param>
    /// <param name="priors">
    /// The prior of each parameter, whose log-densities are added. Default: none, and <paramref name="logDensity"/> is
    /// everything.
    /// </param>
    /// <exception cref="ArgumentException">No names, or bad ones; a wrong number of priors.</exception>
    public EnsembleSampler(
        IReadOnlyList<string> parameterNames, LogDensityFunction logDensity, IReadOnlyList<Prior>? priors = null)
    {
        Guard.NotNull(logDensity, nameof(logDensity));
        string[] names = Guard.NotEmpty(parameterNames, nameof(parameterNames));
        this.priors = Inner(priors);
        density = WithPriors(Core.Sampling.Densities.LogDensityModule.ofFunction(names, logDensity.Invoke));
        ParameterNames = Array.AsReadOnly(names);
    }

    /// <summary>A sampler of a log-density that takes many points at a time.</summary>
    /// <param name="parameterNames">The names of the parameters, all different; their number is the dimension.</param>
    /// <param name="logDensities">
    /// The log-densities, or the log-likelihoods if there are priors. Up to <see cref="McmcOptions.Threads"/> threads call
    /// it at once.
    /// </param>
    /// <param name="priors">
    /// The prior of each parameter, whose log-densities are added. Default: none, and <paramref name="logDensities"/> are
    /// everything.
    /// </param>
    /// <exception cref="ArgumentException">No names, or bad ones; a wrong number of priors.</exception>
    public EnsembleSampler(
        IReadOnlyList<string> parameterNames, BatchLogDensityFunction logDensities, IReadOnlyList<Prior>? priors = null)
    {
        Guard.NotNull(logDensities, nameof(logDensities));
        string[] names = Guard.NotEmpty(parameterNames, nameof(parameterNames));
        this.priors = Inner(priors);
        density = WithPriors(Core.Sampling.Densities.LogDensityModule.ofBatch(names, logDensities.Invoke));
        ParameterNames = Array.AsReadOnly(names);
    }

    /// <summary>
    /// A sampler of a log-density that is written as text, such as <c>-0.5*(x^2 + (y - x^2)^2/0.1)</c>. It is differentiated
    /// symbolically and compiled, so it has a gradient and costs about as much as compiled code.
    /// </summary>
    /// <param name="logDensity">
    /// The log-density, or the log-likelihood if there are priors. It has the operators <c>+ - * / ^</c> (so -x^2 is -(x^2)); the
    /// functions exp, ln or log, log10, sqrt, abs, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, expm1, log1p, sigmoid or sig,
    /// softplus, erf, lgamma, pow, and min and max of two or more; the constants pi, e and inf; and if(condition, a, b) with
    /// conditions of <c>&lt; &lt;= &gt; &gt;= == != &amp;&amp; || !</c>. Where the density is 0 its logarithm is -inf:
    /// <c>if(s > 0, -s - log(s), -inf)</c>. Numbers have a decimal point.
    /// </param>
    /// <param name="parameterNames">
    /// The names of the parameters, all different, each of which must occur in the text; capitals matter. Default: the names found
    /// in the text, in the order in which they first appear.
    /// </param>
    /// <param name="priors">
    /// The prior of each parameter, whose log-densities are added. Default: none, and <paramref name="logDensity"/> is
    /// everything.
    /// </param>
    /// <exception cref="FormulaException">The text cannot be read; the message shows where and what was expected.</exception>
    /// <exception cref="ArgumentException">Bad names, or names that do not occur; a wrong number of priors.</exception>
    public EnsembleSampler(
        string logDensity, IReadOnlyList<string>? parameterNames = null, IReadOnlyList<Prior>? priors = null)
    {
        Guard.NotNull(logDensity, nameof(logDensity));
        string[]? names = parameterNames is null ? null : Guard.NotEmpty(parameterNames, nameof(parameterNames));
        this.priors = Inner(priors);
        density = WithPriors(SamplingInterop.ParseDensity(logDensity, names));
        text = logDensity;
        ParameterNames = Array.AsReadOnly(density.ParameterNames);
    }

    /// <summary>The names of the parameters.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <summary>Samples to the end.</summary>
    /// <param name="options">
    /// What is sampled and kept. Without priors its <see cref="McmcOptions.Start"/> must say where the walkers start.
    /// </param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms, or one call of the log-density.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other; a start that walkers cannot start from; a constant log-density.
    /// </exception>
    /// <exception cref="LogDensityException">The log-density threw, or was NaN or +∞; the exception has the draws so far.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public Posterior Run(
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfDensity(density, text, priors, options, progress).Run(cancellationToken);

    /// <summary>Samples on other threads.</summary>
    /// <param name="options">
    /// What is sampled and kept. Without priors its <see cref="McmcOptions.Start"/> must say where the walkers start.
    /// </param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms, or one call of the log-density.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other; a start that walkers cannot start from; a constant log-density.
    /// </exception>
    /// <exception cref="LogDensityException">The log-density threw, or was NaN or +∞; the exception has the draws so far.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public Task<Posterior> RunAsync(
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfDensity(density, text, priors, options, progress).RunAsync(cancellationToken);

    /// <summary>
    /// Samples in the background and hands the draws on as they come, block after block of
    /// <see cref="McmcOptions.BlockSteps"/> steps, ensemble after ensemble within a block; nothing is kept, so that a run of
    /// any length can be written to a file in constant memory.
    /// </summary>
    /// <param name="options">
    /// What is sampled. <see cref="McmcOptions.Until"/> must not be given. Without priors its <see cref="McmcOptions.Start"/>
    /// must say where the walkers start.
    /// </param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">
    /// Stops within about 100 ms, or one call of the log-density. Leaving the loop early does too.
    /// </param>
    /// <returns>The draws; a run begins each time they are read.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other; a start that walkers cannot start from; a constant log-density.
    /// </exception>
    /// <exception cref="LogDensityException">The log-density threw, or was NaN or +∞; thrown while reading.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; thrown while reading, without draws.</exception>
    public PosteriorStream Stream(
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new(SamplingRun.OfDensity(density, text, priors, options, progress), cancellationToken);

    /// <summary>A short line.</summary>
    /// <returns>For example "sampler of position, width".</returns>
    public override string ToString() => $"sampler of {string.Join(", ", ParameterNames)}";

    internal SamplingRun Planned(McmcOptions? options) => SamplingRun.OfDensity(density, text, priors, options, null);

    private static Core.Sampling.Densities.Prior[]? Inner(IReadOnlyList<Prior>? priors) =>
        priors is null ? null : [.. priors.Select(prior => Guard.NotNull(prior, nameof(priors)).Inner)];

    private Core.Sampling.Densities.LogDensity WithPriors(Core.Sampling.Densities.LogDensity density) =>
        priors is null ? density : Core.Sampling.Densities.LogDensityModule.withPriors(priors, density);
}
