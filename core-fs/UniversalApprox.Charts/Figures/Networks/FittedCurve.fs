/// The curve of a network over the range of its data, and dashed beyond.
module internal UniversalApprox.Charts.Figures.Networks.FittedCurve

open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing

/// The range of an input with its length, which is that of the value where all values are equal.
let span (values: float[]) =
    let low, high = Array.min values, Array.max values
    struct (low, high, (if high > low then high - low else max (abs low) 1.0))

/// The lines in a picture with the given range of y. They go on by `reach` times the data's range on either side.
let marks picture reach (data: CurveData) network =
    let struct (low, high, length) = span data.Inputs[0]
    let curve range = Neurons.curve (Some picture) range network

    [
        let struct (x, y) = curve (struct (low, high))
        Marks.line Palette.primary 2.2 "solid" x y |> Marks.named "fit"

        if reach > 0.0 then
            let struct (left, below) = curve (struct (low - reach * length, low))
            let struct (right, above) = curve (struct (high, high + reach * length))

            // A gap between the two sides lets them be one trace.
            Marks.line
                Palette.primary
                1.6
                "dash"
                (Array.concat [ left; [| nan |]; right ])
                (Array.concat [ below; [| nan |]; above ])
            |> Marks.named "extrapolation"
    ]
