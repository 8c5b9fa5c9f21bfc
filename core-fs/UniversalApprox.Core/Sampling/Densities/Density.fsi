namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// A log-density up to a constant, at one point. It must be thread-safe if the sampler uses more than one thread.
type PointDensity = delegate of point: ReadOnlySpan<float> -> float

/// A log-density at one point that also writes its gradient.
type PointGradient = delegate of point: ReadOnlySpan<float> * gradient: Span<float> -> float

/// The log-densities of `count` points, stored one after the other.
type BatchDensity = delegate of points: ReadOnlySpan<float> * count: int * logDensities: Span<float> -> unit

/// A log-density threw an exception, or was NaN or +∞, at a point.
[<Sealed; Class>]
type DensityException =
    inherit Exception
    new: message: string * point: float[] * value: float * inner: exn -> DensityException
    /// The parameter vector at which it happened.
    member Point: float[]
    /// The log-density there: NaN (also if the density threw) or +∞.
    member Value: float

/// The network, data and likelihood behind a log-density over network parameters.
type NetworkModel =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of inputs and of units.
        Layout: Layout
        /// The likelihood of the residuals.
        Likelihood: Likelihood
        /// The data that the likelihood compares networks with.
        Data: CurveData
        /// What the networks have to satisfy.
        Constraints: Constraints
    }
