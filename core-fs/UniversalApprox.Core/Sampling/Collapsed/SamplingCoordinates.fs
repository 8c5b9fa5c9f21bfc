namespace UniversalApprox.Core.Sampling.Collapsed

open System
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities

/// The coordinates that samplers of a collapsed density work in: φ with every weight w replaced by t, where
///   w = width·sinh t.
/// Where a network is nearly a polynomial, its weights may shrink while its amplitudes grow, over several orders of magnitude.
/// That ridge is bent and becomes narrow in w, and is nearly straight in log w. With these coordinates NUTS diverges ten times
/// less there (the parabola by two sigmoids, Rat42 by one).
module internal SamplingCoordinates =
    /// Of standardised weights: below it t is in proportion to w, above it t grows like log w.
    let private width = 0.1

    let private isWeight (layout: HiddenLayout) p = p < layout.Count && p % layout.Stride < layout.Dimension

    let ofHidden (layout: HiddenLayout) (phi: float[]) =
        phi |> Array.mapi (fun p value -> if isWeight layout p then Math.Asinh(value / width) else value)

    /// φ of points, one after the other.
    let toHidden (layout: HiddenLayout) dimension (points: float[]) =
        let phis = Array.copy points

        for at in 0..dimension .. points.Length - 1 do
            for p in 0 .. layout.Count - 1 do
                if isWeight layout p then
                    phis[at + p] <- width * sinh points[at + p]

        phis

    /// A collapsed density as one of t: it gains log |dw/dt| = log(width·cosh t) for each weight.
    [<Sealed>]
    type private Part(density: LogDensity, layout: HiddenLayout) =
        inherit LikelihoodPart()

        let dimension = density.Dimension
        let evaluator = density.CreateEvaluator()
        let phi = Array.zeroCreate<float> dimension
        let value = Array.zeroCreate<float> 1
        let slope = Array.zeroCreate<float> dimension
        let weights = [| 0 .. dimension - 1 |] |> Array.filter (isWeight layout)

        /// Writes φ of the point at an element; log |dφ/dt|.
        let load (points: float[]) at =
            Array.Copy(points, at, phi, 0, dimension)
            let mutable jacobian = 0.0

            for p in weights do
                let t = points[at + p]
                phi[p] <- width * sinh t
                jacobian <- jacobian + log (width * cosh t)

            jacobian

        /// The sum where both are finite; a point so far away that sinh overflows has the density 0.
        let add density jacobian =
            let sum = density + jacobian
            if Double.IsFinite sum then sum else -infinity

        override this.Values(points, count, _, values) =
            evaluator.Cancellation <- this.Cancellation

            for b in 0 .. count - 1 do
                let jacobian = load points (b * dimension)
                evaluator.Evaluate(phi, 1, value)
                values[b] <- add value[0] jacobian

        override this.Gradients(points, count, _, values, gradients) =
            evaluator.Cancellation <- this.Cancellation

            for b in 0 .. count - 1 do
                let at = b * dimension
                let jacobian = load points at
                evaluator.EvaluateWithGradient(phi, 1, value, slope)
                values[b] <- add value[0] jacobian
                Array.Copy(slope, 0, gradients, at, dimension)

                for p in weights do
                    let t = points[at + p]
                    gradients[at + p] <- slope[p] * width * cosh t + tanh t

    let density (layout: HiddenLayout) (collapsed: LogDensity) =
        LogDensity(
            collapsed.ParameterNames,
            collapsed.HasGradient,
            None,
            None,
            fun () -> Part(collapsed, layout)
        )
