module UniversalApprox.Tests.Facade.SamplingTests

open System
open System.Collections.Generic
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support

let private names = [| "alpha"; "beta" |]
let private means = [| 1.0; -2.0 |]
let private sds = [| 1.0; 3.0 |]

/// Normal with correlation 0.8.
let private gaussian (x: ReadOnlySpan<float>) =
    let u = (x[0] - means[0]) / sds[0]
    let v = (x[1] - means[1]) / sds[1]
    -0.5 * (u * u - 1.6 * u * v + v * v) / 0.36

let private single = EnsembleSampler(names, LogDensityFunction(fun x -> gaussian x))
let private start = WalkerStart.Ball([| 1.0; -2.0 |], 1.0)
let private quick = McmcOptions(Steps = 400, BurnIn = 100, Start = start)

let private drawsOf (posterior: Posterior) =
    [
        for sample in posterior.GetRawSamples() do
            sample.Ensemble,
            sample.Walker,
            sample.Step,
            sample.LogDensity,
            sample.Values.ToArray() |> Array.toList
    ]

let private rows (values: float[][]) = values |> Array.map (fun row -> row :> IReadOnlyList<float>)

let private sampler (f: float -> float -> float) =
    EnsembleSampler(names, LogDensityFunction(fun x -> f x[0] x[1]))

