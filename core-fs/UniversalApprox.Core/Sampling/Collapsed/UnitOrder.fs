namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Posterior

/// Images of hidden parameters φ under permutations of units and, where they leave the density as it is, flips of their signs.
module internal UnitOrder =
    let private flip (layout: HiddenLayout) (phi: float[]) unit =
        for p in unit * layout.Stride .. (unit + 1) * layout.Stride - 1 do
            phi[p] <- 0.0 - phi[p]

    let private permute (layout: HiddenLayout) (order: int[]) (phi: float[]) =
        phi
        |> Array.mapi (fun p value ->
            if p < layout.Count then
                phi[order[p / layout.Stride] * layout.Stride + p % layout.Stride]
            else
                value)

    /// The image whose units have a positive first non-zero weight and ascend by their centre −b/‖w‖ (`Canonical`).
    let canonical isFlipSymmetric (layout: HiddenLayout) (phi: float[]) =
        let shaped = Array.copy phi
        let weights unit = Array.sub shaped (layout.Weight(unit, 0)) layout.Dimension

        let firstSign unit =
            weights unit |> Array.tryFind ((<>) 0.0) |> Option.map sign |> Option.defaultValue 0

        for unit in 0 .. layout.Units - 1 do
            if isFlipSymmetric && firstSign unit < 0 then
                flip layout shaped unit

        let centre unit =
            let norm = sqrt (weights unit |> Array.sumBy (fun w -> w * w))

            if norm > 0.0 then
                -shaped[layout.Bias unit] / (float (firstSign unit) * norm)
            else
                infinity

        let order = Array.init layout.Units id |> Array.sortBy (fun unit -> centre unit, weights unit)

        permute layout order shaped

    /// The image nearest to a reference, by squared distances in units of `deviations`.
    let align
        isFlipSymmetric
        (layout: HiddenLayout)
        (reference: float[])
        (deviations: float[])
        (phi: float[])
        =
        let image = Array.zeroCreate<float> phi.Length

        NearestImage(isFlipSymmetric, layout).Write(reference, deviations, layout.Units, phi, 0, image)
        |> ignore

        image

    /// All images under flips alone, the point itself not included; only those of single units if there are more than 5.
    let flips (layout: HiddenLayout) (phi: float[]) =
        let masks =
            if layout.Units <= 5 then
                [| 1 .. (1 <<< layout.Units) - 1 |]
            else
                Array.init layout.Units (fun unit -> 1 <<< unit)

        masks
        |> Array.map (fun mask ->
            let image = Array.copy phi

            for unit in 0 .. layout.Units - 1 do
                if mask >>> unit &&& 1 = 1 then
                    flip layout image unit

            image)
