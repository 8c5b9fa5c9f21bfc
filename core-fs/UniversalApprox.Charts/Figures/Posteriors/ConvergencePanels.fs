/// Panels of quantities that change as a chain grows.
module internal UniversalApprox.Charts.Figures.Posteriors.ConvergencePanels

open System
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Charts.Drawing

let private lengths = 12

/// The first `length` kept steps of the shown parameters, of which it takes every `stride`-th.
let prefix (shown: int[]) stride length (chain: Chain) =
    let ofEnsemble (ensemble: EnsembleChain) =
        let steps = (length + stride - 1) / stride

        { ensemble with
            KeptSteps = steps
            Dimension = shown.Length
            Draws =
                Array.init (steps * ensemble.Walkers * shown.Length) (fun i ->
                    let state, p = i / shown.Length, i % shown.Length
                    let s, w = state / ensemble.Walkers * stride, state % ensemble.Walkers
                    ensemble.Draws[(s * ensemble.Walkers + w) * ensemble.Dimension + shown[p]])
            LogDensity = Array.zeroCreate (steps * ensemble.Walkers)
        }

    { chain with
        Ensembles = Array.map ofEnsemble chain.Ensembles
        ParameterNames = shown |> Array.map (fun p -> chain.ParameterNames[p])
    }

/// About 12 lengths up to all steps, evenly spaced in their logarithms.
let lengthsOf stride steps =
    let first = max 1.0 (min (float steps) (max (float (16 * stride)) (float steps / 50.0)))

    Array.init lengths (fun i ->
        first * (float steps / first) ** (float i / float (lengths - 1)) |> round |> int)
    |> Array.distinct

/// Lines of all quantities in grey, and the one with the worst end in colour.
let worstPanel colour title (limit: float) worst rule (names: string[]) (at: float[]) (values: float[][]) =
    let ends = values |> Array.map (Array.tryFindBack Double.IsFinite)

    let judged =
        ends |> Array.indexed |> Array.choose (fun (i, value) -> value |> Option.map (fun v -> i, v))

    let last = if judged.Length = 0 then -1 else fst (worst judged)

    let marks =
        [
            for i in 0 .. values.Length - 1 do
                if i <> last && ends[i].IsSome then
                    Marks.line Palette.observation 1.0 "solid" at values[i] |> Marks.named "other parameters"

            if last >= 0 then
                Marks.linedDots colour 2.0 5.0 at values[last]
                |> Marks.named $"{rule}: {ChainPanels.axisName names[last]}"
        ]

    { Panel.create "" (Axis.logarithmic "kept steps") (Axis.logarithmic title) marks with
        Rules = [ Rule.Horizontal(limit, Palette.secondary, "dash") ]
    }
