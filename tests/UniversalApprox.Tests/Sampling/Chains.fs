/// Chains of known properties.
module UniversalApprox.Tests.Sampling.Chains

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles

/// Independent standard normal numbers.
let normals seed count =
    let values: float[] = Array.zeroCreate count
    Rng.fillNormal (values.AsSpan()) (Rng.ofSeed seed) |> ignore
    values

/// x(s + 1) = φ x(s) + e(s), started in its stationary distribution of variance 1; τ = (1 + φ)/(1 − φ).
let autoregressive seed phi steps =
    let noise = normals seed steps
    let scale = sqrt (1.0 - phi * phi)
    let series = Array.zeroCreate steps
    series[0] <- noise[0]

    for s in 1 .. steps - 1 do
        series[s] <- phi * series[s - 1] + scale * noise[s]

    series

/// Series of one length, different from each other, for each ensemble and walker.
let ensembles seed phi ensembleCount walkers steps =
    Array.init ensembleCount (fun e ->
        Array.init walkers (fun w -> autoregressive (seed + uint64 (1000 * e + w)) phi steps))

/// Series of one ensemble.
let walkers seed phi count steps = Array.exactlyOne (ensembles seed phi 1 count steps)

/// A chain from parameter values and log-densities as functions of ensemble, walker and step.
let build
    names
    ensembleCount
    walkers
    steps
    (value: int -> int -> int -> float[])
    (logDensity: int -> int -> int -> float)
    =
    let ensemble e =
        {
            KeptSteps = steps
            Walkers = walkers
            Dimension = Array.length names
            Draws =
                Array.init steps (fun s -> Array.init walkers (fun w -> value e w s))
                |> Array.concat
                |> Array.concat
            LogDensity = Array.init (steps * walkers) (fun i -> logDensity e (i % walkers) (i / walkers))
            Statistics = [||]
            AcceptedPerWalker = Array.zeroCreate walkers
            ProposedPerWalker = Array.zeroCreate walkers
            AcceptedPerMove = [| 0L |]
            ProposedPerMove = [| 0L |]
        }

    {
        Ensembles = Array.init ensembleCount ensemble
        ParameterNames = names
        StepsBefore = 0L
        Thin = 1
    }

/// A Gaussian posterior of independent AR(1) parameters with its log-density −½ Σ x².
let gaussian seed phi dimension ensembleCount walkers steps =
    let series =
        Array.init dimension (fun p ->
            ensembles (seed + 1000000UL * uint64 p) phi ensembleCount walkers steps)

    let value e w s =
        Array.init dimension (fun p ->
            let byWalker = series[p][e]
            byWalker[w][s])

    build (Array.init dimension (fun p -> $"x{p + 1}")) ensembleCount walkers steps value (fun e w s ->
        -0.5 * Array.sumBy (fun x -> x * x) (value e w s))

/// The log-densities changed by a function of ensemble, walker, step and value.
let mapLogDensity (f: int -> int -> int -> float -> float) (chain: Chain) =
    { chain with
        Ensembles =
            chain.Ensembles
            |> Array.mapi (fun e ensemble ->
                { ensemble with
                    LogDensity =
                        ensemble.LogDensity
                        |> Array.mapi (fun i value ->
                            f e (i % ensemble.Walkers) (i / ensemble.Walkers) value)
                })
    }

let close tolerance (expected: float) (actual: float) message =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1.0 (abs expected))
        $"{message}: {actual} for {expected}"

/// A fixture in this folder's sibling.
let fixture name =
    IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name)
    |> IO.File.ReadAllText
    |> Text.Json.JsonDocument.Parse
    |> _.RootElement

let numbers (element: Text.Json.JsonElement) = [| for item in element.EnumerateArray() -> item.GetDouble() |]

let rows (element: Text.Json.JsonElement) = [| for row in element.EnumerateArray() -> numbers row |]
