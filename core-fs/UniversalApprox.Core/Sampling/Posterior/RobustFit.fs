namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Diagnostics

/// A network that outliers hardly move, as a start for noise with heavy tails.
module internal RobustFit =
    /// Huber's δ in standard deviations of the noise: 95 % as efficient as squares where the noise is normal (Huber, Annals of
    /// Mathematical Statistics 35, 1964).
    let private huberDeviations = 1.345
    /// The factor from the median absolute deviation of a normal distribution to its standard deviation.
    let private deviationFactor = 1.4826

    let private train threads cancellation (model: NetworkModel) delta =
        let plan =
            { SweepPlan.defaults with
                Units = [| model.Layout.Units |]
                Activations = [| model.Activation |]
                Validation = Validation.Skip
                Training =
                    { TrainingOptions.defaults with Optimizer = Optimizer.lbfgs; Loss = Loss.Huber delta }
            }

        let fits = ResizeArray<UnitFit>()
        Sweep.run threads ignore cancellation plan model.Data fits.Add
        fits[0].Trained.Network

    /// A network trained with Huber's loss, if the noise is Student-t. δ comes from the median residual of `fit`.
    let find threads cancellation (model: NetworkModel) (fit: Network) =
        match model.Likelihood with
        | Likelihood.StudentT _ when Activation.isTrainable model.Activation ->
            let residuals =
                Array.map2
                    (fun predicted y -> abs (predicted - y))
                    (Network.predict fit model.Data.Inputs)
                    model.Data.Outputs

            let scale = deviationFactor * OrderStatistics.median (Array.sort residuals)

            if scale > 0.0 then
                Some(train threads cancellation model (huberDeviations * scale))
            else
                None
        | _ -> None