[<Tests>]
let densities =
    testList
        "facade sampling of log-densities"
        [
            testCase "tempering weighs modes that are far apart, and has the evidence" (fun () ->
                let priors = [| Prior.Normal(0.0, 10.0) |]

                let sampler =
                    EnsembleSampler(
                        "log(0.9*exp(-0.5*(x + 5)^2) + 0.1*exp(-0.5*(x - 5)^2))",
                        [| "x" |],
                        priors
                    )

                let options =
                    McmcOptions(
                        Sampler = SamplerKind.Tempering,
                        Steps = 3000,
                        Temperatures = Nullable 7,
                        Seed = 1UL
                    )

                let posterior = sampler.Run options
                Expect.equal posterior.Sampler SamplerKind.Tempering "sampler"
                Expect.isTrue posterior.IsConverged posterior.Verdict

                let values =
                    posterior.GetSamples() |> Seq.map (fun sample -> sample.Values.Span[0]) |> Seq.toArray

                let share = values |> Array.averageBy (fun x -> if x < 0.0 then 1.0 else 0.0)
                Expect.isLessThan (abs (share - 0.9)) 0.03 "weight"
                let truth = -0.5 * log 101.0 - 12.5 / 101.0

                Expect.isLessThan
                    (abs (posterior.LogEvidence.Value - truth))
                    (5.0 * posterior.LogEvidenceError.Value)
                    "evidence"

                let rows = posterior.GetTemperatures()
                Expect.equal rows.Count 28 "four ladders of seven"
                Expect.equal (rows[0].Ensemble, rows[0].Temperature) (1, 1.0) "the posterior"

                Expect.equal
                    (rows[6].Temperature, rows[6].SwapAcceptance.HasValue)
                    (infinity, false)
                    "the prior"

                Expect.isGreaterThan rows[6].RoundTrips 100L "round trips"
                Expect.stringContains (string posterior) "4 ladders" "text"
                Expect.stringContains (string posterior) "ln evidence" "text"
                let longer = Mcmc.Resume(posterior, 500)
                Expect.equal longer.KeptSteps 3000 "continued"

                Expect.isLessThan
                    longer.LogEvidenceError.Value
                    (1.5 * posterior.LogEvidenceError.Value)
                    "evidence of all steps"

                let ensembles = sampler.Run(McmcOptions(Sampler = SamplerKind.Ensemble, Steps = 100))
                Expect.isFalse ensembles.LogEvidence.HasValue "no evidence without temperatures"
                Expect.isEmpty (ensembles.GetTemperatures()) "no temperatures"

                let error =
                    Expect.throwsC (fun () -> EnsembleSampler("-x^2").Run options |> ignore) (fun error ->
                        error :?> OptionException)

                Expect.equal error.Option "Sampler" "no priors")

            testCase "text gives the draws of the same code, and its errors have a caret" (fun () ->
                let options =
                    McmcOptions(
                        Sampler = SamplerKind.Ensemble,
                        Steps = 200,
                        BurnIn = 50,
                        Start = WalkerStart.Ball([| 0.0; 0.0 |], 1.0)
                    )

                let text = EnsembleSampler "-0.5*(a*a + b*b)"
                Expect.sequenceEqual text.ParameterNames [ "a"; "b" ] "names"

                let code =
                    EnsembleSampler(
                        [| "a"; "b" |],
                        LogDensityFunction(fun x -> -0.5 * (x[0] * x[0] + x[1] * x[1]))
                    )

                Expect.equal (drawsOf (text.Run options)) (drawsOf (code.Run options)) "draws"

                let error =
                    Expect.throwsC (fun () -> EnsembleSampler("-a^2 - c", [| "a" |]) |> ignore) (fun error ->
                        error :?> FormulaException)

                Expect.equal (error.Formula, error.Position) ("-a^2 - c", 8) "position"
                Expect.stringContains error.Reason "unknown name 'c'; the parameters are a" "reason"
                Expect.equal (error.Message.Split Environment.NewLine).Length 3 "lines"

                let failed =
                    Expect.throwsC
                        (fun () ->
                            EnsembleSampler("-a^2 + log(a)")
                                .Run(McmcOptions(Start = WalkerStart.Ball([| 0.0 |], 1.0)))
                            |> ignore)
                        (fun error -> error :?> LogDensityException)

                Expect.stringContains failed.Message "position 8 of its text, 'log(a)'" "origin")

            testCase "a correlated normal passes both gates" (fun () ->
                let posterior = single.Run(McmcOptions(Steps = 5000, Start = start))
                Expect.sequenceEqual posterior.ParameterNames names "names"

                Expect.equal
                    (posterior.Ensembles, posterior.Walkers, posterior.KeptSteps)
                    (4, 8, 4500)
                    "shape"

                Expect.equal posterior.StopReason SamplingStop.Completed "stop"
                Expect.isNull posterior.Trained "nothing was trained"
                Expect.isNull posterior.MaximumProbability.Network "no network"
                Expect.isTrue (posterior.MaximumProbability.LogDensity > -0.01) "near the mode"

                posterior.GetSummaries()
                |> Seq.iteri (fun p row ->
                    Expect.isGreaterThan row.EssBulk.Value 400.0 "effective sample size, bulk"
                    Expect.isGreaterThan row.EssTail.Value 400.0 "effective sample size, tail"

                    Expect.isLessThan
                        (abs (row.Mean - means[p]))
                        (5.0 * row.McseMean.Value)
                        $"mean of {row.Name}"

                    // The standard error of a standard deviation is about sd/√(2 ESS).
                    Expect.isLessThan
                        (abs (row.Sd / sds[p] - 1.0))
                        (5.0 / sqrt (2.0 * min row.EssBulk.Value row.EssTail.Value))
                        $"standard deviation of {row.Name}"

                    Expect.isTrue
                        (row.Q05 < row.Q25
                         && row.Q25 < row.Median
                         && row.Median < row.Q75
                         && row.Q75 < row.Q95)
                        "quantiles in order"))

            testCase "a batch at a time gives the same draws, and so does any number of threads" (fun () ->
                let batch =
                    EnsembleSampler(
                        names,
                        BatchLogDensityFunction(fun points count values ->
                            for b in 0 .. count - 1 do
                                values[b] <- gaussian (points.Slice(2 * b, 2)))
                    )

                let expected = drawsOf (single.Run quick)
                Expect.equal (drawsOf (batch.Run quick)) expected "batch"

                for threads in [ 1; 2; 8 ] do
                    let options = McmcOptions(Steps = 400, BurnIn = 100, Start = start, Threads = threads)

                    Expect.equal (drawsOf (single.Run options)) expected $"{threads} threads"

                Expect.equal (drawsOf ((single.RunAsync quick).Result)) expected "RunAsync")

            testCase "draws say where they are from, in order" (fun () ->
                let posterior =
                    single.Run(
                        McmcOptions(Steps = 100, BurnIn = 50, Thin = 20, Ensembles = 2, Start = start)
                    )

                let places = drawsOf posterior |> List.map (fun (e, w, s, _, _) -> e, s, w)

                let expected =
                    [
                        for e in 1..2 do
                            for s in [ 60; 80; 100 ] do
                                for w in 1..8 do
                                    e, s, w
                    ]

                Expect.equal places expected "places"

                Expect.equal
                    (posterior.GetSamples(thin = 2) |> Seq.map _.Step |> Seq.distinct |> Seq.toList)
                    [ 60; 100 ]
                    "thinned"

                for sample in posterior.GetSamples() do
                    Expect.equal sample.LogDensity (gaussian sample.Values.Span) "the density there")

            testCase "resumed runs are the run that was not interrupted" (fun () ->
                let moves = [| WeightedMove(Move.Stretch(), 0.8); WeightedMove(Move.DE(), 0.2) |]

                let run (steps: int) =
                    single.Run(
                        McmcOptions(Steps = steps, BurnIn = 100, Thin = 7, Moves = moves, Start = start)
                    )

                let whole = run 1000
                let resumed = Mcmc.Resume(run 500, 500)
                Expect.equal resumed.KeptSteps whole.KeptSteps "steps"
                Expect.equal (drawsOf resumed) (drawsOf whole) "draws"
                Expect.sequenceEqual (resumed.GetMoveAcceptance()) (whole.GetMoveAcceptance()) "moves"
                Expect.equal (drawsOf (Mcmc.ResumeAsync(run 500, 500).Result)) (drawsOf whole) "async"
                let rows = whole.GetWalkerAcceptance()
                Expect.equal (rows.Count, rows[31].Ensemble, rows[31].Walker) (32, 4, 8) "a row per walker"
                Expect.isTrue (rows |> Seq.forall (fun row -> row.Proposed = 900L)) "proposals"

                Expect.floatClose
                    Accuracy.high
                    (rows |> Seq.averageBy _.Rate.Value)
                    whole.AcceptanceRate
                    "acceptance")

            testCase "it stops by itself when it has converged" (fun () ->
                let posterior =
                    single.Run(
                        McmcOptions(
                            Steps = 200_000,
                            Start = start,
                            Until = ConvergenceOptions(EffectiveSamples = 400.0)
                        )
                    )

                Expect.equal posterior.StopReason SamplingStop.Converged "stop"
                Expect.isLessThan posterior.KeptSteps 100_000 "steps"
                Expect.isTrue posterior.IsConverged posterior.Verdict
                Expect.stringStarts posterior.Verdict "converged: " "verdict"
                Expect.stringContains (string posterior) "2 parameters, 4 ensembles x 8 walkers x" "text")

            testCase "priors multiply the density, and are a start and something to compare with" (fun () ->
                let flat =
                    EnsembleSampler(
                        [| "known"; "unknown" |],
                        LogDensityFunction(fun x -> -5000.0 * x[0] * x[0]),
                        [| Prior.Normal(0.0, 1.0); Prior.Uniform(-1.0, 1.0) |]
                    )

                let rows = flat.Run(McmcOptions(Steps = 3000)).GetSummaries()
                Expect.isGreaterThan rows[0].Contraction.Value 0.99 "contraction"
                Expect.isFalse rows[0].IsOnlyPrior "data"
                Expect.isTrue rows[1].IsOnlyPrior "prior"
                Expect.isTrue (rows[1].HdiLow >= -1.0 && rows[1].HdiHigh <= 1.0) "support")

            testCase "progress is told on the calling thread" (fun () ->
                let thread = Environment.CurrentManagedThreadId
                let seen = ResizeArray<SamplingProgress>()

                let progress =
                    { new IProgress<SamplingProgress> with
                        member _.Report at =
                            Expect.equal Environment.CurrentManagedThreadId thread "thread"
                            seen.Add at
                    }

                single.Run(quick, progress) |> ignore
                let last = seen[seen.Count - 1]
                Expect.equal (last.Step, last.Steps, last.Remaining) (400, 400, TimeSpan.Zero) "the end"
                Expect.isTrue (last.AcceptanceRate > 0.1 && last.AcceptanceRate < 1.0) "acceptance")

            testCase "cancelling keeps the draws so far, and they can be resumed" (fun () ->
                let options = McmcOptions(Steps = 10_000_000, Thin = 1000, BurnIn = 0, Start = start)

                use stop = new CancellationTokenSource()
                let calls = ref 0
                let atCancel = ref (0, 0)

                let counted =
                    sampler (fun x y ->
                        Interlocked.Increment calls |> ignore
                        -0.5 * (x * x + y * y))

                let progress =
                    { new IProgress<SamplingProgress> with
                        member _.Report at =
                            if at.Step >= 5000 then
                                atCancel.Value <- at.Step, calls.Value
                                stop.Cancel()
                    }

                try
                    Patience.during (fun () -> counted.Run(options, progress, stop.Token) |> ignore)
                    failtest "was not cancelled"
                with :? SamplingCanceledException as error ->
                    let steps, evaluations = atCancel.Value
                    Expect.equal error.CancellationToken stop.Token "the caller's token"
                    Expect.equal error.Partial.KeptSteps (steps / options.Thin) "kept steps"
                    Expect.equal calls.Value evaluations "no evaluation after the cancel"
                    Expect.equal error.Partial.StopReason SamplingStop.Cancelled "stop"
                    let resumed = Mcmc.Resume(error.Partial, 2000)
                    Expect.equal resumed.KeptSteps (error.Partial.KeptSteps + 2) "resumed"

                use early = new CancellationTokenSource()
                early.Cancel()
                let task = single.RunAsync(options, cancellationToken = early.Token)

                try
                    Patience.finish task
                    failtest "was not cancelled"
                with :? SamplingCanceledException as error ->
                    Expect.isTrue task.IsCanceled "a cancelled task"
                    Expect.isNull error.Partial "nothing kept")
        ]

