module UniversalApprox.Tests.Runs.ChainPlanTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Runs
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Runs.Samples

let private data = curve 30 "bend" (fun x -> tanh (x - 2.0))
let private hooks = { SamplingHooks.standard with Threads = 2 }
let private steps count = Mcmc.ofSteps (Some count) (Some 100)

let private network density activation units =
    ChainModel.Network(
        density,
        Likelihood.GaussianUnknown,
        NetworkPriors.standard,
        activation,
        units,
        data,
        Constraints.none
    )

let private tanhs = network DensityChoice.Auto Activation.Tanh 1

let private text =
    let text = "-0.5*(a^2 + 10*(b - a)^2)"
    let priors = [| Prior.Normal(0.0, 3.0); Prior.Normal(0.0, 3.0) |]

    match LogDensity.ofText (Some [| "a"; "b" |]) text with
    | Ok density -> ChainModel.LogDensity(Some text, Some priors, LogDensity.withPriors priors density)
    | Error _ -> failwith "text"

let private chain model settings = { Model = model; Settings = settings; Fits = [||] }

let private fitOf activation units =
    [| (Mcmc.train 2 CancellationToken.None activation units data).Trained.Network |]

let private trainedFor model =
    match model with
    | ChainModel.Network(_, _, _, activation, units, _, _) -> fitOf activation units
    | ChainModel.LogDensity _ -> [||]

/// The posterior with all that is said of it.
let private shown (run: McmcRun) =
    run.Posterior.Value.Raw,
    run.States,
    run.Stop,
    run.Reference,
    (run.Posterior.Value.Summaries |> Array.map (fun summary -> summary.Mean, summary.Sd)),
    (Mcmc.verdict run).Value.Text

let private local chain =
    let trained = if chain.Fits.Length > 0 then chain.Fits else trainedFor chain.Model
    Mcmc.run chain.Settings hooks trained (DurableMcmc.target trained chain.Model)

let private doTask (folder: string) plan index =
    RunPlan.runChain (Path.Combine(folder, $"shard-{index}.db")) hooks plan index

/// Stops a task once it has taken some steps.
let private cut (folder: string) plan index (steps: int) =
    use stop = new CancellationTokenSource()

    let look (progress: SamplingProgress) =
        if progress.Step >= steps then
            stop.Cancel()

    try
        RunPlan.runChain
            (Path.Combine(folder, $"shard-{index}.db"))
            { hooks with Cancellation = stop.Token; OnProgress = look }
            plan
            index

        failtest "it was not cut short"
    with :? OperationCanceledException ->
        ()

let private refusal (work: unit -> unit) =
    try
        work ()
        failtest "it was not refused"
    with :? OptionException as error ->
        error.Describe(fun name -> $"-{name}")

let private whole name (chains: PlannedChain[]) =
    testCase
        $"{name}: tasks in any order, one cut short and one twice, merge into the local posterior to the last bit"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "chain.plan")
        let merged = Path.Combine(folder, "whole.db")
        RunPlan.writeChains planned chains
        let count = (RunPlan.tasks planned).Length
        Expect.equal count (chains |> Array.sumBy (fun chain -> chain.Settings.Sampling.Ensembles)) "tasks"
        let order = Array.init count id
        Random(11).Shuffle order
        let late = order[0]

        for index in order[1..] do
            doTask folder planned index

        cut folder planned late 150
        let found, message = failure (fun () -> RunPlan.merge merged (shardsIn folder))
        Expect.equal found RunFailure.Incomplete "unfinished"
        Expect.stringEnds message $"--array={late}" "which"
        Expect.equal (RunPlan.missing planned (shardsIn folder)) [| late |] "missing"
        Expect.isFalse (File.Exists merged) "nothing is written"
        doTask folder planned late
        File.Copy(Path.Combine(folder, $"shard-{late}.db"), Path.Combine(folder, "shard-copy.db"))
        RunPlan.merge merged (Array.rev (shardsIn folder))
        let runs = RunFile.list merged

        for chain, info in Array.zip chains runs do
            let expected = local chain
            Expect.equal info.State RunState.Finished "state"
            Expect.equal info.Answer (Some (Mcmc.verdict expected).Value.Text) "the verdict is the answer"
            let struct (_, read) = (RunFile.chain merged info.Id).Value
            Expect.equal (shown read) (shown expected) "read from the file"

            let resume () = failwith "nothing is trained"

            let struct (again, _) = DurableMcmc.run merged chain.Model chain.Settings hooks chain.Fits resume

            Expect.equal (shown again) (shown expected) "the same command finds it finished"
            Expect.equal again.Notes expected.Notes "notes"

        let written () = RunFile.list merged |> Array.map _.LastWritten
        let before = written ()
        RunPlan.merge merged (shardsIn folder)
        Expect.equal (written ()) before "merging again changed nothing")

