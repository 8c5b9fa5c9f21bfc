namespace UniversalApprox.Core.Sampling.Posterior

open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Constrained

[<RequireQualifiedAccess>]
type DensityChoice =
    | Auto
    | Collapsed
    | Full

type internal Coordinates =
    {
        OfParameters: float[] -> float[]
        ToParameters: float[] -> float[]
        Complete: Rng[] -> int -> Chain -> Chain
        OfModes: CancellationToken -> Rng -> float[][] -> float[][]
    }

[<Sealed; AllowNullLiteral>]
type McmcTarget
    (
        density: LogDensity,
        full: LogDensity,
        collapsed: CollapsedDensity option,
        modes: CollapsedDensity option,
        priors: PriorRow[] option,
        note: string option,
        coordinates: Coordinates
    ) =
    member _.Density = density
    member _.Full = full
    member _.Collapsed = collapsed
    member _.Priors = priors
    member _.Note = note
    member _.ParameterNames = full.ParameterNames
    member _.Modes = modes
    member _.OfParameters(parameters: float[]) = coordinates.OfParameters parameters

    member _.ToParameters(point: float[]) = coordinates.ToParameters point

    member _.Complete (streams: Rng[]) (first: int) (chain: Chain) = coordinates.Complete streams first chain

    member _.OfModes cancellation (rng: Rng) (points: float[][]) = coordinates.OfModes cancellation rng points

