namespace UniversalApprox.Core

open System
open System.Diagnostics
open System.Runtime.ExceptionServices
open System.Threading
open UniversalApprox.Core.Sampling

[<Struct>]
type SamplingProgress =
    { Step: int; Steps: int; Elapsed: TimeSpan; Remaining: TimeSpan; AcceptanceRate: float }

[<RequireQualifiedAccess>]
type SamplingStop =
    | Completed
    | Converged of verdict: string
    | Cancelled
    | Failed of error: DensityException

type SamplingHooks =
    {
        Threads: int
        OnProgress: SamplingProgress -> unit
        OnBlock: (Chain -> unit) option
        Until: (Chain -> string option) option
        Cancellation: CancellationToken
    }

[<RequireQualifiedAccess>]
module SamplingHooks =
    let standard =
        {
            Threads = Environment.ProcessorCount
            OnProgress = ignore
            OnBlock = None
            Until = None
            Cancellation = CancellationToken.None
        }

type SamplingResult =
    {
        Chain: Chain
        States: EnsembleState[]
        Stop: SamplingStop
        Notes: string[]
        Elapsed: TimeSpan
    }

[<RequireQualifiedAccess>]
module Sampler =
    let memoryShare = 0.5

    let checkMemory (available: int64) (kept: int64) walkers dimension ensembles =
        let perStep = 8.0 * float walkers * float (dimension + 1) * float ensembles
        let bytes = perStep * float kept
        let elements = float kept * float walkers * float dimension
        let limit = memoryShare * float available
        let excess = max (bytes / limit) (elements / float Array.MaxLength)

        if excess > 1.0 then
            let gib (value: float) =
                (value / 1073741824.0).ToString("0.##", Globalization.CultureInfo.InvariantCulture)

            Check.reject
                "options"
                $"The chain of {ensembles} ensembles x {kept} steps x {walkers} walkers x {dimension} parameters takes {gib bytes} GiB; {gib limit} GiB ({memoryShare * 100.0} %% of the memory available) and arrays of {Array.MaxLength} numbers are the limit. Keep one in {int64 (ceil excess)} of these steps (a larger Thin), or take the draws block by block without keeping them (KeepDraws = false)."

    let private chain (density: LogDensity) (ensembles: EnsembleChain[]) =
        { Ensembles = ensembles; ParameterNames = density.ParameterNames }

    /// Steps per round: short enough that a cancelled round is no loss, long enough that waiting for the slowest
    /// ensemble costs nothing. Rounds do not show in the draws.
    let private nextRound round (elapsed: TimeSpan) =
        if elapsed.TotalMilliseconds < 25.0 then min (2 * round) 1048576
        elif elapsed.TotalMilliseconds > 100.0 then max 1 (round / 2)
        else round

    let private sample
        (options: SamplingOptions)
        (states: EnsembleState[])
        notes
        (hooks: SamplingHooks)
        (density: LogDensity)
        =
        Check.atLeast "Threads" 1 hooks.Threads
        let watch = Stopwatch.StartNew()
        let first = states[0].Step
        let last = first + int64 options.Steps
        let burned = first + int64 options.BurnIn
        let keptUpTo (step: int64) = step / int64 options.Thin - burned / int64 options.Thin
        let walkers = states[0].Walkers

        let capacity =
            if options.KeepDraws then
                keptUpTo last
            else
                // Never filled to the end: a block that is handed on is always a copy.
                int64 (min options.Steps options.BlockSteps / options.Thin + 2)

        let available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        checkMemory available capacity walkers density.Dimension states.Length

        let track state =
            let kernel = Ensemble.kernel options.Moves walkers density
            kernel.Cancellation <- hooks.Cancellation
            EnsembleTrack(kernel, state, int capacity, options.Thin)

        let tracks = states |> Array.map track
        // Cores that there are no ensembles for help within them.
        let threads = max 1 (min hooks.Threads Environment.ProcessorCount / tracks.Length)
        tracks |> Array.iter (fun track -> track.Kernel.Threads <- threads)

        let stopOf (error: exn) =
            match error with
            | :? OperationCanceledException when hooks.Cancellation.IsCancellationRequested ->
                SamplingStop.Cancelled
            | :? DensityException as density -> SamplingStop.Failed density
            | other ->
                ExceptionDispatchInfo.Throw other
                SamplingStop.Cancelled

        let acceptance () =
            let total (count: EnsembleState -> int64[]) (all: EnsembleState[]) =
                all |> Array.sumBy (fun s -> Array.sum (count s))

            let now = tracks |> Array.map _.State
            let proposed = total _.ProposedPerWalker now - total _.ProposedPerWalker states
            let accepted = total _.AcceptedPerWalker now - total _.AcceptedPerWalker states
            if proposed = 0L then 0.0 else float accepted / float proposed

        let report (step: int64) =
            let elapsed = watch.Elapsed
            let taken = int (step - first)

            hooks.OnProgress
                {
                    Step = taken
                    Steps = options.Steps
                    Elapsed = elapsed
                    Remaining = elapsed * (float (options.Steps - taken) / float (max 1 taken))
                    AcceptanceRate = acceptance ()
                }

        let mutable step = first
        let mutable round = 1
        let mutable stop = ValueNone
        let mutable asked = 0

        let hasBlocks = hooks.OnBlock.IsSome || hooks.Until.IsSome || not options.KeepDraws

        /// A round ends where burn-in does, and at the end of every block if somebody asks for blocks.
        let roundEnd () =
            let limit =
                if step < burned then
                    burned
                elif not hasBlocks then
                    last
                else
                    let block = int64 options.BlockSteps
                    min last (burned + ((step - burned) / block + 1L) * block)

            min limit (step + int64 round)

        let handOn () =
            match hooks.OnBlock with
            | Some onBlock when tracks[0].HasBlock ->
                tracks |> Array.map _.Block() |> chain density |> onBlock
            | _ -> ()

        let atBlockEnd () =
            handOn ()

            if not options.KeepDraws then
                tracks |> Array.iter _.Forget()
            else
                match hooks.Until with
                | Some verdict when
                    step < last && float tracks[0].Kept >= 1.1 * float asked && tracks[0].Kept > 0
                    ->
                    asked <- tracks[0].Kept

                    verdict (tracks |> Array.map _.Chain() |> chain density)
                    |> Option.iter (fun text -> stop <- ValueSome(SamplingStop.Converged text))
                | _ -> ()

        if burned = first then
            tracks |> Array.iter _.StartCounting()

        let takeRounds () =
            while stop.IsNone && step < last do
                let until = roundEnd ()
                let keptBefore = tracks[0].Kept
                let began = watch.Elapsed

                match Rounds.take hooks.Threads tracks (int (until - step)) (step >= burned) with
                | ValueSome error ->
                    tracks |> Array.iter (fun t -> t.Undo keptBefore)
                    stop <- ValueSome(stopOf error)
                | ValueNone ->
                    tracks |> Array.iter _.Commit()
                    step <- until
                    round <- nextRound round (watch.Elapsed - began)

                    if step = burned then
                        tracks |> Array.iter _.StartCounting()

                    report step

                    if
                        hasBlocks
                        && step > burned
                        && ((step - burned) % int64 options.BlockSteps = 0L || step = last)
                    then
                        atBlockEnd ()

        try
            takeRounds ()
        finally
            tracks |> Array.iter _.Kernel.StopThreads()

        // What a run that was cut short had kept since its last block.
        handOn ()

        {
            Chain = tracks |> Array.map _.Chain() |> chain density
            States = tracks |> Array.map _.State
            Stop = stop |> ValueOption.defaultValue SamplingStop.Completed
            Notes = notes
            Elapsed = watch.Elapsed
        }

    let run (options: SamplingOptions) start hooks (density: LogDensity) =
        SamplingOptions.validate density.Dimension options
        let walkers = SamplingOptions.walkers density.Dimension options
        let root = Rng.ofSeed options.Seed
        let kernel = Ensemble.kernel options.Moves walkers density

        // Each ensemble has a stream for its start and one for its steps.
        let prepare e =
            let stream = Rng.split e root

            let struct (positions, values, notes) =
                EnsembleStart.evaluated
                    start
                    walkers
                    options.Ensembles
                    e
                    (Rng.split 0 stream)
                    hooks.Cancellation
                    density

            let notes = notes |> Array.map (fun note -> $"Ensemble {e + 1}: {note}")
            struct (Ensemble.start kernel positions values (Rng.split 1 stream), notes)

        let begun = Array.init options.Ensembles prepare
        let states = begun |> Array.map (fun struct (state, _) -> state)
        let notes = begun |> Array.collect (fun struct (_, notes) -> notes)
        sample options states notes hooks density

    let resume (options: SamplingOptions) (states: EnsembleState[]) hooks (density: LogDensity) =
        if states.Length = 0 then
            Check.reject "states" "states: at least one is needed; got none."

        states
        |> Array.iteri (fun e state ->
            if
                state.Dimension <> density.Dimension
                || state.Walkers <> states[0].Walkers
                || state.Step <> states[0].Step
            then
                Check.reject
                    "states"
                    $"states[{e}] must have {density.Dimension} parameters, {states[0].Walkers} walkers and {states[0].Step} steps; got {state.Dimension}, {state.Walkers} and {state.Step}.")

        SamplingOptions.validate density.Dimension { options with Walkers = Some states[0].Walkers }

        sample options states [||] hooks density

    let append (earlier: Chain) (later: Chain) =
        let same =
            earlier.ParameterNames = later.ParameterNames
            && earlier.Ensembles.Length = later.Ensembles.Length
            && Array.forall2
                (fun (a: EnsembleChain) (b: EnsembleChain) ->
                    a.Walkers = b.Walkers && a.AcceptedPerMove.Length = b.AcceptedPerMove.Length)
                earlier.Ensembles
                later.Ensembles

        if not same then
            Check.reject
                "later"
                "later must have the parameters, walkers, ensembles and moves of the earlier chain."

        let join (a: EnsembleChain) (b: EnsembleChain) =
            { a with
                Steps = a.Steps + b.Steps
                Draws = Array.append a.Draws b.Draws
                LogDensity = Array.append a.LogDensity b.LogDensity
                AcceptedPerWalker = Array.map2 (+) a.AcceptedPerWalker b.AcceptedPerWalker
                ProposedPerWalker = Array.map2 (+) a.ProposedPerWalker b.ProposedPerWalker
                AcceptedPerMove = Array.map2 (+) a.AcceptedPerMove b.AcceptedPerMove
                ProposedPerMove = Array.map2 (+) a.ProposedPerMove b.ProposedPerMove
            }

        { earlier with Ensembles = Array.map2 join earlier.Ensembles later.Ensembles }
