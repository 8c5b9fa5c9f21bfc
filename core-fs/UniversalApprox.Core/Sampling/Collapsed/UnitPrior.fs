namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// The prior of the weights and the bias of one unit, in the coordinates of StretchedUnits. Owns its arrays: one per thread.
[<Sealed>]
type internal UnitPrior(prior: JointPrior, layout: HiddenLayout) =
    let single = { layout with Units = 1 }
    let stride = layout.Stride
    let phi = Array.zeroCreate<float> stride
    let all = Array.zeroCreate<float> prior.Priors.Length
    let others = Array.init stride prior.Others

    /// Of the unit that begins at element `at`.
    member _.LogDensity(taus: float[], at: int) =
        let mutable sum = StretchedUnits.toHidden single taus at phi 0 stride

        for p in 0 .. stride - 1 do
            let mutable value = phi[p]

            for struct (index, factor) in others[p] do
                value <- value + factor * phi[index]

            sum <- sum + prior.Term(p, value)

        sum

    /// Draws the unit that begins at element `at`.
    member _.Draw(random: RandomSource, taus: float[], at: int) =
        random.Rng <- prior.Sample(all, 0, random.Rng)
        Array.blit (StretchedUnits.ofHidden single all[.. stride - 1]) 0 taus at stride
