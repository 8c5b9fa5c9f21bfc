namespace UniversalApprox.Core.Sampling.Ensembles

open System
open System.Collections.Concurrent
open System.Diagnostics
open System.Runtime.ExceptionServices
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Sampling.Densities

/// Advances ensembles or chains, the members of a run, together in rounds of steps. A round is either taken by all members or
/// undone, so that they always stand at the same step. Rounds do not show in the draws.
[<Sealed>]
type internal RunLoop
    (
        length: RunLength,
        schedule: RunSchedule,
        /// The step at which the members stand: where another process left off, or the schedule's first.
        begun: int64,
        members: RunMember[],
        hooks: SamplingHooks,
        parameterNames: string[],
        /// Lets the caller keep the run as it is now; all kept draws have been handed on before. The reason is given at the end.
        keep: (SamplingStop option -> unit) option
    ) =
    /// The longest time between two calls of `keep`.
    let keepingInterval = TimeSpan.FromSeconds 1.0
    let watch = Stopwatch.StartNew()
    let mutable step = begun
    // Where the draws of this process begin.
    let firstKept = max begun schedule.BurnInEnd
    // Where the block begins that has not been handed on yet.
    let mutable blockStart = firstKept
    let mutable keptAt = TimeSpan.Zero

    let chain (stepsBefore: int64) (chains: EnsembleChain[]) =
        {
            Ensembles = chains
            ParameterNames = parameterNames
            StepsBefore = stepsBefore
            Thin = length.Thin
        }

    let wholeChain cancellation = members |> Array.map _.Chain(cancellation) |> chain firstKept

    let report () =
        let elapsed = watch.Elapsed
        let taken = int (step - schedule.First)

        hooks.OnProgress
            {
                Step = taken
                Steps = length.Steps
                Elapsed = elapsed
                Remaining = elapsed * (float (length.Steps - taken) / float (max 1L (step - begun)))
                AcceptanceRate = members |> Array.averageBy _.AcceptanceRate
            }

    let handOnBlock () =
        match hooks.OnBlock with
        | Some onBlock when members[0].HasBlock ->
            members |> Array.map _.Block() |> chain blockStart |> onBlock
            blockStart <- step
        | _ -> ()

    /// Asks whether to stop.
    let askUntil () =
        match hooks.Until with
        | Some verdict when schedule.IsQuestion step ->
            try
                verdict (wholeChain hooks.Cancellation) |> Option.map SamplingStop.Converged
            with :? OperationCanceledException when hooks.Cancellation.IsCancellationRequested ->
                None
        | _ -> None

    let endBlock () =
        handOnBlock ()

        if not length.KeepDraws then
            members |> Array.iter _.Forget()

    let keepIfDue () =
        match keep with
        | Some keep when schedule.IsBlockEnd step || watch.Elapsed - keptAt > keepingInterval ->
            handOnBlock ()
            keep None
            keptAt <- watch.Elapsed
        | _ -> ()

    /// Advances all members; returns why one of them failed. There may be more members than threads, so a thread takes the
    /// member that has waited longest, advances it by a portion, and queues it again.
    let advance steps : exn option =
        let isKeeping = step >= schedule.BurnInEnd
        let threads = min hooks.Threads members.Length
        let portion = if threads = 1 then steps else max 32 (steps / 32)
        let waiting = ConcurrentQueue(members |> Array.map (fun run -> struct (run, steps)))
        let failures = ConcurrentQueue<exn>()

        let rec work () =
            match waiting.TryDequeue() with
            | true, struct (run, left) ->
                try
                    let taken = min left portion
                    run.Advance(taken, isKeeping)

                    if taken < left then
                        waiting.Enqueue(struct (run, left - taken))
                with error ->
                    failures.Enqueue error
                    waiting.Clear()

                work ()
            | _ -> ()

        if threads = 1 then
            work ()
        else
            Parallel.For(0, threads, (fun _ -> work ())) |> ignore

        Seq.tryHead failures

    let stopOf (error: exn) =
        match error with
        | :? OperationCanceledException when hooks.Cancellation.IsCancellationRequested ->
            SamplingStop.Cancelled
        | :? DensityException as failure -> SamplingStop.Failed failure
        | other ->
            ExceptionDispatchInfo.Throw other
            SamplingStop.Cancelled

    /// Takes up to `steps` steps, to the next stop at most; returns why the run ends, if it does.
    let takeRound (steps: int) =
        let until = min (schedule.NextStop step) (step + int64 steps)

        match advance (int (until - step)) with
        | Some error ->
            members |> Array.iter _.Undo()
            Some(stopOf error)
        | None ->
            members |> Array.iter _.Commit()
            step <- until

            if step = schedule.BurnInEnd then
                members |> Array.iter _.StartCounting()

            report ()

            if schedule.IsBlockEnd step then
                endBlock ()

            let stop = askUntil ()

            // With a reason to stop it is kept at the end: asked again, the question might have another answer.
            if stop.IsNone then
                keepIfDue ()

            stop

    /// Short enough that progress is reported often and an undone round is no loss, long enough that waiting for the
    /// slowest member costs nothing.
    let nextRound steps (elapsed: TimeSpan) =
        if elapsed.TotalMilliseconds < 25.0 then min (2 * steps) 1048576
        elif elapsed.TotalMilliseconds > 100.0 then max 1 (steps / 2)
        else steps

    let rec takeRounds steps =
        if step = schedule.Last then
            SamplingStop.Completed
        else
            let began = watch.Elapsed

            match takeRound steps with
            | Some stop -> stop
            | None -> takeRounds (nextRound steps (watch.Elapsed - began))

    /// All steps, or those up to where the run is stopped: how many were kept, the draws, why it ended, and the time that it
    /// took. The draws are put together when they are first read. That takes seconds where there are gigabytes of them, and a
    /// cancelled run may not need them.
    member _.Run() =
        if begun >= schedule.BurnInEnd then
            members |> Array.iter _.StartCounting()

        let stop = takeRounds 1
        // The draws that a run kept after its last whole block, if it was cut short.
        handOnBlock ()
        keep |> Option.iter (fun keep -> keep (Some stop))
        struct (members[0].KeptSteps, lazy (wholeChain CancellationToken.None), stop, watch.Elapsed)
