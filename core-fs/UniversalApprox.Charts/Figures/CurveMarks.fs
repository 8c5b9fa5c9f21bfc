/// Several data sets of one input in one panel.
module internal UniversalApprox.Charts.Figures.CurveMarks

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Sweeps

let private gridPoints = 301
let private dotBudget = 3000

let private pick (indices: int[]) (values: float[]) = indices |> Array.map (fun i -> values[i])

/// The dots of a data set and the curve of its fit over its own range.
let ofData colour name (data: CurveData) network =
    let x = data.Inputs[0]
    let shown = Thinning.ofCloud dotBudget x data.Outputs
    let low, high = Array.min x, Array.max x

    let grid = Array.init gridPoints (fun i -> low + (high - low) * float i / float (gridPoints - 1))

    [
        Marks.dots colour (Marks.dotSize shown.Length) 0.55 (pick shown x) (pick shown data.Outputs)
        |> Residuals.withErrors data shown
        |> Marks.named name
        Marks.line colour 2.0 "solid" grid (Network.predict network [| grid |])
        |> Marks.named $"fit of {name}"
    ]
