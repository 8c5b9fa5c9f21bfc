namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Core.Sampling.Constrained
open UniversalApprox.Core.Sweep

type LaplaceOptions = { Draws: int; Search: ModeSearchOptions }

type ParameterError =
    {
        Name: string
        Estimate: float
        Mean: float
        Sd: float
        Median: float
        Quantiles: float[]
    }

[<Sealed; AllowNullLiteral>]
type LaplaceFit
    internal
    (
        density: CollapsedDensity,
        modes: CollapsedModes,
        source: LaplaceSource,
        paretoK: float,
        effectiveDraws: float,
        isTrusted: bool,
        evidence: struct (float * float)
    ) =
    let chainOf (draws: float[]) (logDensities: float[]) =
        let count = draws.Length / density.ParameterNames.Length

        {
            StepsBefore = 0L
            Thin = 1
            ParameterNames = density.ParameterNames
            Ensembles =
                [|
                    {
                        KeptSteps = count
                        Walkers = 1
                        Dimension = density.ParameterNames.Length
                        Draws = draws
                        LogDensity = logDensities
                        Statistics = [||]
                        AcceptedPerWalker = [| int64 count |]
                        ProposedPerWalker = [| int64 count |]
                        AcceptedPerMove = [| int64 count |]
                        ProposedPerMove = [| int64 count |]
                    }
                |]
        }

    let chain =
        lazy
            (let struct (draws, logDensities) = source.Draws.Value
             chainOf draws logDensities)

    let standardChain =
        lazy
            (let draws = source.StandardDraws.Value
             chainOf draws (Array.zeroCreate (draws.Length / density.ParameterNames.Length)))

    member _.Density = density
    member _.Modes = modes
    member _.Network = source.Network.Value
    member _.Noise = source.Noise
    member _.Constraints = source.Constraints
    member _.Chain = chain.Value
    member _.StandardChain = standardChain.Value
    member _.ParetoK = paretoK
    member _.IsTrusted = isTrusted
    member _.EffectiveDraws = effectiveDraws

    member _.LogEvidence =
        let struct (value, _) = evidence
        value

    member _.LogEvidenceError =
        let struct (_, error) = evidence
        error

    member _.Verdict =
        let tail = paretoK.ToString("F2", Globalization.CultureInfo.InvariantCulture)

        let summary =
            $"the importance weights have a tail with k̂ = {tail}, and the draws are worth {effectiveDraws:F0} independent ones"

        if isTrusted then
            $"Trusted: {summary}.{source.Remark}"
        else
            $"Cannot be trusted, sample instead: {summary}.{source.Remark}"

