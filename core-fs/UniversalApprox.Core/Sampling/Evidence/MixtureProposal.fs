namespace UniversalApprox.Core.Sampling.Evidence

open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed

module internal MixtureContext =
    let ofDensity (density: CollapsedDensity) =
        {
            Layout = density.Layout
            Images = NearestImage(density.IsFlipSymmetric, density.Layout)
            Prior = UnitPrior(density.Density.Prior.Value, density.Layout)
        }

/// The tools of one thread, in the coordinates of StretchedUnits.
[<Sealed>]
type internal ProposalWorker(density: CollapsedDensity, mixture: ModeMixture, cancellation: CancellationToken)
    =
    let evaluator = density.Density.CreateEvaluator()
    let image = Array.zeroCreate<float> evaluator.Dimension
    let mixture = mixture.Copy(MixtureContext.ofDensity density)
    do evaluator.Cancellation <- cancellation

    member _.Size = evaluator.Dimension
    member _.Mixture = mixture

    /// Whether a draw around component k is the image that counts for k. Others have left the part of the space that the
    /// component covers: as draws of weight 0 they keep the estimate of the integral without bias.
    member _.IsOwn(k: int, taus: float[], at: int) = mixture.Nearest(k, taus, at, image)

    /// Log-densities of `count` points, and the φ of each.
    member _.Evaluate(taus: float[], count: int, phis: float[], values: float[]) =
        StretchedPeaks.evaluate density evaluator count taus phis values

/// A proposal, draws from it in the coordinates of StretchedUnits and as φ, and the logarithms of their ratios, density over
/// proposal. A draw of component k in another component's image has the ratio 0.
type internal ProposalRound =
    {
        Mixture: ModeMixture
        Stretched: float[]
        Draws: float[]
        LogRatios: float[]
        Smoothed: SmoothedWeights
    }

    /// How many independent draws of the posterior they are worth.
    member this.Effective = 1.0 / (this.Smoothed.LogWeights |> Array.sumBy (fun l -> exp (2.0 * l)))

    member this.Share = this.Effective / float this.LogRatios.Length

/// Where adaptive importance sampling begins, and what all its proposals keep a share of.
type internal FirstProposal = { First: ModeMixture; Kept: ModeMixture }

