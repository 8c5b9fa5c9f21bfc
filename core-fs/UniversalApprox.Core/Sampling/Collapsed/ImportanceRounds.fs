/// Draws from a proposal, weighted towards a density, and better proposals where they do not stand for it.
module internal UniversalApprox.Core.Sampling.Collapsed.ImportanceRounds

open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Diagnostics

let private maxRounds = 4
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
type Round =
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

let private propose
    asked
    count
    rng
    size
    (evaluate: int -> float[] -> float[] -> float[] -> unit)
    (mixture: ModeMixture)
    =
    let random = RandomSource rng

    let taus =
        Array.init count (fun index -> mixture.Draw(mixture.Share(index, count), 1.0, random))
        |> Array.concat

    let phis = Array.zeroCreate<float> taus.Length
    let ratios = Array.zeroCreate<float> count
    evaluate count taus phis ratios

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
/// `evaluate` writes the log-densities of points in the proposal's coordinates, and the draws that these stand for.
let explore count (rng: Rng) dimension evaluate mixture =
    let rec go index (mixture: ModeMixture) (best: Round option) =
        let size = if index = maxRounds then 4 * count else count
        let round = propose count size (Rng.split index rng) dimension evaluate mixture

        let best =
            match best with
            | Some earlier when
                not round.IsTrusted || (index > 1 && earlier.IsTrusted && earlier.Effective > round.Effective)
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
let evidence (ratios: float[]) =
    let top = Array.max ratios
    let scaled = ratios |> Array.map (fun ratio -> exp (ratio - top))
    let mean = Array.average scaled
    let variance = scaled |> Array.averageBy (fun ratio -> (ratio - mean) * (ratio - mean))
    struct (top + log mean, sqrt (variance / float ratios.Length) / mean)
