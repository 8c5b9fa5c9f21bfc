/// Logarithmic axes: what data, training, formulas, quantities, files and comparisons make of them.
module UniversalApprox.Tests.Core.AxesTests

open System
open System.IO
open System.Threading
open Expecto
open Microsoft.ML.OnnxRuntime
open Microsoft.ML.OnnxRuntime.Tensors
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Quantities
open UniversalApprox.Core.Measurements
open UniversalApprox.Models
open UniversalApprox.Runs
open UniversalApprox.Tests.Support.TemporaryFolder

let private seed = 20261130UL
let private logX = { Inputs = [| AxisScale.Log |]; Output = AxisScale.Linear }
let private logY = { Inputs = [| AxisScale.Linear |]; Output = AxisScale.Log }
let private logBoth = { Inputs = [| AxisScale.Log |]; Output = AxisScale.Log }
let private mixed = { Inputs = [| AxisScale.Log; AxisScale.Linear |]; Output = AxisScale.Log }

let private normals index count : float[] =
    let values = Array.zeroCreate<float> count
    Rng.fillNormal (values.AsSpan()) (Rng.split index (Rng.ofSeed seed)) |> ignore
    values

/// The logistic curve of a dose: 5 + 95/(1 + (ec50/x)^hill).
let private response ec50 hill (x: float) = 5.0 + 95.0 / (1.0 + (ec50 / x) ** hill)

let private doses = Array.init 36 (fun i -> 0.01 * 10.0 ** (float i / 7.0))

let private doseData index ec50 =
    let y = Array.map2 (fun x e -> response ec50 1.2 x + 0.8 * e) doses (normals index doses.Length)
    CurveData.create "dose" [| "dose" |] "signal" [| doses |] y

let private fitted data =
    Training.fit
        SweepPlan.defaults.Training
        Start.Spread
        Activation.Sigmoid
        1
        0
        (Rng.ofSeed seed)
        CancellationToken.None
        data

let private near tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1e-3 (abs expected))
        $"{what}: {expected} and {actual} (seed {seed})"

