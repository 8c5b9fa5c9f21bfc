using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Samples the posterior of a network's parameters, which shows the uncertainty of parameters and curve. All members check data and
/// options before any work, and throw <see cref="ArgumentException"/> at once, the asynchronous ones too; only the start
/// is checked when a run begins. For other log-densities there is <see cref="EnsembleSampler"/>.
/// </summary>
public static class Mcmc
{
    /// <summary>Samples networks like a trained one, on its data.</summary>
    /// <param name="fit">The trained network.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Posterior Run(
        UnitFit fit,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Run([fit], options, progress, cancellationToken);

    /// <summary>
    /// Samples networks like several trained ones, such as the restarts of a sweep with
    /// <see cref="SweepOptions.KeepAllRestarts"/>: ensembles start from them in turn, the best first.
    /// </summary>
    /// <param name="fits">Trained networks of the same activation and number of units on the same data.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Posterior Run(
        IReadOnlyList<UnitFit> fits,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfFits(fits, options, progress).Run(cancellationToken);

    /// <summary>
    /// Samples networks of one size. Where they are to start from a fit, the best restart of a sweep is trained first, which
    /// <paramref name="progress"/> is not told of.
    /// </summary>
    /// <param name="data">The curve.</param>
    /// <param name="units">The number of hidden units, from 1 to 4096.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Posterior Run(
        CurveData data,
        int units,
        Activation activation = Activation.Sigmoid,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfData(data, units, activation, options, progress).Run(cancellationToken);

    /// <summary>Samples networks like a trained one, on other threads.</summary>
    /// <param name="fit">The trained network.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Task<Posterior> RunAsync(
        UnitFit fit,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        RunAsync([fit], options, progress, cancellationToken);

    /// <summary>
    /// Samples networks like several trained ones, on other threads: ensembles start from them in turn, the best first.
    /// </summary>
    /// <param name="fits">Trained networks of the same activation and number of units on the same data.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Task<Posterior> RunAsync(
        IReadOnlyList<UnitFit> fits,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfFits(fits, options, progress).RunAsync(cancellationToken);

    /// <summary>
    /// Samples networks of one size, on other threads. Where they are to start from a fit, the best restart of a sweep is
    /// trained first, which <paramref name="progress"/> is not told of.
    /// </summary>
    /// <param name="data">The curve.</param>
    /// <param name="units">The number of hidden units, from 1 to 4096.</param>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="options">The options. Default: as <see cref="McmcOptions"/> says.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Task<Posterior> RunAsync(
        CurveData data,
        int units,
        Activation activation = Activation.Sigmoid,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.OfData(data, units, activation, options, progress).RunAsync(cancellationToken);

    /// <summary>
    /// Samples networks like a trained one in the background and hands the draws on as they come, block after block of
    /// <see cref="McmcOptions.BlockSteps"/> steps, ensemble after ensemble within a block; nothing is kept, so that a run of
    /// any length can be written to a file in constant memory. The draws are as they were sampled
    /// (<see cref="Posterior.GetRawSamples"/> of <see cref="Run(UnitFit, McmcOptions, IProgress{SamplingProgress}, CancellationToken)"/>
    /// has the same ones).
    /// </summary>
    /// <param name="fit">The trained network.</param>
    /// <param name="options">What is sampled. <see cref="McmcOptions.Until"/> must not be given.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms. Leaving the loop early does too.</param>
    /// <returns>The draws; a run begins each time they are read.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range, or that do not fit each other or the network; a start that walkers cannot start from.
    /// </exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; thrown while reading, without draws.</exception>
    public static PosteriorStream Stream(
        UnitFit fit,
        McmcOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new(SamplingRun.OfFits([fit], options, progress), cancellationToken);

    /// <summary>
    /// Goes on exactly where a run of any log-density ended: 500 steps and 500 more are the same draws as 1000 steps. A run
    /// with <see cref="McmcOptions.Until"/> stops by itself here too.
    /// </summary>
    /// <param name="posterior">What was sampled; it is not changed.</param>
    /// <param name="steps">How many steps to add, at least 1.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws of before and the new ones.</returns>
    /// <exception cref="ArgumentException">The number of steps is out of range.</exception>
    /// <exception cref="LogDensityException">The log-density threw, or was NaN or +∞; the exception has the draws so far.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Posterior Resume(
        Posterior posterior,
        int steps,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.Continue(posterior, steps, progress).Run(cancellationToken);

    /// <summary>Goes on exactly where a run ended, on other threads, as <see cref="Resume"/> does.</summary>
    /// <param name="posterior">What was sampled; it is not changed.</param>
    /// <param name="steps">How many steps to add, at least 1.</param>
    /// <param name="progress">Receives the progress 10 to 20 times a second, from another thread.</param>
    /// <param name="cancellationToken">Stops within about 100 ms.</param>
    /// <returns>The draws of before and the new ones.</returns>
    /// <exception cref="ArgumentException">The number of steps is out of range.</exception>
    /// <exception cref="LogDensityException">The log-density threw, or was NaN or +∞; the exception has the draws so far.</exception>
    /// <exception cref="SamplingCanceledException">It was cancelled; the exception has the draws so far.</exception>
    public static Task<Posterior> ResumeAsync(
        Posterior posterior,
        int steps,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        SamplingRun.Continue(posterior, steps, progress).RunAsync(cancellationToken);
}
