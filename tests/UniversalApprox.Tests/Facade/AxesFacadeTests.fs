/// Logarithmic axes as a C# program sees them: data, predictions, bands, charts and the code in reports.
module UniversalApprox.Tests.Facade.AxesFacadeTests

open System
open System.IO
open System.Text.Json
open Expecto
open UniversalApprox

let private doses = Array.init 30 (fun i -> 0.01 * 10.0 ** (float i / 6.0))

let private signals =
    doses
    |> Array.mapi (fun i x -> (5.0 + 95.0 / (1.0 + (3.0 / x) ** 1.2)) * (1.0 + 0.04 * float (i * 7 % 5 - 2)))

let private data = lazy (CurveData.FromColumns(doses, signals, "d", "dose", "signal").WithLogX())

let private quick =
    SweepOptions(Units = [| 1 |], Activations = [| Activation.Sigmoid |], Restarts = 2, Folds = Nullable 0)

let private fit = lazy (UnitSweep.Run(data.Value, quick) |> Seq.exactlyOne)
let private logFit = lazy (UnitSweep.Run(data.Value.WithLogY(), quick) |> Seq.exactlyOne)

let private refused words (f: unit -> obj) =
    try
        f () |> ignore
        failtest $"accepted, without {words}"
    with :? ArgumentException as error ->
        for word: string in words do
            Expect.stringContains error.Message word "message"

let private read (options: CsvOptions) (text: string) = CurveData.ReadCsv(new StringReader(text), options)

/// The layouts of the axes of a chart, by key, and its first trace of the given name.
let private drawn (chart: Chart) (trace: string) =
    let root = (JsonDocument.Parse(chart.ToJson())).RootElement

    let axes =
        root.GetProperty("layout").EnumerateObject()
        |> Seq.filter (fun one -> one.Name.StartsWith "xaxis" || one.Name.StartsWith "yaxis")
        |> Seq.map (fun one -> one.Name, one.Value)
        |> Map.ofSeq

    let found =
        root.GetProperty("data").EnumerateArray()
        |> Seq.find (fun one ->
            match one.TryGetProperty "name" with
            | true, name -> name.GetString() = trace
            | _ -> false)

    axes, found

let private column (name: string) (trace: JsonElement) =
    [| for value in trace.GetProperty(name).EnumerateArray() -> value.GetDouble() |]

let private isLog (axis: JsonElement) =
    match axis.TryGetProperty "type" with
    | true, kind -> kind.GetString() = "log"
    | _ -> false

