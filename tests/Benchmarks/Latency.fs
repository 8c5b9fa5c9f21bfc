/// How soon work ends after it is cancelled, or after the reader of a stream leaves (the goal is 100 ms), how soon a browser shows a
/// report, and how a page follows a hand.
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
    SweepOptions(
        Units = units,
        Restarts = 4,
        Folds = Nullable 0,
        Optimizer = optimizer,
        Epochs = Nullable 1_000_000
    )

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

/// Chromium, or the program that CHROMIUM names.
let private browser =
    match Environment.GetEnvironmentVariable "CHROMIUM" with
    | null
    | "" -> "chromium"
    | named -> named

/// Moves a neuron at every frame for three seconds, and logs what came of it.
let private movement =
    """<script>
    const { play } = document.querySelector('.ua-play'), start = play.network;
    let frames = 0, begin = 0;
    function move() {
      const units = start.units.map((unit, i) => (i > 0 ? unit : { ...unit, b: unit.b + Math.sin(frames / 20) }));
      play.edit({ ...start, units });
      frames++;
    }
    function tick(now) {
      begin ||= now;
      move();
      if (now - begin < 3000) requestAnimationFrame(tick);
      else report(1000 * frames / (now - begin));
    }
    function report(rate) {
      const before = performance.now();
      for (let i = 0; i < 200; i++) { move(); play.draw(); }
      const cost = (performance.now() - before) / 200;
      console.log(`measured: ${rate.toFixed(1)} frames per second, ${cost.toFixed(2)} ms of script in each.`);
    }
    requestAnimationFrame(tick);
    </script></body>"""

/// The frames per second of the panel to play with 8 neurons and 1000 points. Browsers draw 60 at most.
let private playFrames () =
    let data = CurveData.Generate KnownCurve.Sine
    let fits = UnitSweep.Run(data, SweepOptions(Units = [| 8 |], Restarts = 1, Folds = Nullable 0))
    let network = fits[0].GetNetwork()
    let path = Path.Combine(Path.GetTempPath(), $"universal-approx-play-{Environment.ProcessId}.html")

    // The page's policy would not let the added script run.
    let html =
        Chart
            .Play(network, data)
            .ToHtml()
            .Replace("Content-Security-Policy", "none")
            .Replace("</body>", movement)

    try
        File.WriteAllText(path, html)

        let arguments =
            [
                "--headless"
                "--no-sandbox"
                "--enable-logging=stderr"
                "--remote-debugging-port=0"
                "--window-size=1280,1000"
                path
            ]

        try
            use started = Process.Start(ProcessStartInfo(browser, arguments, RedirectStandardError = true))

            let found = TaskCompletionSource<string>()

            started.ErrorDataReceived.Add(fun line ->
                if line.Data <> null && line.Data.Contains "measured: " then
                    found.TrySetResult line.Data |> ignore)

            started.BeginErrorReadLine()

            if found.Task.Wait(TimeSpan.FromMinutes 1.0) then
                let text = found.Task.Result
                let first = text.IndexOf "measured: " + "measured: ".Length
                let last = text.IndexOf(" in each.", first)

                printfn
                    "Playing with 8 neurons and 1000 points: %s in each."
                    (text.Substring(first, last - first))
            else
                printfn "Playing with 8 neurons: %s drew nothing within a minute." browser

            started.Kill(entireProcessTree = true)
        with :? ComponentModel.Win32Exception ->
            printfn "Playing with 8 neurons: %s is not installed." browser
    finally
        File.Delete path

/// The time of the browser (Chromium, or the program that CHROMIUM names) from its start until a report is there, has drawn the
/// figures that its reader sees first, and has nothing more to do, beyond that of an empty page. The goal for five data sets is 1500 ms.
/// Virtual time skips what the page waits for, not what it computes.
let private openReport name (items: IReportItem seq) =
    let path = Path.Combine(Path.GetTempPath(), $"universal-approx-{Environment.ProcessId}.html")

    try
        Report.Create(items).Save path

        let visit page =
            let mutable isThere = true

            let times =
                Array.init rounds (fun _ ->
                    1000.0
                    * seconds (fun () ->
                        let arguments =
                            [
                                "--headless"
                                "--no-sandbox"
                                "--virtual-time-budget=60000"
                                "--dump-dom"
                                page
                            ]

                        isThere <- isThere && (output browser arguments).IsSome))

            if isThere then ValueSome(median times) else ValueNone

        match visit "about:blank", visit (Uri(path).AbsoluteUri) with
        | ValueSome empty, ValueSome report ->
            printfn
                "A report of %s, %d kB: %.0f ms in %s until it can be used, beyond %.0f ms of an empty page."
                name
                (FileInfo(path).Length / 1000L)
                (report - empty)
                browser
                empty
        | _ -> printfn "A report of %s: %s is not installed." name browser
    finally
        File.Delete path

let private reportItems units data =
    UnitSweep.Run(data, SweepOptions(Units = units, Restarts = 1, Folds = Nullable 0))
    |> Seq.cast<IReportItem>

let openReports () =
    Seq.init 5 (fun i ->
        CurveData.Generate(
            KnownCurve.Sine,
            CurveOptions(Points = Nullable 100, Seed = uint64 i, Name = $"sine {i}")
        ))
    |> Seq.collect (reportItems [| 1; 2; 3; 4 |])
    |> openReport "five data sets"

    let n = 1_000_000
    let x = Array.init n (fun i -> 10.0 * float i / float n)

    CurveData.FromColumns(x, x |> Array.map (fun x -> sin x + 0.1 * sin (1e5 * x)))
    |> reportItems [| 1; 2 |]
    |> openReport "a million points"

let printPages () =
    openReports ()
    playFrames ()

let print () =
    endings ()
    printfn ""
    printPages ()
