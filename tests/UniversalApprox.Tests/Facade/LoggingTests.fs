/// What a logger is told, and that it changes nothing.
module UniversalApprox.Tests.Facade.LoggingTests

open System
open System.Collections.Generic
open System.IO
open System.Threading
open Expecto
open Microsoft.Extensions.Logging
open UniversalApprox
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

type private Entry =
    {
        Level: LogLevel
        Id: int
        Name: string
        Text: string
        Values: Map<string, obj>
        Error: exn
    }

/// Keeps what it is told, from this level on.
type private ListLogger(minimum: LogLevel) =
    let entries = List<Entry>()
    member _.Entries = lock entries (fun () -> List.ofSeq entries)
    member this.Ids = this.Entries |> List.map _.Id
    member this.Single id = this.Entries |> List.filter (fun entry -> entry.Id = id) |> List.exactlyOne

    interface ILogger with
        member _.BeginScope _ = null
        member _.IsEnabled level = level >= minimum

        member _.Log(level, id, state, error, formatter) =
            let values =
                match box state with
                | :? IReadOnlyList<KeyValuePair<string, obj>> as pairs ->
                    Map [ for pair in pairs -> pair.Key, pair.Value ]
                | _ -> Map.empty

            let entry =
                {
                    Level = level
                    Id = id.Id
                    Name = id.Name
                    Text = formatter.Invoke(state, error)
                    Values = values
                    Error = error
                }

            lock entries (fun () -> entries.Add entry)

let private data = CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 60))
let private quick logger = SweepOptions(Units = [| 1; 2 |], Restarts = 2, Folds = Nullable 2, Logger = logger)

let private normal =
    EnsembleSampler([| "x" |], LogDensityFunction(fun p -> -0.5 * p[0] * p[0]), [| Prior.Normal(0.0, 10.0) |])

let private sampling (steps: int) logger =
    McmcOptions(Steps = steps, BurnIn = 100, Ensembles = 2, Threads = 1, Logger = logger)

let private sweeps =
    testList
        "sweeps"
        [
            testCase "beginning, engine, each fit and the end, with named values"
            <| fun () ->
                let logger = ListLogger LogLevel.Trace
                let fits = UnitSweep.Run(data, quick logger)

                Expect.equal
                    logger.Ids
                    [
                        LogEvents.SweepBegan
                        LogEvents.EngineChosen
                        LogEvents.FitFinished
                        LogEvents.FitFinished
                        LogEvents.SweepEnded
                    ]
                    "events"

                let began = logger.Single LogEvents.SweepBegan
                Expect.equal (began.Level, began.Name) (LogLevel.Information, "SweepBegan") "name"

                Expect.equal
                    began.Text
                    "Sweep of Parabola began: 60 points, units [1, 2], [Sigmoid], 2 restarts by LevenbergMarquardt, seed 1"
                    "text"

                Expect.equal began.Values["Points"] (box 60) "points"
                Expect.equal (logger.Single LogEvents.EngineChosen).Values["Engine"] (box "simd") "engine"
                let fit = logger.Entries[2]
                Expect.equal fit.Level LogLevel.Debug "level of fits"
                Expect.equal (fit.Values["Units"], fit.Values["Rmse"]) (box 1, box fits[0].Rmse) "fit"
                Expect.equal (logger.Single LogEvents.SweepEnded).Values["Fits"] (box 2) "fits"

            testCase "what to know before trusting the results is a warning"
            <| fun () ->
                let logger = ListLogger LogLevel.Warning
                let few = CurveData.FromColumns([| 1.0; 2.0; 3.0 |], [| 1.0; 4.0; 9.0 |])
                let options = SweepOptions(Units = [| 4 |], Restarts = 1, Folds = Nullable 0, Logger = logger)
                UnitSweep.Run(few, options) |> ignore
                let notes = logger.Entries |> List.map (fun entry -> string entry.Values["Note"])
                Expect.equal notes (List.ofSeq (UnitSweep.GetWarnings(few, options))) "notes"
                Expect.isNonEmpty notes "there are some"

            testCase "a network that diverged is a warning"
            <| fun () ->
                let logger = ListLogger LogLevel.Warning

                let options =
                    SweepOptions(
                        Units = [| 1 |],
                        Activations = [| Activation.Relu |],
                        Restarts = 1,
                        Folds = Nullable 0,
                        Optimizer = Optimizer.Adam,
                        LearningRate = 1e200,
                        Logger = logger
                    )

                let fit = UnitSweep.Run(data, options)[0]
                Expect.equal fit.StopReason StopReason.Diverged "it does"

                Expect.equal
                    (logger.Single LogEvents.FitDiverged).Text
                    "Parabola: 1 relu units, restart 0: training diverged"
                    "text"

            testCase "cancelling says what was finished"
            <| fun () ->
                let logger = ListLogger LogLevel.Information
                use stop = new CancellationTokenSource()
                stop.Cancel()

                Expect.throwsT<SweepCanceledException>
                    (fun () -> UnitSweep.Run(data, quick logger, null, stop.Token) |> ignore)
                    "cancelled"

                Expect.equal (logger.Single LogEvents.SweepCanceled).Values["Fits"] (box 0) "fits"
        ]

