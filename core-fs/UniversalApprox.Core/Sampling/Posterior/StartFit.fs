namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Diagnostics

/// Networks that chains start from.
module internal StartFit =
    /// Huber's δ in standard deviations of the noise: 95 % as efficient as squares where the noise is normal (Huber, Annals of
    /// Mathematical Statistics 35, 1964).
    let private huberDeviations = 1.345

    /// The best of the default restarts.
    let train (training: TrainingOptions) threads cancellation activation units data =
        let plan =
            { SweepPlan.defaults with
                Units = [| units |]
                Activations = [| activation |]
                Validation = Validation.Skip
                Training = training
            }

        let fits = ResizeArray<UnitFit>()
        Sweep.run threads ignore cancellation plan data fits.Add
        fits[0]

    /// A network that outliers hardly move, trained with Huber's loss, if the noise is Student-t. δ comes from the median residual of
    /// `fit`.
    let robust threads cancellation (model: NetworkModel) (fit: Network) =
        match model.Likelihood with
        | Likelihood.StudentT _ when Activation.isTrainable model.Activation ->
            let residuals = GoodnessOfFit.weightedResiduals fit model.Data |> Array.map abs
            let scale = Findings.perMedian * OrderStatistics.median (Array.sort residuals)

            if scale > 0.0 then
                let training =
                    { TrainingOptions.defaults with
                        Optimizer = Optimizer.lbfgs
                        Loss = Loss.Huber(huberDeviations * scale)
                    }

                Some
                    (train training threads cancellation model.Activation model.Layout.Units model.Data)
                        .Trained.Network
            else
                None
        | _ -> None
