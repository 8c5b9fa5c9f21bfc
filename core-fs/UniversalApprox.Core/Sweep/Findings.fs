/// What the answer to "how many neurons?" rests on: numbers about one fit or two, without a rule and without words.
module internal UniversalApprox.Core.Sweep.Findings

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

let private deviation (values: float[]) =
    sqrt (GoodnessOfFit.sumOfSquaresAbout (Array.average values) values / float values.Length)

/// The standard deviation of the fit's curve over the points.
let spreadOfCurve (fit: UnitFit) = deviation (Network.predict fit.Trained.Network fit.Data.Inputs)

/// The residual measure or validation error of a fit; NaN without one.
let measured measure (fit: UnitFit) =
    match measure with
    | ErrorMeasure.MeanAbsoluteResidual -> fit.Accuracy.MeanAbsoluteResidual
    | ErrorMeasure.Rmse -> fit.Accuracy.Rmse
    | ErrorMeasure.MaxAbsoluteResidual -> fit.Accuracy.MaxAbsoluteResidual
    | ErrorMeasure.ValidationRmse -> fit.Validation |> Option.map (fun v -> v.Rmse) |> Option.defaultValue nan

/// What the larger fit explains beyond the smaller one, as a part of `spread`, that of the larger one's curve: the root of the
/// difference of the mean squared residuals over that spread.
let addedPart spread (fewer: UnitFit) (more: UnitFit) =
    let difference = max 0.0 (fewer.Accuracy.Sse - more.Accuracy.Sse) / float more.Data.Count
    if difference = 0.0 then 0.0 else sqrt difference / spread

/// The standard error of residual deviations and noise estimates is trusted up to this multiple.
let private errors = 3.0

/// Where the residuals of a fit lie relative to the noise that is estimated without a model.
[<RequireQualifiedAccess>]
type Misfit =
    /// There is no estimate of the noise.
    | Unknown
    /// They agree within three standard errors.
    | AtNoise
    /// The residuals are smaller: the curve bends faster than the points lie, so that the estimate takes some of it for noise.
    | BelowNoise
    /// The residuals are larger, by this much beyond noise (a root mean square).
    | AboveNoise of excess: float

/// The residual deviation of a fit with its standard error.
let private residual (fit: UnitFit) =
    NestedTest.residualDeviation fit
    |> Option.map (fun sd ->
        { Sd = sd; StandardError = sd / sqrt (2.0 * float (NestedTest.degreesOfFreedom fit)) })

let misfit (noise: NoiseEstimate option) (fit: UnitFit) =
    match noise, residual fit with
    | Some noise, Some own ->
        let error = sqrt (noise.StandardError * noise.StandardError + own.StandardError * own.StandardError)

        if own.Sd > noise.Sd + errors * error then
            Misfit.AboveNoise(sqrt (own.Sd * own.Sd - noise.Sd * noise.Sd))
        elif own.Sd < noise.Sd - errors * error then
            Misfit.BelowNoise
        else
            Misfit.AtNoise
    | _ -> Misfit.Unknown

/// The largest systematic error with which a fit still describes the data, as a part of the outputs' spread.
let private largestMisfit = 0.1

/// Whether the misfit is too large for the fit to describe the data.
let isCoarse misfit (fit: UnitFit) =
    match misfit with
    | Misfit.AboveNoise excess -> excess > largestMisfit * deviation fit.Data.Outputs
    | Misfit.Unknown
    | Misfit.AtNoise
    | Misfit.BelowNoise -> false

let private fewestForOutliers = 20
/// Outliers lie this many robust standard deviations off, are at most this part of the points, and hold at least this part of the
/// sum of squares.
let private outlierDistance = 6.0
let private outlierPoints = 0.05
let private outlierShare = 0.5
/// The standard deviation of a Normal distribution over the median of its absolute values.
let perMedian = 1.4826022185056018

/// The points that hold most of the sum of squares, by index, the largest residual first, and the part that they hold; none where
/// it is shared by many.
let outliers (fit: UnitFit) =
    let residuals = GoodnessOfFit.weightedResiduals fit.Trained.Network fit.Data |> Array.map abs
    let sorted = Array.sort residuals
    let limit = outlierDistance * perMedian * sorted[sorted.Length / 2]

    let far =
        [| 0 .. residuals.Length - 1 |]
        |> Array.filter (fun i -> residuals[i] > limit)
        |> Array.sortBy (fun i -> -residuals[i])

    let share = (far |> Array.sumBy (fun i -> residuals[i] * residuals[i])) / fit.Accuracy.Sse

    if
        residuals.Length < fewestForOutliers
        || NestedTest.isExact fit
        || float far.Length > max 1.0 (outlierPoints * float residuals.Length)
        || not (share >= outlierShare)
    then
        struct ([||], 0.0)
    else
        struct (far, share)

/// The p-value of equal noise where that is rejected; None for an exact fit.
let unequalNoise (fit: UnitFit) =
    if NestedTest.isExact fit then
        None
    else
        EqualNoise.pValue fit.Trained.Network fit.Data |> Option.filter (fun p -> p < EqualNoise.level)

/// The largest |amplitude| over the spread of the outputs. A large one says that units cancel each other.
let largestAmplitude (fit: UnitFit) =
    let largest =
        fit.Trained.Network.HiddenUnits |> Array.fold (fun found unit -> max found (abs unit.Amplitude)) 0.0

    let spread = deviation fit.Data.Outputs
    if spread > 0.0 then largest / spread else 0.0

/// How much larger the root mean square residual of the second is, as a part of the first's; below 0 where it is smaller.
let addedRms (first: UnitFit) (second: UnitFit) = second.Accuracy.Rmse / first.Accuracy.Rmse - 1.0

/// The mean difference of the squared validation errors of two fits on the same points, with its standard error.
let pairedDifference (fewer: ValidationError) (best: ValidationError) =
    let differences = Array.map2 (-) fewer.SquaredErrors best.SquaredErrors
    let n = float differences.Length
    let mean = Array.average differences

    let variance = (differences |> Array.sumBy (fun d -> (d - mean) * (d - mean))) / max 1.0 (n - 1.0)

    struct (mean, sqrt (fewer.VarianceFactor * variance / n))
