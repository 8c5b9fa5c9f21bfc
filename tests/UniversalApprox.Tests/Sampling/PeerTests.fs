module UniversalApprox.Tests.Sampling.PeerTests

open System.IO
open System.Text.Json
open Expecto
open UniversalApprox.Core
open UniversalApprox.Tests.Sampling.Support

/// Fixtures/emcee_gauss.json, written by emcee_gauss.py beside it.
let private reference =
    lazy
        (let text =
            File.ReadAllText(Path.Combine(System.AppContext.BaseDirectory, "Fixtures", "emcee_gauss.json"))

         let root = JsonDocument.Parse(text).RootElement

         fun (name: string) -> root.GetProperty(name).EnumerateArray() |> Seq.map _.GetDouble() |> Seq.toArray)

[<Tests>]
let tests =
    testList
        "Peers"
        [
            testCase "the posterior of two sigmoid units with unknown noise has emcee's means and variances"
            <| fun () ->
                let reference = reference.Value
                let inputs = Array.init 500 (fun i -> -5.0 + 10.0 * float i / 499.0)
                let data = CurveData.create "parabola" [| "x" |] "y" [| inputs |] (reference "outputs")

                let priors = { NetworkPriors.standard with Noise = Some(Prior.HalfNormal 5.0) }

                let density = LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid 2 data

                let result =
                    sample
                        { options with
                            Walkers = Some 32
                            Steps = 24000
                            BurnIn = 4000
                            Thin = 5
                            Moves =
                                [|
                                    { Move = Move.differentialEvolution; Weight = 0.5 }
                                    { Move = Move.stretch; Weight = 0.5 }
                                |]
                        }
                        (EnsembleStart.RelativeBall([| reference "start" |], 1e-3))
                        density

                let agree what (estimate: Estimate) (mean: float) (error: float) =
                    let together = sqrt (estimate.Mcse * estimate.Mcse + error * error)
                    Expect.isGreaterThan estimate.EffectiveSize 100.0 $"effective size of the {what}"
                    let distance = abs (estimate.Mean - mean) / together
                    Expect.isLessThan distance gate $"{what}: {estimate.Mean}, emcee {mean}, seed {seed}"

                for p in 0..7 do
                    let name = density.ParameterNames[p]
                    let centre = (reference "mean")[p]
                    let mean = result.Chain |> estimate 10 (fun draws at -> draws[at + p])
                    agree $"mean of {name}" mean centre ((reference "meanError")[p])

                    let variance =
                        result.Chain
                        |> estimate 10 (fun draws at -> (draws[at + p] - centre) * (draws[at + p] - centre))

                    agree
                        $"variance of {name}"
                        variance
                        ((reference "variance")[p])
                        ((reference "varianceError")[p])
        ]
