namespace UniversalApprox.Core.Sampling.Collapsed

open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Posterior

/// Bands from draws on standardised data.
module internal StandardBands =
    /// How observations scatter.
    let noise (density: CollapsedDensity) =
        let scale =
            match density.Model.Likelihood with
            // Its σ² = n/2 says nothing about observations.
            | Likelihood.MeanSquaredError
            | Likelihood.GaussianLine
            | Likelihood.StudentT _ -> NoiseScale.Unknown
            | Likelihood.Gaussian sigma -> NoiseScale.Known(sigma / density.Map.OutputScale)
            | Likelihood.GaussianUnknown -> NoiseScale.LogParameter density.Model.Layout.ParameterCount

        { Scale = scale; DegreesOfFreedom = None }

    /// Coordinates on standardised data.
    let columns (density: CollapsedDensity) (columns: float[][]) =
        Check.sameLength "columns" density.Model.Layout.Dimension columns

        Array.map3
            (fun shift scale column -> column |> Array.map (fun x -> (x - shift) / scale))
            density.Map.InputShift
            density.Map.InputScale
            columns

    /// The bands in the data's units, at columns in these.
    let toData (density: CollapsedDensity) columns (bands: Bands) =
        let map = density.Map
        let back = Array.map (fun y -> y * map.OutputScale + map.OutputShift)

        { bands with
            Inputs = columns
            Mean = back bands.Mean
            Function = Array.map back bands.Function
            Observation = bands.Observation |> Option.map (Array.map back)
        }
