using System.Management.Automation;

namespace UniversalApprox.PowerShell;

/// <summary>The fits that an object of the pipeline stands for, so that comparisons and posteriors do wherever a fit does.</summary>
internal static class FitInput
{
    /// <summary>
    /// The fit itself, the recommended one of a comparison, or the one that a posterior was sampled from; null for other objects
    /// and for posteriors of data or of other log-densities.
    /// </summary>
    /// <exception cref="ArgumentException">A comparison that recommends nothing.</exception>
    public static UnitFit? Single(PSObject input) => input.BaseObject switch
    {
        UnitFit fit => fit,
        UnitComparison comparison => comparison.GetRecommended() ?? throw NoneRecommended(comparison),
        Posterior posterior => posterior.GetFits().FirstOrDefault(),
        _ => null,
    };

    /// <summary>The fit itself, all that a comparison ranks, or those that a posterior was sampled from; empty for other objects.</summary>
    public static IReadOnlyList<UnitFit> All(PSObject input) => input.BaseObject switch
    {
        UnitFit fit => [fit],
        UnitComparison comparison => [.. comparison.Ranking.Select(ranked => ranked.GetFit())],
        Posterior posterior => posterior.GetFits(),
        _ => [],
    };

    /// <summary>
    /// A network: itself, that of the object's fit or of a group of a shared fit, or for a posterior of data the draw of highest density; null for other objects.
    /// </summary>
    /// <exception cref="ArgumentException">A comparison that recommends nothing.</exception>
    public static ShallowNetwork? Network(PSObject input) => input.BaseObject as ShallowNetwork
        ?? (input.BaseObject as SharedGroup)?.GetNetwork()
        ?? Single(input)?.GetNetwork()
        ?? (input.BaseObject as Posterior)?.MaximumProbability.Network;

    private static ArgumentException NoneRecommended(UnitComparison comparison) => new(
        $"The comparison of {Shown.Text(comparison.Data)} recommends no fit, because none meets its criterion ({comparison.Criterion}). Compare with another criterion, or take a fit of its Ranking: $comparison.Ranking[0].GetFit().");
}
