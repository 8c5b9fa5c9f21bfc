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
        /// log |P|, without the offset's row where that is 0.
        LogDeterminant: float
        /// Mean and standard deviation of c − centre·Σ±aᵢ, where the density is averaged over all signs. The offset's row of
        /// P is 0 then.
        SignedOffset: struct (float * float) voption
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
            SignedOffset = ValueNone
        }

    /// Independent normal priors of amplitudes, none of the centred offset.
    let private withoutOffset units amplitude =
        // The offset's deviation of 1 leaves the determinant as it is.
        let prior = independent units amplitude (struct (0.0, 1.0))
        prior.Precision[prior.Precision.Length - 1] <- 0.0
        prior

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

    let private normal prior =
        match prior with
        | Prior.Normal(mean, sd) -> struct (mean, sd)
        | other ->
            Check.reject "Priors" $"A normal prior is needed to integrate it out; got {Prior.name other}."

    /// From priors of amplitudes and offset, both normal. `isAveraged` says that the density will be averaged over signs.
    let create isAveraged (map: Standardisation) activation units (priors: NetworkPriors) =
        let amplitude = normal (NetworkPrior.amplitude PriorUnits.Standardised map units priors)

        match priors.Offset with
        | None -> independent units amplitude (normal StandardPriors.offset)
        | Some prior ->
            let struct (mean, sd) = normal prior
            let offset = struct ((mean - map.OutputShift) / map.OutputScale, sd / map.OutputScale)

            if isAveraged then
                { withoutOffset units amplitude with SignedOffset = ValueSome offset }
            else
                independent units amplitude offset |> uncentre (Activation.centre activation)
