namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

type PointDensity = delegate of point: ReadOnlySpan<float> -> float

type PointGradient = delegate of point: ReadOnlySpan<float> * gradient: Span<float> -> float

type BatchDensity = delegate of points: ReadOnlySpan<float> * count: int * logDensities: Span<float> -> unit

[<Sealed>]
type DensityException(message: string, point: float[], value: float, inner: exn) =
    inherit Exception(message, inner)
    member _.Point = point
    member _.Value = value

type NetworkModel =
    {
        Activation: Activation
        Layout: Layout
        Likelihood: Likelihood
        Data: CurveData
        Constraints: Constraints
    }
