/// What the documentation calls immutable may be used from many threads at once, and each gets the same.
module UniversalApprox.Tests.Facade.SharedUseTests

open System
open System.Threading
open System.Threading.Tasks
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

/// Calls a function from threads that all begin at the same moment, on a value whose parts nobody has asked for yet.
let private fromManyThreads (ask: unit -> 'answer) =
    use gate = new ManualResetEventSlim()

    let answer () =
        Patience.signal gate
        ask ()

    let threads = List.init 8 (fun _ -> Task.Factory.StartNew(answer, TaskCreationOptions.LongRunning))
    gate.Set()
    Patience.result (Task.WhenAll threads) |> List.ofArray

let private allSame name (answers: 'answer list) =
    for answer in List.tail answers do
        Expect.equal answer (List.head answers) name

let private data = CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 60))

let private options = SweepOptions(Units = [| 1; 2 |], Restarts = 2, Folds = Nullable 2, Threads = 2)

let private fits = lazy UnitSweep.Run(data, options)
let private sampling = McmcOptions(Steps = 300, BurnIn = 100, Ensembles = 2, Threads = 2)

[<Tests>]
let tests =
    testList
        "shared use"
        [
            testCase "data and options: sweeps at once"
            <| fun () ->
                fromManyThreads (fun () -> [ for fit in UnitSweep.Run(data, options) -> fit.Formula ])
                |> allSame "networks"

            testCase "a fit: rows, predictions and comparisons at once"
            <| fun () ->
                let fit = UnitSweep.Run(data, options)[1]

                fromManyThreads (fun () ->
                    fit.ToString(),
                    fit.Formula,
                    fit.GetNetwork().Evaluate 2.0,
                    (Selection.Recommend fits.Value).Answer)
                |> allSame "answers"

            testCase "a sampler: runs at once"
            <| fun () ->
                let sampler =
                    EnsembleSampler([| "x" |], (fun p -> -0.5 * p[0] * p[0]), [| Prior.Normal(0.0, 10.0) |])

                fromManyThreads (fun () ->
                    [ for draw in sampler.Run(sampling).GetSamples() -> draw.Values.Span[0] ])
                |> allSame "draws"

            testCase "a posterior: verdict, summaries, draws, bands and continuation at once"
            <| fun () ->
                let posterior = Mcmc.Run(fits.Value[1], sampling)

                fromManyThreads (fun () ->
                    posterior.Verdict,
                    [ for summary in posterior.GetSummaries() -> summary.ToString() ],
                    Seq.sumBy (fun (draw: PosteriorSample) -> draw.LogDensity) (posterior.GetSamples()),
                    (posterior.Predict [| 1.0; 2.0 |]).Mean.ToArray(),
                    Mcmc.Resume(posterior, 20).KeptSteps)
                |> allSame "answers"

            testCase "a report and a chart: written at once"
            <| fun () ->
                let posterior = Mcmc.Run(fits.Value[1], sampling)

                let created =
                    ReportOptions(Created = Nullable(DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)))

                let report =
                    Report.Create(created, [ fits.Value[0] :> IReportItem; fits.Value[1]; posterior ])

                let chart = Chart.Anatomy fits.Value[1]

                fromManyThreads (fun () ->
                    report.ToMarkdown(), report.ToHtml(PlotlySource.Cdn), chart.ToJson())
                |> allSame "pages"
        ]
