using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// Draws data, fits and bands as text for terminals and logs, with numbers on both axes. For several inputs the picture shows what
/// is predicted against what was observed. Names of data and columns are written without control characters.
/// </summary>
public static class TextChart
{
    /// <summary>The points alone.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">The looks. Default: 80 × 24 characters without colours.</param>
    /// <returns>The lines, the title first.</returns>
    /// <exception cref="OptionException">An option is out of range.</exception>
    public static IReadOnlyList<string> Draw(CurveData data, TextChartOptions? options = null) =>
        Charts.Text.TextChart.ofData(ToCore(options), Guard.NotNull(data, nameof(data)).Inner);

    /// <summary>The data with the fit and, where its errors are known, the band that holds 90 % of the networks like it.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">The looks. Default: 80 × 24 characters without colours.</param>
    /// <param name="uncertainty">What the band is made of (<see cref="UnitFit.GetUncertainty"/>). Default: no band.</param>
    /// <returns>The lines, the title first.</returns>
    /// <exception cref="OptionException">An option is out of range.</exception>
    public static IReadOnlyList<string> Draw(UnitFit fit, TextChartOptions? options = null, FitUncertainty? uncertainty = null) =>
        Charts.Text.TextChart.ofFit(
            ToCore(options), SamplingInterop.ToReferenceOption(uncertainty?.Inner), Guard.NotNull(fit, nameof(fit)).Inner);

    /// <summary>The data with the median of the posterior's curves and the band that holds 90 % of them.</summary>
    /// <param name="posterior">The posterior of networks.</param>
    /// <param name="options">The looks. Default: 80 × 24 characters without colours.</param>
    /// <returns>The lines, the title first.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the posterior is of another log-density.</exception>
    public static IReadOnlyList<string> Draw(Posterior posterior, TextChartOptions? options = null) =>
        Charts.Text.TextChart.ofPosterior(ToCore(options), Guard.NotNull(posterior, nameof(posterior)).Inner);

    /// <summary>A network of one input on a range.</summary>
    /// <param name="network">The network.</param>
    /// <param name="lower">The lower end of the range, finite.</param>
    /// <param name="upper">The upper end, above <paramref name="lower"/>.</param>
    /// <param name="options">The looks. Default: 80 × 24 characters without colours.</param>
    /// <returns>The lines, the title first.</returns>
    /// <exception cref="ArgumentException">An option is out of range, several inputs, or an empty range.</exception>
    public static IReadOnlyList<string> Draw(
        ShallowNetwork network, double lower, double upper, TextChartOptions? options = null) =>
        Charts.Text.TextChart.ofNetworkOn(Guard.NotNull(network, nameof(network)).Axes, ToCore(options), lower, upper, network.Inner);

    private static Charts.Text.TextChartOptions ToCore(TextChartOptions? options) => (options ?? new()).ToCore();
}
