module UniversalApprox.Tests.Facade.SweepTests

open System
open System.Collections.Generic
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private data = CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 60))
let private quick = SweepOptions(Units = [| 1; 2 |], Restarts = 2, Folds = Nullable 2)

/// The first network is trained in a moment; the second, on the other thread, has a thousand times as much to do.
let private endless =
    SweepOptions(
        Units = [| 1; 1000 |],
        Restarts = 1,
        Optimizer = Optimizer.Adam,
        Epochs = 1_000_000,
        Folds = Nullable 0,
        Threads = 2
    )

/// Keeps the reports of a sweep, one per trained network, and does something at the first.
type private Reports(atFirst: unit -> unit) =
    let reports = List<SweepProgress>()
    member _.All = reports

    interface IProgress<SweepProgress> with
        member _.Report report =
            reports.Add report

            if reports.Count = 1 then
                atFirst ()

let private rejects argument (part: string) (options: SweepOptions) =
    testCase $"{argument}: {part}" (fun () ->
        let check name (start: unit -> unit) =
            let error =
                try
                    start ()
                    failtest $"{name} accepted it"
                with :? ArgumentException as error ->
                    error

            Expect.equal error.ParamName argument $"argument of {name}"
            Expect.stringContains error.Message part $"message of {name}"

        check "Run" (fun () -> UnitSweep.Run(data, options) |> ignore)
        check "RunAsync" (fun () -> UnitSweep.RunAsync(data, options) |> ignore)
        check "Stream" (fun () -> UnitSweep.Stream(data, options) |> ignore)
        check "StreamAsync" (fun () -> UnitSweep.StreamAsync(data, options) |> ignore)
        check "GetWarnings" (fun () -> UnitSweep.GetWarnings(data, options) |> ignore))

let private other = ShallowNetwork.Parse "1 tanh(x) + 2 tanh(2*x)"

[<Tests>]
let checks =
    testList
        "facade sweep checks"
        [
            rejects "Units" "none" (SweepOptions(Units = [||]))
            rejects "Units" "from 1 to 4096; got 0" (SweepOptions(Units = [| 0 |]))
            rejects "Units" "all different; got 2, 2" (SweepOptions(Units = [| 2; 2 |]))
            rejects "Activations" "none" (SweepOptions(Activations = [||]))
            rejects
                "Activations"
                "got sin, sin"
                (SweepOptions(Activations = [| Activation.Sin; Activation.Sin |]))
            rejects
                "Activations"
                "Sigmoid, Tanh"
                (SweepOptions(Activations = [| LanguagePrimitives.EnumOfValue<int64, Activation> 99L |]))
            rejects
                "Activations"
                "got heaviside. It has no gradient"
                (SweepOptions(Activations = [| Activation.Heaviside |]))
            rejects "Restarts" "from 1 to 100000; got 0" (SweepOptions(Restarts = 0))
            rejects
                "Optimizer"
                "LevenbergMarquardt, Adam, LBfgs"
                (SweepOptions(Optimizer = LanguagePrimitives.EnumOfValue<int64, Optimizer> 9L))
            rejects
                "Scaling"
                "Standardise, None"
                (SweepOptions(Scaling = LanguagePrimitives.EnumOfValue<int64, Scaling> 9L))
            rejects
                "Precision"
                "Double, Single"
                (SweepOptions(Precision = LanguagePrimitives.EnumOfValue<int64, Precision> 9L))
            rejects "Precision" "unless Optimizer is Adam" (SweepOptions(Precision = Precision.Single))
            rejects
                "Loss"
                "SumOfSquares or MeanOfSquares with Optimizer LevenbergMarquardt"
                (SweepOptions(Loss = Loss.Huber 1.0))
            rejects "Units" "" (SweepOptions(Units = null))
            rejects "Loss" "" (SweepOptions(Loss = null))
            rejects "Start" "" (SweepOptions(Start = null))
            rejects "Start" "got 2 tanh units of 1 input" (SweepOptions(Start = SweepStart.From other))

            testCase "null data and a bad Huber loss" (fun () ->
                Expect.throwsT<ArgumentNullException> (fun () -> UnitSweep.Run null |> ignore) "data"
                Expect.throwsT<OptionException> (fun () -> Loss.Huber 0.0 |> ignore) "delta"
                Expect.throwsT<ArgumentNullException> (fun () -> SweepStart.From null |> ignore) "network")
        ]

let private keyOf (fit: UnitFit) = fit.Activation, fit.Units, fit.Restart, fit.Formula

let private expectFirst (fits: UnitFit seq) =
    Expect.equal (fits |> Seq.map _.Units |> Seq.toList) [ 1 ] "what was finished is kept"

/// Cancels a sweep when its first network is trained, and expects the exception with that network.
let private canceled (sweep: IProgress<SweepProgress> -> CancellationToken -> unit) =
    use stop = new CancellationTokenSource()
    let reports = Reports stop.Cancel

    try
        Patience.during (fun () -> sweep reports stop.Token)
        failtest "was not cancelled"
    with :? SweepCanceledException as error ->
        Expect.equal error.CancellationToken stop.Token "the caller's token"
        expectFirst error.Finished
        Expect.hasLength reports.All 1 "no other training was completed"

