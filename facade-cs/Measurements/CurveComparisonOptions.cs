using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How two data sets are compared (<see cref="CurveComparison"/>).</summary>
public sealed record CurveComparisonOptions
{
    private static readonly Core.Measurements.CurveComparisonOptions Usual = Core.Measurements.CurveComparisonOptionsModule.defaults;

    /// <summary>Numbers of units to choose from, each from 1 to 4096, without repetition.</summary>
    /// <value>Default: 1 to 6.</value>
    public IReadOnlyList<int> Units { get; init; } = Array.AsReadOnly(Usual.Units);

    /// <summary>The activation.</summary>
    /// <value>Default: sigmoid.</value>
    public Activation Activation { get; init; } = Activation.Sigmoid;

    /// <summary>Trainings from different starts per number of units, from 1 to 100000.</summary>
    /// <value>Default: 4.</value>
    public int Restarts { get; init; } = Usual.Restarts;

    /// <summary>
    /// The probability of finding a difference where there is none, above 0 and below 1. The band of the difference has the
    /// probability 1 − Level.
    /// </summary>
    /// <value>Default: 0.05.</value>
    public double Level { get; init; } = Usual.Level;

    /// <summary>The kind of band.</summary>
    /// <value>Default: simultaneous.</value>
    public DifferenceBand Band { get; init; }

    /// <summary>The number of points of the difference, from 2 to 100000.</summary>
    /// <value>Default: 101.</value>
    public int Points { get; init; } = Usual.Points;

    /// <summary>The seed; any value.</summary>
    /// <value>Default: 1.</value>
    public ulong Seed { get; init; } = Usual.Seed;

    /// <summary>The number of threads, at least 1. The result does not depend on it.</summary>
    /// <value>Default: null, which is <see cref="Environment.ProcessorCount"/>.</value>
    public int? Threads { get; init; }

    /// <summary>Rejects options that are out of range. Every member that takes options checks them too.</summary>
    /// <exception cref="OptionException">An option is not allowed; it says which, its value and what is allowed.</exception>
    public void Validate()
    {
        Core.Measurements.CurveComparisonOptionsModule.validate(ToCore());
        Core.Threads.validate(Threads ?? 1);
    }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "CurveComparisonOptions { Units = [1, 2, 3, 4, 5, 6], … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Core.Measurements.CurveComparisonOptions ToCore() => new(
        [.. Guard.NotNull(Units, nameof(Units))],
        CoreInterop.ToCore(Activation, nameof(Activation)),
        Restarts,
        Level,
        Guard.Defined(Band, nameof(Band)) == DifferenceBand.Pointwise
            ? Core.Measurements.DifferenceBand.Pointwise
            : Core.Measurements.DifferenceBand.Simultaneous,
        Points,
        Seed);
}
