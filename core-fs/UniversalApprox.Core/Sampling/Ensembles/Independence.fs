namespace UniversalApprox.Core.Sampling.Ensembles

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization

/// Whether walkers span the space, as emcee's walkers_independent judges it.
module internal Independence =
    /// The parameters in whose direction the walkers lack spread, if the condition number of the centred coordinates, scaled
    /// to columns of length 1, is above the limit; else none.
    let offenders (limit: float) dimension (positions: float[]) =
        let walkers = positions.Length / dimension

        let column p =
            let values = Array.init walkers (fun w -> positions[w * dimension + p])
            let mean = Array.average values
            let centred = values |> Array.map (fun v -> v - mean)
            let top = centred |> Array.fold (fun t v -> max t (abs v)) 0.0
            let size = values |> Array.fold (fun t v -> max t (abs v)) 0.0

            // A spread of a few roundings is no spread; the mean itself is rounded.
            if top <= 1e-15 * size then
                None
            else
                let scaled = centred |> Array.map (fun v -> v / top)
                let length = sqrt (Array.sumBy (fun v -> v * v) scaled)
                Some(scaled |> Array.map (fun v -> v / length))

        let columns = Array.init dimension column
        let constant = [| 0 .. dimension - 1 |] |> Array.filter (fun p -> columns[p].IsNone)

        if constant.Length > 0 then
            constant
        else
            let scaled = Matrix<float>.Build.DenseOfColumnArrays(Array.map Option.get columns)
            // R of QR has the same singular values and directions, and is small however many walkers there are.
            let svd = scaled.QR(QRMethod.Thin).R.Svd true
            let smallest = svd.S[dimension - 1]

            if svd.S[0] <= limit * smallest then
                [||]
            else
                // The direction without spread: the parameters that have a large part in it.
                let direction = Array.init dimension (fun p -> abs svd.VT[dimension - 1, p])
                let largest = Array.max direction
                [| 0 .. dimension - 1 |] |> Array.filter (fun p -> direction[p] > 0.1 * largest)
