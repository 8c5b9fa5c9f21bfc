namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The normal prior of z = (a₁ … a_N, c) on standardised data, where c is the offset of centred units
/// (`Activation.centre`).
type internal AmplitudePrior =
    {
        /// μ, N + 1 elements.
        Mean: float[]
        /// P, the inverse of the covariance: symmetric, (N + 1)² elements.
        Precision: float[]
        /// log |P|.
        LogDeterminant: float
    }

module internal AmplitudePrior =
    /// Independent normal priors of amplitudes and centred offset.
    let private independent units struct (amplitudeMean, amplitudeSd) struct (offsetMean, offsetSd) =
        let size = units + 1
        let precision = Array.zeroCreate (size * size)

        for p in 0..units do
            let sd = if p < units then amplitudeSd else offsetSd
            precision[p * size + p] <- 1.0 / (sd * sd)

        {
            Mean = Array.init size (fun p -> if p < units then amplitudeMean else offsetMean)
            Precision = precision
            LogDeterminant = -2.0 * (float units * log amplitudeSd + log offsetSd)
        }

    /// The prior of z where the offset that has an independent one is c − centre·Σa.
    let private uncentre centre (prior: AmplitudePrior) =
        let size = prior.Mean.Length
        let units = size - 1
        let precision = Array.copy prior.Precision
        let offset = precision[units * size + units]

        for p in 0 .. units - 1 do
            for q in 0 .. units - 1 do
                precision[p * size + q] <- precision[p * size + q] + centre * centre * offset

            precision[p * size + units] <- -centre * offset
            precision[units * size + p] <- -centre * offset

        let mean = Array.copy prior.Mean
        mean[units] <- mean[units] + centre * Array.sum mean[.. units - 1]
        { prior with Mean = mean; Precision = precision }

    let private normal argument prior =
        match prior with
        | Prior.Normal(mean, sd) -> struct (mean, sd)
        | other ->
            Check.reject
                argument
                $"{argument}: a normal prior is needed to integrate it out; got {Prior.name other}."

    /// From priors of amplitudes and offset, both normal.
    let create (priorUnits: PriorUnits) (map: Standardisation) activation units (priors: NetworkPriors) =
        let amplitude = normal "Amplitude" priors.Amplitude
        let offset = normal "Offset" priors.Offset

        match priorUnits with
        | PriorUnits.Standardised -> independent units amplitude offset
        | PriorUnits.Data ->
            let toStandard shift struct (mean, sd) =
                struct ((mean - shift) / map.OutputScale, sd / map.OutputScale)

            independent units (toStandard 0.0 amplitude) (toStandard map.OutputShift offset)
            |> uncentre (Activation.centre activation)
