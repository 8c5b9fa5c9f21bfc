namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior

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
    (
        density: CollapsedDensity,
        modes: CollapsedModes,
        phis: float[],
        paretoK: float,
        effectiveDraws: float,
        isTrusted: bool,
        evidence: struct (float * float),
        rng: Rng
    ) =
    let chainOf (draws: float[]) logDensities =
        let count = phis.Length / density.Density.Dimension

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
            (let struct (draws, logDensities) = CollapsedDensity.complete rng phis density
             chainOf draws logDensities)

    let standardChain =
        lazy
            (let draws = CollapsedDensity.completeStandard rng phis density
             chainOf draws (Array.zeroCreate (phis.Length / density.Density.Dimension)))

    let network = lazy (CollapsedDensity.networkAt modes.Modes[0].Point density)

    member _.Density = density
    member _.Modes = modes
    member _.Network = network.Value
    member _.Noise = CollapsedDensity.noiseAt modes.Modes[0].Point density
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
            $"Trusted: {summary}."
        else
            $"Cannot be trusted, sample instead: {summary}."

[<RequireQualifiedAccess>]
module Laplace =
    let defaults = { Draws = 1000; Search = CollapsedModes.defaults }

    // Children of the seed's stream that the random starts do not use.
    let private drawStream = -1
    let private amplitudeStream = -2

    let private maxRounds = 4
    let private maxComponents = 8
    /// A proposal is good enough if its draws are worth this share of their number.
    let private wantedShare = 0.5
    /// Quantiles of fewer draws say little.
    let private fewestEffective = 100.0
    /// Where draws are worth a smaller share of the number asked for, the proposal misses tails that k̂ cannot see: on the
    /// ridge of a parabola by two sigmoids, with shares of 0.21 to 0.25, deviations were a quarter to a third too small.
    let private trustedShare = 0.3
    /// Below this after two rounds there is no hope.
    let private hopeless = 20.0

    /// Weighted draws of one proposal.
    type private Round =
        {
            /// The number of draws that was asked for.
            Asked: int
            /// The draws in the proposal's coordinates, and as φ.
            Stretched: float[]
            Draws: float[]
            /// Logarithms of the ratios of density and proposal.
            Ratios: float[]
            Weights: SmoothedWeights
        }

        member this.Effective = 1.0 / (this.Weights.LogWeights |> Array.sumBy (fun l -> exp (2.0 * l)))

        member this.IsTrusted =
            this.Weights.ParetoK < Psis.limit this.Ratios.Length
            && this.Effective >= max fewestEffective (trustedShare * float this.Asked)

    /// Normal approximations around the modes in the coordinates of StretchedUnits; None if there are no second derivatives.
    let private normalMixture (density: CollapsedDensity) cancellation (modes: CollapsedModes) =
        let peaks = StretchedPeaks.ofModes density cancellation (Array.truncate maxComponents modes.Modes)

        if peaks.Length = 0 then
            None
        else
            peaks |> Array.map (fun peak -> struct (peak, 0)) |> StretchedPeaks.mixture true None |> Some

    let private propose
        asked
        count
        rng
        (density: CollapsedDensity)
        (evaluator: DensityEvaluator)
        (mixture: ModeMixture)
        =
        let random = RandomSource rng
        let size = evaluator.Dimension

        let taus =
            Array.init count (fun index -> mixture.Draw(mixture.Share(index, count), 1.0, random))
            |> Array.concat

        let phis = Array.zeroCreate<float> taus.Length
        let ratios = Array.zeroCreate<float> count
        StretchedPeaks.evaluate density evaluator count taus phis ratios

        for i in 0 .. count - 1 do
            ratios[i] <- ratios[i] - mixture.LogDensity(taus, i * size)

        {
            Asked = asked
            Stretched = taus
            Draws = phis
            Ratios = ratios
            Weights = Psis.smooth 1.0 ratios
        }

    /// The normal approximations, then proposals that fit the density better, until one is good enough; the last one gets four
    /// times the draws. Comes back with the trusted round of most effective draws after the first, else with the first.
    let private explore count (rng: Rng) density evaluator mixture =
        let rec go index (mixture: ModeMixture) (best: Round option) =
            let size = if index = maxRounds then 4 * count else count
            let round = propose count size (Rng.split index rng) density evaluator mixture

            let best =
                match best with
                | Some earlier when
                    not round.IsTrusted
                    || (index > 1 && earlier.IsTrusted && earlier.Effective > round.Effective)
                    ->
                    earlier
                | _ -> round

            // Normal tails are too light for most posteriors, so the first round is never the last.
            let isGood = index > 0 && best.IsTrusted && best.Effective >= wantedShare * float count
            let isHopeless = index >= 2 && round.Effective < hopeless

            if isGood || isHopeless || index = maxRounds then
                best
            else
                let weights = round.Weights.LogWeights |> Array.map exp
                go (index + 1) (mixture.Adapt(round.Stretched, weights)) (Some best)

        go 0 mixture None

    /// The logarithm of the mean ratio and its standard error.
    let private evidence (ratios: float[]) =
        let top = Array.max ratios
        let scaled = ratios |> Array.map (fun ratio -> exp (ratio - top))
        let mean = Array.average scaled
        let variance = scaled |> Array.averageBy (fun ratio -> (ratio - mean) * (ratio - mean))
        struct (top + log mean, sqrt (variance / float ratios.Length) / mean)

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

            let round = explore options.Draws (Rng.split drawStream rng) density evaluator mixture

            let struct (logEvidence, error) = evidence round.Ratios

            let phis =
                if round.IsTrusted then
                    Psis.resample options.Draws evaluator.Dimension round.Weights.LogWeights round.Draws
                else
                    round.Draws

            LaplaceFit(
                density,
                modes,
                phis,
                round.Weights.ParetoK,
                round.Effective,
                round.IsTrusted,
                struct (logEvidence + modes.LogImages, error),
                Rng.split amplitudeStream rng
            ))

    let private insteadOf reason =
        Check.reject
            "fit"
            $"This fit has no errors and bands of its own, because {reason}. Sample its posterior with Mcmc instead."

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

        CollapsedDensity.create likelihood priors trained.Activation trained.Units data
        |> fit options [| trained |] cancellation
        |> Option.defaultWith (fun () -> insteadOf "no mode of its posterior was found")

    let private checkProbabilities (probabilities: float[]) =
        probabilities |> Array.iteri (fun i p -> Check.probability $"probabilities[{i}]" p)

    let parameters probabilities (fit: LaplaceFit) =
        checkProbabilities probabilities
        let relabelling = Relabelling.ofChain fit.Network fit.Chain
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