[<RequireQualifiedAccess>]
module Laplace =
    let defaults = { Draws = 1000; Search = CollapsedModes.defaults }

    // Children of the seed's stream that the random starts do not use.
    let private drawStream = -1
    let private amplitudeStream = -2

    let private maxComponents = 8

    /// Normal approximations around the modes in the coordinates of StretchedUnits; None if there are no second derivatives.
    let private normalMixture (density: CollapsedDensity) cancellation (modes: CollapsedModes) =
        let peaks = StretchedPeaks.ofModes density cancellation (Array.truncate maxComponents modes.Modes)

        if peaks.Length = 0 then
            None
        else
            peaks |> Array.map (fun peak -> struct (peak, 0)) |> StretchedPeaks.mixture true None |> Some

    let validate (options: LaplaceOptions) =
        Check.atLeast "Draws" 100 options.Draws
        Threads.validate options.Search.Threads

    let fit (options: LaplaceOptions) trained (cancellation: CancellationToken) (density: CollapsedDensity) =
        validate options
        let modes = CollapsedModes.search options.Search trained cancellation density

        normalMixture density cancellation modes
        |> Option.map (fun mixture ->
            let rng = Rng.ofSeed options.Search.Seed
            let evaluator = density.Density.CreateEvaluator()
            evaluator.Cancellation <- cancellation

            let evaluate = StretchedPeaks.evaluate density evaluator

            let round =
                ImportanceRounds.explore
                    options.Draws
                    (Rng.split drawStream rng)
                    evaluator.Dimension
                    evaluate
                    mixture

            let struct (logEvidence, error) = ImportanceRounds.evidence round.Ratios

            let phis =
                if round.IsTrusted then
                    Psis.resample options.Draws evaluator.Dimension round.Weights.LogWeights round.Draws
                else
                    round.Draws

            LaplaceFit(
                density,
                modes,
                LaplaceSource.ofCollapsed density phis modes.Modes[0].Point (Rng.split amplitudeStream rng),
                round.Weights.ParetoK,
                round.Effective,
                round.IsTrusted,
                struct (logEvidence + modes.LogImages, error)
            ))

    let private insteadOf reason =
        Check.reject
            "fit"
            $"This fit has no errors and bands of its own, because {reason}. Sample its posterior with Mcmc instead."

    /// Around a fit with constraints, in the coordinates of `ConstrainedDensity`.
    let private ofConstrained
        (options: LaplaceOptions)
        likelihood
        priors
        constraints
        (trained: Network)
        (cancellation: CancellationToken)
        data
        =
        let density = CollapsedDensity.create likelihood priors trained.Activation trained.Units data
        let full = LogDensity.ofNetwork likelihood priors trained.Activation trained.Units data
        let struct (coordinates, constrained) = ConstrainedDensity.create constraints trained full

        let f = CollapsedModes.evaluator constrained cancellation

        let struct (near, _) =
            Uphill.climb f cancellation (coordinates.OfParameters(LogDensity.pointOf trained full))

        match Uphill.polish f (CollapsedModes.differenceWidth density) near with
        | None -> insteadOf "the mode of its posterior has no second derivatives"
        | Some peak ->
            let rng = Rng.ofSeed options.Search.Seed
            let evaluator = constrained.CreateEvaluator()
            evaluator.Cancellation <- cancellation

            let evaluate count (taus: float[]) (draws: float[]) values =
                Array.blit taus 0 draws 0 taus.Length
                evaluator.Evaluate(taus, count, values)

            let round =
                StretchedPeaks.mixture true None [| struct (peak, 0) |]
                |> ImportanceRounds.explore
                    options.Draws
                    (Rng.split drawStream rng)
                    evaluator.Dimension
                    evaluate

            let points =
                if round.IsTrusted then
                    Psis.resample options.Draws evaluator.Dimension round.Weights.LogWeights round.Draws
                else
                    round.Draws

            LaplaceFit(
                density,
                { Modes = [||]; Starts = 1; LogImages = 0.0 },
                LaplaceSource.ofConstrained density full coordinates constraints trained points peak.Point,
                round.Weights.ParetoK,
                round.Effective,
                round.IsTrusted,
                struct (nan, nan)
            )

    let ofNetwork
        options
        (likelihood: Likelihood)
        (priors: NetworkPriors)
        (trained: Network)
        cancellation
        (data: CurveData)
        =
        validate options

        if not (Activation.isTrainable trained.Activation) then
            insteadOf $"{Activation.name trained.Activation} units have no gradient"

        CollapsedDensity.obstacle likelihood priors |> Option.iter insteadOf

        if data.IsCensored then
            ofConstrained options likelihood priors Constraints.none trained cancellation data
        else
            CollapsedDensity.create likelihood priors trained.Activation trained.Units data
            |> fit options [| trained |] cancellation
            |> Option.defaultWith (fun () -> insteadOf "no mode of its posterior was found")

    let ofFit options (likelihood: Likelihood) (priors: NetworkPriors) (fit: UnitFit) cancellation =
        let constraints = TrainingOptions.constraints fit.Options

        if Constraints.isNone fit.Options.Constraints then
            ofNetwork options likelihood priors fit.Trained.Network cancellation fit.Data
        else
            validate options
            CollapsedDensity.obstacle likelihood priors |> Option.iter insteadOf
            ofConstrained options likelihood priors constraints fit.Trained.Network cancellation fit.Data

    let private checkProbabilities (probabilities: float[]) =
        probabilities |> Array.iteri (fun i p -> Check.probability $"probabilities[{i}]" p)

    let parameters probabilities (fit: LaplaceFit) =
        checkProbabilities probabilities
        let images = UnitImages.ofConstraints fit.Network.Activation fit.Constraints
        let relabelling = Relabelling.ofChainAmong images fit.Network fit.Chain
        let draws = (Relabelling.applyToChain relabelling fit.Chain).Ensembles[0]

        let atMode =
            Relabelling.apply
                relabelling
                (if fit.Density.ParameterNames.Length > fit.Network.Layout.ParameterCount then
                     Array.append fit.Network.Parameters [| log fit.Noise |]
                 else
                     fit.Network.Parameters)

        fit.Density.ParameterNames
        |> Array.mapi (fun p name ->
            let values = Array.init draws.KeptSteps (fun i -> draws.Draws[i * draws.Dimension + p])
            // Deviations from the first value: parameters may lie far from zero.
            let deviation = values |> Array.averageBy (fun v -> v - values[0])

            let squares =
                values
                |> Array.sumBy (fun v ->
                    let d = v - values[0] - deviation
                    d * d)

            {
                Name = name
                Estimate = atMode[p]
                Mean = values[0] + deviation
                Sd = sqrt (squares / float (draws.KeptSteps - 1))
                Median = (ParameterSummary.quantiles [| 0.5 |] values)[0]
                Quantiles = ParameterSummary.quantiles probabilities values
            })

    let bands probabilities (columns: float[][]) (fit: LaplaceFit) =
        let density = fit.Density

        Bands.ofChain
            density.Model.Activation
            density.Model.Layout
            (StandardBands.noise density)
            probabilities
            Bands.defaultDraws
            (StandardBands.columns density columns)
            fit.StandardChain
        |> StandardBands.toData density columns
