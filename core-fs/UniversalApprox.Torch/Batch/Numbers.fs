namespace UniversalApprox.Torch

open System
open TorchSharp

/// Constants as torch Scalars. Each is a native object, so they are made once, when first used after libtorch is loaded.
[<Sealed>]
type internal Numbers private () =
    static let shared = lazy Numbers()
    static member Shared = shared.Value
    member val Zero: Scalar = (0.0).ToScalar()
    member val One: Scalar = (1.0).ToScalar()
    member val Two: Scalar = (2.0).ToScalar()
    member val Half: Scalar = (0.5).ToScalar()
    member val MinusOne: Scalar = (-1.0).ToScalar()
    member val MinusTwo: Scalar = (-2.0).ToScalar()
    member val LeakySlope: Scalar = (0.01).ToScalar()
    member val RootHalf: Scalar = (sqrt 0.5).ToScalar()
    /// 1 / √(2π), the normal density at 0.
    member val NormalPeak: Scalar = (1.0 / sqrt (2.0 * Math.PI)).ToScalar()
    /// 2 / √π, the slope of erf at 0.
    member val ErfSlope: Scalar = (2.0 / sqrt Math.PI).ToScalar()
    member val MinusHalf: Scalar = (-0.5).ToScalar()
    member val NaN: Scalar = nan.ToScalar()

/// TorchSharp's add, add_ and square make a temporary Scalar and pass on its native handle without keeping the object alive.
/// A garbage collection at that moment, on any thread, frees memory that native code is about to read. These members do the
/// same with constants that live as long as the process.
[<AutoOpen>]
module internal SafeOperations =
    type torch.Tensor with
        member this.plus(other: torch.Tensor) = this.add (other, Numbers.Shared.One)
        member this.plus(other: Scalar) = this.add (other, Numbers.Shared.One)
        member this.plus_(other: torch.Tensor) = this.add_ (other, Numbers.Shared.One)
        member this.plus_(other: Scalar) = this.add_ (other, Numbers.Shared.One)
        member this.squared() = this.mul this
