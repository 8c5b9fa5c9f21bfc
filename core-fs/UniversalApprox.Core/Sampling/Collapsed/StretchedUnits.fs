namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Kernels

/// Coordinates τ of hidden parameters in which the posterior of a steep unit is close to a normal one. With s = ‖v‖
///   w = v·sinh(s)/s, b = β·cosh s.
/// They are those of φ near w = 0. For steep units v grows like log w, and β is the unit's centre −b/‖w‖, which the data
/// determine, where b itself varies with w. Flips of a unit's sign are flips of v and β. What follows the units stays as it is.
module internal StretchedUnits =
    /// sinh(s)/s.
    let private ratio s = if s < 1e-3 then 1.0 + s * s / 6.0 else sinh s / s

    /// Its derivative.
    let private ratioSlope s = if s < 1e-3 then s / 3.0 else (cosh s - sinh s / s) / s

    let private norm (values: float[]) at count =
        let mutable sum = 0.0

        for k in at .. at + count - 1 do
            sum <- sum + values[k] * values[k]

        sqrt sum

    /// Writes φ, from element `phiAt`, of the τ that starts at element `at`; log |dφ/dτ|.
    let toHidden (layout: HiddenLayout) (tau: float[]) at (phi: float[]) phiAt size =
        Array.blit tau at phi phiAt size
        let d = layout.Dimension
        let mutable jacobian = 0.0

        for unit in 0 .. layout.Units - 1 do
            let s = norm tau (at + layout.Weight(unit, 0)) d

            for k in 0 .. d - 1 do
                let p = layout.Weight(unit, k)
                phi[phiAt + p] <- tau[at + p] * ratio s

            let bias = layout.Bias unit
            phi[phiAt + bias] <- tau[at + bias] * cosh s
            jacobian <- jacobian + 2.0 * log (cosh s) + float (d - 1) * log (ratio s)

        jacobian

    let ofHidden (layout: HiddenLayout) (phi: float[]) =
        let tau = Array.copy phi

        for unit in 0 .. layout.Units - 1 do
            let r = norm phi (layout.Weight(unit, 0)) layout.Dimension
            let shrink = if r < 1e-6 then 1.0 else Math.Asinh r / r

            for k in 0 .. layout.Dimension - 1 do
                let p = layout.Weight(unit, k)
                tau[p] <- phi[p] * shrink

            let bias = layout.Bias unit
            tau[bias] <- phi[bias] / sqrt (1.0 + r * r)

        tau

    /// From the gradient of a log-density of φ to that of the density of τ, in place.
    let pullBack (layout: HiddenLayout) (tau: float[]) (gradient: float[]) =
        let d = layout.Dimension

        for unit in 0 .. layout.Units - 1 do
            let first = layout.Weight(unit, 0)
            let bias = layout.Bias unit
            let s = norm tau first d
            let mutable along = 0.0

            for p in first .. first + d - 1 do
                along <- along + tau[p] * gradient[p]

            let jacobianSlope = 2.0 * tanh s + float (d - 1) * ratioSlope s / ratio s
            // The derivative by s.
            let radial = ratioSlope s * along + tau[bias] * sinh s * gradient[bias] + jacobianSlope
            let stretch = ratio s

            for p in first .. first + d - 1 do
                gradient[p] <- stretch * gradient[p] + (if s > 0.0 then radial * tau[p] / s else 0.0)

            gradient[bias] <- gradient[bias] * cosh s