[<Tests>]
let tests =
    testList
        "Logarithmic axes in C#"
        [
            testCase "data keep their numbers and say their axes"
            <| fun () ->
                let both = data.Value.WithLogY()
                Expect.equal (both.Inputs[0].ToArray()) doses "x"
                Expect.equal (both.Outputs.ToArray()) signals "y"
                Expect.equal (List.ofSeq both.LogX, both.LogY) ([ "dose" ], true) "axes"
                Expect.equal (data.Value.LogY, List.ofSeq data.Value.LogX) (false, [ "dose" ]) "one axis"
                Expect.isFalse (both.HasSameValues data.Value) "other data"
                refused [ "LogX"; "dose" ] (fun () -> data.Value.WithLogX "nothing")

                let three =
                    CurveData
                        .FromColumns([| doses; doses; doses |], signals, xNames = [| "a"; "b"; "c" |])
                        .WithLogX("a")
                        .WithLogX
                        "C"

                Expect.equal (List.ofSeq three.LogX) [ "a"; "c" ] "one after the other"

            testCase "a file and rows name the inputs, and refuse what has no logarithm with line and column"
            <| fun () ->
                let text = "dose,time,signal\n1,0,2\n10,-1,0\n0,3,4\n"
                let axes = CsvOptions(LogX = [| "DOSE" |], SkipInvalid = true)
                let imported = read axes text
                Expect.equal (List.ofSeq imported.Data.LogX) [ "dose" ] "by name, whatever the case"
                Expect.equal imported.SkippedRows 1 "the row of dose 0"
                Expect.stringContains (imported.Reasons[0].Message) "line 4" "line"

                try
                    read (CsvOptions(LogX = [| "dose" |], LogY = true)) text |> ignore
                    failtest "accepted"
                with :? CsvDataException as error ->
                    for word in [ "line 3"; "signal"; "0 is not above 0"; "logarithmic" ] do
                        Expect.stringContains error.Message word "message"

                    // No option makes 0 a number that it is not.
                    Expect.isFalse (error.Message.Contains "Set ") error.Message

                refused [ "LogX"; "signal"; "dose" ] (fun () -> read (CsvOptions(LogX = [| "signal" |])) text)

                let builder = CurveDataBuilder([| "dose" |], "y", LogX = [| "*" |], LogY = true)

                refused [ "Row 1"; "dose"; "-1" ] (fun () ->
                    builder.Add(ReadOnlySpan [| -1.0; 2.0 |])
                    null)

                let mutable reason = ""
                Expect.isFalse (builder.TryAdd([| box "1"; box "0" |], &reason)) "text"
                Expect.stringContains reason "\"y\"" "column"
                builder.Add(ReadOnlySpan [| 2.0; 3.0 |])
                Expect.isTrue (builder.Build().LogY) "axis"

            testCase "a known function has its points evenly on the axis"
            <| fun () ->
                let made =
                    CurveData.FromFunction(
                        (fun (x: float) -> log x + 10.0),
                        CurveOptions(
                            Points = Nullable 7,
                            Lower = Nullable 0.001,
                            Upper = Nullable 1000.0,
                            LogX = [| "x" |]
                        )
                    )

                Array.iteri
                    (fun i x -> Expect.floatClose Accuracy.high x (10.0 ** float (i - 3)) "decades")
                    (made.Inputs[0].ToArray())

                refused [ "Lower"; "above 0"; "LogX" ] (fun () ->
                    CurveData.Generate(KnownCurve.Sine, CurveOptions(LogX = [| "x" |])))

            testCase "fit, formula, inverse and quantities are in the units of the data"
            <| fun () ->
                let network = fit.Value.GetNetwork()
                Expect.stringContains fit.Value.Formula "ln(x)" "formula"
                let readBack = ShallowNetwork.Parse fit.Value.Formula
                Expect.equal readBack network "formula"
                Expect.equal (readBack.Predict doses) (network.Predict doses) "values"
                Expect.equal (List.ofSeq readBack.LogX, readBack.LogY) ([ true ], false) "axes"
                let residual = Array.map2 (-) (network.Predict doses) signals
                Expect.equal (fit.Value.GetResiduals()) residual "residuals of y"

                let ec50 =
                    fit.Value.GetUncertainty().GetQuantities() |> Seq.find (fun one -> one.Name = "EC50")

                Expect.isTrue (ec50.Q05.Value < 3.1 && ec50.Q95.Value > 2.9) $"{ec50}"
                let crossing = fit.Value.GetUncertainty().GetCrossings([| 52.0 |]) |> Seq.exactlyOne
                Expect.floatClose Accuracy.medium (network.Evaluate crossing.X) 52.0 "inverse"

            testCase "bands of a logarithmic output are exponentials, with the median in the middle"
            <| fun () ->
                let uncertainty = logFit.Value.GetUncertainty()
                let bands = uncertainty.Predict [| 0.1; 3.0; 100.0 |]
                Expect.equal (bands.Inputs[0].ToArray()) [| 0.1; 3.0; 100.0 |] "x as given"

                for i in 0..2 do
                    let at k = bands.FunctionQuantiles[k].Span[i]
                    Expect.isTrue (0.0 < at 0 && at 0 < at 1 && at 1 < at 2) "order"
                    Expect.isLessThan (at 2 / at 0) 1.3 "narrow in proportion"
                    let f = logFit.Value.GetNetwork().Evaluate [| 0.1; 3.0; 100.0 |].[i]
                    Expect.isTrue (f > at 0 && f < at 2) "the fit lies inside"

                let plain = fit.Value.GetUncertainty().Predict [| 0.1 |]
                // Noise in proportion: at the low end of a linear axis, the band of new observations is wide.
                Expect.isLessThan
                    (bands.ObservationQuantiles[2].Span[0] - bands.ObservationQuantiles[0].Span[0])
                    (plain.ObservationQuantiles[2].Span[0] - plain.ObservationQuantiles[0].Span[0])
                    "observations"

            testCase "a posterior predicts in the units of the data"
            <| fun () ->
                let posterior = Mcmc.Run(logFit.Value, McmcOptions(Steps = 300, BurnIn = 100, Ensembles = 2))

                let median = posterior.Predict([| 3.0 |]).FunctionQuantiles[1].Span[0]
                Expect.isLessThan (abs (median - 52.0)) 6.0 "median"
                Expect.stringContains posterior.MaximumProbability.Formula "exp(" "formula"
                Expect.isTrue (posterior.GetTrainedNetwork().LogY) "trained network"

                let ec50 = posterior.GetQuantities() |> Seq.find (fun one -> one.Name = "EC50")
                Expect.isTrue (ec50.Value > 2.0 && ec50.Value < 4.5) $"{ec50}"

            testCase "a start has the axes of the data"
            <| fun () ->
                let start = SweepStart.From(ShallowNetwork.Parse "90 sig(x)")

                refused [ "Start"; "axes" ] (fun () ->
                    UnitSweep.Run(data.Value, SweepOptions(Units = [| 1 |], Start = start))
                    |> Seq.toArray
                    |> box)

                let good =
                    SweepOptions(
                        Units = [| 1 |],
                        Start = SweepStart.From(ShallowNetwork.Parse "90 sig(ln(x))")
                    )

                Expect.isLessThan (UnitSweep.Run(data.Value, good) |> Seq.exactlyOne).Rmse 5.0 "trained"

            testCase "charts have logarithmic axes with numbers in their units"
            <| fun () ->
                let axes, dots = drawn (Chart.SweepPanels [| logFit.Value |]) "data"
                Expect.isTrue (isLog axes["xaxis"] && isLog axes["yaxis"]) "axes"
                Expect.isTrue (isLog axes["xaxis2"] && not (isLog axes["yaxis2"])) "residuals"
                Expect.sequenceContainsOrder (column "x" dots) [ 0.01; 1.0 ] "doses"

                Array.iter2
                    (fun drawn y -> Expect.isLessThan (abs (drawn / y - 1.0)) 1e-5 "y")
                    (column "y" dots)
                    signals

                let range = column "range" axes["xaxis"]
                Expect.isTrue (range[0] < -2.0 && range[0] > -4.0) $"decades, not numbers: {range}"

                let plain, _ = drawn (Chart.SweepPanels [| fit.Value |]) "data"
                Expect.isTrue (isLog plain["xaxis"] && not (isLog plain["yaxis"])) "one axis"

                let network = ShallowNetwork.Parse "exp(2 tanh(ln(x)) + 1)"

                let alone, sum =
                    drawn (Chart.Anatomy(network, lower = Nullable 0.01, upper = Nullable 100.0)) "sum f(x)"

                Expect.isTrue (isLog alone["xaxis"] && isLog alone["yaxis"]) "of a network alone"
                let x = column "x" sum
                Expect.floatClose Accuracy.medium x[0] 0.01 "from the lower end"
                Expect.floatClose Accuracy.medium (Array.last x) 100.0 "to the upper end"

            testCase "a chart gets a logarithmic axis without one in the data, and back, with the same curve"
            <| fun () ->
                let plain =
                    CurveData.FromColumns(Array.append [| 0.0 |] doses, Array.append [| 5.0 |] signals, "p")

                let fit = UnitSweep.Run(plain, quick) |> Seq.exactlyOne
                let chart = Chart.SweepPanels([| fit |], Nullable 0.0)
                let scaled = chart.WithScales(Nullable AxisScale.Log)
                let axes, line = drawn scaled "fit"
                Expect.isTrue (isLog axes["xaxis"] && not (isLog axes["yaxis"])) "x alone"
                Expect.stringContains scaled.Caption "Dots at 0 or below" "what is not drawn"
                let x, y = column "x" line, column "y" line
                Expect.isTrue (x |> Array.forall (fun at -> at > 0.0)) "on the axis"

                // Between neighbours close on the axis, the line is the network's.
                Array.iter2
                    (fun at drawn ->
                        Expect.isLessThan (abs (drawn - fit.GetNetwork().Evaluate(at: float))) 0.2 $"at {at}")
                    x
                    y

                let gaps = Array.pairwise x |> Array.map (fun (a, b) -> log (b / a)) |> Array.max
                Expect.isLessThan gaps 0.2 "close on the axis"

                let back, _ =
                    drawn
                        ((Chart.SweepPanels [| logFit.Value |])
                            .WithScales(Nullable AxisScale.Linear, Nullable AxisScale.Linear))
                        "fit"

                Expect.isFalse (isLog back["xaxis"] || isLog back["yaxis"]) "linear"
                let range = column "range" back["xaxis"]
                Expect.isTrue (range[1] > 900.0 && range[0] > 0.0) $"numbers again: {range}"

                refused [ "ScaleX" ] (fun () ->
                    (Chart.TrainingHistory fit).WithScales(Nullable AxisScale.Log))

            testCase "error bars of a logarithmic output are those of y"
            <| fun () ->
                let errors = signals |> Array.map (fun y -> 0.1 * y)

                let fit =
                    UnitSweep.Run(data.Value.WithSigma(errors).WithLogX().WithLogY(), quick) |> Seq.exactlyOne

                let _, dots = drawn (Chart.SweepPanels [| fit |]) "data"

                Array.iter2
                    (fun drawn sigma -> Expect.isLessThan (abs (drawn / sigma - 1.0)) 1e-5 "error")
                    (column "array" (dots.GetProperty "error_y"))
                    errors

            testCase "a report has the option in its code, and formulas with logarithms"
            <| fun () ->
                let options =
                    CurveOptions(
                        Points = Nullable 20,
                        Lower = Nullable 0.1,
                        Upper = Nullable 10.0,
                        LogX = [| "x" |],
                        Noise = Nullable NoiseKind.None
                    )

                let made = CurveData.Generate(KnownCurve.Sine, options)
                Expect.stringContains made.Origin "LogX = [\"x\"]" "code"

                let html = Report.Create(UnitSweep.Run(made, quick) |> Seq.cast<IReportItem>).ToHtml()

                Expect.stringContains html "ln(x)" "formula"
                Expect.stringContains html "on a logarithmic axis" "facts"
        ]