let private draws =
    testList
        "sampling"
        [
            for steps, id, level in
                [
                    80000, LogEvents.SamplingConverged, LogLevel.Information
                    150, LogEvents.SamplingNotConverged, LogLevel.Warning
                ] do
                testCase $"beginning, progress and the verdict after {steps} steps"
                <| fun () ->
                    let logger = ListLogger LogLevel.Trace
                    let told = List<SamplingProgress>()

                    let posterior =
                        normal.Run(
                            sampling steps logger,
                            { new IProgress<SamplingProgress> with
                                member _.Report value = told.Add value
                            }
                        )

                    Expect.equal
                        (List.head logger.Ids, List.last logger.Ids)
                        (LogEvents.SamplingBegan, id)
                        "events"

                    Expect.contains logger.Ids LogEvents.SamplingProgressed "progress"
                    Expect.isNonEmpty told "whoever else wants to know the progress is told it too"
                    let ended = logger.Single id
                    Expect.equal ended.Level level "level"
                    Expect.equal ended.Values["Verdict"] (box posterior.Verdict) "verdict"

            testCase "cancelled and failed runs say how many draws there are, and why"
            <| fun () ->
                let logger = ListLogger LogLevel.Information
                use stop = new CancellationTokenSource()
                stop.Cancel()

                Expect.throwsT<SamplingCanceledException>
                    (fun () -> normal.Run(sampling 1000 logger, null, stop.Token) |> ignore)
                    "cancelled"

                let broken = LogDensityFunction(fun _ -> invalidOp "out of order")
                let start = McmcOptions(Start = WalkerStart.Ball([| 0.0 |], 1.0), Logger = logger)

                Expect.throwsT<LogDensityException>
                    (fun () -> EnsembleSampler([| "x" |], broken).Run start |> ignore)
                    "failed"

                Expect.equal (logger.Single LogEvents.SamplingCanceled).Level LogLevel.Information "cancelled"
                let failed = logger.Single LogEvents.SamplingFailed
                Expect.equal failed.Level LogLevel.Error "failed"
                Expect.stringContains (string failed.Error) "out of order" "why"

            testCase "a stream says that it ended"
            <| fun () ->
                let logger = ListLogger LogLevel.Information
                normal.Stream(sampling 200 logger) |> Seq.iter ignore
                Expect.equal logger.Ids [ LogEvents.SamplingBegan; LogEvents.StreamEnded ] "events"

            testCase "going on tells the logger of the beginning, with the steps to come"
            <| fun () ->
                let logger = ListLogger LogLevel.Information
                let posterior = normal.Run(sampling 200 logger)
                Mcmc.Resume(posterior, 50) |> ignore
                let steps = logger.Entries |> List.filter (fun entry -> entry.Id = LogEvents.SamplingBegan)
                Expect.equal [ for entry in steps -> entry.Values["Steps"] ] [ box 200; box 50 ] "steps"
        ]

[<Tests>]
let tests =
    testList
        "logging"
        [
            sweeps
            draws

            testCase "a report says where it was written, and how large it is"
            <| inFolder (fun folder ->
                let logger = ListLogger LogLevel.Information
                let path = Path.Combine(folder, "report.md")
                let fit = UnitSweep.Run(data, quick null)[0]
                Report.Create(ReportOptions(Logger = logger), [ fit :> IReportItem ]).SaveMarkdown path
                let written = logger.Single LogEvents.ReportWritten

                Expect.equal
                    (written.Values["Path"], written.Values["Bytes"])
                    (box path, box (FileInfo(path).Length))
                    "file")

            testCase "results are the same with and without a logger, and options that differ in it are equal"
            <| fun () ->
                let logger = ListLogger LogLevel.Trace
                let formulas logger = [ for fit in UnitSweep.Run(data, quick logger) -> fit.Formula ]
                Expect.equal (formulas logger) (formulas null) "networks"

                let sampled logger =
                    [ for draw in normal.Run(sampling 200 logger).GetSamples() -> draw.Values.ToArray() ]

                Expect.equal (sampled logger) (sampled null) "draws"
                let one, other = SweepOptions(Seed = 3UL, Logger = logger), SweepOptions(Seed = 3UL)
                Expect.equal one other "options"
                Expect.equal (one.GetHashCode()) (other.GetHashCode()) "hash codes"
                Expect.notEqual one (SweepOptions(Seed = 4UL)) "the rest still counts"
        ]
