namespace UniversalApprox.Core

[<RequireQualifiedAccess>]
type Likelihood =
    | MeanSquaredError
    | Gaussian of sigma: float
    | GaussianUnknown
    | StudentT of degreesOfFreedom: float * scale: float option

[<RequireQualifiedAccess>]
module Likelihood =
    let validate likelihood =
        match likelihood with
        | Likelihood.MeanSquaredError
        | Likelihood.GaussianUnknown -> ()
        | Likelihood.Gaussian sigma -> Check.positive "sigma" sigma
        | Likelihood.StudentT(nu, scale) ->
            Check.positive "degreesOfFreedom" nu
            scale |> Option.iter (Check.positive "scale")

    let samplesNoise likelihood =
        match likelihood with
        | Likelihood.GaussianUnknown
        | Likelihood.StudentT(_, None) -> true
        | Likelihood.MeanSquaredError
        | Likelihood.Gaussian _
        | Likelihood.StudentT(_, Some _) -> false

    let name likelihood =
        match likelihood with
        | Likelihood.MeanSquaredError -> "meanSquaredError"
        | Likelihood.Gaussian sigma -> $"gaussian({Check.text sigma})"
        | Likelihood.GaussianUnknown -> "gaussianUnknown"
        | Likelihood.StudentT(nu, None) -> $"studentT({Check.text nu})"
        | Likelihood.StudentT(nu, Some scale) -> $"studentT({Check.text nu}, {Check.text scale})"

type NetworkPriors = { Weight: Prior; Bias: Prior; Amplitude: Prior; Offset: Prior; Noise: Prior option }

[<RequireQualifiedAccess>]
module NetworkPriors =
    let standard =
        let wide = Prior.Normal(0.0, 30.0)

        { Weight = wide; Bias = wide; Amplitude = wide; Offset = wide; Noise = None }

    let validate priors =
        Prior.validate "Weight" priors.Weight
        Prior.validate "Bias" priors.Bias
        Prior.validate "Amplitude" priors.Amplitude
        Prior.validate "Offset" priors.Offset

        match priors.Noise with
        | None -> ()
        | Some prior ->
            Prior.validate "Noise" prior

            if Prior.logDensity prior -1e-300 > -infinity then
                Check.reject
                    "Noise"
                    $"Noise: the prior of sigma must allow positive values only, as halfNormal, logNormal or uniform from 0 do; got {Prior.name prior}."
