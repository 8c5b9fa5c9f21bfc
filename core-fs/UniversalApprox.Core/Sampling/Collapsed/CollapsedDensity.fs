namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

[<Sealed; AllowNullLiteral>]
type CollapsedDensity
    (
        network: NetworkModel,
        priors: NetworkPriors,
        model: CollapsedModel,
        density: LogDensity,
        isFlipSymmetric: bool
    ) =
    member _.Model = network
    member _.Priors = priors
    member _.Map = model.Map
    member _.Density = density

    member _.ParameterNames =
        let names = Array.init network.Layout.ParameterCount network.Layout.ParameterName

        if Likelihood.samplesNoise network.Likelihood then
            Array.append names [| "log_sigma" |]
        else
            names

    member _.Layout = model.Layout
    member _.Weights = model.Weights
    member _.CreateLikelihood() = CollapsedLikelihood model
    member _.IsFlipSymmetric = isFlipSymmetric

[<RequireQualifiedAccess>]
module CollapsedDensity =
    let obstacle likelihood (priors: NetworkPriors) =
        let otherThanNormal what prior =
            match prior with
            | None
            | Some(Prior.Normal _) -> None
            | Some other -> Some $"the prior of {what} is {Prior.name other}, not normal"

        match likelihood with
        | Likelihood.StudentT _ -> Some "the noise is Student-t, not normal"
        | Likelihood.GaussianLine -> Some "the noise changes with the inputs"
        | _ ->
            otherThanNormal "the amplitudes" priors.Amplitude
            |> Option.orElseWith (fun () -> otherThanNormal "the offset" priors.Offset)

    let private isSymmetric prior =
        match prior with
        | None -> true
        | Some(Prior.Normal(mean, _)) -> mean = 0.0
        | Some(Prior.StudentT(_, location, _)) -> location = 0.0
        | Some(Prior.Uniform(lower, upper)) -> lower = -upper
        | Some(Prior.LogNormal _)
        | Some(Prior.HalfNormal _) -> false

    /// Flips change the sign of weights and bias, of odd units the amplitude's too; with an offset that is not counted from
    /// the middle of a sigmoid they also move it along its prior.
    let private isFlipSymmetric (priors: NetworkPriors) activation =
        let symmetry = Activation.symmetry activation

        Canonical.hasFlip symmetry
        && isSymmetric priors.Weight
        && isSymmetric priors.Bias
        && (symmetry = Symmetry.Even || isSymmetric priors.Amplitude)
        && (symmetry <> Symmetry.Complement || priors.Offset.IsNone)

    let mostAveragedUnits = 8

    /// Whether images that differ by signs alone have another density only because of the prior of the offset.
    let private areSignsToldApart (priors: NetworkPriors) activation =
        priors.Offset.IsSome
        && Activation.symmetry activation = Symmetry.Complement
        && isFlipSymmetric { priors with Offset = None } activation

    let private isAveraged (priors: NetworkPriors) activation units =
        areSignsToldApart priors activation && units >= 1 && units <= mostAveragedUnits

    let signsNote (priors: NetworkPriors) activation units =
        if units = 0 || not (areSignsToldApart priors activation) then
            None
        elif isAveraged priors activation units then
            Some
                "The prior of the offset tells the signs of units apart; the density is averaged over them, and the signs of each draw are drawn too."
        else
            Some
                $"The prior of the offset tells the signs of units apart. Up to {mostAveragedUnits} units the density is averaged over them; with more each combination of signs is a mode of its own, and chains may miss some."

    let create likelihood priors activation units (data: CurveData) =
        Likelihood.validate likelihood
        NetworkPriors.validate priors
        Check.inRange "units" 0 Network.maxUnits units

        match obstacle likelihood priors with
        | Some reason -> Check.reject "density" $"Amplitudes and offset cannot be integrated out: {reason}."
        | None -> ()

        let samplesNoise = Likelihood.samplesNoise likelihood

        if units = 0 && not samplesNoise then
            Check.reject "units" "units must be at least 1 where sigma is known: there is nothing to sample."

        let map = Standardisation.ofData Scaling.Standardise false data
        let standard = Standardisation.apply map data
        let layout: HiddenLayout = { Dimension = data.Dimension; Units = units }

        let model =
            {
                Activation = activation
                Layout = layout
                Likelihood = likelihood
                Inputs = standard.Inputs
                Outputs = standard.Outputs
                Weights = defaultArg data.Weights (Array.create data.Count 1.0)
                Map = map
                Amplitudes =
                    AmplitudePrior.create (isAveraged priors activation units) map activation units priors
            }

        let network =
            {
                Activation = activation
                Layout = { Dimension = data.Dimension; Units = units }
                Likelihood = likelihood
                Constraints = Constraints.none
                Data = data
            }

        let names =
            Array.init layout.Count (fun p ->
                // The name of the same parameter in θ.
                network.Layout.ParameterName(p + p / layout.Stride))

        let density =
            LogDensity(
                (if samplesNoise then Array.append names [| "log_sigma" |] else names),
                Activation.isTrainable activation,
                Some(NetworkPrior.ofHidden map layout likelihood priors),
                None,
                fun () -> CollapsedLikelihood model
            )

        CollapsedDensity(
            network,
            priors,
            model,
            density,
            isFlipSymmetric priors activation || isAveraged priors activation units
        )

    let private checkPoint (density: CollapsedDensity) (phi: float[]) =
        Check.sameLength "phi" density.Density.Dimension phi

    let pointOf (network: Network) (density: CollapsedDensity) =
        let model = density.Model

        if network.Activation <> model.Activation || network.Layout <> model.Layout then
            Check.reject
                "network"
                $"network must have {model.Layout.Units} {Activation.name model.Activation} units and {model.Layout.Dimension} inputs; got {network.Units} {Activation.name network.Activation} units and {network.Dimension} inputs."

        let standard = Standardisation.networkToStandard density.Map network
        let phi = Array.zeroCreate density.Density.Dimension

        standard.HiddenUnits
        |> Array.iteri (fun unit hidden ->
            Array.blit hidden.Weights 0 phi (density.Layout.Weight(unit, 0)) density.Layout.Dimension
            phi[density.Layout.Bias unit] <- hidden.Bias)

        if Likelihood.samplesNoise model.Likelihood then
            let likelihood = density.CreateLikelihood()
            let index = density.Layout.Count
            phi[index] <- -5.0

            // Amplitudes depend a little on σ, through their prior.
            for _ in 1..2 do
                let meanSquare = likelihood.SumOfSquares(phi, 0) / float model.Data.Count
                phi[index] <- 0.5 * log (max meanSquare 1e-24)

        phi

    /// θ of the network on standardised data, from element `at`: the sampled offset is that of centred units. `flips` has a bit
    /// for each unit whose sign is turned.
    let private assemble
        (density: CollapsedDensity)
        (phis: float[])
        phiAt
        (flips: int)
        (amplitudes: float[])
        (theta: float[])
        at
        =
        let layout = density.Model.Layout
        let hidden = density.Layout
        let mutable sum = 0.0

        for unit in 0 .. layout.Units - 1 do
            let sign = if flips >>> unit &&& 1 = 1 then -1.0 else 1.0

            for k in 0 .. layout.Dimension - 1 do
                theta[at + layout.Weight(unit, k)] <- sign * phis[phiAt + hidden.Weight(unit, k)]

            theta[at + layout.Bias unit] <- sign * phis[phiAt + hidden.Bias unit]
            theta[at + layout.Amplitude unit] <- sign * amplitudes[unit]
            sum <- sum + sign * amplitudes[unit]

        theta[at + layout.Offset] <-
            amplitudes[layout.Units] - Activation.centre density.Model.Activation * sum

    let networkAt phi (density: CollapsedDensity) =
        checkPoint density phi
        let layout = density.Model.Layout
        let amplitudes = Array.zeroCreate (layout.Units + 1)
        let struct (_, flips) = density.CreateLikelihood().Complete(phi, 0, ValueNone, amplitudes)
        let theta = Array.zeroCreate layout.ParameterCount
        assemble density phi 0 flips amplitudes theta 0
        Standardisation.toData density.Map layout theta 0
        Network.create density.Model.Activation layout.Dimension theta

    let noiseAt phi (density: CollapsedDensity) =
        checkPoint density phi
        density.Map.OutputScale * exp (density.CreateLikelihood().LogSigma(phi, 0))

    let parametersAt phi (density: CollapsedDensity) =
        let theta = (networkAt phi density).Parameters

        if Likelihood.samplesNoise density.Model.Likelihood then
            Array.append theta [| log (noiseAt phi density) |]
        else
            theta

    /// Draws on standardised data, and for each the log-density of its amplitudes and offset given φ plus that of φ (or of the
    /// image of φ that was drawn).
    let private draw cancellation (rng: Rng) first (phis: float[]) (density: CollapsedDensity) =
        let layout = density.Model.Layout
        let dimension = density.Density.Dimension
        let count = phis.Length / dimension
        let size = density.ParameterNames.Length
        let likelihood = density.CreateLikelihood()
        likelihood.Cancellation <- cancellation
        let amplitudes = Array.zeroCreate<float>(layout.Units + 1)
        let thetas = Array.zeroCreate<float>(count * size)
        let logDensities = Array.zeroCreate<float> count

        for i in 0 .. count - 1 do
            let stream = ValueSome(Rng.split (first + i) rng)
            let struct (value, flips) = likelihood.Complete(phis, i * dimension, stream, amplitudes)
            assemble density phis (i * dimension) flips amplitudes thetas (i * size)

            if size > layout.ParameterCount then
                thetas[(i + 1) * size - 1] <- phis[(i + 1) * dimension - 1]

            let prior =
                density.Density.Prior
                |> Option.map (fun prior -> prior.LogDensity(phis, i * dimension))
                |> Option.defaultValue 0.0

            logDensities[i] <- value + prior

        struct (thetas, logDensities)

    let completeStandard rng phis density =
        let struct (thetas, _) = draw CancellationToken.None rng 0 phis density
        thetas

    let private completeFrom cancellation first rng (phis: float[]) (density: CollapsedDensity) =
        let struct (thetas, logDensities) = draw cancellation rng first phis density
        let layout = density.Model.Layout
        Standardisation.allToData density.Map layout density.ParameterNames.Length thetas
        let logVolume = Standardisation.logVolume density.Map layout

        for i in 0 .. logDensities.Length - 1 do
            logDensities[i] <- logDensities[i] + logVolume

        struct (thetas, logDensities)

    let completeUntil cancellation rng phis density = completeFrom cancellation 0 rng phis density
    let complete rng phis density = completeUntil CancellationToken.None rng phis density

    let completeEnsembles (streams: Rng[]) first (chain: Chain) (density: CollapsedDensity) =
        let ensembles = Array.zeroCreate<EnsembleChain> chain.Ensembles.Length

        Parallel.For(
            0,
            ensembles.Length,
            fun e ->
                let ensemble = chain.Ensembles[e]

                let struct (thetas, logDensities) =
                    completeFrom CancellationToken.None first streams[e] ensemble.Draws density

                ensembles[e] <-
                    { ensemble with
                        Dimension = density.ParameterNames.Length
                        Draws = thetas
                        LogDensity = logDensities
                    }
        )
        |> ignore

        { chain with Ensembles = ensembles; ParameterNames = density.ParameterNames }

    let completeChain rng first (chain: Chain) density =
        let streams = Array.init chain.Ensembles.Length (fun e -> Rng.split e rng)
        completeEnsembles streams first chain density
