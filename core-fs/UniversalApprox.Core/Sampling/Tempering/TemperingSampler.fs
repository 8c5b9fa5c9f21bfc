namespace UniversalApprox.Core.Sampling.Tempering

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

type TemperingResult =
    {
        KeptSteps: int
        Draws: Lazy<Chain>
        States: TemperingState[]
        Diagnostics: TemperingDiagnostics[]
        Evidence: TemperedEvidence option
        Stop: SamplingStop
        Notes: string[]
        Elapsed: TimeSpan
    }

    member result.Chain = result.Draws.Value

[<RequireQualifiedAccess>]
module TemperingSampler =
    let private sample
        (keeper: RunKeeper<TemperingState> option)
        (options: SamplingOptions)
        burnIn
        (ladders: Ladder[])
        (states: TemperingState[])
        notes
        (hooks: SamplingHooks)
        (density: LogDensity)
        =
        Threads.validate hooks.Threads

        let length =
            {
                Steps = options.Steps
                BurnIn = burnIn
                Thin = options.Thin
                BlockSteps = options.BlockSteps
                KeepDraws = options.KeepDraws
            }

        let begun = states[0].Step
        let schedule = RunSchedule.create length hooks (if RunKeeper.isResumed keeper then 0L else begun)
        let walkers = states[0].Rungs[0].Walkers

        let capacity = Sampler.checkedCapacity length schedule walkers density.Dimension states.Length

        let runs =
            Array.map2
                (fun (ladder: Ladder) state ->
                    ladder.Cancellation <- hooks.Cancellation
                    LadderRun(ladder, state, capacity, options.Thin))
                ladders
                states

        let members = runs |> Array.map (fun run -> run :> RunMember)

        let haveTravelled () =
            runs |> Array.forall (fun run -> run.State.RoundTrips >= Tempering.fewestRoundTrips)

        // Draws of ladders that do not travel may agree with each other and be wrong all the same.
        let until =
            hooks.Until |> Option.map (fun verdict chain -> if haveTravelled () then verdict chain else None)

        let hooks = { hooks with Until = until }

        let keep = keeper |> RunKeeper.keep (fun () -> runs |> Array.map _.State)

        let struct (keptSteps, draws, stop, elapsed) =
            RunLoop(length, schedule, begun, members, hooks, density.ParameterNames, keep).Run()

        let states = runs |> Array.map _.State

        {
            KeptSteps = keptSteps
            Draws = draws
            States = states
            Diagnostics = states |> Array.map Tempering.diagnostics
            Evidence = Tempering.evidence states
            Stop = stop
            Notes = notes
            Elapsed = elapsed
        }

    let private checkPrior (density: LogDensity) =
        if not density.HasPrior then
            let priors = Check.named "Priors"

            Check.because
                "Priors"
                $"Tempering leads from the prior to the posterior, so the log-density needs {priors}, one per parameter; the log-density itself is then the log-likelihood."

    /// The state at the start of one ladder, and notes. Its stream has a child for the starts of all temperatures and one for
    /// their steps.
    let private begin'
        (options: SamplingOptions)
        temperatures
        start
        (hooks: SamplingHooks)
        (density: LogDensity)
        walkers
        ladder
        =
        let stream = Rng.ofSeed options.Seed |> Rng.split ladder
        let betas = Ladder.Start temperatures

        let rung index =
            let tempered = TemperedDensity.create (InverseTemperature betas[index]) density
            let kernel = Ensemble.kernel options.Moves walkers tempered

            let struct (positions, values, notes) =
                EnsembleStart.evaluated
                    start
                    walkers
                    options.Ensembles
                    ladder
                    (Rng.split 0 stream |> Rng.split index)
                    hooks.Cancellation
                    tempered

            struct (Ensemble.start kernel positions values (Rng.split 1 stream |> Rng.split index), notes)

        let rungs = Array.init (temperatures - 1) rung
        let swaps = Rng.split 1 stream |> Rng.split temperatures

        let state =
            {
                Step = 0L
                AdaptUntil = int64 options.BurnIn
                InverseTemperatures = betas
                Rungs = rungs |> Array.map (fun struct (state, _) -> state)
                StreamKey = swaps.Key
                StreamPosition = swaps.Position
                IsFromPrior = Array.init temperatures (fun _ -> Array.zeroCreate walkers)
                Swaps = 0L
                SwapAcceptance = Array.zeroCreate (temperatures - 1)
                RoundTrips = 0L
                Stones = SteppingStones.empty
            }

        let notes = rungs |> Array.collect (fun struct (_, notes) -> notes) |> Array.distinct
        struct (state, notes |> Array.map (fun note -> $"Ladder {ladder + 1}: {note}"))

    let private ladders (options: SamplingOptions) tempering density walkers temperatures count =
        Array.init count (fun _ -> Ladder(density, walkers, options.Moves, temperatures, tempering))

    let runKept
        keeper
        (options: SamplingOptions)
        (tempering: TemperingOptions)
        start
        hooks
        (density: LogDensity)
        =
        SamplingOptions.validate density.Dimension options
        TemperingOptions.validate tempering
        checkPrior density
        let walkers = SamplingOptions.walkers density.Dimension options
        let temperatures = TemperingOptions.temperatures density.Dimension tempering

        let struct (states, notes) =
            match keeper |> Option.bind _.From with
            | Some states -> struct (states, [||])
            | None ->
                let begun =
                    RunKeeper.members options.Ensembles keeper
                    |> Array.map (begin' options temperatures start hooks density walkers)

                let notes = begun |> Array.collect (fun struct (_, notes) -> notes)
                RunKeeper.begun notes keeper
                struct (begun |> Array.map (fun struct (state, _) -> state), notes)

        let ladders = ladders options tempering density walkers temperatures states.Length
        sample keeper options options.BurnIn ladders states notes hooks density

    let run options tempering start hooks density = runKept None options tempering start hooks density

    let resume (options: SamplingOptions) tempering (states: TemperingState[]) hooks (density: LogDensity) =
        Check.notEmpty "states" states
        checkPrior density
        let first = states[0]
        let walkers = first.Rungs[0].Walkers

        states
        |> Array.iteri (fun index state ->
            if
                state.Rungs[0].Dimension <> density.Dimension
                || state.Rungs[0].Walkers <> walkers
                || state.Rungs.Length <> first.Rungs.Length
                || state.Step <> first.Step
                || state.AdaptUntil <> first.AdaptUntil
            then
                Check.reject
                    "states"
                    $"states[{index}] must have {density.Dimension} parameters, {walkers} walkers, {first.Rungs.Length + 1} temperatures and {first.Step} steps.")

        SamplingOptions.validate density.Dimension { options with Walkers = Some walkers; BurnIn = 0 }

        let burnIn = int (max 0L (min (int64 options.Steps) (first.AdaptUntil - first.Step)))
        let ladders = ladders options tempering density walkers (first.Rungs.Length + 1) states.Length
        sample None options burnIn ladders states [||] hooks density
