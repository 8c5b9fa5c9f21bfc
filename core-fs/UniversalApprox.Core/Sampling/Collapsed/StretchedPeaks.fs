namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities

/// The modes of a collapsed density in the coordinates of StretchedUnits.
module internal StretchedPeaks =
    let private smallestShare = 1e-3
    /// Of weights up to some sinh 4, and centres over twice the data.
    let private freeWidth = 1.5

    /// The density in those coordinates.
    let private stretched (density: CollapsedDensity) cancellation =
        let f = CollapsedModes.evaluator density.Density cancellation
        let phi = Array.zeroCreate<float> density.Density.Dimension

        ValueAndGradient(fun tau gradient ->
            let jacobian = StretchedUnits.toHidden density.Layout tau 0 phi 0 phi.Length
            let value = f.Invoke(phi, gradient)
            StretchedUnits.pullBack density.Layout tau gradient
            value + jacobian)

    /// The peaks near the modes, without those that have no second derivatives.
    let ofModes (density: CollapsedDensity) cancellation (modes: CollapsedMode[]) =
        let f = stretched density cancellation

        modes
        |> Array.choose (fun mode ->
            let struct (near, _) =
                Uphill.climb f cancellation (StretchedUnits.ofHidden density.Layout mode.Point)

            Uphill.polish f (CollapsedModes.differenceWidth density) near)

    /// The peak of a smaller network with further units that are free. Their places and widths serve to tell images apart, and as
    /// the widths of steps.
    let withFreeUnits (layout: HiddenLayout) (peak: Peak) size =
        let added = size - peak.Point.Length
        let first = layout.Count - added
        let isNew p = p >= first && p < layout.Count
        let old p = if p < first then p else p - added

        let covariance =
            Array.init (size * size) (fun index ->
                let p, q = index / size, index % size

                if isNew p || isNew q then
                    if p = q then freeWidth * freeWidth else 0.0
                else
                    Curvature.covariance peak.Shape peak.Point.Length (old p) (old q))

        let centre p =
            if not (isNew p) then
                peak.Point[old p]
            elif p % layout.Stride = 0 then
                // On one side of zero, where half of the images are.
                freeWidth
            elif p % layout.Stride = layout.Dimension then
                // Side by side, so that few draws are images of each other.
                let unit = (p - first) / layout.Stride
                let units = added / layout.Stride
                2.0 * freeWidth * (float (2 * unit + 1) / float (2 * units) - 0.5)
            else
                0.0

        { peak with
            Point = Array.init size centre
            Shape = Curvature.ofCovariance covariance size
        }

    /// A proposal of one component for each peak, weighted by its evidence; with the number of its free units.
    let mixture isNormal context (peaks: struct (Peak * int)[]) =
        let free = peaks |> Array.map (fun struct (_, free) -> free)
        let peaks = peaks |> Array.map (fun struct (peak, _) -> peak)
        let evidences = peaks |> Array.map CollapsedModes.logEvidence
        let top = Array.max evidences
        let shares = evidences |> Array.map (fun evidence -> max smallestShare (exp (evidence - top)))
        let total = Array.sum shares

        ModeMixture(
            peaks |> Array.map _.Point,
            peaks |> Array.map _.Shape,
            shares |> Array.map (fun share -> share / total),
            free,
            isNormal,
            context
        )

    /// Writes the log-densities, in those coordinates, of `count` points and the φ of each.
    let evaluate
        (density: CollapsedDensity)
        (evaluator: DensityEvaluator)
        count
        (taus: float[])
        (phis: float[])
        values
        =
        let size = evaluator.Dimension
        let layout = density.Layout

        let jacobians =
            Array.init count (fun i -> StretchedUnits.toHidden layout taus (i * size) phis (i * size) size)

        evaluator.Evaluate(phis, count, values)

        for i in 0 .. count - 1 do
            let value = values[i] + jacobians[i]
            // −∞ + ∞ far away.
            values[i] <- if System.Double.IsNaN value then -infinity else value