[<RequireQualifiedAccess>]
module McmcTarget =
    let ofDensity (density: LogDensity) =
        let coordinates =
            {
                OfParameters = id
                ToParameters = id
                Complete = (fun _ _ chain -> chain)
                OfModes = (fun _ _ points -> points)
            }

        McmcTarget(density, density, None, None, None, None, coordinates)

    /// The density whose modes are those of a posterior, or near to them where that cannot be collapsed.
    let private modesOf likelihood (priors: NetworkPriors) activation units data =
        let normal prior =
            match prior with
            | Some(Prior.Normal _) -> prior
            | _ -> None

        let nearest =
            match likelihood with
            | Likelihood.GaussianLine
            | Likelihood.StudentT(_, None) -> Likelihood.GaussianUnknown
            | Likelihood.StudentT(_, Some sigma) -> Likelihood.Gaussian sigma
            | other -> other

        if Activation.isTrainable activation && (units > 0 || Likelihood.samplesNoise likelihood) then
            let priors = { priors with Amplitude = normal priors.Amplitude; Offset = normal priors.Offset }
            Some(CollapsedDensity.create nearest priors activation units data)
        else
            None

    let private describe map likelihood priors units (data: CurveData) =
        StandardPriors.describe map data.InputNames units likelihood priors

    let private collapsedTarget likelihood priors activation units data =
        let full = LogDensity.ofNetwork likelihood priors activation units data
        let collapsed = CollapsedDensity.create likelihood priors activation units data
        let model = collapsed.Model
        let hidden = collapsed.Layout
        let toHidden = SamplingCoordinates.toHidden hidden collapsed.Density.Dimension

        let ofParameters (parameters: float[]) =
            let phi = CollapsedDensity.pointOf (LogDensity.networkOf model parameters) collapsed

            if parameters.Length > model.Layout.ParameterCount then
                phi[phi.Length - 1] <- Array.last parameters - log collapsed.Map.OutputScale

            SamplingCoordinates.ofHidden hidden phi

        let complete streams first (chain: Chain) =
            let ofEnsemble (ensemble: EnsembleChain) = { ensemble with Draws = toHidden ensemble.Draws }

            let phis = { chain with Ensembles = Array.map ofEnsemble chain.Ensembles }
            CollapsedDensity.completeEnsembles streams first phis collapsed

        McmcTarget(
            SamplingCoordinates.density hidden collapsed.Density,
            full,
            Some collapsed,
            (if collapsed.Density.HasGradient then Some collapsed else None),
            Some(describe collapsed.Map likelihood priors units data),
            Some(
                [
                    "Amplitudes and offset are integrated out, and drawn exactly for each draw of the others."
                    yield! Option.toList (CollapsedDensity.signsNote priors activation units)
                ]
                |> String.concat " "
            ),
            {
                OfParameters = ofParameters
                ToParameters = fun point -> CollapsedDensity.parametersAt (toHidden point) collapsed
                Complete = complete
                OfModes = fun _ _ points -> points |> Array.map (SamplingCoordinates.ofHidden hidden)
            }
        )

    /// The log-density of the same point in the data's units, less that on standardised data.
    let private logScale (map: Standardisation) likelihood layout (data: CurveData) =
        let points = float data.Count

        let own =
            match likelihood with
            | Likelihood.MeanSquaredError ->
                0.5 * points * log (System.Math.PI * points) - data.HalfLogWeights
            | Likelihood.GaussianLine -> Array.sumBy log map.InputScale
            | _ -> 0.0

        Standardisation.logVolume map layout + own - points * log map.OutputScale

    let private fullTarget reason likelihood priors activation units (data: CurveData) =
        let full = LogDensity.ofNetwork likelihood priors activation units data
        let struct (map, standard) = LogDensity.ofStandardNetwork likelihood priors activation units data
        let layout = standard.Network.Value.Layout
        let modes = modesOf likelihood priors activation units data
        let shift = logScale map likelihood layout data

        let ofParameters (parameters: float[]) =
            let network = LogDensity.networkOf full.Network.Value parameters
            let theta = (Standardisation.networkToStandard map network).Parameters

            let noise = Array.zeroCreate (standard.Dimension - layout.ParameterCount)

            if noise.Length > 0 then
                noise[0] <- parameters[layout.ParameterCount] - log map.OutputScale

            // A point of a density with equal noise has no slopes of ln σ: they are 0.
            for k in layout.ParameterCount + 1 .. parameters.Length - 1 do
                let slope = k - layout.ParameterCount
                noise[slope] <- parameters[k] * map.InputScale[slope - 1]

            Array.append theta noise

        /// Starts from modes of equal noise, apart in the slopes of ln σ by about three standard errors.
        let spreadSlopes rng (point: float[]) =
            for slope in layout.ParameterCount + 1 .. point.Length - 1 do
                let struct (normal, _) = Rng.normal (Rng.split slope rng)
                point[slope] <- 2.0 / sqrt (float data.Count) * normal

            point

        let toData vectors =
            let result = Array.copy vectors
            Standardisation.allToData map layout full.Dimension result
            result

        let complete (chain: Chain) =
            let ofEnsemble (ensemble: EnsembleChain) =
                { ensemble with
                    Draws = toData ensemble.Draws
                    LogDensity = ensemble.LogDensity |> Array.map (fun value -> value + shift)
                }

            { chain with Ensembles = Array.map ofEnsemble chain.Ensembles }

        McmcTarget(
            standard,
            full,
            None,
            modes,
            Some(describe map likelihood priors units data),
            Some $"All parameters are sampled together{reason}.",
            {
                OfParameters = ofParameters
                ToParameters = toData
                Complete = fun _ _ chain -> complete chain
                OfModes =
                    fun cancellation rng points ->
                        match modes with
                        | None -> points
                        | Some modes ->
                            let struct (draws, _) =
                                CollapsedDensity.completeUntil cancellation rng (Array.concat points) modes

                            draws
                            |> Array.chunkBySize modes.ParameterNames.Length
                            |> Array.mapi (fun i draw -> ofParameters draw |> spreadSlopes (Rng.split i rng))
            }
        )

    let private ofPlainNetwork density likelihood (priors: NetworkPriors) activation units data =
        Likelihood.validate likelihood
        NetworkPriors.validate priors

        let obstacle =
            if units = 0 && not (Likelihood.samplesNoise likelihood) then
                Some "nothing else would be left to sample"
            else
                CollapsedDensity.obstacle likelihood priors

        match density, obstacle with
        | DensityChoice.Full, _ -> fullTarget "" likelihood priors activation units data
        | DensityChoice.Auto, Some reason ->
            fullTarget $", because {reason}" likelihood priors activation units data
        | DensityChoice.Collapsed, Some reason ->
            Check.because
                "Density"
                $"Amplitudes and offset cannot be integrated out: {reason}. Leave Density at Auto or use Full."
        | _, None -> collapsedTarget likelihood priors activation units data

    /// A network of no use but for the way that its units turn.
    let private rising activation (layout: Layout) =
        Network.create activation layout.Dimension (Array.zeroCreate layout.ParameterCount)

    let private constrainedTarget constraints reference likelihood priors activation units (data: CurveData) =
        let layout = { Dimension = data.Dimension; Units = units }

        let full =
            LogDensity.ofNetwork likelihood priors activation units data
            |> LogDensity.withConstraints constraints

        let reference = reference |> Option.defaultWith (fun () -> rising activation layout)
        let struct (coordinates, density) = ConstrainedDensity.create constraints reference full
        let map = Standardisation.ofData Scaling.Standardise false data

        let reason =
            if data.IsCensored then
                "some outputs are limits"
            else
                "some are constrained"

        let complete (chain: Chain) =
            let ofEnsemble (ensemble: EnsembleChain) =
                let volume i value = value - coordinates.LogVolume(ensemble.Draws, i * density.Dimension)

                { ensemble with
                    Dimension = full.Dimension
                    Draws = coordinates.ToParameters ensemble.Draws
                    LogDensity = Array.mapi volume ensemble.LogDensity
                }

            { chain with
                ParameterNames = full.ParameterNames
                Ensembles = Array.map ofEnsemble chain.Ensembles
            }

        McmcTarget(
            density,
            full,
            None,
            None,
            Some(describe map likelihood priors units data),
            Some
                $"All parameters are sampled together, because {reason}.{ConstrainedDensity.note constraints activation}",
            {
                OfParameters = coordinates.OfParameters
                ToParameters = coordinates.ToParameters
                Complete = fun _ _ chain -> complete chain
                OfModes = fun _ _ points -> points
            }
        )

    let ofConstrained
        constraints
        reference
        density
        likelihood
        (priors: NetworkPriors)
        activation
        units
        (data: CurveData)
        =
        if Constraints.isNone constraints && not data.IsCensored then
            ofPlainNetwork density likelihood priors activation units data
        else
            Likelihood.validate likelihood
            NetworkPriors.validate priors
            Constraints.validate activation constraints
            Constraints.validateFor data.Axes [| max 1 units |] constraints

            match density with
            | DensityChoice.Collapsed ->
                Check.because
                    "Density"
                    $"Amplitudes and offset cannot be integrated out under constraints, or where outputs are limits. Leave Density at Auto or use Full."
            | DensityChoice.Auto
            | DensityChoice.Full ->
                constrainedTarget constraints reference likelihood priors activation units data

    let ofNetwork density likelihood priors activation units data =
        ofConstrained Constraints.none None density likelihood priors activation units data

    let pointOf network (target: McmcTarget) = target.OfParameters(LogDensity.pointOf network target.Full)
