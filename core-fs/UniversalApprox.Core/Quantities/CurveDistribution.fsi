namespace UniversalApprox.Core.Quantities

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Core.Sampling.Posterior

/// A quantity of a curve over the draws that have it.
type QuantityInterval =
    {
        /// The mean.
        Mean: float
        /// The standard deviation.
        Sd: float
        /// The 5 % quantile.
        Q05: float
        /// The median.
        Q50: float
        /// The 95 % quantile.
        Q95: float
    }

/// A curve of one input with the draws that say how uncertain it is. Immutable.
[<Sealed; AllowNullLiteral; Class>]
type CurveDistribution =
    /// The number of draws; 0 for a network alone.
    member Draws: int
    /// The standard deviation of the noise of a measurement, where it is known or sampled.
    member internal Noise: float option
    member internal Curve: ThetaCurve
    member internal CurveDraws: ThetaCurve[]
    member internal XToData: x: float -> float
    member internal XFromData: x: float -> float
    member internal YToData: y: float -> float
    member internal YFromData: y: float -> float
    /// The axes between θ and the data.
    member internal Axes: Axes
    /// x and y on their axes, ln x and ln y where these are logarithmic.
    member internal XFromAxis: x: float -> float
    member internal YToAxis: y: float -> float
    member internal YFromAxis: y: float -> float
    /// dy/dx at a place and a value in the units of θ, from the slope there.
    member internal SlopeToData: x: float * y: float * slope: float -> float
    /// ∫ f dx between the first and the last point, in the units of the data.
    member internal Integral: points: float[] -> curve: ThetaCurve -> float
    /// The y of a part of the way from one y to another, all in the units of θ. The way is even in the units of the data.
    member internal Between: left: float * right: float * part: float -> float
    /// The range in the units of θ; the ends are those of the data by default.
    member internal Range: lower: float option * upper: float option -> struct (float * float)
    /// A function of the place and the curve of every draw, in their order.
    member internal MapDraws: work: (int -> ThetaCurve -> 'a) -> 'a[]

/// Makes curves with draws. Errors: a network of several inputs.
[<RequireQualifiedAccess>]
module CurveDistribution =
    /// A network alone: its quantities have no intervals, and a range must be given.
    val ofNetwork: network: Network -> CurveDistribution

    /// `ofNetwork` behind axes. Errors: axes for another number of inputs.
    val ofNetworkOn: axes: Axes -> network: Network -> CurveDistribution

    /// A fit with the draws around its posterior's modes, from networks and data in the data's units.
    val ofLaplace: network: Network -> fit: LaplaceFit -> CurveDistribution

    /// A fit with the draws of its model's evidence.
    val internal ofEvidence: network: Network -> evidence: ModelEvidence -> CurveDistribution

    /// The trained network of a posterior, or else its most probable draw, with at most 4000 evenly spaced draws.
    /// Errors: a posterior of a user's own density.
    val ofPosterior: trained: Network option -> posterior: Posterior -> CurveDistribution

    /// The interval of a quantity, and the share of the draws that have it (NaN for those that have not). No interval if fewer
    /// than two have it; no share without draws.
    val internal summarise: values: float[] -> struct (QuantityInterval option * float option)
