module UniversalApprox.Tests.Runs.DurableSweepTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Runs
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Runs.Samples

let private data = curve 40 "sine" sin

let private plan =
    { SweepPlan.defaults with
        Units = [| 1; 2; 3 |]
        Activations = [| Activation.Sigmoid; Activation.Tanh; Activation.Relu |]
        Restarts = 2
        Validation = Validation.Folds 3
        KeepAllRestarts = true
    }

let private adam =
    { plan with
        Units = [| 2; 1 |]
        Activations = [| Activation.Softplus |]
        Training = { plan.Training with Optimizer = Optimizer.Adam(0.03, 40) }
        Validation = Validation.Holdout 0.2
    }

let private plain plan =
    let fits = ResizeArray()
    Sweep.run 2 ignore CancellationToken.None plan data (shown >> fits.Add)
    List.ofSeq fits

let private durable path threads cancellation onProgress plan data =
    let fits = ResizeArray()
    DurableSweep.run path Engine.Simd threads onProgress cancellation plan data (shown >> fits.Add)
    List.ofSeq fits

let private finished path plan = durable path 2 CancellationToken.None ignore plan data

/// Cuts a sweep short after some pieces of work.
let private cut path threads pieces plan =
    use stop = new CancellationTokenSource()

    try
        durable
            path
            threads
            stop.Token
            (fun progress ->
                if progress.Completed >= pieces then
                    stop.Cancel())
            plan
            data
        |> ignore
    with :? OperationCanceledException ->
        ()

let private resumes name plan cuts =
    testCase
        $"{name}: cut short again and again and resumed, a sweep gives the fits of one that was never cut short"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let expected = plain plan

        for threads, pieces in cuts do
            cut path threads pieces plan
            let info = (RunFile.list path |> Array.head)
            Expect.equal info.State RunState.Interrupted "state"
            Expect.isGreaterThanOrEqual info.JobsDone (min pieces info.Jobs.Value) "pieces in the file"

        Expect.equal (finished path plan) expected "resumed"
        Expect.equal (finished path plan) expected "finished"
        let struct (_, _, _, read) = RunFile.sweep path 1L true
        Expect.equal (read |> Array.map shown |> List.ofArray) expected "read from the file"
        Expect.equal (Directory.GetFiles folder) [| path |] "only the run file is left")

let private doesNothingTwice =
    testCase "work that a journal knows is not done again"
    <| fun () ->
        let known = Collections.Concurrent.ConcurrentDictionary<SweepKey, SweepOutcome>()
        let told = ResizeArray()

        let journal: SweepJournal =
            {
                Find =
                    fun key ->
                        match known.TryGetValue key with
                        | true, outcome -> Some outcome
                        | _ -> None
                Ended =
                    Array.iter (fun struct (key, outcome) ->
                        told.Add key
                        known[key] <- outcome)
            }

        let run () =
            let fits = ResizeArray()
            Sweep.runKept journal Engine.Simd 2 ignore CancellationToken.None plan data (shown >> fits.Add)
            List.ofSeq fits

        let first = run ()
        let keys = SweepWork.keys Engine.Simd plan data
        Expect.equal (Set.ofSeq (Seq.map string told)) (Set.ofSeq (Seq.map string keys)) "all work is told"
        Expect.equal told.Count keys.Length "each once"
        told.Clear()
        let forgotten = keys[7]
        known.TryRemove forgotten |> ignore
        Expect.equal (run ()) first "the same fits"
        Expect.equal (List.ofSeq told) [ forgotten ] "only what was not known is done"

let private message (work: unit -> 'a) =
    try
        work () |> ignore
        failtest "it was not refused"
    with :? OptionException as error ->
        error.Describe(fun name -> $"-{name}")

let private small = { plan with Units = [| 1 |]; Activations = [| Activation.Sigmoid |] }

let private refusals =
    testCase "other options and other data are refused, and the message says what differs"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let expected = finished path small

        let refused differences plan data =
            let text = message (fun () -> durable path 1 CancellationToken.None ignore plan data)

            for difference: string in differences do
                Expect.stringContains text difference "message"

        refused [ "-Restarts was 2 and is 3 now" ] { small with Restarts = 3 } data
        refused [ "-Units was 1 and is 1, 2 now" ] { small with Units = [| 1; 2 |] } data

        refused
            [ "-Seed was 1 and is 2 now"; "-Folds was 3 and is 4 now" ]
            { small with Seed = 2UL; Validation = Validation.Folds 4 }
            data

        refused
            [ "-Optimizer was LevenbergMarquardt and is Adam now" ]
            { small with Training = { small.Training with Optimizer = Optimizer.adam } }
            data

        let with' outputs = CurveData.create "sine" [| "x" |] "y" data.Inputs outputs
        let changed = Array.mapi (fun i y -> if i = 5 then y + 1.0 else y) data.Outputs
        refused [ "other data of the name sine"; "the value of y at point 6"; "-Name" ] small (with' changed)
        refused [ "it has 40 points there, and 39 here" ] small (CurveData.select [| 0..38 |] data)
        // Neither the number of threads nor what is handed on belongs to a run.
        let best = durable path 1 CancellationToken.None ignore { small with KeepAllRestarts = false } data

        Expect.equal
            best
            (expected |> List.filter (fun (_, _, _, isBest, _, _, _, _, _) -> isBest))
            "best only")

let private severalData =
    testCase "several data sets share a file, each under its name"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")

        let other =
            CurveData.create
                "cosine"
                [| "x" |]
                "y"
                data.Inputs
                (data.Outputs |> Array.map (fun y -> 1.0 - y * y))

        let first = finished path small
        durable path 1 CancellationToken.None ignore small other |> ignore
        Expect.equal (finished path small) first "the first again"
        let runs = RunFile.list path
        Expect.equal (runs |> Array.map _.Data) [| Some "sine"; Some "cosine" |] "data"

        for run in runs do
            Expect.equal run.State RunState.Finished "state"
            Expect.equal run.CellsDone run.Cells.Value "cells"
            Expect.stringContains run.Answer.Value "neuron" "answer"

        let struct (_, _, read, _) = RunFile.sweep path 2L false
        Expect.isTrue (CurveData.isSame read other) "the data are in the file")

let private readers =
    testCase "a running sweep can be listed and read, and says how far it is"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let seen = ResizeArray()

        let look (progress: SweepProgress) =
            if progress.Completed = 20 || progress.Completed = 40 then
                let info = (RunFile.list path |> Array.head)
                let struct (_, _, _, fits) = RunFile.sweep path info.Id false
                seen.Add(progress.Completed, info, fits)

        let fits = durable path 1 CancellationToken.None look plan data
        Expect.hasLength seen 2 "looks"

        for completed, info, read in seen do
            Expect.equal info.State RunState.Running "state"
            Expect.equal info.JobsDone completed "what has ended is in the file"
            Expect.isSome info.Answer "answer so far"
            Expect.isNonEmpty read "fits so far"

            // Fits of finished cells are final.
            for fit in read do
                if fit.Validation.IsSome then
                    Expect.contains fits (shown fit) "a fit of the sweep")

[<Tests>]
let tests =
    testList
        "Durable sweeps"
        [
            resumes "growth and folds" plan [ 2, 3; 1, 11; 2, 12; 2, 30; 1, 50 ]
            resumes "Adam and holdout" adam [ 1, 1; 2, 4 ]
            doesNothingTwice
            refusals
            severalData
            readers
        ]
