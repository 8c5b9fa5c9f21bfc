namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

type NutsResult =
    {
        KeptSteps: int
        Draws: Lazy<Chain>
        States: NutsState[]
        Diagnostics: NutsDiagnostics[]
        Stop: SamplingStop
        Elapsed: TimeSpan
    }

    member result.Chain = result.Draws.Value

[<RequireQualifiedAccess>]
module NutsSampler =
    let private sample
        (keeper: RunKeeper<NutsState> option)
        (options: NutsOptions)
        warmupLeft
        (kernels: NutsKernel[])
        (states: NutsState[])
        hooks
        (density: LogDensity)
        =
        let length =
            {
                Steps = options.Steps
                BurnIn = min warmupLeft options.Steps
                Thin = options.Thin
                BlockSteps = options.BlockSteps
                KeepDraws = options.KeepDraws
            }

        let begun = states[0].Step
        let schedule = RunSchedule.create length hooks (if RunKeeper.isResumed keeper then 0L else begun)
        let capacity = Sampler.checkedCapacity length schedule 1 density.Dimension states.Length

        let chains =
            Array.map2 (fun kernel state -> NutsRun(kernel, state, capacity, options.Thin)) kernels states

        let members = chains |> Array.map (fun chain -> chain :> RunMember)

        let keep = keeper |> RunKeeper.keep (fun () -> chains |> Array.map _.State)

        let struct (keptSteps, draws, stop, elapsed) =
            RunLoop(length, schedule, begun, members, hooks, density.ParameterNames, keep).Run()

        let states = chains |> Array.map _.State

        {
            KeptSteps = keptSteps
            Draws = draws
            States = states
            Diagnostics = states |> Array.map Nuts.diagnostics
            Stop = stop
            Elapsed = elapsed
        }

    let private kernels (options: NutsOptions) count (hooks: SamplingHooks) density =
        Threads.validate hooks.Threads

        Array.init count (fun _ ->
            let kernel = Nuts.kernel options.MaxDepth density
            kernel.Cancellation <- hooks.Cancellation
            kernel)

    let runKept keeper (options: NutsOptions) start (hooks: SamplingHooks) (density: LogDensity) =
        NutsOptions.validate density.Dimension options
        let members = RunKeeper.members options.Ensembles keeper
        let kernels = kernels options members.Length hooks density
        let root = Rng.ofSeed options.Seed

        // Each chain has a stream for its start and one for its steps.
        let prepare c kernel =
            let stream = Rng.split c root

            let position =
                ChainStart.position start options.Ensembles c (Rng.split 0 stream) hooks.Cancellation density

            Nuts.initWarmup kernel options position (Rng.split 1 stream)

        let states =
            match keeper |> Option.bind _.From with
            | Some states -> states
            | None ->
                let states = Array.map2 prepare members kernels
                RunKeeper.begun [||] keeper
                states

        sample keeper options options.BurnIn kernels states hooks density

    let run options start hooks density = runKept None options start hooks density

    let private warmupLeft (state: NutsState) =
        match state.Warmup with
        | Some warmup -> warmup.Length - warmup.Step
        | None -> 0

    let resume (options: NutsOptions) (states: NutsState[]) hooks (density: LogDensity) =
        Check.notEmpty "states" states

        states
        |> Array.iteri (fun c state ->
            if
                state.Position.Length <> density.Dimension
                || state.Step <> states[0].Step
                || warmupLeft state <> warmupLeft states[0]
            then
                Check.reject
                    "states"
                    $"states[{c}] must have {density.Dimension} parameters, {states[0].Step} steps and {warmupLeft states[0]} steps of warm-up left; got {state.Position.Length}, {state.Step} and {warmupLeft state}.")

        NutsOptions.validate density.Dimension { options with BurnIn = 0; InitialMetric = None }
        let kernels = kernels options states.Length hooks density
        sample None options (warmupLeft states[0]) kernels states hooks density
