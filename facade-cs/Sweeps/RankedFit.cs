using System.Globalization;

namespace UniversalApprox;

/// <summary>One fit and its place among the others: a flat row.</summary>
public sealed class RankedFit
{
    private readonly UnitFit fit;

    internal RankedFit(Core.Sweep.RankedFit inner, UnitFit fit)
    {
        this.fit = fit;
        Rank = inner.Rank;
        Score = inner.Score;
        Suffices = inner.Suffices;
        IsRecommended = inner.IsRecommended;
    }

    /// <summary>1 for the lowest score.</summary>
    public int Rank { get; }

    /// <summary>The name of the activation.</summary>
    public string Activation => fit.Activation;

    /// <summary>The number of hidden units.</summary>
    public int Units => fit.Units;

    /// <summary>What ranks the fits, lower for better: the residual deviation √(SSE/(n − p)) for FTest, else what the criterion compares.</summary>
    public double Score { get; }

    /// <summary>Whether it meets the criterion.</summary>
    public bool Suffices { get; }

    /// <summary>Whether it is the recommended one.</summary>
    public bool IsRecommended { get; }

    /// <summary>The fit.</summary>
    /// <returns>The fit.</returns>
    public UnitFit GetFit() => fit;

    /// <summary>A short text.</summary>
    /// <returns>For example "4 sigmoid: 0.149", with a * behind the recommended one.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Units} {Activation}: {Score:G4}{(IsRecommended ? " *" : "")}");
}
