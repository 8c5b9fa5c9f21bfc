/// Draws that are read while they are sampled.
module UniversalApprox.Tests.Facade.StreamTests

open System
open System.Collections.Generic
open System.Diagnostics
open System.Threading
open Expecto
open UniversalApprox

let private normal =
    EnsembleSampler([| "a"; "b" |], LogDensityFunction(fun x -> -0.5 * (x[0] * x[0] + x[1] * x[1])))

let private start = WalkerStart.Ball([| 0.0; 0.0 |], 1.0)
let private endless = McmcOptions(Steps = Int32.MaxValue, BurnIn = 0, Start = start)

let private flat (samples: PosteriorSample seq) =
    samples
    |> Seq.map (fun s ->
        struct (s.Ensemble, s.Step, s.Walker, s.LogDensity, s.Values.Span[0], s.Values.Span[1]))
    |> Seq.toArray

let private readAll (draws: IAsyncEnumerable<PosteriorSample>) =
    task {
        let found = List<PosteriorSample>()
        let reader = draws.GetAsyncEnumerator()
        let mutable more = true

        while more do
            let! next = reader.MoveNextAsync()
            more <- next

            if more then
                found.Add reader.Current

        do! reader.DisposeAsync()
        return found
    }

[<Tests>]
let tests =
    testList
        "facade streams of draws"
        [
            for thin, block in [ 1, 1000; 1, 50; 7, 50; 3, 1 ] do
                testCase
                    $"a stream has the draws that a posterior keeps (Thin {thin}, BlockSteps {block})"
                    (fun () ->
                        let options =
                            McmcOptions(
                                Steps = 330,
                                BurnIn = 20,
                                Thin = thin,
                                BlockSteps = block,
                                Start = start
                            )

                        let kept = (normal.Run options).GetRawSamples() |> flat
                        let stream = normal.Stream options
                        Expect.sequenceEqual stream.ParameterNames [ "a"; "b" ] "names"
                        Expect.equal (stream |> flat |> Array.sort) (Array.sort kept) "the same draws"

                        Expect.equal
                            (readAll(stream.ReadAllAsync()).Result |> flat |> Array.sort)
                            (Array.sort kept)
                            "read again")

            testCase "a network's draws, as they were sampled" (fun () ->
                let data = CurveData.Generate(KnownCurve.Parabola)
                let fit = UnitSweep.Run(data, SweepOptions(Units = [| 1 |], Restarts = 1, Folds = 0))[0]
                let options = McmcOptions(Steps = 40, BurnIn = 10, Ensembles = 1)
                let stream = Mcmc.Stream(fit, options)
                let kept = Mcmc.Run(fit, options)
                Expect.sequenceEqual stream.ParameterNames kept.ParameterNames "names"
                Expect.equal (flat stream) (flat (kept.GetRawSamples())) "draws, in the same order")

            // By itself: other tests allocate meanwhile.
            testSequenced
            <| testCase "memory does not grow with the steps" (fun () ->
                let stream =
                    normal.Stream(
                        McmcOptions(Steps = Int32.MaxValue, BurnIn = 0, Ensembles = 1, Start = start)
                    )

                let mutable before = 0L
                let mutable read = 0

                for _ in Seq.truncate 3000000 stream do
                    read <- read + 1

                    if read = 100000 then
                        before <- GC.GetTotalMemory true

                // Kept, the draws since then would take 70 MB.
                Expect.isLessThan (GC.GetTotalMemory true - before) 20000000L "bytes")

            testCase "leaving early stops it" (fun () ->
                let watch = Stopwatch.StartNew()
                Expect.equal (normal.Stream endless |> Seq.truncate 10 |> Seq.length) 10 "draws"
                Expect.isLessThan watch.ElapsedMilliseconds 2000L "milliseconds")

            testCase "cancelling ends the loop with the caller's token" (fun () ->
                let expectCancelled (read: CancellationToken -> unit) =
                    use stop = new CancellationTokenSource(200)
                    let watch = Stopwatch.StartNew()

                    try
                        read stop.Token
                        failtest "was not cancelled"
                    with :? SamplingCanceledException as error ->
                        Expect.equal error.CancellationToken stop.Token "token"
                        Expect.isLessThan watch.ElapsedMilliseconds 2000L "milliseconds"

                let exhaust (stream: PosteriorSample seq) =
                    for _ in stream do
                        ()

                let await (draws: IAsyncEnumerable<PosteriorSample>) =
                    (readAll draws).GetAwaiter().GetResult() |> ignore

                expectCancelled (fun token -> normal.Stream(endless, cancellationToken = token) |> exhaust)

                expectCancelled (fun token ->
                    normal.Stream(endless, cancellationToken = token).ReadAllAsync() |> await)

                expectCancelled (fun token -> normal.Stream(endless).ReadAllAsync token |> await))

            testCase "a density that fails after some draws hands those on first" (fun () ->
                let mutable calls = 0

                let failing =
                    EnsembleSampler(
                        [| "a" |],
                        LogDensityFunction(fun x ->
                            if Interlocked.Increment &calls > 5000 then
                                nan
                            else
                                -0.5 * x[0] * x[0])
                    )

                let options =
                    McmcOptions(
                        Steps = 100000,
                        BurnIn = 0,
                        BlockSteps = 10,
                        Start = WalkerStart.Ball([| 0.0 |], 1.0)
                    )

                let mutable read = 0

                Expect.throwsT<LogDensityException>
                    (fun () ->
                        for _ in failing.Stream options do
                            read <- read + 1)
                    "error"

                Expect.isGreaterThan read 0 "draws before")

            testCase "what needs all draws is refused at once" (fun () ->
                Expect.throwsT<ArgumentException>
                    (fun () ->
                        normal.Stream(McmcOptions(Until = ConvergenceOptions(), Start = start)) |> ignore)
                    "Until"

                Expect.throwsT<ArgumentOutOfRangeException>
                    (fun () -> normal.Stream(McmcOptions(Steps = 0, Start = start)) |> ignore)
                    "Steps")
        ]