let private error<'e when 'e :> exn> (run: unit -> unit) =
    try
        run ()
        failtest "accepted it"
    with :? 'e as error ->
        error

let private failing (inner: Type) (part: string) value (f: float -> float -> float) =
    testCase part (fun () ->
        let failure = error<LogDensityException>(fun () -> (sampler f).Run quick |> ignore)
        Expect.stringContains failure.Message part "message"
        Expect.equal failure.Point.Count 2 "point"
        Expect.isTrue (failure.Value.Equals value) "value"

        Expect.equal
            (if isNull failure.InnerException then
                 null
             else
                 failure.InnerException.GetType())
            inner
            "what it threw")

/// Rejected before any sampling, by both ways to run.
let private rejects argument parts (options: McmcOptions) =
    testCase $"""{argument}: {String.concat ", " parts}""" (fun () ->
        for run in
            [
                fun () -> single.Run options |> ignore
                fun () -> single.RunAsync options |> ignore
            ] do
            let failure = error<ArgumentException> run
            Expect.equal failure.ParamName argument "argument"

            for part in parts do
                Expect.stringContains failure.Message part "message")

/// Rejected when the run begins.
let private rejectsStart parts (sampler: EnsembleSampler) start =
    testCase $"""start: {String.concat ", " parts}""" (fun () ->
        let options = McmcOptions(Steps = 400, BurnIn = 100, Start = start)
        let failure = error<ArgumentException>(fun () -> sampler.Run options |> ignore)

        for part in parts do
            Expect.stringContains failure.Message part "message")