/// Reads the first fit of a sweep and leaves, and expects that the sweep stops.
let private leaving (read: IProgress<SweepProgress> -> UnitFit list) =
    let reports = Reports ignore
    Patience.during (fun () -> read reports) |> expectFirst
    Expect.hasLength reports.All 1 "no other training was completed"

[<Tests>]
let running =
    testList
        "facade sweeps"
        [
            testCase "a fit is a row with its network" (fun () ->
                let fit = UnitSweep.Run(data, quick)[1]

                Expect.equal
                    (fit.Data, fit.Activation, fit.Units, fit.Parameters)
                    ("Parabola", "sigmoid", 2, 7)
                    "row"

                Expect.equal fit.StopReason StopReason.Converged "stop"
                Expect.equal (ShallowNetwork.Parse fit.Formula) (fit.GetNetwork()) "formula"
                Expect.isTrue (obj.ReferenceEquals(fit.GetData(), data)) "data"
                Expect.equal (fit.GetLossHistory().Count) (fit.Iterations + 1) "history"
                Expect.equal (fit.GetStart().Units) 2 "start"
                let sse = fit.GetResiduals() |> Array.sumBy (fun r -> r * r)
                Expect.isTrue (abs (sse / fit.Sse - 1.0) < 1e-9) "residuals"
                Expect.isTrue fit.ValidationRmse.HasValue "validation"
                Expect.stringStarts (string fit) "Parabola: 2 sigmoid units, RMSE 0.1" "text")

            testCase "all ways to run give the same fits in the same order" (fun () ->
                let options =
                    SweepOptions(
                        Units = [| 2; 1 |],
                        Activations = [| Activation.Tanh; Activation.Relu |],
                        Restarts = 2,
                        Folds = Nullable 0,
                        KeepAllRestarts = true
                    )

                let expected = UnitSweep.Run(data, options) |> Seq.map keyOf |> Seq.toList

                let cells =
                    expected |> List.map (fun (activation, units, restart, _) -> activation, units, restart)

                let order =
                    [
                        for activation in [ "tanh"; "relu" ] do
                            for units in [ 2; 1 ] do
                                for restart in [ 0; 1; 2 ] do // two restarts, and the search from them
                                    activation, units, restart
                    ]

                Expect.equal cells order "order"
                let stream = UnitSweep.Stream(data, options)
                Expect.equal (stream |> Seq.map keyOf |> Seq.toList) expected "Stream"
                Expect.equal (stream |> Seq.map keyOf |> Seq.toList) expected "Stream once more"

                Expect.equal
                    ((UnitSweep.RunAsync(data, options)).Result |> Seq.map keyOf |> Seq.toList)
                    expected
                    "RunAsync"

                Expect.equal
                    ((AsyncStream.readAll (UnitSweep.StreamAsync(data, options))).Result
                     |> Seq.map keyOf
                     |> Seq.toList)
                    expected
                    "StreamAsync")

            testCase "progress goes from start to end" (fun () ->
                let progress = Reports ignore
                UnitSweep.Run(data, quick, progress) |> ignore
                let reports = progress.All
                let last = reports[reports.Count - 1]

                Expect.equal
                    (last.Completed, last.Total)
                    (reports.Count, reports.Count)
                    "one report per training"

                Expect.isTrue (abs (last.Fraction - 1.0) < 1e-9) "fraction")

            testCase "leaving a stream early stops it" (fun () ->
                leaving (fun progress ->
                    UnitSweep.Stream(data, endless, progress) |> Seq.take 1 |> List.ofSeq))

            testCase "leaving an asynchronous stream early stops it" (fun () ->
                let first (fits: IAsyncEnumerable<UnitFit>) =
                    task {
                        let reader = fits.GetAsyncEnumerator()
                        let! found = reader.MoveNextAsync()
                        let fit = reader.Current
                        do! reader.DisposeAsync()
                        return if found then [ fit ] else []
                    }

                leaving (fun progress -> first(UnitSweep.StreamAsync(data, endless, progress)).Result))

            testCase "cancelling Run keeps what was finished" (fun () ->
                canceled (fun progress token -> UnitSweep.Run(data, endless, progress, token) |> ignore))

            testCase "cancelling RunAsync keeps what was finished and cancels the task" (fun () ->
                canceled (fun progress token ->
                    let running = UnitSweep.RunAsync(data, endless, progress, token)

                    try
                        running.GetAwaiter().GetResult() |> ignore
                    finally
                        Expect.isTrue running.IsCanceled "the task"))

            testCase "cancelling Stream hands on what was finished first" (fun () ->
                let seen = List<UnitFit>()

                canceled (fun progress token ->
                    for fit in UnitSweep.Stream(data, endless, progress, token) do
                        seen.Add fit)

                expectFirst seen)

            testCase "cancelling StreamAsync" (fun () ->
                canceled (fun progress token ->
                    AsyncStream
                        .readAll(UnitSweep.StreamAsync(data, endless, progress, token))
                        .GetAwaiter()
                        .GetResult()
                    |> ignore))

            testCase "an exception of the progress comes back" (fun () ->
                let progress = Reports(fun () -> raise (InvalidTimeZoneException "mine"))

                Expect.throwsT<InvalidTimeZoneException>
                    (fun () -> UnitSweep.Stream(data, quick, progress) |> Seq.iter ignore)
                    "Stream")

            testCase "warnings" (fun () ->
                Expect.isEmpty (UnitSweep.GetWarnings(data, quick)) "none"
                let few = CurveData.FromColumns([| 1.0; 2.0; 3.0 |], [| 1.0; 1.0; 1.0 |])
                Expect.isGreaterThan (UnitSweep.GetWarnings(few, quick)).Count 1 "some")

            testCase "a fixed offset is not counted as a parameter" (fun () ->
                let options =
                    SweepOptions(Units = [| 2 |], Restarts = 1, Folds = Nullable 0, NoOffset = true)

                let fit = UnitSweep.Run(data, options)[0]
                Expect.equal (fit.Parameters, fit.GetNetwork().Offset) (6, 0.0) "parameters and offset")
        ]

