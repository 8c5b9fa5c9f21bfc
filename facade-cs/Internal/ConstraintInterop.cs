using System.Collections.ObjectModel;

namespace UniversalApprox.Internal;

/// <summary>Constraints of networks between the facade and the core.</summary>
internal static class ConstraintInterop
{
    /// <summary>Entries come in the order of their names, so that the same constraints are the same options.</summary>
    public static Core.Networks.Constraints ToCore(
        IReadOnlyDictionary<string, double> fix, IReadOnlyDictionary<string, Bounds> bound, IReadOnlyList<Monotone> monotone, bool nonNegative) =>
        new(
            [.. Sorted(fix, "Fix").Select(pair => new Core.Networks.FixedParameter(pair.Key, pair.Value))],
            [.. Sorted(bound, "Bound").Select(pair => new Core.Networks.BoundedParameter(pair.Key, pair.Value.Lower, pair.Value.Upper))],
            [.. Guard.NotNull(monotone, "Monotone").Select(ToCore)],
            nonNegative);

    public static IReadOnlyDictionary<string, double> Fix(Core.Networks.Constraints constraints) =>
        new ReadOnlyDictionary<string, double>(constraints.Fix.ToDictionary(one => one.Parameter, one => one.Value));

    public static IReadOnlyDictionary<string, Bounds> Bound(Core.Networks.Constraints constraints) =>
        new ReadOnlyDictionary<string, Bounds>(
            constraints.Bound.ToDictionary(one => one.Parameter, one => new Bounds(one.Lower, one.Upper)));

    public static IReadOnlyList<Monotone> Monotone(Core.Networks.Constraints constraints) =>
        Array.AsReadOnly(Array.ConvertAll(constraints.Monotone, one => (Monotone)one.Tag));

    /// <summary>The constraints of sampling networks like a fit: its own, or those of the options.</summary>
    public static Core.Networks.Constraints OfSampling(Core.Networks.Constraints given, Core.Sweep.UnitFit fit)
    {
        if (Core.Networks.ConstraintsModule.isNone(fit.Options.Constraints))
            return given;
        if (!Core.Networks.ConstraintsModule.isNone(given))
            throw OptionException.Because(
                nameof(fit), $"The fit has constraints of its own ({Core.Networks.ConstraintsModule.describe(fit.Options.Constraints)}), and sampling keeps to them: give none.");
        return Core.Networks.ConstraintsModule.upTo(fit.Units, Core.Training.TrainingOptionsModule.constraints(fit.Options));
    }

    /// <summary>Rejects a fit whose constraints what is asked for knows nothing of.</summary>
    public static void RefuseConstrained(UnitFit fit, string what)
    {
        Core.Networks.Constraints constraints = fit.Inner.Options.Constraints;
        if (!Core.Networks.ConstraintsModule.isNone(constraints))
            throw OptionException.Because(
                nameof(fit), $"{what} of a fit with constraints ({Core.Networks.ConstraintsModule.describe(constraints)}) is not known: it would be that of networks without them.");
    }

    private static IOrderedEnumerable<KeyValuePair<string, T>> Sorted<T>(IReadOnlyDictionary<string, T> entries, string name) =>
        Guard.NotNull(entries, name).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static Core.Networks.Monotone ToCore(Monotone direction) => Guard.Defined(direction, "Monotone") switch
    {
        UniversalApprox.Monotone.Increasing => Core.Networks.Monotone.Increasing,
        UniversalApprox.Monotone.Decreasing => Core.Networks.Monotone.Decreasing,
        _ => Core.Networks.Monotone.Free,
    };
}
