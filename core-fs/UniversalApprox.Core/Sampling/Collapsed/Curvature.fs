namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Numerics
open MathNet.Numerics.Providers.LinearAlgebra

/// A value and its gradient at a point; writes the gradient to the second argument.
type internal ValueAndGradient = delegate of point: float[] * gradient: float[] -> float

/// The shape of a log-density near a mode: a covariance Σ = CCᵀ and its factor.
type internal ModeShape =
    {
        /// C, lower triangular, row after row.
        Factor: float[]
        /// Σ log Cᵢᵢ = ½ log |Σ|.
        LogDeterminant: float
        /// Whether a direction had so little curvature, or the wrong one, that the floor took its place.
        IsFloored: bool
    }

module internal Curvature =
    /// Curvatures below this, in units of (5·max(1, |φ|))⁻², count as this: a mode's width is at most some 15 there.
    let private floor = 0.1

    /// Of one vector, in place: C x.
    let spread (shape: ModeShape) (x: float[]) =
        let size = x.Length

        for i in size - 1 .. -1 .. 0 do
            let mutable sum = 0.0

            for k in 0..i do
                sum <- sum + shape.Factor[i * size + k] * x[k]

            x[i] <- sum

    /// Of one vector, in place: C⁻¹x.
    let whiten (shape: ModeShape) (x: float[]) =
        let size = x.Length

        for i in 0 .. size - 1 do
            let mutable rest = x[i]

            for k in 0 .. i - 1 do
                rest <- rest - shape.Factor[i * size + k] * x[k]

            x[i] <- rest / shape.Factor[i * size + i]

    /// Σg = C(Cᵀg): the step to the top of a parabola with this slope and shape.
    let ascent (shape: ModeShape) (gradient: float[]) =
        let size = gradient.Length

        let step =
            Array.init size (fun j ->
                let mutable sum = 0.0

                for i in j .. size - 1 do
                    sum <- sum + shape.Factor[i * size + j] * gradient[i]

                sum)

        spread shape step
        step

    /// Element (p, q) of Σ.
    let covariance (shape: ModeShape) size p q =
        let mutable sum = 0.0

        for k in 0 .. min p q do
            sum <- sum + shape.Factor[p * size + k] * shape.Factor[q * size + k]

        sum

    /// The symmetric matrix of second derivatives by central differences of the gradient.
    let private hessian (f: ValueAndGradient) (point: float[]) (steps: float[]) =
        let size = point.Length
        let matrix = Array.zeroCreate<float>(size * size)
        let moved = Array.copy point
        let above = Array.zeroCreate<float> size
        let below = Array.zeroCreate<float> size

        for p in 0 .. size - 1 do
            moved[p] <- point[p] + steps[p]
            f.Invoke(moved, above) |> ignore
            moved[p] <- point[p] - steps[p]
            f.Invoke(moved, below) |> ignore
            moved[p] <- point[p]

            for q in 0 .. size - 1 do
                let slope = (above[q] - below[q]) / (2.0 * steps[p])
                matrix[p * size + q] <- matrix[p * size + q] + 0.5 * slope
                matrix[q * size + p] <- matrix[q * size + p] + 0.5 * slope

        matrix

    /// Reads the lower triangle only.
    let private cholesky (matrix: float[]) size =
        let factor = Array.zeroCreate<float>(size * size)

        for i in 0 .. size - 1 do
            for j in 0..i do
                let mutable rest = matrix[i * size + j]

                for k in 0 .. j - 1 do
                    rest <- rest - factor[i * size + k] * factor[j * size + k]

                factor[i * size + j] <-
                    if i = j then
                        sqrt (max rest (1e-15 * matrix[i * size + i]))
                    else
                        rest / factor[j * size + j]

        factor

    let private ofFactor factor size isFloored =
        {
            Factor = factor
            LogDeterminant = Seq.init size (fun i -> log factor[i * size + i]) |> Seq.sum
            IsFloored = isFloored
        }

    /// From a covariance.
    let ofCovariance covariance size = ofFactor (cholesky covariance size) size false

    /// From minus the second derivatives; None if they are not finite.
    let private shapeOf (point: float[]) (curvature: float[]) =
        let size = point.Length
        let unit = point |> Array.map (fun v -> 5.0 * max 1.0 (abs v))
        let scaled = Array.mapi (fun i c -> c * unit[i / size] * unit[i % size]) curvature

        if size = 0 then
            Some(ofFactor [||] 0 false)
        elif not (Array.forall Double.IsFinite scaled) then
            None
        else
            let vectors = Array.zeroCreate<float>(size * size)
            let values = Array.zeroCreate<Complex> size
            // The managed provider is named explicitly: a native one would change the last bits.
            ManagedLinearAlgebraProvider.Instance.EigenDecomp(
                true,
                size,
                scaled,
                vectors,
                values,
                Array.zeroCreate (size * size)
            )

            let variances = values |> Array.map (fun value -> 1.0 / max floor value.Real)

            // Eigenvector k is column k, stored one column after the other.
            let covariance =
                Array.init (size * size) (fun index ->
                    let i = index / size
                    let j = index % size

                    let sum =
                        Seq.init size (fun k -> vectors[k * size + i] * variances[k] * vectors[k * size + j])
                        |> Seq.sum

                    unit[i] * unit[j] * sum)

            let isFloored = values |> Array.exists (fun value -> value.Real < floor)
            Some(ofFactor (cholesky covariance size) size isFloored)

    /// The shape of a log-density at a point, from differences over `width` of each parameter's conditional standard
    /// deviation; those come from narrower differences first.
    let shape width (f: ValueAndGradient) (point: float[]) =
        let size = point.Length
        let first = point |> Array.map (fun v -> 1e-6 * max 1.0 (abs v))
        let coarse = hessian f point first

        let steps =
            Array.init size (fun p ->
                let curvature = -coarse[p * size + p]
                let unit = 5.0 * max 1.0 (abs point[p])
                width / sqrt (max curvature (floor / (unit * unit))))

        if Array.forall Double.IsFinite steps then
            hessian f point steps |> Array.map (fun h -> -h) |> shapeOf point
        else
            None
