namespace UniversalApprox.Core

open System

/// A log-density up to a constant, at one point. Must be thread-safe if the sampler uses more than one thread.
type PointDensity = delegate of point: ReadOnlySpan<float> -> float

/// As PointDensity, and writes the gradient.
type PointGradient = delegate of point: ReadOnlySpan<float> * gradient: Span<float> -> float

/// The log-densities of `count` points, stored one after the other.
type BatchDensity = delegate of points: ReadOnlySpan<float> * count: int * logDensities: Span<float> -> unit

/// A log-density that threw, or was NaN or +∞: carries the point.
[<Sealed; Class>]
type DensityException =
    inherit Exception
    new: message: string * point: float[] * value: float * inner: exn -> DensityException
    /// The parameter vector.
    member Point: float[]
    /// The value there: NaN (also if the density threw) or +∞.
    member Value: float

/// The network, data and likelihood of a log-density over a network's parameters.
type NetworkModel =
    {
        /// The nonlinearity.
        Activation: Activation
        /// The number of inputs and of units.
        Layout: Layout
        /// How observations scatter around the curve.
        Likelihood: Likelihood
        /// What the networks are compared with.
        Data: CurveData
    }
