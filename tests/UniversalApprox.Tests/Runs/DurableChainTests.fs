module UniversalApprox.Tests.Runs.DurableChainTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Runs
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Runs.Samples

let private data = curve 30 "bend" (fun x -> tanh (x - 2.0))

let private network activation =
    ChainModel.Network(
        DensityChoice.Auto,
        Likelihood.GaussianUnknown,
        NetworkPriors.standard,
        activation,
        1,
        data,
        Constraints.none
    )

let private fitOf activation = [| (Mcmc.train 2 CancellationToken.None activation 1 data).Trained.Network |]

let private own slope =
    LogDensity.ofFunction
        [| "a"; "b" |]
        (PointDensity(fun p -> -0.5 * (p[0] * p[0] + 10.0 * (p[1] - slope * p[0]) * (p[1] - slope * p[0]))))
    |> LogDensity.withPriors [| Prior.Normal(0.0, 3.0); Prior.Normal(0.0, 3.0) |]

/// All of a run but the time that it took.
let private shown (run: McmcRun) =
    run.Posterior.Value.Raw,
    run.States,
    run.Stop,
    run.Notes,
    run.Reference,
    (run.Posterior.Value.Summaries |> Array.map (fun summary -> summary.Mean, summary.Sd)),
    (Mcmc.verdict run).Value.Text

let private hooks = { SamplingHooks.standard with Threads = 2 }

let private durable path model settings hooks fits =
    let struct (run, _) = DurableMcmc.run path model settings hooks [||] (fun () -> fits)
    run

/// Stops a run as soon as it has taken some steps.
let private cut path model settings fits (steps: int) =
    use stop = new CancellationTokenSource()

    let hooks =
        { hooks with
            Cancellation = stop.Token
            OnProgress =
                fun progress ->
                    if progress.Step >= steps then
                        stop.Cancel()
        }

    durable path model settings hooks fits

let private resumes name model settings fits cuts =
    testCase $"{name}: stopped again and again and resumed, a chain is that of a run that was never stopped"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let expected = Mcmc.run settings hooks fits (DurableMcmc.target fits model) |> shown

        for steps in cuts do
            cut path model settings fits steps |> ignore
            let info = (RunFile.list path |> Array.head)
            Expect.isGreaterThanOrEqual info.StepsDone.Value (int64 steps) "steps in the file"

        Expect.equal (durable path model settings hooks fits |> shown) expected "resumed"
        Expect.equal (durable path model settings hooks fits |> shown) expected "finished"
        let struct (_, read) = (RunFile.chain path 1L).Value
        let chain, _, _, _, _, _, _ = expected
        Expect.equal read.Posterior.Value.Raw chain "read from the file"
        let info = (RunFile.list path |> Array.head)
        Expect.equal info.State RunState.Finished "state"
        Expect.equal info.Answer (Some (Mcmc.verdict read).Value.Text) "the answer is the verdict"
        Expect.equal (Directory.GetFiles folder) [| path |] "only the run file is left")

let private steps count = Mcmc.ofSteps (Some count) (Some 200)

let private untilConverged =
    let settings = steps 4000

    { settings with
        Sampler = McmcSampler.Ensemble
        Sampling = { settings.Sampling with Thin = 3; BlockSteps = 130 }
        Until = Some { Convergence.defaults with EffectiveSamples = 300.0 }
    }

let private message (work: unit -> 'a) =
    try
        work () |> ignore
        failtest "it was not refused"
    with :? OptionException as error ->
        error.Describe(fun name -> $"-{name}")

let private refusals =
    testCase "another log-density, other options and other fits are refused"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let settings = { steps 400 with Sampler = McmcSampler.Ensemble }
        let model slope = ChainModel.LogDensity(None, None, own slope)
        durable path (model 1.0) settings hooks [||] |> ignore

        let refused model settings = message (fun () -> durable path model settings hooks [||])

        Expect.stringContains (refused (model 2.0) settings) "another log-density" "density"

        Expect.stringContains
            (refused (model 1.0) { settings with Sampling = { settings.Sampling with Seed = 4UL } })
            "-Seed was 0 and is 4 now"
            "seed"

        Expect.stringContains
            (refused (model 1.0) { steps 500 with Sampler = McmcSampler.Ensemble })
            "-Steps was 400 and is 500 now"
            "steps"

        let sigmoid = network Activation.Sigmoid
        let fit = fitOf Activation.Sigmoid
        let sample fits = DurableMcmc.run path sigmoid (steps 400) hooks fits (fun () -> fits)
        sample fit |> ignore
        let other = Network.create Activation.Sigmoid 1 (fit[0].Parameters |> Array.map (fun p -> p + 0.5))
        Expect.stringContains (message (fun () -> sample [| other |])) "-Fits" "fits")

let private partial =
    testCase "the draws so far of a running chain can be read"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let settings = { steps 3000 with Sampler = McmcSampler.Ensemble }
        let settings = { settings with Sampling = { settings.Sampling with BlockSteps = 100 } }
        let seen = ResizeArray()

        let look (_: SamplingProgress) =
            let info = (RunFile.list path |> Array.head)

            if info.Blocks >= 3 && seen.Count = 0 then
                seen.Add(info, RunFile.chain path info.Id)

        let run =
            durable
                path
                (ChainModel.LogDensity(None, None, own 1.0))
                settings
                { hooks with OnProgress = look }
                [||]

        let info, read = Expect.wantSome (Seq.tryHead seen) "a look at three blocks"
        Expect.equal info.State RunState.Running "state"
        let struct (_, partial) = read.Value
        let kept = partial.Posterior.Value.Raw.Ensembles[0]
        Expect.isLessThan kept.KeptSteps 2800 "a part of the draws"

        Expect.equal
            kept.Draws
            run.Posterior.Value.Raw.Ensembles[0].Draws[.. kept.Draws.Length - 1]
            "the first draws")

[<Tests>]
let tests =
    testList
        "Durable chains"
        [
            resumes
                "NUTS"
                (network Activation.Sigmoid)
                (steps 700)
                (fitOf Activation.Sigmoid)
                [ 60; 150; 260; 500 ]
            resumes
                "NUTS until it has converged"
                (network Activation.Sigmoid)
                Mcmc.defaults
                (fitOf Activation.Sigmoid)
                [ 400; 1100 ]
            resumes
                "ensembles of relu units"
                (network Activation.Relu)
                (steps 900)
                (fitOf Activation.Relu)
                [ 50; 300; 700 ]
            resumes
                "ensembles until they have converged"
                (ChainModel.LogDensity(None, None, own 1.0))
                untilConverged
                [||]
                [ 100; 300; 600 ]
            resumes
                "tempering"
                (ChainModel.LogDensity(Some "own", None, own 1.0))
                { steps 600 with Sampler = McmcSampler.Tempering }
                [||]
                [ 50; 250; 450 ]
            refusals
            partial
        ]
