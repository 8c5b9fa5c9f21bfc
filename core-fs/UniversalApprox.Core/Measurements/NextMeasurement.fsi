namespace UniversalApprox.Core.Measurements

open UniversalApprox.Core.Quantities

/// What the next measurement is to make small.
[<RequireQualifiedAccess>]
type MeasurementAim =
    /// The variance of the curve, averaged over the range (I-optimal).
    | Average
    /// The variance where it is largest relative to the noise, which is also the most information about the parameters (D-optimal).
    | Information

/// Where to look for measurements. On a logarithmic axis of the output, standard deviations are those of ln y, here and in the
/// answers: 0.1 is about 10 %.
type NextMeasurementOptions =
    {
        /// The lower end of the range. Default None: that of the data.
        Lower: float option
        /// The upper end, above Lower. Default None: that of the data.
        Upper: float option
        /// The places that are compared, evenly over the range (over that of ln x on a logarithmic axis): from 2 to 5000. Default 201.
        Points: int
        /// How many measurements to propose, from 1 to 1000. Default 5.
        Count: int
        /// The aim. Default Average.
        Aim: MeasurementAim
        /// The standard deviation of the noise of a measurement, above 0, in units of the output. Default None: that of the fit.
        NoiseLevel: float option
    }

/// A measurement that makes a band narrower.
type NextMeasurement =
    {
        /// 1 for the first; each is the best after those before it.
        Rank: int
        /// Where to measure.
        X: float
        /// The curve there, averaged over its draws (their ln y on a logarithmic axis).
        Prediction: float
        /// The standard deviation of the curve there, before this measurement.
        Deviation: float
        /// The part of the average variance of the curve over the range that this measurement is expected to remove, from 0 to 1.
        Gain: float
        /// The information about the curve, in nats.
        Information: float
        /// The root of the average variance of the curve over the range, after it.
        DeviationAfter: float
    }

/// A measurement that decides between two models.
type DecidingMeasurement =
    {
        /// 1 for the one that decides most.
        Rank: int
        /// Where to measure.
        X: float
        /// The first curve there.
        First: float
        /// The second curve there.
        Second: float
        /// The logarithm of the evidence ratio that one measurement is expected to add for the true model, whichever of both it is,
        /// in nats.
        Gain: float
    }

/// Finds where the next measurement tells most.
[<RequireQualifiedAccess>]
module NextMeasurement =
    /// All defaults.
    val defaults: NextMeasurementOptions

    /// Rejects options that are out of range.
    val validate: options: NextMeasurementOptions -> unit

    /// Places that make the band of a curve narrow, one after the other: the covariance of the curve's draws between the places
    /// is updated as that of a normal distribution (the active learning of D. A. Cohn, Neural Networks 9, 1996, and MacKay, Neural
    /// Computation 4, 1992). A measurement may be proposed more than once at a place.
    /// Errors: options out of range; a curve without draws; a likelihood that says nothing about the noise, without NoiseLevel.
    val forBand: options: NextMeasurementOptions -> curve: CurveDistribution -> NextMeasurement[]

    /// Places where two models predict differently for their uncertainty and noise, the best of each stretch: half the divergence
    /// J of the two normal predictions (G. E. P. Box & W. J. Hill, Technometrics 9, 1967). Aim has no meaning here.
    /// Errors: as `forBand`.
    val between:
        options: NextMeasurementOptions ->
        first: CurveDistribution ->
        second: CurveDistribution ->
            DecidingMeasurement[]
