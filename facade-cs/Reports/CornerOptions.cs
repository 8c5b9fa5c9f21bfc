using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The options of a corner plot.</summary>
public sealed record CornerOptions
{
    /// <summary>The name of the posterior in the legend.</summary>
    /// <value>Default: "posterior".</value>
    public string Name { get; init; } = "posterior";

    /// <summary>Which parameters, by name: 1 to 15.</summary>
    /// <value>Default: all, or the first 15.</value>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>The shares of the draws that contours enclose: 1 to 4, each above 0 and below 1.</summary>
    /// <value>Default: 0.393 and 0.865, what one and two standard deviations of a normal distribution enclose.</value>
    public IReadOnlyList<double> Masses { get; init; } = [0.393, 0.865];

    /// <summary>The probabilities of the quantiles that are marked: up to 9, each from 0 to 1.</summary>
    /// <value>Default: 0.16, 0.5 and 0.84.</value>
    public IReadOnlyList<double> Quantiles { get; init; } = [0.16, 0.5, 0.84];

    /// <summary>Values of some parameters to be marked, by name: those that data were made with, for example.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, double>? Truths { get; init; }

    /// <summary>Whether the trained network that the posterior has is marked.</summary>
    /// <value>Default: true.</value>
    public bool MarksTrained { get; init; } = true;

    /// <summary>Other posteriors to draw over it, by the name that they have in the legend; at most 3.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Posterior>? Others { get; init; }

    /// <summary>One line with every option.</summary>
    /// <returns>For example "CornerOptions { Name = … }".</returns>
    public override string ToString() => OptionText.Of(this);
}