let private oneFile =
    testCase "one file takes several tasks, shows the draws that all of them have, and becomes the whole"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "chain.plan")
        let shard = Path.Combine(folder, "shard.db")
        let settings = { steps 300 with Sampler = McmcSampler.Ensemble }
        let settings = { settings with Sampling = { settings.Sampling with Ensembles = 3 } }
        let chain = chain text settings
        RunPlan.writeChains planned [ chain ]
        RunPlan.runChain shard hooks planned 2
        RunPlan.runChain shard hooks planned 0
        let expected = local chain
        let struct (_, part) = (RunFile.chain shard 1L).Value

        Expect.equal
            (part.Posterior.Value.Raw.Ensembles |> Array.map _.Draws)
            [| for e in [ 0; 2 ] -> expected.Posterior.Value.Raw.Ensembles[e].Draws |]
            "the draws of both"

        Expect.stringContains
            (refusal (fun () -> Mcmc.resume 10 hooks part |> ignore))
            "2 of the 3"
            "a part does not go on alone"

        let sampled () = DurableMcmc.run shard text settings hooks [||] (fun () -> [||]) |> ignore

        Expect.stringContains (refusal sampled) "tasks of a plan" "no process takes over all of it"
        RunPlan.runChain shard hooks planned 1
        let struct (_, read) = (RunFile.chain shard 1L).Value
        Expect.equal (shown read) (shown expected) "all tasks"
        let justMade = write folder "new.db" ""
        let none = Path.Combine(folder, "none.db")
        Expect.isEmpty (RunPlan.missing planned [ shard; none; justMade ]) "missing")

let private refusals =
    testCase "what cannot be sampled apart, other draws and another plan are refused"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "chain.plan")
        let write chains = refusal (fun () -> RunPlan.writeChains planned chains)
        let settings = { steps 300 with Sampler = McmcSampler.Ensemble }
        let settings = { settings with Sampling = { settings.Sampling with Ensembles = 2 } }
        Expect.stringContains (write [ chain tanhs Mcmc.defaults ]) "-Steps is needed" "no steps"
        let until = { settings with Until = Some Convergence.defaults }
        Expect.stringContains (write [ chain text until ]) "leave out -Until" "until"

        let own =
            LogDensity.ofFunction [| "a" |] (PointDensity(fun p -> -p[0] * p[0]))
            |> LogDensity.withPriors [| Prior.Normal(0.0, 1.0) |]

        Expect.stringContains
            (write [ chain (ChainModel.LogDensity(None, None, own)) settings ])
            "must be text"
            "code"

        Expect.stringContains (write [ chain text settings; chain text settings ]) "occurs 2 times" "twice"

        Expect.stringContains (write []) "needs a chain" "none"
        Expect.isEmpty (Directory.GetFiles folder) "nothing is left"
        RunPlan.writeChains planned [ chain text settings ]

        for index in [ -1; 2 ] do
            Expect.stringContains (refusal (fun () -> doTask folder planned index)) "from 0 to 1" "range"

        doTask folder planned 0
        doTask folder planned 1
        let copy = Path.Combine(folder, "shard-copy.db")
        File.Copy(Path.Combine(folder, "shard-1.db"), copy)

        do
            use connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={copy};Pooling=False")
            connection.Open()
            use command = connection.CreateCommand()
            command.CommandText <- "UPDATE blocks SET draws = zeroblob(length(draws)) WHERE block = 1"
            command.ExecuteNonQuery() |> ignore

        let merged = Path.Combine(folder, "whole.db")
        let found, message = failure (fun () -> RunPlan.merge merged (shardsIn folder))
        Expect.equal found RunFailure.Different "other draws"
        Expect.stringContains message "other numbers" "why"
        File.Delete copy
        File.Delete merged
        let other = Path.Combine(folder, "other.plan")

        RunPlan.writeChains
            other
            [ chain text { settings with Sampling = { settings.Sampling with Seed = 5UL } } ]

        RunPlan.runChain copy hooks other 0
        let found, message = failure (fun () -> RunPlan.merge merged (shardsIn folder))
        Expect.equal found RunFailure.Different "other plan"
        Expect.stringContains message "Seed is" "what differs"
        let single = Path.Combine(folder, "single.db")
        DurableMcmc.run single text settings hooks [||] (fun () -> [||]) |> ignore

        Expect.stringContains
            (refusal (fun () -> RunPlan.runChain single hooks planned 0))
            "one process sampled all of it"
            "a file of one process"

        File.Delete copy
        let found, _ = failure (fun () -> RunPlan.merge single (shardsIn folder))
        Expect.equal found RunFailure.Different "into a file of one process")

[<Tests>]
let tests =
    testList
        "chain plans"
        [
            whole
                "NUTS of two networks"
                [|
                    chain tanhs (steps 400)
                    chain (network DensityChoice.Full Activation.Sigmoid 1) (steps 300)
                |]
            whole
                "ensembles of relu units"
                [| chain (network DensityChoice.Auto Activation.Relu 1) (steps 300) |]
            whole "a given fit" [| { chain tanhs (steps 300) with Fits = fitOf Activation.Tanh 1 } |]
            whole "tempering of a text" [| chain text { steps 300 with Sampler = McmcSampler.Tempering } |]
            oneFile
            refusals
        ]