let private refused (words: string list) (f: unit -> 'a) =
    try
        f () |> ignore
        failtest $"accepted, without {words}"
    with :? ArgumentException as error ->
        for word in words do
            Expect.stringContains error.Message word "message"

/// The logistic curve as one sigmoid of ln x: exactly `response`.
let private logistic ec50 hill =
    Network.ofUnits
        Activation.Sigmoid
        1
        [ { Weights = [| hill |]; Bias = -hill * log ec50; Amplitude = 95.0 } ]
        5.0

let private quantity name (quantities: CurveQuantity[]) =
    (quantities |> Array.find (fun one -> one.Name = name)).Value

let private integral lower upper f =
    let pieces = 200000
    let at i = lower * (upper / lower) ** (float i / float pieces)

    Seq.init pieces (fun i -> 0.5 * (f (at i) + f (at (i + 1))) * (at (i + 1) - at i)) |> Seq.sum

[<Tests>]
let tests =
    testList
        "Logarithmic axes"
        [
            testCase "training sees ln x and ln y, to the last bit"
            <| fun () ->
                let data = doseData 0 3.0
                let axes = CurveData.withAxes logBoth data

                let byHand =
                    CurveData.create
                        "dose"
                        [| "dose" |]
                        "signal"
                        [| Array.map log doses |]
                        (Array.map log data.Outputs)

                Expect.equal (fitted axes).Network (fitted byHand).Network "network"
                Expect.equal axes.MeasuredInputs data.Inputs "x as given"
                Expect.equal axes.MeasuredOutputs data.Outputs "y as given"
                Expect.isFalse (CurveData.isSame data axes) "other data"
                Expect.isTrue (CurveData.isSame axes (CurveData.withAxes logBoth data)) "the same data"

            testCase "nothing depends on the units of x and y"
            <| fun () ->
                let data = doseData 1 3.0
                let scaled k = Array.map (fun v -> k * v)

                let other =
                    CurveData.create
                        "dose"
                        [| "dose" |]
                        "signal"
                        [| scaled 1000.0 doses |]
                        (scaled 0.02 data.Outputs)

                let one, two =
                    fitted (CurveData.withAxes logBoth data), fitted (CurveData.withAxes logBoth other)

                let predicted (trained: TrainedNetwork) x = Axes.predict logBoth trained.Network [| x |]

                Array.iter2
                    (fun a b -> near 1e-6 "prediction" a (b / 0.02))
                    (predicted one doses)
                    (predicted two (scaled 1000.0 doses))

                let ec50 (trained: TrainedNetwork) lower upper =
                    CurveDistribution.ofNetworkOn logBoth trained.Network
                    |> CurveQuantity.compute [| 50.0 |] (Some lower) (Some upper)
                    |> quantity "EC50"

                near 1e-5 "EC50" (ec50 one 0.01 1000.0) (ec50 two 10.0 1e6 / 1000.0)

            testCase "errors of the points become those of ln y, and weights stay"
            <| fun () ->
                let data = CurveData.create "d" [| "x" |] "y" [| [| 1.0; 2.0; 3.0 |] |] [| 2.0; 4.0; 8.0 |]
                let sigmas = PointErrors.Known [| 0.2; 0.2; 0.4 |]

                for made in
                    [
                        CurveData.withErrors sigmas data |> CurveData.withAxes logY
                        CurveData.withAxes logY data |> CurveData.withErrors sigmas
                    ] do
                    Expect.equal made.Errors (PointErrors.Known [| 0.1; 0.05; 0.05 |]) "on the axis"
                    Expect.equal made.MeasuredErrors sigmas "as given"

                let part =
                    CurveData.withErrors sigmas data |> CurveData.withAxes logY |> CurveData.select [| 2 |]

                Expect.equal part.MeasuredErrors (PointErrors.Known [| 0.4 |]) "of a part"
                Expect.equal part.MeasuredOutputs [| 8.0 |] "outputs of a part"
                Expect.equal part.Outputs [| log 8.0 |] "on the axis"
                let weights = PointErrors.Relative [| 1.0; 2.0; 3.0 |]

                Expect.equal
                    (CurveData.withErrors weights data |> CurveData.withAxes logY).Errors
                    weights
                    "weights"

                refused [ "'y'"; "row 2"; "5"; "of 4" ] (fun () ->
                    CurveData.withErrors (PointErrors.Known [| 0.1; 5.0; 0.1 |]) data
                    |> CurveData.withAxes logY)

            testCase "numbers that are not above 0 are rejected with column, row and value"
            <| fun () ->
                let data = CurveData.create "d" [| "dose" |] "y" [| [| 1.0; 0.0 |] |] [| 2.0; -4.0 |]
                refused [ "'dose'"; "row 2"; "got 0" ] (fun () -> CurveData.withAxes logX data)
                refused [ "'y'"; "row 2"; "-4" ] (fun () -> CurveData.withAxes logY data)
                refused [ "2 inputs"; "1" ] (fun () -> Axes.validate 2 logX)
                let network = logistic 3.0 1.2

                refused [ "x"; "point 2"; "-1" ] (fun () -> Axes.predict logX network [| [| 1.0; -1.0 |] |])

                refused [ "above 0" ] (fun () ->
                    CurveDistribution.ofNetworkOn logX network
                    |> CurveQuantity.compute [| 50.0 |] (Some 0.0) (Some 1.0))

            testCase "a formula is in the units of the columns, and reads back to the same network and axes"
            <| fun () ->
                for axes, dimension in [ logX, 1; logY, 1; logBoth, 1; mixed, 2 ] do
                    let network = Generators.randomNetwork seed Activation.Tanh dimension 3
                    let text = Formula.printOn axes FormulaStyle.Notebook None network

                    match Formula.parseOn None text with
                    | Ok(struct (read, readAxes)) ->
                        Expect.equal read network text
                        Expect.equal readAxes axes text
                    | Error(struct (position, reason)) -> failtest $"{text}: {position}: {reason}"

                    let names = Array.init dimension (fun k -> $"dose {k}]")

                    match Formula.parseOn None (Formula.printNamedOn axes names None network) with
                    | Ok(struct (read, readAxes)) -> Expect.equal (read, readAxes) (network, axes) "by name"
                    | Error(struct (position, reason)) -> failtest $"{position}: {reason}"

                let network = logistic 3.0 1.2

                let printed style = Formula.printOn logBoth style (Some 3) network

                Expect.equal (printed FormulaStyle.Notebook) "exp(95 sig(1.2*ln(x) - 1.32) + 5)" "notebook"

                Expect.equal
                    (printed FormulaStyle.Excel)
                    "=EXP(95*(0.5*(1+TANH((1.2*LN(A2)-1.32)/2)))+5)"
                    "Excel"

                Expect.equal
                    (printed FormulaStyle.CSharp)
                    "Math.Exp(95.0/(1.0 + Math.Exp(-(1.2*Math.Log(x) - 1.32))) + 5.0)"
                    "C#"

                Expect.equal
                    (printed FormulaStyle.Python)
                    "np.exp(95*(0.5*(1 + np.tanh(0.5*(1.2*np.log(x) - 1.32)))) + 5)"
                    "Python"

                Expect.equal (printed FormulaStyle.LaTeX) @"\exp(95\,\sigma(1.2\ln(x)-1.32)+5)" "LaTeX"

            testCase "a formula with a broken ln or exp says where"
            <| fun () ->
                for text, position, word in
                    [
                        "sig(ln(x) + x)", 12, "same everywhere"
                        "sig(2*ln(3))", 10, "an input"
                        "sig(ln(x)", 10, "')'"
                        "exp(sig(x)) + 2", 15, "')'"
                        "exp(sig(x)", 11, "')'"
                    ] do
                    match Formula.parseOn None text with
                    | Ok _ -> failtest $"{text} was read"
                    | Error(struct (at, reason)) ->
                        Expect.stringContains reason word text
                        Expect.isLessThanOrEqual (abs (at - position)) 1 $"{text}: {at}"

                Expect.isError (Formula.parse None "sig(ln(x))") "without axes"

            testCase "quantities are in the units of the data, slopes and the integral too"
            <| fun () ->
                let check axes (network: Network) =
                    let f x = Axes.evaluate axes network [| x |]

                    let found =
                        CurveDistribution.ofNetworkOn axes network
                        |> CurveQuantity.compute [| 50.0 |] (Some 0.02) (Some 400.0)

                    let at = quantity "EC50" found
                    let low, high = quantity "LowerPlateau" found, quantity "UpperPlateau" found
                    near 1e-9 "half way" (0.5 * (low + high)) (f at)
                    let step = 1e-5 * at

                    near
                        1e-6
                        "slope"
                        ((f (at + step) - f (at - step)) / (2.0 * step))
                        (quantity "EC50Slope" found)

                    near 1e-6 "integral" (integral 0.02 400.0 f) (quantity "Integral" found)

                    let crossing =
                        CurveDistribution.ofNetworkOn axes network
                        |> LevelCrossing.find [| f 7.0 |] (Some 0.02) (Some 400.0)
                        |> Array.exactlyOne

                    near 1e-9 "crossing" 7.0 crossing.X
                    at

                near 1e-9 "EC50" 3.0 (check logX (logistic 3.0 1.2))

                let small =
                    Network.ofUnits
                        Activation.Tanh
                        1
                        [ { Weights = [| 0.7 |]; Bias = 0.2; Amplitude = 1.5 } ]
                        0.3

                check logBoth small |> ignore

                Expect.isEmpty
                    (CurveDistribution.ofNetworkOn logBoth small
                     |> LevelCrossing.find [| 0.0; -1.0 |] (Some 0.02) (Some 400.0))
                    "a logarithmic curve never reaches 0"

            testCase "model files keep the axes, and files without them read as before"
            <| fun () ->
                let network = Generators.randomNetwork seed Activation.Tanh 2 3
                let text = ModelJson.print (SavedNetwork.ofNetworkOn mixed network)
                let read = ModelJson.parse text
                Expect.equal (read.Network, read.Axes) (network, mixed) "read back"
                Expect.stringContains text "\"version\": 2" "an older program must not read it"
                let plain = ModelJson.print (SavedNetwork.ofNetwork network)
                Expect.stringContains plain "\"version\": 1" "as before"
                Expect.isFalse (plain.Contains "axes") "as before"
                Expect.isTrue (Axes.isLinear (ModelJson.parse plain).Axes) "linear"

                for bad in [ "\"logarithmic\""; "3" ] do
                    try
                        ModelJson.parse (text.Replace("\"log\"", bad)) |> ignore
                        failtest $"{bad} was read"
                    with :? InvalidDataException as error ->
                        Expect.stringContains error.Message "axes.inputs[0]" "place"

            testCase "ONNX Runtime computes the values from numbers in their units"
            <| fun () ->
                let points = [| [| 0.1; 1.0; 20.0; 300.0 |]; [| -3.0; 0.0; 1.0; 4.0 |] |]

                for axes, columns in [ logX, points[..0]; logBoth, points[..0]; mixed, points ] do
                    let network = Generators.randomNetwork seed Activation.Tanh columns.Length 3

                    use session =
                        new InferenceSession(OnnxModel.toBytes (SavedNetwork.ofNetworkOn axes network))

                    let rows =
                        Array.init (4 * columns.Length) (fun i ->
                            columns[i % columns.Length][i / columns.Length])

                    let tensor = DenseTensor<float>(Memory rows, ReadOnlySpan [| 4; columns.Length |])
                    use results = session.Run [| NamedOnnxValue.CreateFromTensor("x", tensor) |]
                    let computed = (Seq.head results).AsEnumerable<float>() |> Seq.toArray
                    Array.iter2 (near 1e-12 "value") (Axes.predict axes network columns) computed

            testCase "a run file keeps the axes, and refuses to go on with others"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "run.db")
                let data = CurveData.withAxes logX (doseData 2 3.0)

                let plan =
                    { SweepPlan.defaults with
                        Units = [| 1 |]
                        Activations = [| Activation.Sigmoid |]
                        Restarts = 2
                        Validation = Validation.Skip
                    }

                let sweep data =
                    let fits = ResizeArray()

                    DurableSweep.run path Engine.Simd 1 ignore CancellationToken.None plan data fits.Add

                    fits.ToArray()

                let fits = sweep data
                let info = RunFile.list path |> Array.exactlyOne
                let struct (_, _, stored: CurveData, read: UnitFit[]) = RunFile.sweep path info.Id false
                Expect.isTrue (CurveData.isSame stored data) "data"
                Expect.equal read[0].Trained.Network fits[0].Trained.Network "network"
                refused [ "dose as input"; "dose as log input" ] (fun () -> sweep (doseData 2 3.0)))

            testCase "a shift between two curves is told as a factor"
            <| fun () ->
                let first = CurveData.withAxes logX (doseData 3 3.0)
                let second = CurveData.withAxes logX (doseData 4 12.0)

                let comparison =
                    CurveComparison.create
                        2
                        { CurveComparisonOptions.defaults with Units = [| 1 |] }
                        CancellationToken.None
                        first
                        second

                Expect.equal comparison.Relation CurveRelation.Shift comparison.Answer
                let shift = (comparison.Models |> Array.find _.Shift.IsSome).Shift.Value
                Expect.isLessThan (abs (shift.Value - 4.0)) (5.0 * shift.Error) $"{shift} (seed {seed})"
                Expect.isLessThan shift.Error 0.5 "error of the factor"
                Expect.stringContains comparison.Answer "times the dose" "answer"
                Expect.isTrue (comparison.Difference |> Array.forall (fun point -> point.X > 0.0)) "places"
                Expect.floatClose Accuracy.high comparison.Difference[0].X doses[0] "the first dose"

                refused [ "different axes" ] (fun () ->
                    CurveComparison.create
                        1
                        CurveComparisonOptions.defaults
                        CancellationToken.None
                        first
                        (doseData 4 3.0))

            testCase "a factor between two curves of a logarithmic output is an offset"
            <| fun () ->
                let curve index factor =
                    let x = Array.init 40 (fun i -> float i / 10.0)

                    let y =
                        Array.map2 (fun x e -> factor * exp (tanh (x - 2.0) + 0.03 * e)) x (normals index 40)

                    CurveData.create $"c{index}" [| "x" |] "y" [| x |] y |> CurveData.withAxes logY

                let comparison =
                    CurveComparison.create
                        2
                        { CurveComparisonOptions.defaults with Units = [| 1 |] }
                        CancellationToken.None
                        (curve 5 1.0)
                        (curve 6 1.5)

                Expect.equal comparison.Relation CurveRelation.Offset comparison.Answer
                Expect.stringContains comparison.Answer "times c5" "answer"
                let middle = comparison.Difference[50]
                Expect.equal middle.Equal 1.0 "a ratio"
                Expect.isTrue middle.IsZeroOutside $"{middle}"
                Expect.isLessThan (abs (middle.Mean - 1.5)) 0.15 $"{middle}"
        ]
