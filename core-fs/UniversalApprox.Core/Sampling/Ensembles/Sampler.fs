namespace UniversalApprox.Core.Sampling.Ensembles

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities

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

            let thin, stream = Check.named "Thin", Check.named "Stream"

            Check.because
                "Steps"
                $"The chain of {ensembles} ensembles x {kept} kept steps x {walkers} walkers x {dimension} parameters takes {gib bytes} GiB; {gib limit} GiB ({memoryShare * 100.0} %% of the memory available) and arrays of {Array.MaxLength} numbers are the limit. Keep one in {int64 (ceil excess)} of these steps by a larger {thin}, or keep none: {stream} hands the draws on."

    let checkedCapacity length schedule walkers dimension ensembles =
        let capacity = RunSchedule.capacity length schedule
        let available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
        checkMemory available capacity walkers dimension ensembles
        int capacity

    let private sample
        (keeper: RunKeeper<EnsembleState> option)
        (options: SamplingOptions)
        (states: EnsembleState[])
        notes
        (hooks: SamplingHooks)
        (density: LogDensity)
        =
        Threads.validate hooks.Threads

        let length =
            {
                Steps = options.Steps
                BurnIn = options.BurnIn
                Thin = options.Thin
                BlockSteps = options.BlockSteps
                KeepDraws = options.KeepDraws
            }

        let begun = states[0].Step
        let schedule = RunSchedule.create length hooks (if RunKeeper.isResumed keeper then 0L else begun)
        let walkers = states[0].Walkers
        let capacity = checkedCapacity length schedule walkers density.Dimension states.Length

        let ensembles =
            states
            |> Array.map (fun state ->
                let kernel = Ensemble.kernel options.Moves walkers density
                kernel.Cancellation <- hooks.Cancellation
                EnsembleRun(kernel, state, capacity, options.Thin))

        let members = ensembles |> Array.map (fun ensemble -> ensemble :> RunMember)

        let keep = keeper |> RunKeeper.keep (fun () -> ensembles |> Array.map _.State)

        let struct (keptSteps, draws, stop, elapsed) =
            RunLoop(length, schedule, begun, members, hooks, density.ParameterNames, keep).Run()

        {
            KeptSteps = keptSteps
            Draws = draws
            States = ensembles |> Array.map _.State
            Stop = stop
            Notes = notes
            Elapsed = elapsed
        }

    let private begin' keeper (options: SamplingOptions) start hooks (density: LogDensity) =
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

        let begun = RunKeeper.members options.Ensembles keeper |> Array.map prepare
        let states = begun |> Array.map (fun struct (state, _) -> state)
        let notes = begun |> Array.collect (fun struct (_, notes) -> notes)
        RunKeeper.begun notes keeper
        sample keeper options states notes hooks density

    let runKept keeper (options: SamplingOptions) start hooks (density: LogDensity) =
        SamplingOptions.validate density.Dimension options

        match keeper |> Option.bind _.From with
        | Some states -> sample keeper options states [||] hooks density
        | None -> begin' keeper options start hooks density

    let run options start hooks density = runKept None options start hooks density

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

        sample None options states [||] hooks density

    let append (earlier: Chain) (later: Chain) =
        let same =
            earlier.ParameterNames = later.ParameterNames
            && earlier.Thin = later.Thin
            && earlier.Ensembles.Length = later.Ensembles.Length
            && Array.forall2
                (fun (a: EnsembleChain) (b: EnsembleChain) ->
                    a.Walkers = b.Walkers && a.AcceptedPerMove.Length = b.AcceptedPerMove.Length)
                earlier.Ensembles
                later.Ensembles

        if not same then
            Check.reject
                "later"
                "later must have the parameters, walkers, ensembles, moves and thinning of the earlier chain."

        { earlier with
            Ensembles =
                Array.map2 (fun a b -> EnsembleChain.join [| a; b |]) earlier.Ensembles later.Ensembles
        }
