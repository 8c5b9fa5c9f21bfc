using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>The answer to "two curves or one?" for two data sets of one input. Immutable.</summary>
public sealed class CurveComparison : IReportItem
{
    private readonly CurveData first;
    private readonly CurveData second;

    private CurveComparison(CurveData first, CurveData second, CurveComparisonOptions options, Core.Measurements.CurveComparison inner)
    {
        (this.first, this.second, Options, Inner) = (first, second, options, inner);
        Models = Array.AsReadOnly(Array.ConvertAll(inner.Models, model => new CurveModel(model)));
        Difference = Array.AsReadOnly(Array.ConvertAll(
            inner.Difference,
            point => new CurveDifference(point.X, point.Mean, point.Lower, point.Upper, point.IsZeroOutside, options.Band)));
    }

    internal Core.Measurements.CurveComparison Inner { get; }

    /// <summary>The name of the first data set.</summary>
    public string First => first.Name;

    /// <summary>The name of the second data set.</summary>
    public string Second => second.Name;

    /// <summary>The simplest relation that the data do not contradict.</summary>
    public CurveRelation Relation => (CurveRelation)Inner.Relation.Tag;

    /// <summary>The answer in words.</summary>
    public string Answer => Inner.Answer;

    /// <summary>
    /// The number of hidden units of each network: the largest that the default rule finds in either data set or in both together. 0
    /// where it finds only constants.
    /// </summary>
    public int Units => Inner.Units;

    /// <summary>
    /// The p-value of the best model against one curve for both, times the number of models tried (Bonferroni); at most 1.
    /// </summary>
    public double PValue => Inner.PValue;

    /// <summary>
    /// log p(data | two curves) − log p(data | one curve), by Laplace's approximation under the default priors: positive where the data speak for
    /// two. Null where it cannot be computed or trusted.
    /// </summary>
    public double? LogEvidenceDifference => CoreInterop.ToNullable(Inner.LogEvidenceDifference);

    /// <summary>
    /// The expected log predictive density of two curves less that of one (leave-one-out, PSIS-LOO): positive where curves of their own predict
    /// the points better. Each curve has a noise level of its own. Null of constants, and where a posterior cannot be had.
    /// </summary>
    public double? LooDifference => CoreInterop.ToNullableReference(Inner.LooDifference)?.Difference;

    /// <summary>The standard error of <see cref="LooDifference"/>, from the scatter over the points.</summary>
    public double? LooDifferenceError => CoreInterop.ToNullableReference(Inner.LooDifference)?.StandardError;

    /// <summary>Whether the prediction of every left-out point can be trusted: k̂ of PSIS is below its limit.</summary>
    public bool IsLooTrusted => Inner.IsLooTrusted;

    /// <summary>The models, the simplest first.</summary>
    public IReadOnlyList<CurveModel> Models { get; }

    /// <summary>
    /// The second curve less the first (divided by it, where the output has a logarithmic axis) on an even grid over the range that both data sets have. Empty where the errors of the fits cannot
    /// be computed.
    /// </summary>
    public IReadOnlyList<CurveDifference> Difference { get; }

    /// <summary>Whether the draws that the band of the difference is made of can be trusted.</summary>
    public bool IsTrusted => Inner.IsTrusted;

    /// <summary>The options it was made with.</summary>
    public CurveComparisonOptions Options { get; }

    /// <summary>Tells whether one curve describes two data sets.</summary>
    /// <remarks>
    /// Nested models are fitted by least squares over both data sets: one network for both, the same with an offset, a scale or a shift
    /// of the second, and a network for each. F tests compare them. Errors or weights of the points weight the squares where both data sets
    /// have them, of one kind; else they do not count. Up to these, the noise is taken to be the same in both data sets, and its size is estimated.
    /// </remarks>
    /// <param name="first">Data of one input.</param>
    /// <param name="second">Other data, with a range of x in common.</param>
    /// <param name="options">The options. Default: as <see cref="CurveComparisonOptions"/> says.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The answer, the models and the difference.</returns>
    /// <exception cref="ArgumentException">
    /// Options out of range; several inputs; different axes; no range in common; too few points for two networks of the smallest size.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CurveComparison Create(
        CurveData first, CurveData second, CurveComparisonOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(first, nameof(first));
        Guard.NotNull(second, nameof(second));
        options ??= new();
        options.Validate();
        return new(
            first,
            second,
            options,
            Core.Measurements.CurveComparisonModule.create(
                options.Threads ?? Environment.ProcessorCount, options.ToCore(), cancellationToken, first.Inner, second.Inner));
    }

    /// <summary>The first data set.</summary>
    /// <returns>The data.</returns>
    public CurveData GetFirst() => first;

    /// <summary>The second data set.</summary>
    /// <returns>The data.</returns>
    public CurveData GetSecond() => second;

    /// <summary>The network of both data sets together.</summary>
    /// <returns>The network.</returns>
    public ShallowNetwork GetCommonNetwork() => new(Inner.Common, Inner.First.Axes);

    /// <summary>The network of the first data set alone.</summary>
    /// <returns>The network.</returns>
    public ShallowNetwork GetFirstNetwork() => new(Inner.FirstNetwork, Inner.First.Axes);

    /// <summary>The network of the second data set alone.</summary>
    /// <returns>The network.</returns>
    public ShallowNetwork GetSecondNetwork() => new(Inner.SecondNetwork, Inner.First.Axes);

    /// <summary>The answer in words.</summary>
    /// <returns><see cref="Answer"/>.</returns>
    public override string ToString() => Answer;
}
