using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// One run of a run file as it was when it was read: a flat row. <see cref="GetFits"/> and <see cref="GetPosterior"/>
/// read the file anew.
/// </summary>
public sealed class ApproxRun
{
    internal ApproxRun()
    {
    }

    /// <summary>What the run is.</summary>
    public ApproxRunKind Kind { get; internal init; }

    /// <summary>The name of the data; null for a log-density that is not a network's.</summary>
    public string? Data { get; internal init; }

    /// <summary>Which run on the data it is: the network of a chain; empty for sweeps.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Whether it goes on.</summary>
    public ApproxRunState State { get; internal init; }

    /// <summary>When it began, in local time.</summary>
    public DateTime Started { get; internal init; }

    /// <summary>When something of it was written last, in local time.</summary>
    public DateTime LastWritten { get; internal init; }

    /// <summary>The cells of a sweep (activations × numbers of units) that are finished.</summary>
    public int CellsDone { get; internal init; }

    /// <summary>All cells of a sweep; null for chains.</summary>
    public int? Cells { get; internal init; }

    /// <summary>The pieces of work of a sweep that are finished: restarts, searches after them, and folds.</summary>
    public int JobsDone { get; internal init; }

    /// <summary>All pieces of work of a sweep; null for chains.</summary>
    public int? Jobs { get; internal init; }

    /// <summary>The steps that a chain has taken, burn-in included; null for sweeps, and before the first.</summary>
    public long? StepsDone { get; internal init; }

    /// <summary>The steps that a chain takes at most; null for sweeps.</summary>
    public long? Steps { get; internal init; }

    /// <summary>The blocks of draws of a chain that are in the file.</summary>
    public int Blocks { get; internal init; }

    /// <summary>
    /// An estimate of the time that it still takes while it is running: of a sweep as if a neuron took as long as in what was finished
    /// since the command began, of a chain as if it took all its steps. Null before there is any.
    /// </summary>
    public TimeSpan? Remaining { get; internal init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>
    /// The answer so far: of a sweep, how many neurons suffice among the cells that are finished; of a chain that is finished, its
    /// verdict. Null before there is any.
    /// </summary>
    public string? Answer { get; internal init; }

    /// <summary>The file.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>Its number in the file.</summary>
    public long Id { get; internal init; }

    /// <summary>
    /// The fits of a sweep, as far as it is finished: the best restart so far of each cell, or all restarts. Once a cell is finished
    /// they are those that the sweep hands on.
    /// </summary>
    /// <param name="keepAllRestarts">Whether all restarts are read.</param>
    /// <returns>The fits in the order of the sweep; none for a chain.</returns>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="RunFileException">The file cannot be used.</exception>
    public IReadOnlyList<UnitFit> GetFits(bool keepAllRestarts = false) =>
        Kind == ApproxRunKind.Sweep ? RunInterop.Fits(Path, Id, keepAllRestarts).AsReadOnly() : [];

    /// <summary>
    /// The draws of a chain as far as it is, with which summaries, charts and reports can be made. What log-density was sampled, if
    /// not a network's, is not in the file, so such draws cannot be resumed with <see cref="Mcmc.Resume"/>.
    /// </summary>
    /// <returns>The draws; null for a sweep, and before the first block is finished.</returns>
    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    /// <exception cref="RunFileException">The file cannot be used.</exception>
    public Posterior? GetPosterior() => Kind == ApproxRunKind.Chain ? RunInterop.Posterior(Path, Id) : null;

    /// <summary>A short line.</summary>
    /// <returns>For example "Sweep on Parabola: Running, 3 of 5 cells".</returns>
    public override string ToString()
    {
        string what = Name.Length == 0 ? $"{Kind}" : $"{Kind} of {Name}";
        string on = Data is null ? "" : $" on {Data}";
        string done = Kind == ApproxRunKind.Sweep ? $"{CellsDone} of {Cells} cells" : $"{StepsDone ?? 0} of {Steps} steps";
        return string.Create(CultureInfo.InvariantCulture, $"{what}{on}: {State}, {done}");
    }
}
