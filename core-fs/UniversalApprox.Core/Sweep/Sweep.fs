namespace UniversalApprox.Core.Sweep

open System
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// What the workers of a sweep share. They use queue and results under `Gate` only.
type private Workplace =
    {
        Engine: Engine
        /// Cores that one job may use.
        Threads: int
        Plan: SweepPlan
        Data: CurveData
        Cells: SweepCell[]
        /// Training and validation data.
        Splits: struct (CurveData * CurveData)[]
        Queue: SweepQueue
        Results: SweepResults
        Journal: SweepJournal option
        OnProgress: SweepProgress -> unit
        Gate: obj
        /// Cancelled from outside or by the first failure.
        Stop: CancellationTokenSource
    }

[<RequireQualifiedAccess>]
module Sweep =
    /// How long a cancelled sweep waits for its threads, in milliseconds.
    let private grace = 50

    /// How many restarts are trained together, and of which cells: an engine that trains batches gets all restarts of
    /// all cells of equal size, and keeps its cores busy by itself.
    let private groups (engine: Engine) (plan: SweepPlan) (cells: SweepCell[]) =
        let indices = [| 0 .. cells.Length - 1 |]

        if engine.Trainer.IsSome then
            struct (plan.Restarts, indices |> Array.groupBy (fun c -> cells[c].Units) |> Array.map snd)
        else
            struct (1, indices |> Array.map Array.singleton)

    let private addRefinement place cell =
        if place.Results.MayRefine cell then
            place.Queue.Add(Refinement cell)

    let private addSplit place cell split =
        if place.Results.MayValidate(cell, split) then
            place.Queue.Add(Split(cell, split))

    let private recordFits place cell first fits =
        place.Results.AddFits(cell, first, fits)
        addRefinement place cell

        for s in 0 .. place.Splits.Length - 1 do
            addSplit place cell s

        place.OnProgress(place.Results.Progress cell)

    let private recordRefined place cell result =
        place.Results.AddRefined(cell, result)
        place.Results.Larger cell |> Array.iter (addRefinement place)
        place.OnProgress(place.Results.Progress cell)

    let private recordValidated place cell split result =
        place.Results.AddValidated(cell, split, result)

        for larger in place.Results.Larger cell do
            addSplit place larger split

        place.OnProgress(place.Results.Progress cell)

    /// Does a job.
    let private work place together job =
        match job with
        | Restarts(group, first) ->
            let members = group |> Array.map (fun c -> place.Cells[c])

            CellTraining.restarts
                place.Engine
                place.Threads
                place.Plan
                place.Stop.Token
                place.Data
                members
                first
                together
            |> JobResult.Fits
        | Refinement cell ->
            let fits = place.Results.FitsOf cell
            let smaller = lock place.Gate (fun () -> place.Results.SmallerFits cell)

            CellTraining.refine place.Plan place.Stop.Token place.Data place.Cells[cell] fits smaller
            |> JobResult.Refined
        | Split(cell, split) ->
            let fits = place.Results.FitsOf cell
            let smaller = lock place.Gate (fun () -> place.Results.ValidatedSmaller(cell, split))

            CellTraining.validate
                place.Engine
                place.Threads
                place.Plan
                place.Stop.Token
                fits
                smaller
                place.Splits[split]
            |> JobResult.Validated

    let private recordResult place job result =
        match job, result with
        | Restarts(group, first), JobResult.Fits fits ->
            Array.iter2 (fun cell fits -> recordFits place cell first fits) group fits
        | Refinement cell, JobResult.Refined refined -> recordRefined place cell refined
        | Split(cell, split), JobResult.Validated validated -> recordValidated place cell split validated
        | _ -> invalidOp "A job has another kind of result."

    /// The next job, as soon as there is one; none at the end, or after a stop.
    let private take place =
        lock place.Gate (fun () ->
            while place.Queue.IsEmpty && place.Queue.IsRunning && not place.Stop.IsCancellationRequested do
                Monitor.Wait place.Gate |> ignore

            if place.Queue.IsEmpty || place.Stop.IsCancellationRequested then
                ValueNone
            else
                ValueSome(place.Queue.Take()))

    /// The result that the journal has of a job, if it has all of it.
    let private known place together job =
        place.Journal
        |> Option.bind (fun journal ->
            JobRecord.find journal place.Plan place.Data place.Cells place.Results.FitsOf together job)

    let private record place job isNew result =
        lock place.Gate (fun () ->
            place.Queue.End job

            // A training that was cut short is not a result.
            if not place.Stop.IsCancellationRequested then
                if isNew then
                    place.Journal
                    |> Option.iter (fun journal ->
                        JobRecord.write journal place.Cells place.Results.FitsOf job result)

                recordResult place job result

            Monitor.PulseAll place.Gate)

    let rec private workUntilDone place together =
        match take place with
        | ValueNone -> ()
        | ValueSome job ->
            match known place together job with
            | Some result -> record place job false result
            | None -> record place job true (work place together job)

            workUntilDone place together

    /// Runs workers until all jobs are done, until a stop, or until one of them fails, which stops the others. Returns
    /// the failures.
    let private runWorkers place count together =
        let failures = ResizeArray<ExceptionDispatchInfo>()

        let worker () =
            try
                workUntilDone place together
            with error ->
                lock place.Gate (fun () -> failures.Add(ExceptionDispatchInfo.Capture error))
                place.Stop.Cancel()

        let start _ = Task.Factory.StartNew(worker, TaskCreationOptions.LongRunning)
        let workers = Array.init count start

        try
            Task.WaitAll(workers, place.Stop.Token)
        with :? OperationCanceledException ->
            // A worker inside a large linear solve notices late. It is left to itself: nothing that it finds is kept.
            Task.WaitAll(workers, grace) |> ignore

        failures

    let private runWith
        journal
        (engine: Engine)
        threads
        onProgress
        (cancellation: CancellationToken)
        plan
        (data: CurveData)
        onFit
        =
        Threads.validate threads
        SweepPlan.validate data plan
        engine.Validate plan.Training data
        let cells = SweepPlan.cells plan
        let struct (together, groups) = groups engine plan cells
        let splits = CellTraining.splits plan data
        let refines = CellTraining.refines engine plan
        let results = SweepResults(plan, cells, refines, splits.Length, onFit)
        let workers = if engine.Trainer.IsSome then 1 else min threads results.Jobs
        use stop = CancellationTokenSource.CreateLinkedTokenSource cancellation

        let place =
            {
                Engine = engine
                Threads = threads
                Plan = plan
                Data = data
                Cells = cells
                Splits = splits
                Queue = SweepQueue(results.Costs, workers)
                Results = results
                Journal = journal
                OnProgress = onProgress
                Gate = obj ()
                Stop = stop
            }

        for group in groups do
            for first in 0..together .. plan.Restarts - 1 do
                place.Queue.Add(Restarts(group, first))

        let wake () = lock place.Gate (fun () -> Monitor.PulseAll place.Gate)
        use _wakeOnStop = stop.Token.Register wake
        let failures = runWorkers place workers together

        // Under the gate, so that no callback is still running when this returns, and none begins later.
        lock place.Gate (fun () ->
            if failures.Count > 0 then
                failures[0].Throw()

            if not results.IsComplete then
                raise (OperationCanceledException cancellation))

    let runOn engine threads onProgress cancellation plan data onFit =
        runWith None engine threads onProgress cancellation plan data onFit

    let runKept journal engine threads onProgress cancellation plan data onFit =
        runWith (Some journal) engine threads onProgress cancellation plan data onFit

    let run threads onProgress cancellation plan data onFit =
        runOn Engine.Simd threads onProgress cancellation plan data onFit
