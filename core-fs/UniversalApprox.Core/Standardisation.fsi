namespace UniversalApprox.Core

/// How user data is scaled for training.
[<RequireQualifiedAccess>]
type Scaling =
    /// Every input and the output to mean 0 and standard deviation 1.
    | Standardise
    /// As it is: reproduces the notebook.
    | None

/// The affine map x′ = (x − InputShift)/InputScale, y′ = (y − OutputShift)/OutputScale.
type Standardisation =
    {
        /// One for each input, in its unit.
        InputShift: float[]
        /// One for each input, in its unit, above 0.
        InputScale: float[]
        /// In the unit of the output.
        OutputShift: float
        /// In the unit of the output, above 0.
        OutputScale: float
    }

/// The map from data to standardised data, and its exact action on networks: since it is affine, weights, biases,
/// amplitudes and offset have closed forms.
[<RequireQualifiedAccess>]
module Standardisation =
    /// The map that leaves everything as it is, for `dimension` inputs.
    val identity: dimension: int -> Standardisation

    /// The map for `scaling`, from the data's means and standard deviations (population form). A constant column keeps
    /// scale 1, and so does one whose standard deviation is outside 1e-300 … 1e300, since weights could overflow.
    /// With `fixedOffset` the output is not shifted, so that an offset of 0 stays 0; its scale is then its root mean
    /// square.
    val ofData: scaling: Scaling -> fixedOffset: bool -> data: CurveData -> Standardisation

    /// The data in standardised units. `Target` is mapped too.
    val apply: map: Standardisation -> data: CurveData -> CurveData

    /// From a network on data to the same network on standardised data.
    val networkToStandard: map: Standardisation -> network: Network -> Network

    /// As networkToData, in place, for the parameter vector that starts at element `at`.
    val internal toData: map: Standardisation -> layout: Layout -> theta: float[] -> at: int -> unit

    /// From a network on standardised data to the same network on data.
    val networkToData: map: Standardisation -> network: Network -> Network
