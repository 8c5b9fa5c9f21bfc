namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering

/// A sampler with its options and the reason for it.
[<RequireQualifiedAccess>]
type internal ChosenSampler =
    | Ensemble of options: SamplingOptions * note: string
    | Nuts of options: NutsOptions * note: string
    | Tempering of options: SamplingOptions * tempering: TemperingOptions * note: string

module internal ChosenSampler =
    /// Collapsed densities of kinked units: differential evolution needs a third of the stretch move's evaluations.
    let private kinkedMoves =
        [| { Move = Move.differentialEvolution; Weight = 0.8 }; { Move = Move.snooker; Weight = 0.2 } |]

    let private isKinked (target: McmcTarget) =
        target.Full.Network
        |> Option.exists (fun model -> Activation.symmetry model.Activation = Symmetry.Homogeneous)

    /// Whether the settings speak of walkers.
    let private asksForWalkers (settings: McmcSettings) =
        let sampling = settings.Sampling

        sampling.Walkers.IsSome
        || sampling.Moves <> SamplingOptions.standard.Moves
        || (match settings.Start with
            | Some(McmcStart.Given(EnsembleStart.Walkers _)) -> true
            | _ -> false)

    let private tempering (settings: McmcSettings) (target: McmcTarget) =
        let refuse allowed = Check.refuse "Sampler" (Check.told "Tempering") allowed
        let priors = Check.named "Priors"

        if target.Full.Network.IsSome then
            refuse
                $"Auto, Ensemble or Nuts for networks: a good fit takes up so little of their prior that no ladder of temperatures finds it"
        elif not target.Density.HasPrior then
            refuse
                $"Auto, Ensemble or Nuts for a log-density without {priors}: tempering leads from the prior to the posterior"

        let temperatures = TemperingOptions.temperatures target.Density.Dimension settings.Tempering

        ChosenSampler.Tempering(
            settings.Sampling,
            settings.Tempering,
            $"Parallel tempering samples: {temperatures} temperatures lead from the prior to the posterior."
        )

    let choose (settings: McmcSettings) (target: McmcTarget) =
        let sampling, nuts = settings.Sampling, settings.Nuts
        let ensemble reason = ChosenSampler.Ensemble(sampling, $"Ensembles of walkers sample{reason}.")

        match settings.Sampler with
        | McmcSampler.Ensemble -> ensemble ""
        | McmcSampler.Nuts when not target.Density.HasGradient ->
            Check.refuse
                "Sampler"
                (Check.told "Nuts")
                $"Auto or Ensemble for a log-density without a gradient"
        | McmcSampler.Nuts -> ChosenSampler.Nuts(nuts, "NUTS samples.")
        | McmcSampler.Tempering -> tempering settings target
        | McmcSampler.Auto when asksForWalkers settings ->
            ensemble ", because walkers or moves were asked for"
        | McmcSampler.Auto when not target.Density.HasGradient ->
            ensemble ", because the log-density has no gradient"
        | McmcSampler.Auto when isKinked target ->
            ChosenSampler.Ensemble(
                { sampling with Moves = kinkedMoves },
                "Ensembles of walkers sample by differential evolution, because the gradient jumps at the kinks of the units."
            )
        | McmcSampler.Auto ->
            ChosenSampler.Nuts(nuts, "NUTS samples, because the log-density has a gradient without jumps.")
