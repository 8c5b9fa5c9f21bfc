/// How soon work ends after it is cancelled, or after the reader of a stream leaves. The goal is 100 ms.
module UniversalApprox.Benchmarks.Latency

open System
open System.Diagnostics
open System.IO
open System.Threading
open System.Threading.Tasks
open UniversalApprox
open UniversalApprox.Benchmarks.Comparison

let private rounds = 5

/// The usual seconds before the cancellation, so that the work is in progress by then.
let private lead = 0.3

let private row job (milliseconds: unit -> float) =
    milliseconds () |> ignore
    let times = Array.init rounds (fun _ -> milliseconds ())
    printfn "| %s | %.1f | %.1f to %.1f |" job (median times) (Array.min times) (Array.max times)

/// Milliseconds from the cancellation after some seconds to the end of work that would run for much longer.
let private afterCancellingAt (lead: float) (work: CancellationToken -> unit) () =
    use stop = new CancellationTokenSource()
    let watch = Stopwatch()

    let canceller =
        Task.Run(fun () ->
            Thread.Sleep(TimeSpan.FromSeconds lead)
            watch.Start()
            stop.Cancel())

    try
        work stop.Token
    with :? OperationCanceledException ->
        ()

    let taken = watch.Elapsed.TotalMilliseconds
    canceller.Wait()
    taken

let private afterCancelling work = afterCancellingAt lead work

/// Milliseconds from reading the first element of a sequence to having left it.
let private afterLeaving (elements: unit -> 'a seq) () =
    let reader = (elements ()).GetEnumerator()
    reader.MoveNext() |> ignore
    let watch = Stopwatch.StartNew()
    reader.Dispose()
    watch.Elapsed.TotalMilliseconds

let private parabola = CurveData.Generate KnownCurve.Parabola
let private sine = CurveData.Generate KnownCurve.Sine

let private sweep optimizer units =
    SweepOptions(Units = units, Restarts = 4, Folds = 0, Optimizer = optimizer, Epochs = Nullable 1_000_000)

let private normal (cost: int) =
    let density =
        LogDensityFunction(fun x ->
            Thread.SpinWait cost
            -0.5 * x[0] * x[0])

    EnsembleSampler([| "x" |], density, [| Prior.Normal(0.0, 1.0) |])

let private endless = McmcOptions(Steps = Int32.MaxValue, BurnIn = 0)

/// The same with thinning, because a run that keeps its draws needs memory for all of them.
let private thinned = McmcOptions(Steps = Int32.MaxValue, BurnIn = 0, Thin = 10_000)

let private endings () =
    printfn "| what ends | median ms | from, to |"
    printfn "|---|---|---|"

    for name, optimizer, units in
        [
            "a sweep by Levenberg–Marquardt, 16 units", Optimizer.LevenbergMarquardt, [| 16 |]
            "a sweep by Levenberg–Marquardt, 700 units", Optimizer.LevenbergMarquardt, [| 700 |]
            "a sweep by Adam, 1000 units", Optimizer.Adam, [| 1000 |]
            "a sweep by L-BFGS, 1000 units", Optimizer.LBfgs, [| 1000 |]
        ] do
        afterCancelling (fun token ->
            UnitSweep.Run(sine, sweep optimizer units, cancellationToken = token) |> ignore)
        |> row name

    for name, cost in [ "sampling a quick density", 0; "sampling a density that takes some ms", 100_000 ] do
        afterCancelling (fun token -> (normal cost).Run(thinned, cancellationToken = token) |> ignore)
        |> row name

    let crowd density walkers move =
        McmcOptions(
            Density = density,
            Steps = 400,
            BurnIn = 0,
            Walkers = Nullable walkers,
            Moves = [| WeightedMove(move, 1.0) |]
        )

    // One step of so many walkers takes far longer than 100 ms.
    for name, walkers, move in
        [
            "16 000 walkers and the Walk move", 16_000, Move.Walk()
            "20 000 walkers", 20_000, Move.Stretch()
            "100 000 walkers", 100_000, Move.Stretch()
        ] do
        afterCancelling (fun token ->
            (normal 0).Run(crowd DensityKind.Auto walkers move, cancellationToken = token) |> ignore)
        |> row $"sampling with {name}"

    let fit = UnitSweep.Run(parabola, SweepOptions(Units = [| 2 |], Folds = 0))[0]

    // The first of these ends the search for starts, the others the sampling, with gigabytes of draws.
    for name, density, walkers, lead in
        [
            "starts of 100 000 walkers", DensityKind.Collapsed, 100_000, 2.0
            "20 000 walkers after 15 s", DensityKind.Collapsed, 20_000, 15.0
            "20 000 walkers of all parameters after 15 s", DensityKind.Full, 20_000, 15.0
        ] do
        afterCancellingAt lead (fun token ->
            Mcmc.Run(fit, crowd density walkers (Move.Stretch()), cancellationToken = token) |> ignore)
        |> row $"sampling a network, {name}"

    afterCancelling (fun token -> Mcmc.Run(parabola, 500, cancellationToken = token) |> ignore)
    |> row "training before sampling, 500 units"

    afterLeaving (fun () -> UnitSweep.Stream(sine, sweep Optimizer.LevenbergMarquardt [| 1; 700 |]))
    |> row "a stream of fits that is left"

    afterLeaving (fun () -> (normal 0).Stream endless) |> row "a stream of draws that is left"

/// Times the browser (Chromium, or the program that CHROMIUM names) at opening a report of a million points.
let private openReport () =
    let n = 1_000_000
    let x = Array.init n (fun i -> 10.0 * float i / float n)
    let data = CurveData.FromColumns(x, x |> Array.map (fun x -> sin x + 0.1 * sin (1e5 * x)))
    let fits = UnitSweep.Run(data, SweepOptions(Units = [| 1; 2 |], Restarts = 1, Folds = 0))
    let path = Path.Combine(Path.GetTempPath(), $"universal-approx-{Environment.ProcessId}.html")
    let browser = Environment.GetEnvironmentVariable "CHROMIUM"
    let browser = if String.IsNullOrEmpty browser then "chromium" else browser

    try
        Report.Create([ for fit in fits -> fit :> IReportItem ]).Save path

        let visit page =
            let mutable isThere = false

            let time =
                seconds (fun () ->
                    isThere <- (output browser [ "--headless"; "--no-sandbox"; "--dump-dom"; page ]).IsSome)

            if isThere then ValueSome(1000.0 * time) else ValueNone

        match visit "about:blank", visit path with
        | ValueSome empty, ValueSome report ->
            printfn
                "A report of a million points, %d kB: %.0f ms in %s from its start to its end; an empty page %.0f ms."
                (FileInfo(path).Length / 1000L)
                report
                browser
                empty
        | _ -> printfn "A report of a million points: %s is not installed." browser
    finally
        File.Delete path

let print () =
    endings ()
    printfn ""
    openReport ()
