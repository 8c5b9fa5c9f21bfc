namespace UniversalApprox.Core.Sweep

open MathNet.Numerics
open MathNet.Numerics.LinearAlgebra
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
module EqualNoise =
    let level = 0.001

    let private fewest = 20
    let private fewestPerInput = 10

    let pValue network (data: CurveData) =
        let squares = GoodnessOfFit.weightedResiduals network data |> Array.map (fun r -> r * r)

        let mean = Array.average squares
        let total = GoodnessOfFit.sumOfSquaresAbout mean squares

        if
            data.IsCensored || data.Count < max fewest (fewestPerInput * data.Dimension) || not (total > 0.0)
        then
            None
        else
            // Standardised columns, so that the factorisation does not depend on units.
            let map = Standardisation.ofData Scaling.Standardise true data
            let columns = (Standardisation.apply map data).Inputs

            let explained = squares |> Array.map (fun s -> (s - mean) / sqrt total)
            // The columns have mean 0, so that the constant of the regression is apart.
            let products = columns |> Array.map (Vectors.dot explained) |> Vector<float>.Build.Dense

            let gram =
                Matrix<float>
                    .Build.Dense(columns.Length, columns.Length, fun k l -> Vectors.dot columns[k] columns[l])

            // Columns may depend on each other.
            let explainedPart = products * gram.PseudoInverse() * products
            let statistic = float data.Count * explainedPart
            Some(SpecialFunctions.GammaUpperRegularized(0.5 * float data.Dimension, 0.5 * statistic))
