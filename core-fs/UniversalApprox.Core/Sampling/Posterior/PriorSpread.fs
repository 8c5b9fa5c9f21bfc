/// Prior standard deviations of the sampled parameters.
module internal UniversalApprox.Core.Sampling.Posterior.PriorSpread

open System
open UniversalApprox.Core.Sampling.Densities

/// The standard deviation of the logarithm of a Uniform, from ∫ln x and ∫ln² x over [r, 1]. The scale does not matter.
let private ofLogUniform lower upper =
    let r = lower / upper
    let width = 1.0 - r

    if width < 1e-3 then
        width / sqrt 12.0 // because the integrals cancel for a narrow prior
    else
        let l = if r > 0.0 then log r else 0.0
        let mean = (-1.0 - r * (l - 1.0)) / width
        let square = (2.0 - r * (l * l - 2.0 * l + 2.0)) / width
        sqrt (square - mean * mean)

let private ofLogarithm prior =
    match prior with
    | Prior.HalfNormal _ -> Math.PI / sqrt 8.0
    | Prior.LogNormal(_, sd) -> sd
    | Prior.Uniform(lower, upper) -> ofLogUniform lower upper
    | Prior.Normal _
    | Prior.StudentT _ -> nan // not allowed for σ

let private ofValue prior =
    match prior with
    | Prior.Normal(_, sd) -> sd
    | Prior.StudentT(nu, _, scale) -> if nu > 2.0 then scale * sqrt (nu / (nu - 2.0)) else infinity
    | Prior.Uniform(lower, upper) -> (upper - lower) / sqrt 12.0
    | Prior.LogNormal(mean, sd) -> sqrt (Math.Exp(sd * sd) - 1.0) * exp (mean + 0.5 * sd * sd)
    | Prior.HalfNormal scale -> scale * sqrt (1.0 - 2.0 / Math.PI)

/// The standard deviation of every parameter; None if one is not finite, or if the priors are not of the parameters themselves.
let ofJoint (prior: JointPrior) =
    let sds =
        Array.map2 (fun p onLog -> if onLog then ofLogarithm p else ofValue p) prior.Priors prior.OnLog

    if prior.IsIndependent && sds |> Array.forall (fun sd -> Double.IsFinite sd && sd > 0.0) then
        Some sds
    else
        None
