namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Random

/// Independent priors of a whole vector, with their constants computed once. Where `onLog[p]` is true, the prior is for
/// exp θₚ, so the density of θₚ gains the Jacobian term θₚ.
[<Sealed>]
type internal JointPrior(priors: Prior[], onLog: bool[]) =
    // log p(x) of a Normal is constants[p] − ½((x − location[p])·inverse[p])², which needs no logarithm per evaluation.
    let isNormal =
        Array.map2
            (fun prior log ->
                match prior with
                | Prior.Normal _
                | Prior.HalfNormal _ -> not log || prior.IsHalfNormal
                | _ -> false)
            priors
            onLog

    let isHalf = priors |> Array.map _.IsHalfNormal

    let location =
        priors
        |> Array.map (function
            | Prior.Normal(mean, _) -> mean
            | _ -> 0.0)

    let inverse =
        priors
        |> Array.map (function
            | Prior.Normal(_, width)
            | Prior.HalfNormal width -> 1.0 / width
            | _ -> 1.0)

    let constants =
        Array.mapi (fun p prior -> if isNormal[p] then Prior.logDensity prior location[p] else 0.0) priors

    // The usual case, which needs no decision per parameter.
    let isGaussian = priors |> Array.forall _.IsNormal && not (Array.contains true onLog)
    let constant = Array.sum constants

    let gaussian (theta: float[]) at =
        let mutable squares = 0.0

        for p in 0 .. location.Length - 1 do
            let z = (theta[at + p] - location[p]) * inverse[p]
            squares <- squares + z * z

        constant - 0.5 * squares

    let product (theta: float[]) at =
        let mutable sum = 0.0

        for p in 0 .. priors.Length - 1 do
            let value = theta[at + p]
            let x = if onLog[p] then exp value else value

            if isNormal[p] then
                let z = (x - location[p]) * inverse[p]

                sum <-
                    if x < 0.0 && isHalf[p] then
                        -infinity
                    else
                        sum + constants[p] - 0.5 * z * z
            else
                sum <- sum + Prior.logDensity priors[p] x

            if onLog[p] then
                sum <- sum + value

        sum

    member _.Priors = priors
    member _.OnLog = onLog

    /// The log-density of the vector that starts at element `at`.
    member _.LogDensity(theta: float[], at: int) =
        let value = if isGaussian then gaussian theta at else product theta at
        // NaN arises, for example, at θ = +∞ from the sum of −∞ and a Jacobian term of +∞.
        if Double.IsNaN value then -infinity else value

    /// The log-density of each parameter of the vector that starts at element `at`.
    member _.Terms(theta: float[], at: int) =
        Array.init priors.Length (fun p ->
            let value = theta[at + p]

            if onLog[p] then
                Prior.logDensity priors[p] (exp value) + value
            else
                Prior.logDensity priors[p] value)

    member _.Gradient(theta: float[], at: int, gradient: float[]) =
        for p in 0 .. priors.Length - 1 do
            let value = theta[at + p]

            gradient[at + p] <-
                if onLog[p] then
                    let x = exp value
                    x * Prior.gradient priors[p] x + 1.0
                else
                    Prior.gradient priors[p] value

    /// One draw of the vector, written to `theta` from element `at`.
    member _.Sample(theta: float[], at: int, rng: Rng) =
        let mutable stream = rng

        for p in 0 .. priors.Length - 1 do
            let struct (x, next) = Prior.sample priors[p] stream
            theta[at + p] <- if onLog[p] then log x else x
            stream <- next

        stream
