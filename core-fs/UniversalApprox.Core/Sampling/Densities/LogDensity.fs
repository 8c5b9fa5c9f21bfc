namespace UniversalApprox.Core.Sampling.Densities

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

[<Sealed>]
type DensityEvaluator(dimension: int, prior: JointPrior option, likelihood: LikelihoodPart) =
    // Scratch memory, which grows to the largest batch so far.
    let mutable scratch = Array.zeroCreate<float> 0
    let mutable floorScratch = Array.zeroCreate<float> 0
    let mutable gradientScratch = Array.zeroCreate<float> 0

    let reserve count =
        if scratch.Length < count then
            scratch <- Array.zeroCreate count

    let priors (thetas: float[]) count (logPriors: float[]) =
        match prior with
        | None -> Array.Clear(logPriors, 0, count)
        | Some prior ->
            for b in 0 .. count - 1 do
                logPriors[b] <- prior.LogDensity(thetas, b * dimension)

    /// Adds the log-priors in `scratch` to log-likelihoods. Outside the support of the prior the density is 0, even where
    /// the likelihood is +∞ or NaN.
    let addPriors (logDensities: float[]) count =
        for b in 0 .. count - 1 do
            logDensities[b] <-
                if scratch[b] = -infinity then
                    -infinity
                else
                    logDensities[b] + scratch[b]

    member _.Dimension = dimension

    member _.Cancellation
        with get (): CancellationToken = likelihood.Cancellation
        and set (value: CancellationToken) = likelihood.Cancellation <- value

    member _.EvaluateParts(thetas: float[], count: int, logLikelihoods: float[], logPriors: float[]) =
        priors thetas count logPriors
        likelihood.Values(thetas, count, logPriors, logLikelihoods)

    member this.Evaluate(thetas: float[], count: int, logDensities: float[]) =
        reserve count
        this.EvaluateParts(thetas, count, logDensities, scratch)
        addPriors logDensities count

    /// Does the same as Evaluate, but may stop early and write −∞ once a log-density is certain to be below its floor.
    member _.EvaluateAbove(thetas: float[], count: int, floors: float[], logDensities: float[]) =
        reserve count

        if floorScratch.Length < count then
            floorScratch <- Array.zeroCreate count

        priors thetas count scratch

        for b in 0 .. count - 1 do
            floorScratch[b] <- floors[b] - scratch[b]

        likelihood.ValuesAbove(floorScratch, thetas, count, scratch, logDensities)
        addPriors logDensities count

    member _.EvaluatePartsWithGradient
        (
            thetas: float[],
            count: int,
            logLikelihoods: float[],
            logPriors: float[],
            likelihoodGradients: float[],
            priorGradients: float[]
        ) =
        priors thetas count logPriors
        likelihood.Gradients(thetas, count, logPriors, logLikelihoods, likelihoodGradients)

        match prior with
        | None -> Array.Clear(priorGradients, 0, count * dimension)
        | Some prior ->
            for b in 0 .. count - 1 do
                prior.Gradient(thetas, b * dimension, priorGradients)

    member this.EvaluateWithGradient(thetas: float[], count: int, logDensities: float[], gradients: float[]) =
        reserve count

        if gradientScratch.Length < count * dimension then
            gradientScratch <- Array.zeroCreate (count * dimension)

        this.EvaluatePartsWithGradient(thetas, count, logDensities, scratch, gradients, gradientScratch)

        for b in 0 .. count - 1 do
            logDensities[b] <- logDensities[b] + scratch[b]

        for i in 0 .. count * dimension - 1 do
            gradients[i] <- gradients[i] + gradientScratch[i]

[<Sealed; AllowNullLiteral>]
type LogDensity
    (
        names: string[],
        hasGradient: bool,
        prior: JointPrior option,
        network: NetworkModel option,
        createPart: unit -> LikelihoodPart
    ) =
    member internal _.Prior = prior
    member internal _.CreatePart = createPart
    member _.Dimension = names.Length
    member _.ParameterNames: string[] = Array.copy names
    member _.HasGradient = hasGradient
    member _.HasPrior = prior.IsSome
    member _.Network = network
    member _.CreateEvaluator() = DensityEvaluator(names.Length, prior, createPart ())

