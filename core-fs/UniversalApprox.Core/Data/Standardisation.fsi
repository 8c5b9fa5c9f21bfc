namespace UniversalApprox.Core.Data

open UniversalApprox.Core.Networks

/// The scaling of user data for training.
[<RequireQualifiedAccess>]
type Scaling =
    /// Scale every input and the output to mean 0 and standard deviation 1.
    | Standardise
    /// Train on the data as they are. This reproduces the notebook (a public notebook of 2022 by L. Posti that asked the
    /// question of this library with PyTorch and emcee).
    | None

/// The affine map x′ = (x − InputShift)/InputScale, y′ = (y − OutputShift)/OutputScale.
type Standardisation =
    {
        /// One shift for each input, in the unit of that input.
        InputShift: float[]
        /// One scale for each input, in the unit of that input, above 0.
        InputScale: float[]
        /// The shift of the output, in its unit.
        OutputShift: float
        /// The scale of the output, in its unit, above 0.
        OutputScale: float
    }

/// The map from data to standardised data, and its exact action on networks. The map is affine, so the mapped weights,
/// biases, amplitudes and offset have closed forms.
[<RequireQualifiedAccess>]
module Standardisation =
    /// The identity map for `dimension` inputs.
    val identity: dimension: int -> Standardisation

    /// The map for `scaling`, from the means and standard deviations of the data (population form). A constant column keeps
    /// scale 1. So does a column whose standard deviation is outside 1e-300 … 1e300, because weights could overflow.
    /// With `noOffset` the output is not shifted, so that an offset of 0 stays 0. Its scale is then its root mean
    /// square.
    val ofData: scaling: Scaling -> noOffset: bool -> data: CurveData -> Standardisation

    /// The data in standardised units, with `Target` mapped too.
    val apply: map: Standardisation -> data: CurveData -> CurveData

    /// Maps a network on data to the same network on standardised data.
    val networkToStandard: map: Standardisation -> network: Network -> Network

    /// As networkToData, in place, for the parameter vector that starts at element `at`.
    val internal toData: map: Standardisation -> layout: Layout -> theta: float[] -> at: int -> unit

    /// As toData, for vectors of `size` elements one after the other. An element behind the parameters is log σ of outputs.
    val internal allToData: map: Standardisation -> layout: Layout -> size: int -> vectors: float[] -> unit

    /// log |dθ′/dθ| for parameters θ′ on standardised data and θ on data.
    val internal logVolume: map: Standardisation -> layout: Layout -> float

    /// Maps a network on standardised data to the same network on data.
    val networkToData: map: Standardisation -> network: Network -> Network
