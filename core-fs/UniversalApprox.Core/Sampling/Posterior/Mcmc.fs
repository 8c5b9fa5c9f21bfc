namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering
open UniversalApprox.Core.Sampling.Diagnostics

type McmcRun =
    {
        Target: McmcTarget
        Settings: McmcSettings
        Trained: Network[]
        Reference: float option
        Posterior: Posterior option
        States: McmcStates
        Stop: SamplingStop
        Notes: string[]
        Elapsed: TimeSpan
    }

    member run.Diagnostics =
        match run.States with
        | McmcStates.Chains states -> states |> Array.map Nuts.diagnostics
        | McmcStates.Ensembles _
        | McmcStates.Ladders _ -> [||]

    member run.Ladders =
        match run.States with
        | McmcStates.Ladders states -> states |> Array.map Tempering.diagnostics
        | McmcStates.Ensembles _
        | McmcStates.Chains _ -> [||]

    member run.Evidence =
        match run.States with
        | McmcStates.Ladders states -> Tempering.evidence states
        | McmcStates.Ensembles _
        | McmcStates.Chains _ -> None

[<RequireQualifiedAccess>]
module Mcmc =
    let fitRadius = PreparedStart.fitRadius
    let ballRadius = 1e-4

    let mostNutsSteps = 11000
    let private openEnded = { Convergence.defaults with EffectiveSamples = 1000.0 }

    let ofSteps (steps: int option) (burnIn: int option) =
        let burnInOf usual steps = burnIn |> Option.defaultValue (min usual (steps / 2))
        let ensembles, nuts = SamplingOptions.standard, NutsOptions.standard
        let ensembleSteps = defaultArg steps ensembles.Steps
        let nutsSteps = defaultArg steps mostNutsSteps

        {
            Sampler = McmcSampler.Auto
            Sampling =
                { ensembles with Steps = ensembleSteps; BurnIn = burnInOf ensembles.BurnIn ensembleSteps }
            Nuts = { nuts with Steps = nutsSteps; BurnIn = burnInOf nuts.BurnIn nutsSteps }
            Tempering = TemperingOptions.standard
            Start = None
            Until = None
            IsOpenEnded = steps.IsNone
        }

    let defaults = ofSteps None None

    let handingOn settings =
        { settings with
            Sampling = { settings.Sampling with KeepDraws = false }
            Nuts = { settings.Nuts with KeepDraws = false }
            IsOpenEnded = false
        }

    let climb cancellation density point = PreparedStart.climb cancellation density point

    let trainUnder constraints threads cancellation activation units data =
        let training = { TrainingOptions.defaults with Constraints = constraints }
        StartFit.train training threads cancellation activation units data

    let train threads cancellation activation units data =
        trainUnder Constraints.none threads cancellation activation units data

    /// The hooks of a sampler of points: draws of all parameters are handed on and judged. `notBefore` are the kept steps before which
    /// another verdict would say the same; `keptBefore` of them are those of another process.
    let private hooksOf
        (hooks: SamplingHooks)
        (settings: McmcSettings)
        reference
        trained
        target
        posteriorSettings
        keptBefore
        (notBefore: int ref)
        (completion: Completion)
        =
        let judged (until: ConvergenceSettings) (points: Chain) =
            let kept = keptBefore + points.Ensembles[0].KeptSteps

            if kept < notBefore.Value then
                None
            else
                RunVerdict.unlessCancelled hooks.Cancellation (fun () ->
                    let posterior = Posterior.create posteriorSettings (completion.All points)

                    if Posterior.mayHaveConverged until posterior then
                        let verdict = RunVerdict.judge settings reference trained target [||] [||] posterior

                        if verdict.IsConverged then
                            Some verdict.Text
                        else
                            notBefore.Value <- RunVerdict.nextLook until verdict kept
                            None
                    else
                        // The log-density alone says no: it is one of many quantities, so half as many draws more.
                        notBefore.Value <- kept + kept / 2
                        None)

        { hooks with
            Until = settings.Until |> Option.map judged
            OnBlock = hooks.OnBlock |> Option.map (fun handOn block -> handOn (completion.Block block))
        }

    /// A cancelled run ends without its draws, which may take as long as sampling them did. They are made when they are first
    /// read.
    let private posteriorOf settings (stop: SamplingStop) keptSteps (draws: Lazy<Chain>) =
        if keptSteps = 0 then
            None
        else
            if not stop.IsCancelled then
                draws.Force() |> ignore

            Some(Posterior.later settings keptSteps draws)

    let validateStart start =
        match start with
        | McmcStart.Fit radius -> Check.notNegative "Radius" radius
        | McmcStart.Given start -> EnsembleStart.validate start

    let private validateKept steps burnIn thin =
        if steps / thin = burnIn / thin then
            Check.refuse
                "Thin"
                thin
                $"small enough to keep a step: none from {burnIn + 1} to {steps} is a multiple of it"

    let private validateEnsembles (options: SamplingOptions) =
        SamplingOptions.validateOptions options
        validateKept options.Steps options.BurnIn options.Thin

    let private validateNuts (options: NutsOptions) =
        NutsOptions.validateOptions options
        validateKept options.Steps options.BurnIn options.Thin

    let validateSettings (settings: McmcSettings) =
        match settings.Sampler with
        | McmcSampler.Ensemble -> validateEnsembles settings.Sampling
        | McmcSampler.Tempering ->
            validateEnsembles settings.Sampling
            TemperingOptions.validate settings.Tempering
        | McmcSampler.Nuts -> validateNuts settings.Nuts
        | McmcSampler.Auto ->
            validateEnsembles settings.Sampling
            validateNuts settings.Nuts

        settings.Start |> Option.iter validateStart
        settings.Until |> Option.iter Convergence.validate

    let private validateStartOf (density: LogDensity) start =
        let priors = Check.named "Priors"

        let refuse value =
            Check.refuse
                "Start"
                value
                $"a point, walkers, or (with {priors}) Prior for a log-density that is not a network's"

        match start with
        | None when density.Network.IsNone && not density.HasPrior -> refuse null
        | Some(McmcStart.Fit _) when density.Network.IsNone -> refuse (Check.told "Fit")
        | _ -> ()

    let validate (settings: McmcSettings) (target: McmcTarget) =
        validateSettings settings
        let chosen = ChosenSampler.choose settings target
        validateStartOf target.Full settings.Start

        match chosen with
        | ChosenSampler.Ensemble(options, _)
        | ChosenSampler.Tempering(options, _, _) -> SamplingOptions.validate target.Density.Dimension options
        | ChosenSampler.Nuts(options, _) -> NutsOptions.validate target.Density.Dimension options

    let validateApart (settings: McmcSettings) (target: McmcTarget) =
        validate settings target
        let steps, until = Check.named "Steps", Check.named "Until"

        if settings.Until.IsSome then
            Check.because
                "Until"
                $"Chains that are sampled apart cannot tell when all of them have converged: leave out {until}, and give {steps}."

        if settings.IsOpenEnded && (ChosenSampler.choose settings target).IsNuts then
            Check.because
                "Steps"
                $"{steps} is needed: chains that are sampled apart cannot tell when all of them have converged, so none stops by itself."

    /// Samples points and completes them.
    let private sample chosen (prepared: PreparedStart) (target: McmcTarget) hooksOf (keeping: McmcKeeping) =
        let completion seed = Completion(target, seed, keeping.First, keeping.Earlier, keeping.IsKept)

        match chosen with
        | ChosenSampler.Ensemble(options, note) ->
            let completion = completion options.Seed
            let keeper = keeping.Keeper McmcStates.Ensembles keeping.Ensembles
            let result = Sampler.runKept keeper options prepared.Start (hooksOf completion) target.Density
            let states = McmcStates.Ensembles result.States

            struct (result.KeptSteps,
                    lazy (completion.All result.Chain),
                    states,
                    result.Stop,
                    result.Elapsed,
                    Array.append [| note |] result.Notes)
        | ChosenSampler.Nuts(options, note) ->
            let completion = completion options.Seed
            let keeper = keeping.Keeper McmcStates.Chains keeping.Chains

            let options =
                { options with
                    InitialMetric = options.InitialMetric |> Option.orElse prepared.Covariance
                }

            let result = NutsSampler.runKept keeper options prepared.Start (hooksOf completion) target.Density
            let draws = lazy (completion.All result.Chain)
            let states = McmcStates.Chains result.States
            struct (result.KeptSteps, draws, states, result.Stop, result.Elapsed, [| note |])
        | ChosenSampler.Tempering(options, tempering, note) ->
            let completion = completion options.Seed
            let keeper = keeping.Keeper McmcStates.Ladders keeping.Ladders

            let result =
                TemperingSampler.runKept
                    keeper
                    options
                    tempering
                    prepared.Start
                    (hooksOf completion)
                    target.Density

            struct (result.KeptSteps,
                    lazy (completion.All result.Chain),
                    McmcStates.Ladders result.States,
                    result.Stop,
                    result.Elapsed,
                    Array.append [| note |] result.Notes)

    /// Searches for modes, unless another process has done so.
    let private prepare
        (hooks: SamplingHooks)
        (settings: McmcSettings)
        trained
        (target: McmcTarget)
        chosen
        (found: McmcMemory option)
        : PreparedStart =

        let search walkers ensembles seed =
            PreparedStart.prepare
                hooks.Cancellation
                hooks.Threads
                target
                walkers
                ensembles
                seed
                trained
                settings.Start

        match found, chosen with
        | Some memory, _ ->
            let before = memory.Preparation

            {
                Start = EnsembleStart.Prior
                Covariance = None
                Mode = before.Mode
                Height = before.Height
                Notes = before.Notes
            }
        | _, ChosenSampler.Ensemble(options, _)
        | _, ChosenSampler.Tempering(options, _, _) ->
            search (SamplingOptions.walkers target.Density.Dimension options) options.Ensembles options.Seed
        | _, ChosenSampler.Nuts(options, _) -> search 1 options.Ensembles options.Seed

    /// Only what belongs to the sampling is repeated: a finished run is put together from its memory.
    let private finished chosen (memory: McmcMemory) (checkpoint: McmcCheckpoint) stop =
        match chosen with
        | ChosenSampler.Ensemble(_, note)
        | ChosenSampler.Nuts(_, note)
        | ChosenSampler.Tempering(_, _, note) ->
            let kept = memory.Draws |> Option.map (fun draws -> draws.Ensembles[0].KeptSteps)

            struct (kept |> Option.defaultValue 0,
                    lazy memory.Draws.Value,
                    checkpoint.States,
                    stop,
                    TimeSpan.Zero,
                    Array.append [| note |] memory.Preparation.StartNotes)

    let private runWith
        (journal: McmcJournal option)
        (settings: McmcSettings)
        (hooks: SamplingHooks)
        (trained: Network[])
        (target: McmcTarget)
        =
        match journal |> Option.bind _.Member with
        | Some _ -> validateApart settings target
        | None -> validate settings target

        Threads.validate hooks.Threads
        let watch = Diagnostics.Stopwatch.StartNew()
        let chosen = ChosenSampler.choose settings target
        let left = journal |> Option.bind _.Left
        let prepared = prepare hooks settings trained target chosen (left |> Option.map fst)
        let preparation = watch.Elapsed
        let posteriorSettings = RunVerdict.posteriorSettings target prepared.Mode

        let judged =
            if chosen.IsNuts && settings.IsOpenEnded && settings.Until.IsNone then
                { settings with Until = Some openEnded }
            else
                settings

        left
        |> Option.iter (fun (_, checkpoint) -> McmcKeeping.checkDensity target.Density checkpoint.States)

        let notBefore =
            ref (left |> Option.map (fun (_, checkpoint) -> checkpoint.NextLook) |> Option.defaultValue 0)

        let keeping = McmcKeeping(journal, prepared, notBefore, watch)

        let struct (keptSteps, draws, states, stop, elapsed, notes) =
            match left with
            | Some(memory, checkpoint) when checkpoint.Stop.IsSome ->
                finished chosen memory checkpoint checkpoint.Stop.Value
            | _ ->
                let hooks = keeping.Hooks hooks

                let struct (keptSteps, draws, states, stop, elapsed, notes) =
                    sample
                        chosen
                        prepared
                        target
                        (hooksOf
                            hooks
                            judged
                            prepared.Height
                            trained
                            target
                            posteriorSettings
                            keeping.KeptBefore
                            notBefore)
                        keeping

                struct (keeping.KeptBefore + keptSteps,
                        draws,
                        states,
                        stop,
                        elapsed,
                        Array.append notes keeping.StartNotes)

        {
            Target = target
            Settings = settings
            Trained = trained
            Reference = prepared.Height
            Posterior = posteriorOf posteriorSettings stop keptSteps draws
            States = states
            Stop = stop
            Notes = Array.concat [ Option.toArray target.Note; prepared.Notes; notes ]
            Elapsed = keeping.ElapsedBefore + preparation + elapsed
        }

    let run settings hooks trained target = runWith None settings hooks trained target

    let runKept journal settings hooks trained target = runWith (Some journal) settings hooks trained target

    /// The options that a run of ensembles was sampled with.
    let private ensembleOptions (run: McmcRun) =
        match ChosenSampler.choose run.Settings run.Target with
        | ChosenSampler.Ensemble(options, _)
        | ChosenSampler.Tempering(options, _, _) -> options
        | ChosenSampler.Nuts _ -> run.Settings.Sampling

    let moves (run: McmcRun) =
        match run.States with
        | McmcStates.Ensembles _
        | McmcStates.Ladders _ -> (ensembleOptions run).Moves
        | McmcStates.Chains _ -> [||]

    let validateResume steps = Check.atLeast "Steps" 1 steps

    let private checkWhole (run: McmcRun) =
        let sampled, all =
            match run.States with
            | McmcStates.Ensembles states -> states.Length, (ensembleOptions run).Ensembles
            | McmcStates.Ladders states -> states.Length, (ensembleOptions run).Ensembles
            | McmcStates.Chains states -> states.Length, run.Settings.Nuts.Ensembles

        if sampled <> all then
            let ensembles = Check.named "Ensembles"

            Check.because
                "Run"
                $"These are {sampled} of the {all} {ensembles} of a plan: only all of them together can go on."

    let resume steps (hooks: SamplingHooks) (run: McmcRun) =
        validateResume steps
        checkWhole run
        let earlier = run.Posterior |> Option.map _.Raw
        let keptBefore = run.Posterior |> Option.map _.KeptSteps |> Option.defaultValue 0

        let posteriorSettings =
            match run.Posterior with
            | Some posterior -> posterior.Settings
            | None -> RunVerdict.posteriorSettings run.Target None

        let completion seed = Completion(run.Target, seed, 0, earlier, false)

        let hooksOf completion =
            hooksOf
                hooks
                run.Settings
                run.Reference
                run.Trained
                run.Target
                posteriorSettings
                0
                (ref 0)
                completion

        let struct (keptSteps, draws, states, stop, elapsed) =
            match run.States with
            | McmcStates.Ensembles states ->
                let options = { ensembleOptions run with Steps = steps; BurnIn = 0 }
                let completion = completion options.Seed
                let result = Sampler.resume options states (hooksOf completion) run.Target.Density

                struct (result.KeptSteps,
                        lazy (completion.All result.Chain),
                        McmcStates.Ensembles result.States,
                        result.Stop,
                        result.Elapsed)
            | McmcStates.Chains states ->
                let options = { run.Settings.Nuts with Steps = steps }
                let completion = completion options.Seed
                let result = NutsSampler.resume options states (hooksOf completion) run.Target.Density

                struct (result.KeptSteps,
                        lazy (completion.All result.Chain),
                        McmcStates.Chains result.States,
                        result.Stop,
                        result.Elapsed)
            | McmcStates.Ladders states ->
                let options = { ensembleOptions run with Steps = steps; BurnIn = 0 }
                let completion = completion options.Seed

                let result =
                    TemperingSampler.resume
                        options
                        run.Settings.Tempering
                        states
                        (hooksOf completion)
                        run.Target.Density

                struct (result.KeptSteps,
                        lazy (completion.All result.Chain),
                        McmcStates.Ladders result.States,
                        result.Stop,
                        result.Elapsed)

        { run with
            Posterior = posteriorOf posteriorSettings stop (keptBefore + keptSteps) draws
            States = states
            Stop = stop
            Elapsed = run.Elapsed + elapsed
        }

    let verdict (run: McmcRun) =
        run.Posterior
        |> Option.map (
            RunVerdict.judge run.Settings run.Reference run.Trained run.Target run.Diagnostics run.Ladders
        )