[<RequireQualifiedAccess>]
module LogDensity =
    let private checkNames (names: string[]) =
        Check.notEmpty "ParameterNames" names

        if Array.exists String.IsNullOrWhiteSpace names then
            Check.refuse "ParameterNames" names $"names that are not empty"

        Check.allDifferent "ParameterNames" names box

    let private ofPart names hasGradient create =
        checkNames names
        LogDensity(Array.copy names, hasGradient, None, None, create)

    let ofFunction (parameterNames: string[]) (f: PointDensity) =
        ofPart parameterNames false (fun () -> PointPart(parameterNames.Length, f, null))

    let ofFunctionWithGradient (parameterNames: string[]) (f: PointDensity) (gradient: PointGradient) =
        ofPart parameterNames true (fun () -> PointPart(parameterNames.Length, f, gradient))

    let ofBatch (parameterNames: string[]) (f: BatchDensity) =
        ofPart parameterNames false (fun () -> BatchPart(parameterNames.Length, f))

    let ofText (parameterNames: string[] option) (text: string) =
        if isNull text then
            nullArg "text"

        Option.iter checkNames parameterNames

        TextDensity.read parameterNames text
        |> Result.map (fun model -> LogDensity(model.Names, true, None, None, (fun () -> TextPart model)))

    let withPriors (priors: Prior[]) (density: LogDensity) =
        Check.sameLength "Priors" density.Dimension priors
        priors |> Array.iteri (fun p prior -> Prior.validate $"Priors[{p}]" prior)
        let joint = JointPrior(Array.copy priors, Array.create priors.Length false)

        LogDensity(
            density.ParameterNames,
            density.HasGradient,
            Some joint,
            density.Network,
            density.CreatePart
        )

    let private ofModel model prior =
        let names = Array.init model.Layout.ParameterCount model.Layout.ParameterName
        let ordered = lazy (NetworkLikelihood.FurthestFirst model.Data)

        LogDensity(
            Array.append names (Likelihood.noiseNames model.Layout.Dimension model.Likelihood),
            Activation.isTrainable model.Activation,
            Some prior,
            Some model,
            fun () ->
                match model.Likelihood with
                | _ when model.Data.IsCensored -> CensoredLikelihood model
                | Likelihood.GaussianLine -> LineNoiseLikelihood model
                | _ -> NetworkLikelihood(model, ordered.Value)
        )

    let private checkedModel likelihood priors activation units (data: CurveData) =
        Likelihood.validate likelihood
        NetworkPriors.validate priors
        Check.inRange "Units" 0 Network.maxUnits units

        match likelihood with
        | Likelihood.Gaussian _
        | Likelihood.GaussianUnknown -> ()
        | _ when data.IsCensored ->
            Check.because
                "Likelihood"
                $"{Likelihood.name likelihood} has no probability of lying beyond a limit here: outputs that are limits need GaussianUnknown or Gaussian."
        | _ -> ()

        {
            Activation = activation
            Layout = { Dimension = data.Dimension; Units = units }
            Likelihood = likelihood
            Data = data
            Constraints = Constraints.none
        }

    let private jointPrior units map priors (model: NetworkModel) =
        NetworkPrior.ofAll units map model.Activation model.Layout model.Likelihood priors

    let ofNetwork likelihood priors activation units (data: CurveData) =
        let model = checkedModel likelihood priors activation units data
        let map = Standardisation.ofData Scaling.Standardise false data
        ofModel model (jointPrior PriorUnits.Data map priors model)

    let ofStandardNetwork likelihood priors activation units (data: CurveData) =
        let model = checkedModel likelihood priors activation units data
        let map = Standardisation.ofData Scaling.Standardise false data

        let standard =
            { model with
                Data = Standardisation.apply map data
                Likelihood = Likelihood.inUnitsOf map.OutputScale data.Count likelihood
            }

        struct (map, ofModel standard (jointPrior PriorUnits.Standardised map priors model))

    let withConstraints constraints (density: LogDensity) =
        LogDensity(
            density.ParameterNames,
            density.HasGradient,
            density.Prior,
            density.Network |> Option.map (fun model -> { model with Constraints = constraints }),
            density.CreatePart
        )

    let pointOf (network: Network) (density: LogDensity) =
        match density.Network with
        | None -> Check.reject "density" "density: pointOf needs the density of a network's parameters."
        | Some model ->
            if network.Activation <> model.Activation || network.Layout <> model.Layout then
                Check.reject
                    "network"
                    $"network must have {model.Layout.Units} {Activation.name model.Activation} units and {model.Layout.Dimension} inputs; got {network.Units} {Activation.name network.Activation} units and {network.Dimension} inputs."

            if Likelihood.samplesNoise model.Likelihood then
                let squares =
                    Array.map2
                        (fun f y -> (f - y) * (f - y))
                        (Network.predict network model.Data.Inputs)
                        model.Data.Outputs

                let meanSquare =
                    match model.Data.Weights with
                    | Some weights -> Array.map2 (*) weights squares |> Array.average
                    | None -> Array.average squares

                // The lower limit keeps the logarithm finite for a perfect fit.
                let noise = Array.zeroCreate (density.Dimension - network.Layout.ParameterCount)
                noise[0] <- 0.5 * log (max meanSquare 1e-24)
                Array.append network.Parameters noise
            else
                network.Parameters

    let networkOf (model: NetworkModel) (point: float[]) =
        Network.create model.Activation model.Layout.Dimension (Array.sub point 0 model.Layout.ParameterCount)

    let priorDraws (count: int) rng (density: LogDensity) =
        Check.atLeast "count" 0 count

        match density.Prior with
        | None -> raise (InvalidOperationException "This log-density has no prior to draw from.")
        | Some prior ->
            let draws = Array.zeroCreate (count * density.Dimension)
            let mutable stream = rng

            for i in 0 .. count - 1 do
                stream <- prior.Sample(draws, i * density.Dimension, stream)

            draws
