namespace UniversalApprox.Core.Sampling.Posterior

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

type SampledNetwork =
    {
        Activation: Activation
        Layout: Layout
        Data: CurveData option
        Noise: ObservationNoise
        Constraints: Constraints
    }

    member model.Axes =
        match model.Data with
        | Some data -> data.Axes
        | None -> Axes.linear model.Layout.Dimension

type PosteriorSettings =
    {
        Model: SampledNetwork option
        Reference: Network option
        PriorSds: float[] option
        Summary: SummarySettings
    }

type MaxProbability =
    {
        LogDensity: float
        Parameters: float[]
        Ensemble: int
        KeptStep: int
        Walker: int
        Network: Network option
        Formula: string option
        MeanSquaredError: float option
        MeanAbsoluteError: float option
    }

/// The parts of a posterior, as functions.
module internal PosteriorParts =
    /// The most numbers (64 MB) that a posterior holds between its verdict and its summaries.
    let mostHeld = 1L <<< 23
    let private formulaDigits = 5
    let private priorDraws = 4096
    /// Any fixed number, so that every call gives the same summaries.
    let private priorSeed = 0x7072696F72UL

    let networkOf (model: SampledNetwork) (draw: float[]) =
        Network.create model.Activation model.Layout.Dimension (Array.sub draw 0 model.Layout.ParameterCount)

    /// The place of the highest log-density: the ensemble, and the state (step·W + walker).
    let highest (chain: Chain) =
        let best (ensemble: EnsembleChain) =
            let mutable at = 0

            for i in 1 .. ensemble.LogDensity.Length - 1 do
                if ensemble.LogDensity[i] > ensemble.LogDensity[at] then
                    at <- i

            at

        chain.Ensembles
        |> Array.mapi (fun e ensemble -> struct (e, best ensemble))
        |> Array.maxBy (fun struct (e, at) -> chain.Ensembles[e].LogDensity[at])

    let drawAt (chain: Chain) struct (ensemble, state) =
        let dimension = chain.ParameterNames.Length
        Array.sub chain.Ensembles[ensemble].Draws (state * dimension) dimension

    let maxProbability (model: SampledNetwork option) (relabelling: Relabelling option) (chain: Chain) =
        let struct (e, state) as place = highest chain
        let draw = drawAt chain place

        let network =
            Option.map2 (fun model map -> networkOf model (Relabelling.apply map draw)) model relabelling

        let residuals =
            model
            |> Option.bind _.Data
            |> Option.map2
                (fun (network: Network) (data: CurveData) ->
                    Array.map2 (-) (Network.predict network data.Inputs) data.Outputs)
                network

        {
            LogDensity = chain.Ensembles[e].LogDensity[state]
            Parameters = draw
            Ensemble = e
            KeptStep = state / chain.Ensembles[e].Walkers
            Walker = state % chain.Ensembles[e].Walkers
            Network = network
            Formula =
                Option.map2
                    (fun (model: SampledNetwork) network ->
                        Formula.printOn model.Axes FormulaStyle.Notebook (Some formulaDigits) network)
                    model
                    network
            MeanSquaredError = residuals |> Option.map (Array.averageBy (fun r -> r * r))
            MeanAbsoluteError = residuals |> Option.map (Array.averageBy abs)
        }

    /// Prior standard deviations after relabelling, in the order of the canonical draws.
    let canonicalPriors (relabelling: Relabelling option) (sds: float[]) =
        match relabelling with
        | None -> Array.map Some sds
        | Some map ->
            let layout = map.Reference.Layout
            let noise = Array.zeroCreate (priorDraws * sds.Length)
            Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed priorSeed) |> ignore

            let images =
                Array.init priorDraws (fun i ->
                    Array.init sds.Length (fun p -> sds[p] * noise[i * sds.Length + p])
                    |> Relabelling.apply map)

            let isScaled = Activation.symmetry map.Reference.Activation = Symmetry.Homogeneous

            Array.init sds.Length (fun p ->
                if p > layout.Offset then
                    Some sds[p]
                elif isScaled && p < layout.Offset then
                    None
                else
                    images |> Array.map (fun image -> image[p]) |> Moments.standardDeviation |> Some)

    /// Position and jump of the kink of each unit of each canonical draw, as a chain of 2N quantities.
    let kinks (model: SampledNetwork) (canonical: Chain) =
        let units = model.Layout.Units
        let dimension = canonical.ParameterNames.Length

        let ofEnsemble (ensemble: EnsembleChain) =
            let states = ensemble.KeptSteps * ensemble.Walkers
            let values = Array.create (states * 2 * units) nan

            for state in 0 .. states - 1 do
                for unit in 0 .. units - 1 do
                    let kink =
                        Canonical.kinkAt model.Activation model.Layout ensemble.Draws (state * dimension) unit

                    kink
                    |> ValueOption.iter (fun kink ->
                        let at = (state * units + unit) * 2
                        values[at] <- kink.Position
                        values[at + 1] <- kink.SlopeJump)

            { ensemble with Dimension = 2 * units; Draws = values }

        { canonical with
            Ensembles = Array.map ofEnsemble canonical.Ensembles
            ParameterNames = Array.init units (fun i -> [| $"kink{i + 1}"; $"jump{i + 1}" |]) |> Array.concat
        }

