using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>How networks with parameters in common are fitted to groups of data (<see cref="SharedFit"/>).</summary>
public sealed record SharedFitOptions
{
    private static readonly Core.Measurements.SharedFitOptions Usual = Core.Measurements.SharedFitOptionsModule.defaults;

    /// <summary>Numbers of units, each from 1 to 4096, without repetition: one fit each.</summary>
    /// <value>Default: 1.</value>
    public IReadOnlyList<int> Units { get; init; } = Array.AsReadOnly(Usual.Units);

    /// <summary>The activation.</summary>
    /// <value>Default: sigmoid.</value>
    public Activation Activation { get; init; } = Activation.Sigmoid;

    /// <summary>
    /// The parameters that all groups have in common: c, w1, b1, a1, …; with several inputs w1_2 for unit 1 and input 2. A name without a
    /// number is that of all units: w, b, a, and w_2 for their weights of input 2. Case does not matter. One or more.
    /// </summary>
    /// <value>Default: c, a and w, so that curves differ in place only.</value>
    public IReadOnlyList<string> Shared { get; init; } = Array.AsReadOnly(Usual.Shared);

    /// <summary>Trainings from different starts for all groups together and for each of them, from 1 to 100000.</summary>
    /// <value>Default: 4.</value>
    public int Restarts { get; init; } = Usual.Restarts;

    /// <summary>
    /// The probability of finding a difference where there is none, above 0 and below 1. Intervals have the probability 1 − Level.
    /// </summary>
    /// <value>Default: 0.05.</value>
    public double Level { get; init; } = Usual.Level;

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
        Core.Measurements.SharedFitOptionsModule.validate(ToCore());
        Core.Threads.validate(Threads ?? 1);
    }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "SharedFitOptions { Units = [1], … }".</returns>
    public override string ToString() => OptionText.Of(this);

    internal Core.Measurements.SharedFitOptions ToCore() => new(
        [.. Guard.NotNull(Units, nameof(Units))],
        CoreInterop.ToCore(Activation, nameof(Activation)),
        [.. Guard.NotNull(Shared, nameof(Shared))],
        Restarts,
        Level,
        Seed);
}
