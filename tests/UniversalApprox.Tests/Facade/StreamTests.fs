/// Draws that are read while they are sampled.
module UniversalApprox.Tests.Facade.StreamTests

open System
open System.Collections.Generic
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private normalThat (isAsked: unit -> unit) =
    EnsembleSampler(
        [| "a"; "b" |],
        LogDensityFunction(fun x ->
            isAsked ()
            -0.5 * (x[0] * x[0] + x[1] * x[1]))
    )

let private normal = normalThat ignore

/// A sampler, and the evaluations of its density so far.
let private counting () =
    let calls = ref 0
    normalThat (fun () -> Interlocked.Increment calls |> ignore), (fun () -> calls.Value)

let private start = WalkerStart.Ball([| 0.0; 0.0 |], 1.0)

/// One ensemble of 8 walkers with so many steps that the run never ends by itself.
let private endless =
    McmcOptions(
        Steps = Int32.MaxValue,
        BurnIn = 0,
        Ensembles = 1,
        Walkers = 8,
        BlockSteps = 50,
        Start = start
    )

let private drawsPerBlock = 50 * 8

/// The most evaluations of a run whose reader has begun this many blocks. Two more blocks wait for the reader, the sampler holds
/// another one, and the start takes one evaluation per walker.
let private mostEvaluations begun = (begun + 3) * drawsPerBlock + 8

let private flat (samples: PosteriorSample seq) =
    samples
    |> Seq.map (fun s ->
        struct (s.Ensemble, s.Step, s.Walker, s.LogDensity, s.Values.Span[0], s.Values.Span[1]))
    |> Seq.toArray

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
                            (AsyncStream.readAll(stream.ReadAllAsync()).Result |> flat |> Array.sort)
                            (Array.sort kept)
                            "read again")

            testCase "a network's draws, as they were sampled" (fun () ->
                let data = CurveData.Generate(KnownCurve.Parabola)

                let fit =
                    UnitSweep.Run(data, SweepOptions(Units = [| 1 |], Restarts = 1, Folds = Nullable 0))[0]

                let options = McmcOptions(Steps = 40, BurnIn = 10, Ensembles = 1)
                let stream = Mcmc.Stream(fit, options)
                let kept = Mcmc.Run(fit, options)
                Expect.sequenceEqual stream.ParameterNames kept.ParameterNames "names"
                Expect.equal (flat stream) (flat (kept.GetRawSamples())) "draws, in the same order")

            testCase "sampling waits for its reader, so that memory does not grow with the steps" (fun () ->
                let sampler, calls = counting ()

                Patience.during (fun () ->
                    sampler.Stream endless
                    |> Seq.truncate (20 * drawsPerBlock)
                    |> Seq.iteri (fun i _ ->
                        Expect.isLessThanOrEqual
                            (calls ())
                            (mostEvaluations (i / drawsPerBlock + 1))
                            "evaluations")))

            testCase "leaving early stops it" (fun () ->
                let sampler, calls = counting ()
                // Leaving waits for the run to end.
                let draws =
                    Patience.during (fun () -> sampler.Stream endless |> Seq.truncate 10 |> Seq.length)

                Expect.equal draws 10 "draws"
                Expect.isLessThanOrEqual (calls ()) (mostEvaluations 1) "evaluations")

            for name, read in
                [
                    "an enumeration",
                    fun (stop: CancellationTokenSource) ->
                        for _ in normal.Stream(endless, cancellationToken = stop.Token) do
                            stop.Cancel()
                    "an asynchronous one",
                    fun stop ->
                        normal.Stream(endless, cancellationToken = stop.Token).ReadAllAsync()
                        |> AsyncStream.readEach stop.Cancel
                        |> Patience.finish
                    "an asynchronous one with a token of its own",
                    fun stop ->
                        normal.Stream(endless).ReadAllAsync stop.Token
                        |> AsyncStream.readEach stop.Cancel
                        |> Patience.finish
                ] do
                testCase $"cancelling at the first draw ends {name} with the caller's token" (fun () ->
                    use stop = new CancellationTokenSource()

                    try
                        Patience.during (fun () -> read stop)
                        failtest "was not cancelled"
                    with :? SamplingCanceledException as error ->
                        Expect.equal error.CancellationToken stop.Token "token")

            testCase "cancelling before the first draw stops the evaluations" (fun () ->
                use stop = new CancellationTokenSource()
                let calls = ref 0

                let sampler =
                    normalThat (fun () ->
                        if Interlocked.Increment calls = 100 then
                            stop.Cancel())

                Expect.throwsT<SamplingCanceledException>
                    (fun () ->
                        Patience.during (fun () ->
                            for _ in sampler.Stream(endless, cancellationToken = stop.Token) do
                                failtest "a draw"))
                    "cancelled"

                Expect.equal calls.Value 100 "evaluations")

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
                Expect.throwsT<OptionException>
                    (fun () ->
                        normal.Stream(McmcOptions(Until = ConvergenceOptions(), Start = start)) |> ignore)
                    "Until"

                Expect.throwsT<OptionException>
                    (fun () -> normal.Stream(McmcOptions(Steps = 0, Start = start)) |> ignore)
                    "Steps")
        ]
