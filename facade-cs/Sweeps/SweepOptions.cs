using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The options of a sweep, which trains every combination of activation, number of units and restart. Change the defaults
/// with <c>new SweepOptions { Restarts = 4 }</c>.
/// </summary>
public sealed record SweepOptions
{
    private readonly LoggerSlot logger;

    /// <summary>Numbers of hidden units, each from 1 to 4096, without repetition.</summary>
    /// <value>Default: 1 to 8.</value>
    public IReadOnlyList<int> Units { get; init; } = SweepDefaults.Units;

    /// <summary>The activations, without repetition; not <see cref="Activation.Heaviside"/>.</summary>
    /// <value>Default: sigmoid.</value>
    public IReadOnlyList<Activation> Activations { get; init; } = SweepDefaults.Activations;

    /// <summary>Trainings from different starts per activation and number of units, from 1 to 100 000.</summary>
    /// <value>Default: 8.</value>
    public int Restarts { get; init; } = SweepDefaults.Restarts;

    /// <summary>How the parameters are found.</summary>
    /// <value>Default: Levenberg–Marquardt.</value>
    public Optimizer Optimizer { get; init; } = SweepDefaults.Optimizer;

    /// <summary>
    /// The number of epochs of Adam, or the iteration limit of the others, from 1 to 10 000 000. The search after the restarts trains the
    /// best network of a size on by as many iterations of Levenberg–Marquardt, up to ten times while each lowers the loss by 1 %.
    /// </summary>
    /// <value>Default: null, which is 200 for Levenberg–Marquardt and 1000 for Adam and L-BFGS.</value>
    public int? Epochs { get; init; }

    /// <summary>Adam's learning rate, above 0. The other optimizers do not use it.</summary>
    /// <value>Default: 0.03.</value>
    public double LearningRate { get; init; } = SweepDefaults.LearningRate;

    /// <summary>What is minimised.</summary>
    /// <value>Default: the sum of squares.</value>
    public Loss Loss { get; init; } = SweepDefaults.Loss;

    /// <summary>How data is scaled for training.</summary>
    /// <value>Default: standardised.</value>
    public Scaling Scaling { get; init; } = SweepDefaults.Scaling;

    /// <summary>The arithmetic over the points; Single is for Adam only.</summary>
    /// <value>Default: Double.</value>
    public Precision Precision { get; init; } = SweepDefaults.Precision;

    /// <summary>Keeps the offset c at 0.</summary>
    /// <value>Default: false.</value>
    public bool NoOffset { get; init; }

    /// <summary>
    /// λ: training adds λ·Σ(a² + |w|²) to the mean loss of a point, in the units that it works in. It keeps amplitudes and weights
    /// moderate where larger ones gain next to nothing; 1e-7 is often enough. 0 or more; not with the engine Torch.
    /// </summary>
    /// <value>Default: 0.</value>
    public double WeightDecay { get; init; }

    /// <summary>
    /// Parameters that keep a value, in the units of the data, by the names of the formula: c, w1, b1, a1, …; with several inputs w1_2 for
    /// unit 1 and input 2. A name without a unit is that of all units: w, b, a, and w_2. A parameter of a unit is fixed in the networks that
    /// have that unit; one of the sweep's networks must have it.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, double> Fix { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// Parameters that stay within bounds, in the units of the data, by names as in <see cref="Fix"/>. Not with
    /// <see cref="UniversalApprox.Optimizer.LBfgs"/>.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Bounds> Bound { get; init; } = ReadOnlyDictionary<string, Bounds>.Empty;

    /// <summary>
    /// Curves that fall or rise nowhere: one direction for all inputs, or one for each input. It holds everywhere, because a·w of every unit
    /// has the same sign; so the activation must be one that never falls: sigmoid, tanh, softsign, relu, leakyRelu, softplus, elu or erf.
    /// Not with <see cref="UniversalApprox.Optimizer.LBfgs"/>.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Monotone> Monotone { get; init; } = [];

