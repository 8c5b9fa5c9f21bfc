namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Diagnostics

/// Judges the draws of a run.
module internal RunVerdict =
    let private observationNoise (model: NetworkModel) =
        let layout = model.Layout

        match model.Likelihood with
        // Its σ² = n/2 is not the noise of observations.
        | Likelihood.MeanSquaredError -> Bands.noNoise
        | Likelihood.Gaussian sigma -> { Scale = NoiseScale.Known sigma; DegreesOfFreedom = None }
        | Likelihood.GaussianUnknown ->
            { Scale = NoiseScale.LogParameter layout.ParameterCount; DegreesOfFreedom = None }
        | Likelihood.GaussianLine ->
            {
                Scale = NoiseScale.LogLine(layout.ParameterCount, LineNoise.centre model.Data)
                DegreesOfFreedom = None
            }
        | Likelihood.StudentT(nu, Some scale) ->
            { Scale = NoiseScale.Known scale; DegreesOfFreedom = Some nu }
        | Likelihood.StudentT(nu, None) ->
            { Scale = NoiseScale.LogParameter layout.ParameterCount; DegreesOfFreedom = Some nu }

    /// `mode` are the parameters of the best mode that is known.
    let posteriorSettings (target: McmcTarget) (mode: float[] option) =
        let model =
            target.Full.Network
            |> Option.map (fun model ->
                {
                    Activation = model.Activation
                    Layout = model.Layout
                    Data = Some model.Data
                    Noise = observationNoise model
                    Constraints = model.Constraints
                })

        {
            Model = model
            Reference = Option.map2 LogDensity.networkOf target.Full.Network mode
            PriorSds = target.Full.Prior |> Option.bind PriorSpread.ofJoint
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

    let judge
        (settings: McmcSettings)
        reference
        trained
        (target: McmcTarget)
        nuts
        ladders
        (posterior: Posterior)
        =
        // Where amplitudes are integrated out, the density of all parameters is not highest at the mode.
        let startLogDensity =
            match settings.Start with
            | Some(McmcStart.Given _) -> None
            | _ when target.Collapsed.IsSome -> None
            | _ -> reference

        let settings = defaultArg settings.Until Convergence.defaults

        let reference = if reference = None then settings.ReferenceLogDensity else reference

        let conflict =
            bestFit trained target.Full
            |> Option.bind (fun fit -> PriorConflict.ofChain target.Full fit posterior.Raw)

        let evidence =
            { Nuts = nuts; Ladders = ladders; Conflict = conflict; StartLogDensity = startLogDensity }

        Posterior.verdictWith { settings with ReferenceLogDensity = reference } evidence posterior

    /// Runs work that may take seconds in the background, and returns its result, or None as soon as the caller cancels. A
    /// cancelled caller does not wait for the end of the work.
    let unlessCancelled (cancellation: CancellationToken) (work: unit -> 'result option) =
        let working = Task.Run work

        try
            (working.WaitAsync cancellation).GetAwaiter().GetResult()
        with :? OperationCanceledException when cancellation.IsCancellationRequested ->
            None

    /// The kept steps at which effective draws that grow as before will be nearly enough; at most three times as many as
    /// now, since the first estimates are rough.
    let nextLook (until: ConvergenceSettings) (verdict: Verdict) (kept: int) =
        match verdict.SmallestEss with
        | Some ess when ess > 0.0 -> int (float kept * min 3.0 (0.9 * until.EffectiveSamples / ess))
        | _ -> 0
