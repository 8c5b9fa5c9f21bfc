module UniversalApprox.Tests.Sampling.PeerTests

open System
open System.IO
open System.Text.Json
open Expecto
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Tests.Sampling.Support

let private fixture file =
    let text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file))
    let root = JsonDocument.Parse(text).RootElement
    fun (name: string) -> root.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> Seq.toArray

/// Fixtures/emcee_gauss.json, written by emcee_gauss.py beside it; it holds the data as well.
let private emcee = lazy (fixture "emcee_gauss.json")

/// Fixtures/stan_gauss.json, written by stan_gauss.R beside it.
let private stan = lazy (fixture "stan_gauss.json")

let private density =
    lazy
        (let inputs = Array.init 500 (fun i -> -5.0 + 10.0 * float i / 499.0)
         let data = CurveData.create "parabola" [| "x" |] "y" [| inputs |] (emcee.Value "outputs")
         let priors = { NetworkPriors.notebook with Noise = Some(Prior.HalfNormal 5.0) }
         LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid 2 data)

let private chain =
    lazy
        (let settings =
            { options with
                Walkers = Some 32
                // Ten batches give the errors, and each has to be several autocorrelation times long; these are some 2000.
                Steps = 124000
                BurnIn = 4000
                Thin = 20
                Moves =
                    [|
                        { Move = Move.differentialEvolution; Weight = 0.5 }
                        { Move = Move.stretch; Weight = 0.5 }
                    |]
            }

         let start = EnsembleStart.RelativeBall([| emcee.Value "start" |], 1e-3)
         (sample settings start density.Value).Chain)

let private nuts =
    lazy
        (let settings =
            { NutsOptions.standard with
                Steps = 6000
                // The ridge bends: with 0.8 some of its ends are missed.
                TargetAcceptance = 0.95
                Seed = seed
            }

         let start = EnsembleStart.RelativeBall([| emcee.Value "start" |], 1e-3)
         (NutsSampler.run settings start SamplingHooks.standard density.Value).Chain)

/// The peer's number and its standard error against ours: within 5 standard errors of both together.
let private agree what (estimate: Estimate) (peer: float) (error: float) =
    let together = sqrt (estimate.Mcse * estimate.Mcse + error * error)
    Expect.isGreaterThan estimate.EffectiveSize 100.0 $"effective size of the {what}"
    let distance = abs (estimate.Mean - peer) / together
    Expect.isLessThan distance gate $"{what}: {estimate.Mean}, the peer {peer}, seed {seed}"

/// Mean and variance of every parameter; `variance p` is the peer's variance with its standard error.
let private agreeWith
    (chain: Lazy<Chain>)
    (mean: float[])
    (meanError: float[])
    (variance: int -> struct (float * float))
    =
    for p in 0..7 do
        let name = density.Value.ParameterNames[p]
        let value (draws: float[]) at = draws[at + p]
        agree $"mean of {name}" (estimate 10 value chain.Value) mean[p] meanError[p]
        let square draws at = (value draws at - mean[p]) * (value draws at - mean[p])
        let struct (expected, error) = variance p
        agree $"variance of {name}" (estimate 10 square chain.Value) expected error

[<Tests>]
let tests =
    testList
        "Peers"
        [
            testCase "the posterior of two sigmoid units with unknown noise has emcee's means and variances"
            <| fun () ->
                let peer = emcee.Value

                agreeWith chain (peer "mean") (peer "meanError") (fun p ->
                    struct ((peer "variance")[p], (peer "varianceError")[p]))

            for name, ours in [ "the ensembles", chain; "NUTS", nuts ] do
                testCase $"{name} and Stan's NUTS agree on them"
                <| fun () ->
                    let peer = stan.Value

                    agreeWith ours (peer "mean") (peer "meanStandardError") (fun p ->
                        let sd = (peer "sd")[p]
                        struct (sd * sd, 2.0 * sd * (peer "sdStandardError")[p]))
        ]