    /// <summary>
    /// Keeps the curve at 0 or more, everywhere: amplitudes and offset are at least 0, and the activation is sigmoid, relu, softplus or
    /// gaussian, which are nowhere below 0. A peak on a base line of 0 needs gaussian units. Not with
    /// <see cref="UniversalApprox.Optimizer.LBfgs"/>.
    /// </summary>
    /// <value>Default: false.</value>
    public bool NonNegative { get; init; }

    /// <summary>Where training starts from.</summary>
    /// <value>Default: Auto.</value>
    public SweepStart Start { get; init; } = SweepDefaults.Start;

    /// <summary>
    /// Folds of the cross-validation that measures the error on unseen points: 2 or more, or 0 for none. They take as long as the rest
    /// of the sweep. With fewer points every point is a fold of its own.
    /// </summary>
    /// <value>
    /// Default: null, which is 5 where the answer needs them, because there is no F test: with a loss other than squares, or where every
    /// size has as many parameters as there are points. Otherwise none.
    /// </value>
    public int? Folds { get; init; }

    /// <summary>
    /// How often the folds are drawn anew, from 1 to 1000; more than one asks for folds. The errors of a comparison become smaller, but
    /// never as small as those of new points. Not for <see cref="ValidationFraction"/>.
    /// </summary>
    /// <value>Default: 1.</value>
    public int FoldRepeats { get; init; } = SweepDefaults.FoldRepeats;

    /// <summary>
    /// Instead of folds: the fraction of the points, above 0 and below 1, that is held out of one more training.
    /// </summary>
    /// <value>Default: null, which uses <see cref="Folds"/>.</value>
    public double? ValidationFraction { get; init; }

    /// <summary>The seed; any value. The same options and data give the same networks on any number of threads.</summary>
    /// <value>Default: 1.</value>
    public ulong Seed { get; init; } = SweepDefaults.Seed;

    /// <summary>The number of threads, at least 1.</summary>
    /// <value>Default: null, which is <see cref="Environment.ProcessorCount"/>.</value>
    public int? Threads { get; init; }

    /// <summary>
    /// What carries out the arithmetic of training. <see cref="EngineKind.Torch"/> has no Levenberg–Marquardt: it needs
    /// <see cref="UniversalApprox.Optimizer.Adam"/> or <see cref="UniversalApprox.Optimizer.LBfgs"/>.
    /// </summary>
    /// <value>Default: Simd.</value>
    public EngineKind Engine { get; init; } = EngineKind.Simd;

    /// <summary>The device of the Torch engine: cpu, cuda (the first) or cuda:N, in any case.</summary>
    /// <value>Default: null, which is the CPU for Torch, and the only value for the other engines.</value>
    public string? Device { get; init; }

    /// <summary>Hands on every restart, not only the best of each activation and number of units.</summary>
    /// <value>Default: false.</value>
    public bool KeepAllRestarts { get; init; }

    /// <summary>
    /// A file that makes the sweep survive a kill: every finished restart, search and fold is written to it as it ends, and the
    /// same call with the same file does only what is missing. The fits are the same to the last bit as without it. Sweeps on
    /// several data sets, known by their names, and chains may share a file, but only one process at a time writes to it. Read it with
    /// <see cref="RunFile"/>.
    /// </summary>
    /// <value>Default: null, which writes no file.</value>
    public string? Run { get; init; }

    /// <summary>
    /// Receives the events that <see cref="LogEvents"/> lists, from the threads that do the work. It
    /// does not count when options are compared, and changes no result.
    /// </summary>
    /// <value>Default: null, which logs nothing and costs neither time nor memory.</value>
    public ILogger? Logger
    {
        get => logger.Logger;
        init => logger = new(value);
    }

    /// <summary>
    /// Rejects options that are out of range or do not fit each other, whatever the data. Every member that takes options
    /// checks them too.
    /// </summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate() => _ = new SweepSetup(this);

    /// <summary>One line with every option.</summary>
    /// <returns>For example "SweepOptions { Units = [1, 2], … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal bool HasLogger => logger.IsTaken;
}