[<Sealed; AllowNullLiteral>]
type Posterior(settings: PosteriorSettings, keptSteps: int, draws: Lazy<Chain>) =
    let relabelling =
        lazy
            (settings.Model
             |> Option.map (fun model ->
                 let reference =
                     settings.Reference
                     |> Option.defaultWith (fun () ->
                         PosteriorParts.networkOf
                             model
                             (PosteriorParts.drawAt draws.Value (PosteriorParts.highest draws.Value)))

                 let images = UnitImages.ofConstraints model.Activation model.Constraints
                 Relabelling.ofChainAmong images reference draws.Value))

    /// The canonical draws. They are a second copy of all draws, so they are not kept; only results from them are.
    let canonical () =
        match relabelling.Value with
        | Some map -> Relabelling.applyToChain map draws.Value
        | None -> draws.Value

    let logDensityMixing = lazy (QuantityMixing.ofLogDensity draws.Value)

    // A second copy of all draws. Summaries mostly follow the verdict, so that of a small posterior stays until then.
    let mutable held: Traces[] = [||]

    /// The canonical draws, parameter by parameter.
    let parameters () =
        if held.Length > 0 then
            held
        else
            let changes =
                match relabelling.Value with
                | Some map -> fun () -> Relabelling.mapper map
                | None -> fun () -> ignore

            Traces.ofParameters changes draws.Value

    let parameterMixing =
        lazy
            (let parameters = parameters ()

             if
                 Array.sumBy (fun (traces: Traces) -> traces.Values.LongLength) parameters
                 <= PosteriorParts.mostHeld
             then
                 held <- parameters

             QuantityMixing.ofParameters parameters)

    let maxProbability = lazy (PosteriorParts.maxProbability settings.Model relabelling.Value draws.Value)

    let summaries =
        lazy
            (let priors =
                match settings.PriorSds with
                | Some sds -> PosteriorParts.canonicalPriors relabelling.Value sds
                | None -> Array.create draws.Value.ParameterNames.Length None

             let mixing = parameterMixing.Value
             let parameters = parameters ()
             held <- [||]
             ParameterSummary.ofMixing settings.Summary draws.Value.ParameterNames priors mixing parameters)

    let kinks =
        lazy
            (settings.Model
             |> Option.filter (fun model -> Activation.symmetry model.Activation = Symmetry.Homogeneous)
             |> Option.map (fun model -> PosteriorParts.kinks model (canonical ())))

    member _.Settings = settings
    member _.KeptSteps = keptSteps
    member _.Raw = draws.Value
    member _.Canonical = canonical ()
    member _.Relabelling = relabelling.Value
    member _.Summaries = summaries.Value
    member _.MaxProbability = maxProbability.Value
    member _.Kinks = kinks.Value
    member internal _.LogDensityMixing = logDensityMixing.Value
    member internal _.ParameterMixing = parameterMixing.Value

[<RequireQualifiedAccess>]
module Posterior =
    let defaults = { Model = None; Reference = None; PriorSds = None; Summary = ParameterSummary.defaults }

    let private checkModel settings (chain: Chain) =
        let dimension = chain.ParameterNames.Length

        settings.PriorSds
        |> Option.iter (fun sds ->
            Check.sameLength "PriorSds" dimension sds
            Array.iter (Check.positive "PriorSds") sds)

        match settings.Model, settings.Reference with
        | None, Some _ -> Check.reject "Reference" "A reference network needs a model."
        | None, None -> ()
        | Some model, reference ->
            if dimension < model.Layout.ParameterCount then
                Check.reject
                    "chain"
                    $"Draws must begin with the {model.Layout.ParameterCount} parameters of the network; they have {dimension}."

            reference
            |> Option.iter (fun network ->
                if network.Activation <> model.Activation || network.Layout <> model.Layout then
                    Check.reject
                        "Reference"
                        "The reference must have the activation, inputs and units of the model.")

            model.Data
            |> Option.iter (fun data ->
                if data.Dimension <> model.Layout.Dimension then
                    Check.reject
                        "Data"
                        $"The data must have the model's {model.Layout.Dimension} inputs; they have {data.Dimension}.")

    let create settings (chain: Chain) =
        Traces.check chain
        Check.atLeast "KeptSteps" 1 chain.Ensembles[0].KeptSteps
        ParameterSummary.validate settings.Summary
        checkModel settings chain
        Posterior(settings, chain.Ensembles[0].KeptSteps, Lazy<Chain> chain)

    let later settings keptSteps draws = Posterior(settings, keptSteps, draws)

    let verdictWith settings evidence (posterior: Posterior) =
        let mixing () = Array.append posterior.ParameterMixing [| posterior.LogDensityMixing |]
        Convergence.judge settings evidence mixing posterior.Raw

    let verdict settings posterior = verdictWith settings Convergence.noEvidence posterior

    let mayHaveConverged settings (posterior: Posterior) =
        Convergence.mayBe settings posterior.LogDensityMixing

    let bands probabilities maximumDraws columns (posterior: Posterior) =
        match posterior.Settings.Model with
        | None ->
            Check.reject
                "posterior"
                "Bands need a posterior of networks; this one is of a user's own density."
        | Some model ->
            Bands.ofChain
                model.Activation
                model.Layout
                model.Noise
                probabilities
                maximumDraws
                columns
                posterior.Raw
