namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core.Random

/// Independent priors of a whole vector, with their constants computed once. Where `onLog[p]` is true, the prior is for
/// exp θₚ, so the density of θₚ gains the Jacobian term θₚ.
type internal JointPrior(priors: Prior[], onLog: bool[]) =
    // log p(x) of a Normal is constants[p] − ½((x − location[p])·inverse[p])², that of a Student-t is
    // constants[p] − ½(ν + 1)·log(1 + ((x − location[p])·inverse[p])²/ν): no special function per evaluation.
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
    let isStudent = Array.map2 (fun (prior: Prior) log -> prior.IsStudentT && not log) priors onLog

    let freedom =
        priors
        |> Array.map (function
            | Prior.StudentT(nu, _, _) -> nu
            | _ -> nan)

    let location =
        priors
        |> Array.map (function
            | Prior.Normal(mean, _) -> mean
            | Prior.StudentT(_, location, _) -> location
            | _ -> 0.0)

    let inverse =
        priors
        |> Array.map (function
            | Prior.Normal(_, width)
            | Prior.HalfNormal width
            | Prior.StudentT(_, _, width) -> 1.0 / width
            | _ -> 1.0)

    let constants =
        Array.mapi
            (fun p prior ->
                if isNormal[p] || isStudent[p] then
                    Prior.logDensity prior location[p]
                else
                    0.0)
            priors

    // The usual case, which needs no decision per parameter.
    let isGaussian = priors |> Array.forall _.IsNormal && not (Array.contains true onLog)
    let constant = Array.sum constants

    let gaussian (theta: float[]) at =
        let mutable squares = 0.0

        for p in 0 .. location.Length - 1 do
            let z = (theta[at + p] - location[p]) * inverse[p]
            squares <- squares + z * z

        constant - 0.5 * squares

    /// log p of parameter p, whose value is `value`.
    let term p value =
        let x = if onLog[p] then exp value else value

        let density =
            if isNormal[p] then
                let z = (x - location[p]) * inverse[p]
                if x < 0.0 && isHalf[p] then -infinity else constants[p] - 0.5 * z * z
            elif isStudent[p] then
                let z = (x - location[p]) * inverse[p]
                constants[p] - 0.5 * (freedom[p] + 1.0) * log (1.0 + z * z / freedom[p])
            else
                Prior.logDensity priors[p] x

        if onLog[p] then density + value else density

    let product (theta: float[]) at =
        let mutable sum = 0.0

        for p in 0 .. priors.Length - 1 do
            sum <- sum + term p theta[at + p]

        sum

    member _.Priors = priors
    member _.OnLog = onLog

    /// The log-density of parameter p at a value of its own, and its derivative there.
    member _.Term(p, value) = term p value

    member _.Slope(p, value) =
        if onLog[p] then
            let x = exp value
            x * Prior.gradient priors[p] x + 1.0
        else
            Prior.gradient priors[p] value

    /// Whether the elements of the vector are the parameters that the priors are of.
    abstract IsIndependent: bool
    default _.IsIndependent = true

    /// The log-density of the vector that starts at element `at`.
    abstract LogDensity: theta: float[] * at: int -> float

    default _.LogDensity(theta, at) =
        let value = if isGaussian then gaussian theta at else product theta at
        // NaN arises, for example, at θ = +∞ from the sum of −∞ and a Jacobian term of +∞.
        if Double.IsNaN value then -infinity else value

    /// The log-density of each parameter of the vector that starts at element `at`.
    member _.Terms(theta: float[], at: int) = Array.init priors.Length (fun p -> term p theta[at + p])

    abstract Gradient: theta: float[] * at: int * gradient: float[] -> unit

    default this.Gradient(theta, at, gradient) =
        for p in 0 .. priors.Length - 1 do
            gradient[at + p] <- this.Slope(p, theta[at + p])

    /// One draw of the vector, written to `theta` from element `at`.
    abstract Sample: theta: float[] * at: int * rng: Rng -> Rng

    default _.Sample(theta, at, rng) =
        let mutable stream = rng

        for p in 0 .. priors.Length - 1 do
            let struct (x, next) = Prior.sample priors[p] stream
            theta[at + p] <- if onLog[p] then log x else x
            stream <- next

        stream