let private fits = lazy UnitSweep.Run(data, quick)

[<Tests>]
let selection =
    testList
        "facade selection"
        [
            testCase "an answer with its ranking" (fun () ->
                let answer = Selection.Recommend fits.Value
                Expect.equal answer.Units (Nullable 2) "units"

                Expect.equal
                    (answer.Data, answer.Activation, answer.Criterion)
                    ("Parabola", "sigmoid", "FTest")
                    "names"

                Expect.stringStarts
                    answer.Answer
                    "2 sigmoid neurons: the data tell 2 from 1 (p < 1e-15)"
                    "answer"

                Expect.isTrue answer.IsLargestTried "largest"
                Expect.equal answer.PracticalUnits (Nullable 2) "in practice"
                Expect.isLessThan answer.PValue.Value 1e-15 "p"
                Expect.isFalse answer.PValueOfMore.HasValue "no larger number"
                Expect.isTrue (answer.NoiseError.Value < 0.2 * answer.NoiseLevel.Value) "noise"
                Expect.equal (answer.Outliers, answer.GetOutliers().Length) ("", 0) "outliers"

                Expect.equal
                    (answer.DataTurningPoints, answer.FitTurningPoints)
                    (Nullable 1, Nullable 1)
                    "turns"

                Expect.isTrue (obj.ReferenceEquals(answer.GetRecommended(), fits.Value[1])) "the very fit"
                Expect.equal (answer.Ranking |> Seq.map _.Rank |> Seq.toList) [ 1; 2 ] "ranks"
                Expect.stringStarts (string answer.Ranking) "2 sigmoid: 0.1" "ranking as text")

            testCase "a tolerance that none meets" (fun () ->
                let answer =
                    Selection.Recommend(
                        fits.Value,
                        SelectionOptions(Tolerance = 1e-9, Measure = ErrorMeasure.Rmse)
                    )

                Expect.isFalse answer.Units.HasValue "units"
                Expect.isNull (answer.GetRecommended()) "fit"
                Expect.equal answer.Criterion "Rmse <= 1E-09" "criterion")

            testCase "criteria" (fun () ->
                for criterion in
                    [
                        SelectionCriterion.FTest
                        SelectionCriterion.Aicc
                        SelectionCriterion.Bic
                        SelectionCriterion.Validation
                        SelectionCriterion.Evidence
                    ] do
                    let answer = Selection.Recommend(fits.Value, SelectionOptions(Criterion = criterion))
                    Expect.equal (answer.Units, answer.Criterion) (Nullable 2, string criterion) "answer")

            testCase "arguments are checked" (fun () ->
                let rejects argument (options: SelectionOptions) =
                    let error =
                        try
                            Selection.Recommend(fits.Value, options) |> ignore
                            failtest "was accepted"
                        with :? ArgumentException as error ->
                            error

                    Expect.equal error.ParamName argument "argument"

                rejects "Tolerance" (SelectionOptions(Tolerance = 0.0))
                rejects "Tolerance" (SelectionOptions(Criterion = SelectionCriterion.Tolerance))
                rejects "Tolerance" (SelectionOptions(Criterion = SelectionCriterion.Bic, Tolerance = 1.0))

                rejects
                    "Criterion"
                    (SelectionOptions(
                        Criterion = LanguagePrimitives.EnumOfValue<int64, SelectionCriterion> 9L
                    ))

                rejects
                    "Measure"
                    (SelectionOptions(
                        Tolerance = 1.0,
                        Measure = LanguagePrimitives.EnumOfValue<int64, ErrorMeasure> 9L
                    ))

                rejects "Margin" (SelectionOptions(Margin = -0.1))
                rejects "Level" (SelectionOptions(Level = Nullable 1.0))
                Expect.throwsT<ArgumentNullException> (fun () -> Selection.Recommend null |> ignore) "null"
                Expect.throwsT<OptionException> (fun () -> Selection.Recommend [] |> ignore) "empty")
        ]
