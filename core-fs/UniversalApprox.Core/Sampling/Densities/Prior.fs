namespace UniversalApprox.Core.Sampling.Densities

open System
open MathNet.Numerics
open UniversalApprox.Core
open UniversalApprox.Core.Random

[<RequireQualifiedAccess>]
type Prior =
    | Normal of mean: float * standardDeviation: float
    | StudentT of degreesOfFreedom: float * location: float * scale: float
    | Uniform of lower: float * upper: float
    | LogNormal of logMean: float * logStandardDeviation: float
    | HalfNormal of scale: float

[<RequireQualifiedAccess>]
module Prior =
    let private logRootTwoPi = 0.5 * log (2.0 * Math.PI)

    let name prior =
        let list (values: float list) = values |> List.map Check.text |> String.concat ", "

        match prior with
        | Prior.Normal(mean, sd) -> $"normal({list [ mean; sd ]})"
        | Prior.StudentT(nu, location, scale) -> $"studentT({list [ nu; location; scale ]})"
        | Prior.Uniform(lower, upper) -> $"uniform({list [ lower; upper ]})"
        | Prior.LogNormal(mean, sd) -> $"logNormal({list [ mean; sd ]})"
        | Prior.HalfNormal scale -> $"halfNormal({Check.text scale})"

    // Squares and fourth powers of draws must be numbers, and so must ratios of a parameter to its prior.
    let private largest = 1e100
    let private smallestWidth = 1e-100
    // e^230 is 1e100; with the widest logarithm, a draw 8 standard deviations out is below the largest number.
    let private largestLogMean = 230.0
    let private largestLogSd = 50.0
    let private fewestDegrees = 0.1

    let validate argument prior =
        let isWithin limit value = abs value <= limit
        let isWidth value = value >= smallestWidth && value <= largest
        let places = "from -1e100 to 1e100"
        let widths = "from 1e-100 to 1e100"

        let problem =
            match prior with
            | Prior.Normal(mean, sd) when not (isWithin largest mean && isWidth sd) ->
                $"a mean {places} and a standard deviation {widths}"
            | Prior.StudentT(nu, location, scale) when
                not (isWithin largest location && isWidth scale && nu >= fewestDegrees && nu <= largest)
                ->
                $"degrees of freedom from 0.1 to 1e100, a location {places} and a scale {widths}"
            | Prior.Uniform(lower, upper) when
                not (isWithin largest lower && isWithin largest upper && upper - lower >= smallestWidth)
                ->
                $"bounds {places}, the lower below the upper"
            | Prior.LogNormal(mean, sd) when
                not (isWithin largestLogMean mean && sd >= smallestWidth && sd <= largestLogSd)
                ->
                "a mean from -230 to 230 and a standard deviation from 1e-100 to 50 (of the logarithm)"
            | Prior.HalfNormal scale when not (isWidth scale) -> $"a scale {widths}"
            | _ -> null

        if not (isNull problem) then
            Check.refuse argument (Check.told (name prior)) $"a proper prior, with {problem}"

    let logDensity prior x =
        match prior with
        | Prior.Normal(mean, sd) ->
            let z = (x - mean) / sd
            -0.5 * z * z - log sd - logRootTwoPi
        | Prior.StudentT(nu, location, scale) ->
            let z = (x - location) / scale

            SpecialFunctions.GammaLn(0.5 * (nu + 1.0))
            - SpecialFunctions.GammaLn(0.5 * nu)
            - 0.5 * log (nu * Math.PI)
            - log scale
            - 0.5 * (nu + 1.0) * log (1.0 + z * z / nu)
        | Prior.Uniform(lower, upper) -> if x >= lower && x <= upper then -log(upper - lower) else -infinity
        | Prior.LogNormal(mean, sd) ->
            if x > 0.0 && x < infinity then
                let z = (log x - mean) / sd
                -0.5 * z * z - log sd - logRootTwoPi - log x
            else
                -infinity
        | Prior.HalfNormal scale ->
            if x >= 0.0 then
                let z = x / scale
                -0.5 * z * z - log scale - logRootTwoPi + log 2.0
            else
                -infinity

    let gradient prior x =
        match prior with
        | Prior.Normal(mean, sd) -> -(x - mean) / (sd * sd)
        | Prior.StudentT(nu, location, scale) ->
            let offset = x - location
            -(nu + 1.0) * offset / (nu * scale * scale + offset * offset)
        | Prior.Uniform _ -> 0.0
        | Prior.LogNormal(mean, sd) -> if x > 0.0 then -(1.0 + (log x - mean) / (sd * sd)) / x else 0.0
        | Prior.HalfNormal scale -> if x >= 0.0 then -x / (scale * scale) else 0.0

    let sample prior rng =
        match prior with
        | Prior.Normal(mean, sd) ->
            let struct (z, next) = Rng.normal rng
            struct (mean + sd * z, next)
        | Prior.StudentT(nu, location, scale) ->
            // Bailey's polar method (1994), for any ν > 0.
            let struct (u, after) = Rng.uniform rng
            let struct (v, next) = Rng.uniform after
            let radius = sqrt (nu * (Math.Pow(1.0 - u, -2.0 / nu) - 1.0))
            struct (location + scale * radius * cos (2.0 * Math.PI * v), next)
        | Prior.Uniform(lower, upper) ->
            let struct (u, next) = Rng.uniform rng
            struct (lower + (upper - lower) * u, next)
        | Prior.LogNormal(mean, sd) ->
            let struct (z, next) = Rng.normal rng
            struct (exp (mean + sd * z), next)
        | Prior.HalfNormal scale ->
            let struct (z, next) = Rng.normal rng
            struct (scale * abs z, next)

    let affine shift scale prior =
        match prior with
        | Prior.Normal(mean, sd) -> Prior.Normal(shift + scale * mean, scale * sd)
        | Prior.StudentT(nu, location, width) -> Prior.StudentT(nu, shift + scale * location, scale * width)
        | Prior.Uniform(lower, upper) -> Prior.Uniform(shift + scale * lower, shift + scale * upper)
        | Prior.LogNormal(mean, sd) when shift = 0.0 -> Prior.LogNormal(mean + log scale, sd)
        | Prior.HalfNormal width when shift = 0.0 -> Prior.HalfNormal(scale * width)
        | Prior.LogNormal _
        | Prior.HalfNormal _ -> invalidArg "shift" $"{name prior} cannot be shifted."