/// Importance sampling from a mixture that covers one image of each mode.
module internal MixtureProposal =
    // Fixed, so that draws do not depend on the number of threads.
    let private blocks = 16
    let private maxRounds = 3
    let private finalStream = -1
    /// Draws that are worth this share of their number need no better proposal.
    let private wantedShare = 0.5
    /// Draws of a smaller share may miss tails that k̂ does not see (as in `Laplace`).
    let private trustedShare = 0.3
    /// Where draws after one adaptation are worth less, others will not be enough either.
    let private hopeless = 0.02
    let private maxModes = 12
    let private maxSmaller = 4
    let private maxFree = 8
    let private smallerStarts = 24
    let private lowest = 12.0
    /// The share of the first proposal that is around smaller networks.
    let private freeShare = 0.25
    /// The share of later ones: few draws must not make them narrow.
    let private keptShare = 0.15

    let isTrusted (round: ProposalRound) =
        round.Smoothed.ParetoK < Psis.limit round.LogRatios.Length && round.Share >= trustedShare

    /// The peaks of networks with fewer units and the same priors.
    let private smaller (search: ModeSearchOptions) cancellation (density: CollapsedDensity) units =
        let model = density.Model

        if units = 0 && not (Likelihood.samplesNoise model.Likelihood) then
            // Nothing but the units is free.
            [| { Point = [||]; Value = 0.0; Shape = Curvature.ofCovariance [||] 0 } |]
        else
            let smaller =
                CollapsedDensity.create model.Likelihood density.Priors model.Activation units model.Data

            let modes = CollapsedModes.search { search with Starts = smallerStarts } [||] cancellation smaller

            StretchedPeaks.ofModes smaller cancellation (Array.truncate maxSmaller modes.Modes)
            |> Array.map (fun peak -> { peak with Value = peak.Value + modes.LogImages })

    /// Peaks of networks with fewer units and the others free, where posteriors of redundant units are; not those that are far
    /// lower than others.
    let private freePeaks search cancellation (density: CollapsedDensity) =
        let found =
            [|
                for units in 0 .. density.Model.Layout.Units - 1 do
                    for peak in smaller search cancellation density units do
                        struct (CollapsedModes.logEvidence peak, peak, density.Model.Layout.Units - units)
            |]
            |> Array.sortByDescending (fun struct (evidence, _, _) -> evidence)

        let isNear struct (evidence, _, _) =
            let struct (top, _, _) = found[0]
            evidence > top - lowest

        found
        |> Array.filter isNear
        |> Array.truncate maxFree
        |> Array.map (fun struct (_, peak, free) ->
            struct (StretchedPeaks.withFreeUnits density.Layout peak density.Density.Dimension, free))

    /// Student-t distributions around the modes, and around those of smaller networks with further, free units. None if no
    /// mode has second derivatives.
    let start search cancellation (density: CollapsedDensity) (modes: CollapsedModes) =
        match StretchedPeaks.ofModes density cancellation (Array.truncate maxModes modes.Modes) with
        | [||] -> None
        | peaks ->
            let context = Some(MixtureContext.ofDensity density)

            let mixture =
                peaks |> Array.map (fun peak -> struct (peak, 0)) |> StretchedPeaks.mixture false context

            match freePeaks search cancellation density with
            | [||] -> Some { First = mixture; Kept = mixture }
            | free ->
                let free = StretchedPeaks.mixture false context free
                Some { First = mixture.Blend(freeShare, free); Kept = free }

    let private draw
        threads
        cancellation
        count
        (rng: Rng)
        (density: CollapsedDensity)
        (mixture: ModeMixture)
        =
        let size = density.Density.Dimension
        let taus = Array.zeroCreate<float>(count * size)
        let phis = Array.zeroCreate<float>(count * size)
        let ratios = Array.create count -infinity

        let drawBlock (worker: ProposalWorker) index =
            let random = RandomSource(Rng.split index rng)
            let phi = Array.zeroCreate<float> size
            let value = Array.zeroCreate<float> 1

            for i in index * count / blocks .. (index + 1) * count / blocks - 1 do
                let k = worker.Mixture.Share(i, count)
                let tau = worker.Mixture.Draw(k, 1.0, random)
                worker.Evaluate(tau, 1, phi, value)
                tau.CopyTo(taus, i * size)
                phi.CopyTo(phis, i * size)

                if worker.IsOwn(k, tau, 0) then
                    ratios[i] <- value[0] - worker.Mixture.LogDensity(tau, 0)

        Parallel.For(
            0,
            blocks,
            ParallelOptions(MaxDegreeOfParallelism = max 1 threads, CancellationToken = cancellation),
            (fun () -> ProposalWorker(density, mixture, cancellation)),
            (fun index (_: ParallelLoopState) worker ->
                drawBlock worker index
                worker),
            ignore<ProposalWorker>
        )
        |> ignore

        {
            Mixture = mixture
            Stretched = taus
            Draws = phis
            LogRatios = ratios
            Smoothed = Psis.smooth 1.0 ratios
        }

    /// Rounds of adaptive importance sampling, until one is good enough; new draws from the best of their proposals.
    let explore threads cancellation count (rng: Rng) density first =
        let rec go index (mixture: ModeMixture) (best: ProposalRound option) =
            let round = draw threads cancellation count (Rng.split index rng) density mixture

            let best =
                match best with
                | Some earlier when earlier.Effective >= round.Effective -> earlier
                | _ -> round

            let isHopeless = index > 0 && round.Share < hopeless

            if best.Share >= wantedShare && isTrusted best || isHopeless || index = maxRounds then
                best
            else
                let weights = round.Smoothed.LogWeights |> Array.map exp
                let adapted = mixture.Adapt(round.Stretched, weights)
                go (index + 1) (adapted.Blend(keptShare, first.Kept)) (Some best)

        let best = go 0 first.First None
        // The draws by which it was chosen would tell too good a tale.
        draw threads cancellation count (Rng.split finalStream rng) density best.Mixture

    /// The logarithm of the mean of ratios, and its standard error.
    let logMean (logRatios: float[]) =
        let top = Array.max logRatios
        let scaled = logRatios |> Array.map (fun l -> exp (l - top))
        let mean = Array.average scaled
        let variance = scaled |> Array.averageBy (fun w -> (w - mean) * (w - mean))
        struct (top + log mean, sqrt (variance / float scaled.Length) / mean)
