namespace UniversalApprox.Core

open System
open System.Collections.Generic
open System.Diagnostics
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks

[<Struct>]
type SweepProgress =
    {
        Completed: int
        Total: int
        Fraction: float
        Elapsed: TimeSpan
        Remaining: TimeSpan option
        Current: SweepCell
    }

/// A piece of work: restarts of cells that are trained together, or one validation split of a cell.
[<Struct>]
type private Job =
    | Restarts of cells: int[] * first: int
    | Split of cellOfSplit: int * split: int

/// What is known of a cell so far.
type private CellState = { Fits: UnitFit[]; Errors: float[][]; mutable JobsLeft: int }

[<RequireQualifiedAccess>]
module Sweep =
    /// How long a cancelled sweep waits for its threads, in milliseconds.
    let private grace = 50

    /// A larger network costs more; this shapes the progress bar, and says which job to begin early.
    let private weight (cell: SweepCell) = Math.Pow(float cell.Units + 2.0, 1.5)

    let private progress
        (cells: SweepCell[])
        (total: float[])
        (completed: int)
        (all: int)
        (elapsed: TimeSpan)
        current
        =
        let fraction = total |> Array.sum |> min 1.0

        {
            Completed = completed
            Total = all
            Fraction = fraction
            Elapsed = elapsed
            Remaining =
                if fraction > 0.0 then
                    Some(elapsed * ((1.0 - fraction) / fraction))
                else
                    None
            Current = cells[current]
        }

    let runOn
        (engine: Engine)
        threads
        onProgress
        (cancellation: CancellationToken)
        plan
        (data: CurveData)
        onFit
        =
        Check.atLeast "threads" 1 threads
        SweepPlan.validate data plan
        engine.Trainer |> Option.iter (fun trainer -> trainer.Validate plan.Training)
        let cells = SweepPlan.cells plan
        let indices = [| 0 .. cells.Length - 1 |]

        // An engine that trains batches gets all restarts of all cells of equal size, and keeps its cores busy by itself.
        let struct (together, groups) =
            if engine.Trainer.IsSome then
                struct (plan.Restarts, indices |> Array.groupBy (fun c -> cells[c].Units) |> Array.map snd)
            else
                struct (1, indices |> Array.map Array.singleton)

        let splits = CellTraining.splits plan data
        let jobsPerCell = plan.Restarts + splits.Length
        let cellWeights = cells |> Array.map weight
        let allWeight = Array.sum cellWeights
        let watch = Stopwatch.StartNew()

        // Everything below is shared by the workers and guarded by `gate`.
        let gate = obj ()

        let states =
            cells
            |> Array.map (fun _ ->
                {
                    Fits = Array.zeroCreate plan.Restarts
                    Errors = Array.zeroCreate splits.Length
                    JobsLeft = jobsPerCell
                })

        // Validation of an early cell comes before the restarts of a later one, so that its result is handed on soon.
        let queue = PriorityQueue<Job, struct (int * int * int)>()
        let fractions = Array.zeroCreate<float> cells.Length
        let mutable completed = 0
        let mutable running = 0
        let mutable runningCost = 0.0
        let mutable nextToHandOn = 0
        let mutable failure: ExceptionDispatchInfo voption = ValueNone

        for group in groups do
            for r in 0..together .. plan.Restarts - 1 do
                queue.Enqueue(Restarts(group, r), struct (group[0], 0, r))

        use stop = CancellationTokenSource.CreateLinkedTokenSource cancellation
        let wake () = lock gate (fun () -> Monitor.PulseAll gate)
        use _wakeOnStop = stop.Token.Register wake

        let handOn () =
            while nextToHandOn < cells.Length && states[nextToHandOn].JobsLeft = 0 do
                let state = states[nextToHandOn]
                CellTraining.finish plan state.Fits state.Errors |> Array.iter onFit
                nextToHandOn <- nextToHandOn + 1

        let finishTrainings cell count =
            let state = states[cell]
            state.JobsLeft <- state.JobsLeft - count
            completed <- completed + count

            fractions[cell] <-
                fractions[cell] + float count * cellWeights[cell] / allWeight / float jobsPerCell

            if state.JobsLeft = splits.Length then
                for s in 0 .. splits.Length - 1 do
                    queue.Enqueue(Split(cell, s), struct (cell, 1, s))

            handOn ()
            onProgress (progress cells fractions completed (cells.Length * jobsPerCell) watch.Elapsed cell)

        /// Does the work and returns how to record it, which happens under the gate.
        let work job =
            match job with
            | Restarts(group, first) ->
                let members = group |> Array.map (fun c -> cells[c])
                let fits = CellTraining.restarts engine threads plan stop.Token data members first together

                fun () ->
                    for k in 0 .. group.Length - 1 do
                        Array.blit fits[k] 0 states[group[k]].Fits first together
                        finishTrainings group[k] together
            | Split(c, s) ->
                let errors =
                    CellTraining.validationErrors engine threads plan stop.Token states[c].Fits splits[s]

                fun () ->
                    states[c].Errors[ s ] <- errors
                    finishTrainings c 1

        let workerCount =
            if engine.Trainer.IsSome then
                1
            else
                min threads (cells.Length * jobsPerCell)

        let cost job =
            match job with
            | Restarts(group, _) -> group |> Array.sumBy (fun c -> cellWeights[c])
            | Split(c, _) -> cellWeights[c]

        /// The next in order, unless another would take longer alone than all that is not finished, shared: begun last, it
        /// would keep one thread busy and the others waiting.
        let next () =
            if queue.Count > 8 * workerCount then
                queue.Dequeue()
            else
                let jobs = [ for struct (job, _) in queue.UnorderedItems -> job ]
                let longest = List.maxBy cost jobs
                let share = (runningCost + List.sumBy cost jobs) / float workerCount

                if cost longest > cost (queue.Peek()) && cost longest >= share then
                    queue.Remove(longest, ref longest, ref struct (0, 0, 0)) |> ignore
                    longest
                else
                    queue.Dequeue()

        let take () =
            lock gate (fun () ->
                while queue.Count = 0 && running > 0 && not stop.IsCancellationRequested do
                    Monitor.Wait gate |> ignore

                if queue.Count = 0 || stop.IsCancellationRequested then
                    ValueNone
                else
                    let job = next ()
                    running <- running + 1
                    runningCost <- runningCost + cost job
                    ValueSome job)

        let record job (complete: unit -> unit) =
            lock gate (fun () ->
                running <- running - 1
                runningCost <- runningCost - cost job

                // A training that was cut short is not a result.
                if not stop.IsCancellationRequested then
                    complete ()

                Monitor.PulseAll gate)

        let rec worker () =
            match take () with
            | ValueNone -> ()
            | ValueSome job ->
                record job (work job)
                worker ()

        let guarded () =
            try
                worker ()
            with error ->
                lock gate (fun () ->
                    if failure.IsNone then
                        failure <- ValueSome(ExceptionDispatchInfo.Capture error))

                stop.Cancel()

        let start _ = Task.Factory.StartNew(guarded, TaskCreationOptions.LongRunning)

        let workers = Array.init workerCount start

        try
            Task.WaitAll(workers, stop.Token)
        with :? OperationCanceledException ->
            // A worker inside a large linear solve notices late. It is left to itself: nothing that it finds is kept.
            Task.WaitAll(workers, grace) |> ignore

        // Under the gate, so that no callback is still running when this returns, and none begins later.
        lock gate (fun () ->
            failure |> ValueOption.iter (fun error -> error.Throw())

            if nextToHandOn < cells.Length then
                raise (OperationCanceledException cancellation))

    let run threads onProgress cancellation plan data onFit =
        runOn Engine.Simd threads onProgress cancellation plan data onFit