[<Tests>]
let checks =
    testList
        "facade sampling checks"
        [
            rejects "Walkers" [ "even"; "got 7" ] (McmcOptions(Walkers = 7, Start = start))
            rejects
                "Walkers"
                [ "at least 2 x 2 parameters = 4"; "got 2" ]
                (McmcOptions(Walkers = 2, Start = start))
            rejects
                "BurnIn"
                [ "from 0 to 99, below Steps; got 100" ]
                (McmcOptions(Steps = 100, BurnIn = 100, Start = start))
            rejects "BurnIn" [ "got -1" ] (McmcOptions(BurnIn = -1, Start = start))
            rejects
                "Thin"
                [ "a multiple of it; got 300" ]
                (McmcOptions(Steps = 500, BurnIn = 400, Thin = 300, Start = start))
            rejects "BlockSteps" [ "at least 1; got 0" ] (McmcOptions(BlockSteps = 0, Start = start))
            rejects "Moves" [ "none" ] (McmcOptions(Moves = [||], Start = start))
            rejects
                "Moves.Walk"
                [ "above 0; got 0" ]
                (McmcOptions(Moves = [| WeightedMove(Move.Walk(), 0.0) |], Start = start))
            rejects
                "Moves.Walk"
                [ "got NaN" ]
                (McmcOptions(Moves = [| WeightedMove(Move.Walk(), nan) |], Start = start))
            rejects "Moves" [] (McmcOptions(Moves = [| null |], Start = start))
            rejects
                "variances"
                [ "2 elements"; "3" ]
                (McmcOptions(Moves = [| WeightedMove(Move.Gaussian [| 1.0; 1.0; 1.0 |]) |], Start = start))
            rejects
                "covariance"
                [ "positive definite" ]
                (McmcOptions(
                    Moves = [| WeightedMove(Move.Gaussian(rows [| [| 1.0; 2.0 |]; [| 2.0; 1.0 |] |])) |],
                    Start = start
                ))
            rejects "Start" [ "a point"; "Priors" ] (McmcOptions())
            rejects "Start" [ "not a network's"; "got Fit" ] (McmcOptions(Start = WalkerStart.Fit()))
            rejects
                "MaximumRHat"
                [ "above 1"; "got 1" ]
                (McmcOptions(Start = start, Until = ConvergenceOptions(MaximumRHat = 1.0)))

            rejectsStart [ "without Priors"; "got Prior" ] single WalkerStart.Prior
            rejectsStart [ "2 numbers"; "got 3" ] single (WalkerStart.Ball([| 0.0; 0.0; 0.0 |], 1.0))
            rejectsStart [ "8 walkers"; "got 1" ] single (WalkerStart.Walkers(rows [| [| 0.0; 1.0 |] |]))
            rejectsStart [ "-infinity at all 8 walkers" ] (sampler (fun _ _ -> -infinity)) start
            rejectsStart [ "constant" ] (sampler (fun _ _ -> 1.0)) start

            testCase "factories name argument, value and range" (fun () ->
                let says (parts: string list) (create: unit -> obj) =
                    let failure = error<ArgumentException>(create >> ignore)

                    for part in parts do
                        Expect.stringContains failure.Message part "message"

                says [ "proper prior"; "from 1e-100 to 1e100"; "normal(0, 0)" ] (fun () ->
                    Prior.Normal(0.0, 0.0))

                says [ "proper prior"; "uniform(-Infinity, 1)" ] (fun () -> Prior.Uniform(-infinity, 1.0))
                says [ "proper prior"; "halfNormal(Infinity)" ] (fun () -> Prior.HalfNormal infinity)
                says [ "NoiseLevel"; "got 0" ] (fun () -> Likelihood.StudentT(4.0, 0.0))
                says [ "a must be"; "above 1; got 1" ] (fun () -> Move.Stretch 1.0)
                says [ "helpers"; "at least 2; got 1" ] (fun () -> Move.Walk 1)
                says [ "jumpProbability"; "from 0 to 1; got 2" ] (fun () -> Move.DE(jumpProbability = 2.0))
                says [ "gamma"; "got 0" ] (fun () -> Move.Snooker 0.0)
                says [ "factor"; "got NaN" ] (fun () -> Move.Kde nan)
                says [ "variance"; "got 0" ] (fun () -> Move.Gaussian 0.0)
                says [ "factor"; "got 0" ] (fun () -> Move.GaussianOfHelpers(factor = 0.0))

                says [ "mode"; "Vector, Random, Sequential" ] (fun () ->
                    Move.Gaussian(1.0, LanguagePrimitives.EnumOfValue<int64, StepMode> 9L))

                says [ "Moves"; "'Hop'"; "Stretch, Walk, DE" ] (fun () -> Move.FromName "Hop")
                says [ "Start"; "finite"; "got NaN" ] (fun () -> WalkerStart.Ball([| nan |], 1.0))

                says [ "Start"; "finite"; "got NaN" ] (fun () ->
                    WalkerStart.Walkers(rows [| for w in 1..8 -> [| float w; nan |] |]))

                says [ "Radius"; "got -1" ] (fun () -> WalkerStart.Ball([| 1.0 |], -1.0))

                says [ "ParameterNames"; "all different" ] (fun () ->
                    EnsembleSampler([| "a"; "a" |], LogDensityFunction(fun _ -> 0.0)))

                says [ "Priors"; "2 elements"; "1" ] (fun () ->
                    EnsembleSampler(names, LogDensityFunction(fun _ -> 0.0), [| Prior.HalfNormal 1.0 |]))

                says [ "Steps"; "at least 1; got 0" ] (fun () -> Mcmc.Resume(single.Run quick, 0))
                says [ "Thin"; "got 0" ] (fun () -> single.Run(quick).GetSamples(thin = 0))
                says [ "networks" ] (fun () -> single.Run(quick).Predict([| 1.0 |])))

            testCase "names and equality of moves, priors and starts" (fun () ->
                Expect.equal (Move.FromName "de") (Move.DE()) "moves"

                Expect.equal
                    (Move.FromName "gaussianRandom")
                    (Move.GaussianOfHelpers StepMode.Random)
                    "random walks"

                Expect.equal (Prior.Normal(0.0, 30.0)) NetworkPriors.Notebook.Weight "priors"
                Expect.equal (NetworkPriors()) McmcDefaults.Priors "default priors"
                Expect.equal (string (Prior.Uniform(-1.0, 1.0))) "uniform(-1, 1)" "prior"
                Expect.equal (string (Likelihood.StudentT(4.0, 0.1))) "studentT(4, 0.1)" "likelihood"
                Expect.equal (string (WalkerStart.Ball([| 0.0; 0.5 |], 0.1))) "Ball((0, 0.5), 0.1)" "start"
                Expect.equal (string (Move.Gaussian([| 1.0; 2.0 |]))) "Gaussian" "move")

            failing typeof<InvalidOperationException> "threw InvalidOperationException" nan (fun _ _ ->
                raise (InvalidOperationException "mine"))
            failing null "not a number" nan (fun x _ -> if x < 50.0 then nan else x)
            failing null "+infinity" infinity (fun x y -> if x > 1.0 then infinity else -(x * x) - y * y)

            testCase "a failure in the middle keeps the draws before it" (fun () ->
                let mutable calls = 0

                let trap =
                    sampler (fun x y ->
                        if Interlocked.Increment &calls > 10_000 then
                            nan
                        else
                            -(x * x) - y * y)

                let failure =
                    error<LogDensityException>(fun () ->
                        trap.Run(McmcOptions(BurnIn = 0, Threads = 1, Start = start)) |> ignore)

                Expect.isGreaterThan failure.Partial.KeptSteps 100 "kept steps"
                Expect.equal failure.Partial.StopReason SamplingStop.Failed "stop"
                Expect.isTrue (Double.IsNaN failure.Value) "value")
        ]
