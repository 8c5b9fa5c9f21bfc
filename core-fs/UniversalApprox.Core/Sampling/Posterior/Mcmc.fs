namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

[<RequireQualifiedAccess>]
type McmcStart =
    | Fit of radius: float
    | Given of start: EnsembleStart

type McmcSettings = { Sampling: SamplingOptions; Start: McmcStart option; Until: ConvergenceSettings option }

type McmcRun =
    {
        Density: LogDensity
        Settings: McmcSettings
        Trained: Network[]
        Reference: float option
        Posterior: Posterior option
        States: EnsembleState[]
        Stop: SamplingStop
        Notes: string[]
        Elapsed: TimeSpan
    }

[<RequireQualifiedAccess>]
module Mcmc =
    let fitRadius = 1e-3
    let ballRadius = 1e-4
    let private climbIterations = 1000
    let defaults = { Sampling = SamplingOptions.standard; Start = None; Until = None }

    let private densityAt (density: LogDensity) point =
        let value = Array.zeroCreate 1
        density.CreateEvaluator().Evaluate(point, 1, value)
        value[0]

    let climb (cancellation: CancellationToken) (density: LogDensity) (point: float[]) =
        Check.sameLength "point" density.Dimension point

        if not density.HasGradient then
            Array.copy point
        else
            let evaluator = density.CreateEvaluator()
            evaluator.Cancellation <- cancellation
            let value = Array.zeroCreate 1

            let descent (at: float[]) (gradient: float[]) =
                evaluator.EvaluateWithGradient(at, 1, value, gradient)

                for p in 0 .. gradient.Length - 1 do
                    gradient[p] <- -gradient[p]

                -value[0]

            (LBfgs.minimiseFunction descent cancellation climbIterations point).Theta

    let train threads cancellation activation units data =
        let plan =
            { SweepPlan.defaults with
                Units = [| units |]
                Activations = [| activation |]
                Validation = Validation.Skip
            }

        let fits = ResizeArray<UnitFit>()
        Sweep.run threads ignore cancellation plan data fits.Add
        fits[0]

    let private observationNoise (layout: Layout) likelihood =
        match likelihood with
        // Its σ² = n/2 is not the noise of observations.
        | Likelihood.MeanSquaredError -> Bands.noNoise
        | Likelihood.Gaussian sigma -> { Scale = NoiseScale.Known sigma; DegreesOfFreedom = None }
        | Likelihood.GaussianUnknown ->
            { Scale = NoiseScale.LogParameter layout.ParameterCount; DegreesOfFreedom = None }
        | Likelihood.StudentT(nu, Some scale) ->
            { Scale = NoiseScale.Known scale; DegreesOfFreedom = Some nu }
        | Likelihood.StudentT(nu, None) ->
            { Scale = NoiseScale.LogParameter layout.ParameterCount; DegreesOfFreedom = Some nu }

    let private posteriorSettings (density: LogDensity) (modes: float[][]) =
        let model =
            density.Network
            |> Option.map (fun model ->
                {
                    Activation = model.Activation
                    Layout = model.Layout
                    Data = Some model.Data
                    Noise = observationNoise model.Layout model.Likelihood
                })

        let reference =
            model
            |> Option.bind (fun model ->
                Array.tryHead modes
                |> Option.map (fun mode ->
                    Array.sub mode 0 model.Layout.ParameterCount
                    |> Network.create model.Activation model.Layout.Dimension))

        {
            Model = model
            Reference = reference
            PriorSds = density.Prior |> Option.bind PriorSpread.ofJoint
            Summary = ParameterSummary.defaults
        }

    /// The trained network of highest likelihood, as a point of the density.
    let private bestFit (trained: Network[]) (density: LogDensity) =
        if trained.Length = 0 then
            None
        else
            let points = trained |> Array.map (fun network -> LogDensity.pointOf network density)
            let likelihoods, priors = Array.zeroCreate points.Length, Array.zeroCreate points.Length
            density.CreateEvaluator().EvaluateParts(Array.concat points, points.Length, likelihoods, priors)
            Some(points |> Array.indexed |> Array.maxBy (fun (i, _) -> likelihoods[i]) |> snd)

    let private judge (settings: McmcSettings) reference trained density (posterior: Posterior) =
        let startLogDensity =
            match settings.Start with
            | None
            | Some(McmcStart.Fit _) -> reference
            | Some(McmcStart.Given _) -> None

        let settings = defaultArg settings.Until Convergence.defaults

        let reference = if reference = None then settings.ReferenceLogDensity else reference

        let conflict =
            bestFit trained density
            |> Option.bind (fun fit -> PriorConflict.ofChain density fit posterior.Raw)

        let evidence = { Convergence.noEvidence with Conflict = conflict; StartLogDensity = startLogDensity }

        Posterior.verdictWith { settings with ReferenceLogDensity = reference } evidence posterior

    /// Runs work that may take seconds in the background, and returns its result, or None as soon as the caller cancels. A
    /// cancelled caller does not wait for the end of the work.
    let private unlessCancelled (cancellation: CancellationToken) (work: unit -> 'result option) =
        let working = Task.Run work

        try
            (working.WaitAsync cancellation).GetAwaiter().GetResult()
        with :? OperationCanceledException when cancellation.IsCancellationRequested ->
            None

    /// The hook that stops a run once its draws, appended to those of `earlier`, have converged.
    let private untilHook
        cancellation
        (settings: McmcSettings)
        reference
        trained
        density
        posteriorSettings
        (earlier: Chain option)
        =
        settings.Until
        |> Option.map (fun until (later: Chain) ->
            unlessCancelled cancellation (fun () ->
                let chain =
                    earlier
                    |> Option.map (fun chain -> Sampler.append chain later)
                    |> Option.defaultValue later

                let posterior = Posterior.create posteriorSettings chain

                if Posterior.mayHaveConverged until posterior then
                    let verdict = judge settings reference trained density posterior
                    if verdict.IsConverged then Some verdict.Text else None
                else
                    None))

    let private posteriorOf settings (chain: Chain) =
        if chain.Ensembles[0].KeptSteps > 0 then
            Some(Posterior.create settings chain)
        else
            None

    let validateStart start =
        match start with
        | McmcStart.Fit radius -> Check.notNegative "Radius" radius
        | McmcStart.Given start -> EnsembleStart.validate start

    let validateSettings (settings: McmcSettings) =
        let options = settings.Sampling
        SamplingOptions.validateOptions options
        settings.Start |> Option.iter validateStart
        settings.Until |> Option.iter Convergence.validate

        if options.Steps / options.Thin = options.BurnIn / options.Thin then
            Check.refuse
                "Thin"
                options.Thin
                $"small enough to keep a step: none from {options.BurnIn + 1} to {options.Steps} is a multiple of it"

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

    let validate (settings: McmcSettings) (density: LogDensity) =
        validateSettings settings
        validateStartOf density settings.Start
        SamplingOptions.validate density.Dimension settings.Sampling

    let run (settings: McmcSettings) (hooks: SamplingHooks) (trained: Network[]) (density: LogDensity) =
        validate settings density

        // Each ensemble takes one network in turn, so networks beyond the number of ensembles are not used.
        let points =
            trained
            |> Array.truncate settings.Sampling.Ensembles
            |> Array.map (fun network -> LogDensity.pointOf network density)

        let modes = points |> Array.map (climb hooks.Cancellation density)
        let heights = modes |> Array.map (densityAt density)

        let reference = heights |> Array.filter Double.IsFinite |> Array.sortDescending |> Array.tryHead

        let aroundFit radius =
            if trained.Length = 0 then
                Check.reject "Start" "There is no trained network to start from."

            let notes =
                Array.mapi2
                    (fun i point height ->
                        let before = densityAt density point
                        let name = if points.Length = 1 then "the fit" else $"fit {i + 1}"

                        $"Walkers start around the posterior mode near {name}: log-density {before:G6} at the fit, {height:G6} at the mode.")
                    points
                    heights

            EnsembleStart.RelativeBall(modes, radius), notes

        let start, startNotes =
            match settings.Start with
            | Some(McmcStart.Given start) -> start, [||]
            | Some(McmcStart.Fit radius) -> aroundFit radius
            | None when trained.Length > 0 -> aroundFit fitRadius
            | None -> EnsembleStart.Prior, [||]

        let posteriorSettings = posteriorSettings density modes

        let result =
            let hooks =
                { hooks with
                    Until =
                        untilHook hooks.Cancellation settings reference trained density posteriorSettings None
                }

            Sampler.run settings.Sampling start hooks density

        {
            Density = density
            Settings = settings
            Trained = trained
            Reference = reference
            Posterior = posteriorOf posteriorSettings result.Chain
            States = result.States
            Stop = result.Stop
            Notes = Array.append startNotes result.Notes
            Elapsed = result.Elapsed
        }

    let validateResume steps = Check.atLeast "Steps" 1 steps

    let resume steps (hooks: SamplingHooks) (run: McmcRun) =
        validateResume steps
        let options = { run.Settings.Sampling with Steps = steps; BurnIn = 0 }
        let earlier = run.Posterior |> Option.map _.Raw

        let posteriorSettings =
            match run.Posterior with
            | Some posterior -> posterior.Settings
            | None -> posteriorSettings run.Density [||]

        let result =
            let hooks =
                { hooks with
                    Until =
                        untilHook
                            hooks.Cancellation
                            run.Settings
                            run.Reference
                            run.Trained
                            run.Density
                            posteriorSettings
                            earlier
                }

            Sampler.resume options run.States hooks run.Density

        let chain =
            earlier
            |> Option.map (fun chain -> Sampler.append chain result.Chain)
            |> Option.defaultValue result.Chain

        { run with
            Posterior = posteriorOf posteriorSettings chain
            States = result.States
            Stop = result.Stop
            Elapsed = run.Elapsed + result.Elapsed
        }

    let verdict (run: McmcRun) =
        run.Posterior |> Option.map (judge run.Settings run.Reference run.Trained run.Density)
