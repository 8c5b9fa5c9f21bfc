module UniversalApprox.Tests.Sampling.PeerTests

open System
open System.IO
open System.Threading
open System.Text.Json
open Expecto
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Tests.Sampling.Support

let private fixture file =
    let text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file))
    let root = JsonDocument.Parse(text).RootElement
    fun (name: string) -> root.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> Seq.toArray

/// Fixtures/emcee_gauss.json, written by emcee_gauss.py beside it; it holds the data as well.
let private emcee = lazy (fixture "emcee_gauss.json")

/// Fixtures/stan_gauss.json, written by stan_gauss.R beside it.
let private stan = lazy (fixture "stan_gauss.json")

let private data =
    lazy
        (let inputs = Array.init 500 (fun i -> -5.0 + 10.0 * float i / 499.0)
         CurveData.create "parabola" [| "x" |] "y" [| inputs |] (emcee.Value "outputs"))

let private priors = { NetworkPriors.notebook with Noise = Some(Prior.HalfNormal 5.0) }

let private density =
    lazy (LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid 2 data.Value)

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

/// What a user gets who asks for these priors only.
let private usual =
    lazy
        (let fit = (Mcmc.train 2 CancellationToken.None Activation.Sigmoid 2 data.Value).Trained.Network

         let target =
             McmcTarget.ofNetwork
                 DensityChoice.Auto
                 Likelihood.GaussianUnknown
                 priors
                 Activation.Sigmoid
                 2
                 data.Value

         let settings =
             { Mcmc.defaults with
                 Nuts = { Mcmc.defaults.Nuts with Seed = seed }
                 Until = Some { Convergence.defaults with EffectiveSamples = 4000.0 }
             }

         Mcmc.run settings SamplingHooks.standard [| fit |] target)

/// Its draws in the image that the peers sampled: both amplitudes above 0, the rising unit first.
let private usualInImage =
    lazy
        (let inImage (theta: float[]) =
            let theta =
                if theta[0] > 0.0 then
                    theta
                else
                    Array.permute (fun p -> if p < 6 then (p + 3) % 6 else p) theta

            if theta[0] > 0.0 && theta[3] < 0.0 && theta[2] > 0.0 && theta[5] > 0.0 then
                Some theta
            else
                None

         let chain = usual.Value.Posterior.Value.Raw

         let kept =
             chain.Ensembles
             |> Array.map (fun ensemble -> ensemble.Draws |> Array.chunkBySize 8 |> Array.choose inImage)

         let length = kept |> Array.map Array.length |> Array.min

         { chain with
             Ensembles =
                 Array.map2
                     (fun (ensemble: EnsembleChain) draws ->
                         { ensemble with
                             KeptSteps = length
                             Draws = draws |> Array.truncate length |> Array.concat
                         })
                     chain.Ensembles
                     kept
         })

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

            testCase
                "a default run under these priors converges; its images of other signs are rare, as the offset's prior says"
            <| fun () ->
                let verdict = (Mcmc.verdict usual.Value).Value
                Expect.isTrue verdict.IsConverged verdict.Text
                Expect.stringContains (String.concat " " usual.Value.Notes) "averaged over them" "notes"
                let all = usual.Value.Posterior.Value.Raw.Ensembles[0].KeptSteps
                let share = float usualInImage.Value.Ensembles[0].KeptSteps / float all
                // exp(−½(101² − 16²)/30²) for each of two flips, averaged over what is not known of the offsets.
                Expect.isTrue (share > 0.97 && share < 0.999) $"{share}"

            for name, ours in [ "the ensembles", chain; "NUTS", nuts; "the default run", usualInImage ] do
                testCase $"{name} and Stan's NUTS agree on them"
                <| fun () ->
                    let peer = stan.Value

                    agreeWith ours (peer "mean") (peer "meanStandardError") (fun p ->
                        let sd = (peer "sd")[p]
                        struct (sd * sd, 2.0 * sd * (peer "sdStandardError")[p]))

            testCase "the evidence under these priors counts the images by their shares"
            <| fun () ->
                let fit =
                    CollapsedDensity.create Likelihood.GaussianUnknown priors Activation.Sigmoid 2 data.Value
                    |> Laplace.fit
                        { Laplace.defaults with Draws = 4000 }
                        [| usual.Value.Trained[0] |]
                        CancellationToken.None

                // 184.949 ± 0.015 is twice (for the order of units) the integral of the full density over one image, by
                // importance sampling of all eight parameters; the other images add half a percent.
                Expect.isLessThan fit.Value.LogEvidenceError 0.1 "standard error"

                Expect.isLessThan
                    (abs (fit.Value.LogEvidence - 184.954))
                    (gate * sqrt (fit.Value.LogEvidenceError * fit.Value.LogEvidenceError + 0.015 * 0.015))
                    $"{fit.Value.LogEvidence}"
        ]
