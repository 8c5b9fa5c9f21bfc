namespace UniversalApprox.Core.Measurements

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Evidence

/// A number with its standard error.
type Estimate =
    {
        /// The number.
        Value: float
        /// Its standard error.
        Error: float
    }

/// One of the nested models of two data sets, by least squares over both.
type RelationFit =
    {
        /// How the second curve is related to the first.
        Relation: CurveRelation
        /// The number of parameters.
        Parameters: int
        /// Σ r² over both data sets, each square times the weight of its point relative to one of median precision.
        Sse: float
        /// The standard deviation of the residuals, √(SSE/(n − p)), of a point of median precision.
        ResidualDeviation: float
        /// The probability that noise alone would let this model gain as much over Same (F test); None for Same.
        PValue: float option
        /// The probability that noise alone would let own curves gain as much over this model; None for Different.
        PValueOfDifferent: float option
        /// δ, for Offset and Scale. On a logarithmic axis of the output the factor e^δ.
        Offset: Estimate option
        /// s, for Scale. On a logarithmic axis of the output a power.
        Scale: Estimate option
        /// Δ, for Shift. On a logarithmic axis of the input the factor e^Δ, such as a ratio of potencies.
        Shift: Estimate option
    }

/// The second curve less the first at one place; on a logarithmic axis of the output the second divided by the first.
type DifferencePoint =
    {
        /// The place.
        X: float
        /// The difference there, averaged over the draws of both fits.
        Mean: float
        /// The lower end of the band.
        Lower: float
        /// The upper end of the band.
        Upper: float
        /// That of equal curves: 0, or the ratio 1.
        Equal: float
    }

    /// Whether 0 (of a ratio 1) is outside of the band.
    member IsZeroOutside: bool

/// The answer to "two curves or one?".
type CurveComparison =
    {
        /// The first data set.
        First: CurveData
        /// The second data set.
        Second: CurveData
        /// How they were compared; of the numbers of units those that the data have points for.
        Options: CurveComparisonOptions
        /// The number of units of each network: the largest that the default rule of `Selection` finds in either data set or in both
        /// together. 0 where it finds none.
        Units: int
        /// The simplest relation that the data do not contradict.
        Relation: CurveRelation
        /// The answer in words.
        Answer: string
        /// p of the best model against one curve for both, times the number of models tried (Bonferroni); at most 1.
        PValue: float
        /// The models, the simplest first.
        Models: RelationFit[]
        /// log p(data | two curves) − log p(data | one curve), by Laplace's approximation at the modes, under the default priors: positive where the data
        /// speak for two. None where it cannot be computed or trusted.
        LogEvidenceDifference: float option
        /// The expected log predictive density of two curves less that of one (leave-one-out, PSIS-LOO), with its standard error: positive where
        /// curves of their own predict the points better. Each curve has a noise level of its own. None of constants, and where a
        /// posterior cannot be had.
        LooDifference: LooDifference option
        /// Whether the prediction of every point can be trusted (k̂ of PSIS below its limit).
        IsLooTrusted: bool
        /// The network of both data sets together.
        Common: Network
        /// The network of the first data set alone.
        FirstNetwork: Network
        /// The network of the second data set alone.
        SecondNetwork: Network
        /// The second curve less the first on an even grid (on the axis) over the range that both data sets have, from the draws of both fits.
        Difference: DifferencePoint[]
        /// Whether the draws of both fits can be trusted (`LaplaceFit.IsTrusted`).
        IsTrusted: bool
    }

/// Tells whether one curve describes two data sets of one input.
[<RequireQualifiedAccess>]
module CurveComparison =
    /// Fits the nested models of `CurveRelation` by joint least squares and compares them by F tests. Errors or weights of the points
    /// weight the squares where both data sets have them, of one kind; else they do not count. Up to these, the noise is taken to be the
    /// same in both data sets, and its size is estimated: known errors need not be right in size, but in proportion. In the tests of own
    /// curves the units of the second network count twice, because they are searched for.
    ///
    /// One curve is given up where any of the others is better at the level (Bonferroni over the four). Of the others, the answer is
    /// the one with the fewest parameters, and the lowest sum of squares among equals, over which neither own curves nor a model that
    /// contains it gain more than chance.
    /// Errors: options out of range; several inputs; data on different axes; data that have no range in common; too few points for two networks of the
    /// smallest size; OperationCanceledException.
    val create:
        threads: int ->
        options: CurveComparisonOptions ->
        cancellation: CancellationToken ->
        first: CurveData ->
        second: CurveData ->
            CurveComparison
