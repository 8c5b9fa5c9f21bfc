namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core
open UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
type Likelihood =
    | MeanSquaredError
    | Gaussian of noiseLevel: float
    | GaussianUnknown
    | GaussianLine
    | StudentT of degreesOfFreedom: float * noiseLevel: float option

[<RequireQualifiedAccess>]
module Likelihood =
    let defaultDegreesOfFreedom = 4.0

    let ofData (data: CurveData) =
        match PointErrors.middleSigma data.Errors with
        | Some sigma -> Likelihood.Gaussian sigma
        | None -> Likelihood.GaussianUnknown

    let validate likelihood =
        match likelihood with
        | Likelihood.MeanSquaredError
        | Likelihood.GaussianUnknown
        | Likelihood.GaussianLine -> ()
        | Likelihood.Gaussian noiseLevel -> Check.positive "NoiseLevel" noiseLevel
        | Likelihood.StudentT(degreesOfFreedom, noiseLevel) ->
            Check.positive "DegreesOfFreedom" degreesOfFreedom
            noiseLevel |> Option.iter (Check.positive "NoiseLevel")

    let samplesNoise likelihood =
        match likelihood with
        | Likelihood.GaussianUnknown
        | Likelihood.GaussianLine
        | Likelihood.StudentT(_, None) -> true
        | Likelihood.MeanSquaredError
        | Likelihood.Gaussian _
        | Likelihood.StudentT(_, Some _) -> false

    let noiseNames dimension likelihood =
        match likelihood with
        | Likelihood.GaussianLine when dimension = 1 -> [| "log_sigma"; "log_sigma_slope" |]
        | Likelihood.GaussianLine ->
            Array.append [| "log_sigma" |] (Array.init dimension (fun k -> $"log_sigma_slope_{k + 1}"))
        | other when samplesNoise other -> [| "log_sigma" |]
        | _ -> [||]

    let inUnitsOf scale (count: int) likelihood =
        match likelihood with
        | Likelihood.MeanSquaredError -> Likelihood.Gaussian(sqrt (0.5 * float count) / scale)
        | Likelihood.Gaussian sigma -> Likelihood.Gaussian(sigma / scale)
        | Likelihood.StudentT(nu, Some sigma) -> Likelihood.StudentT(nu, Some(sigma / scale))
        | Likelihood.GaussianUnknown
        | Likelihood.GaussianLine
        | Likelihood.StudentT(_, None) -> likelihood

    let name likelihood =
        match likelihood with
        | Likelihood.MeanSquaredError -> "meanSquaredError"
        | Likelihood.Gaussian sigma -> $"gaussian({Check.text sigma})"
        | Likelihood.GaussianUnknown -> "gaussianUnknown"
        | Likelihood.GaussianLine -> "gaussianLine"
        | Likelihood.StudentT(nu, None) -> $"studentT({Check.text nu})"
        | Likelihood.StudentT(nu, Some scale) -> $"studentT({Check.text nu}, {Check.text scale})"

type NetworkPriors =
    {
        Weight: Prior option
        Bias: Prior option
        Amplitude: Prior option
        Offset: Prior option
        Noise: Prior option
    }

[<RequireQualifiedAccess>]
module NetworkPriors =
    let standard = { Weight = None; Bias = None; Amplitude = None; Offset = None; Noise = None }

    let notebook =
        let wide = Some(Prior.Normal(0.0, 30.0))

        { Weight = wide; Bias = wide; Amplitude = wide; Offset = wide; Noise = None }

    let validate priors =
        priors.Weight |> Option.iter (Prior.validate "Priors.Weight")
        priors.Bias |> Option.iter (Prior.validate "Priors.Bias")
        priors.Amplitude |> Option.iter (Prior.validate "Priors.Amplitude")
        priors.Offset |> Option.iter (Prior.validate "Priors.Offset")

        match priors.Noise with
        | None -> ()
        | Some prior ->
            Prior.validate "Priors.Noise" prior

            if Prior.logDensity prior -1e-300 > -infinity then
                Check.refuse
                    "Priors.Noise"
                    (Check.told (Prior.name prior))
                    $"a prior of positive numbers only, as halfNormal, logNormal and uniform from 0 are"
