/// Runs of NUTS as a whole: reproducible, interruptible, and with errors where they belong.
module UniversalApprox.Tests.Sampling.NutsSamplerTests

open System
open System.Text.Json
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Support

let private parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

let private network =
    LogDensity.ofNetwork Likelihood.GaussianUnknown NetworkPriors.notebook Activation.Sigmoid 1 parabola

let private normal = Normal(3, 100.0).Smooth
let private start count = EnsembleStart.Ball([| Array.create count 0.5 |], 0.1)

let private short =
    { NutsOptions.standard with Steps = 400; BurnIn = 200; Seed = seed; BlockSteps = 70 }

let private single = { short with Ensembles = 1 }
let private oneThread = { SamplingHooks.standard with Threads = 1 }

let private runWith hooks options (density: LogDensity) =
    NutsSampler.run options (start density.Dimension) hooks density

let private run options density = runWith SamplingHooks.standard options density
let private draws (chain: int) (result: NutsResult) = result.Chain.Ensembles[chain].Draws

/// A density like `normal` that counts how often it is asked, and acts at one of the times.
let private acting (calls: int ref) time (action: unit -> float) =
    let target = normal.CreateEvaluator()
    let point, value, slopes = Array.zeroCreate 3, Array.zeroCreate 1, Array.zeroCreate 3

    smooth
        (names 3)
        (PointGradient(fun x gradient ->
            x.CopyTo(Span point)
            target.EvaluateWithGradient(point, 1, value, slopes)
            (Span slopes).CopyTo gradient
            calls.Value <- calls.Value + 1
            if calls.Value = time then action () else value[0]))

/// A run that is not disturbed, and how many gradients it takes.
let private undisturbed =
    lazy
        (let calls = ref 0
         let result = runWith oneThread single (acting calls 0 (fun () -> 0.0))
         result, calls.Value)

/// The standard normal density in one dimension with other values or another slope beyond 1.
let private edged (value: float -> float) slope =
    smooth
        (names 1)
        (PointGradient(fun x gradient ->
            let isBeyond = x[0] > 1.0
            gradient[0] <- if isBeyond then slope else -x[0]
            if isBeyond then value x[0] else -0.5 * x[0] * x[0]))

let private constantly (value: float) (_: float) = value
let private square (x: float) = -0.5 * x * x

let private isPrefix (full: NutsResult) (cut: NutsResult) =
    let part = draws 0 cut
    Expect.isLessThan part.Length (draws 0 full).Length "not all was kept"
    Expect.equal part (Array.truncate part.Length (draws 0 full)) "the same draws"

let private running =
    testList
        "runs"
        [
            testCase "the same seed gives the same result for 1, 2 and 8 threads"
            <| fun () ->
                for density in [ network; normal ] do
                    let result threads =
                        let result = runWith { SamplingHooks.standard with Threads = threads } short density
                        result.Chain, result.States, result.Diagnostics

                    let one = result 1
                    Expect.isTrue (one = result 2) "2 threads"
                    Expect.isTrue (one = result 8) "8 threads"

            testCase "chains differ, and so do seeds"
            <| fun () ->
                let result = run short normal
                Expect.notEqual (draws 0 result) (draws 1 result) "chains"

                Expect.notEqual
                    (draws 0 result)
                    (draws 0 (run { short with Seed = seed + 1UL } normal))
                    "seeds"

            testCase "a step is a pure function, and a run is made of such steps"
            <| fun () ->
                let kernel = Nuts.kernel single.MaxDepth normal
                let initial = Nuts.initWarmup kernel single [| 0.1; 0.2; 0.3 |] (Rng.ofSeed 3UL)
                let text state = JsonSerializer.Serialize<NutsState> state
                let before = text initial
                let mutable state = initial

                let positions =
                    [|
                        for _ in 1 .. single.Steps do
                            let struct (next, _) = Nuts.step (Nuts.kernel single.MaxDepth normal) state
                            let struct (again, _) = Nuts.step kernel state
                            Expect.isTrue (next = again) "the same step"
                            state <- next
                            next.Position
                    |]

                Expect.equal (text initial) before "the argument stays as it was"
                kernel.Load initial

                for position in positions do
                    kernel.Advance() |> ignore
                    Expect.equal kernel.Current.Position position "in place"

                Expect.isTrue (kernel.Snapshot() = state) "the last state"
                Expect.equal state.Warmup None "warm-up is over"

            testCase "states are plain numbers: they survive JSON, also within warm-up"
            <| fun () ->
                for steps in [ 60; 120; 300 ] do
                    let result = run { short with Steps = steps; BurnIn = min 200 (steps - 1) } normal

                    for state in result.States do
                        let text = JsonSerializer.Serialize<NutsState> state
                        Expect.isTrue (JsonSerializer.Deserialize<NutsState> text = state) "the same state"

            testCase "run 300 and resume 100 is run 400"
            <| fun () ->
                let full = run short network
                let part = run { short with Steps = 300 } network

                let rest =
                    NutsSampler.resume { short with Steps = 100 } part.States SamplingHooks.standard network

                Expect.isTrue ((Sampler.append part.Chain rest.Chain) = full.Chain) "the chain"
                Expect.isTrue (rest.States = full.States) "the states"
                Expect.isTrue (rest.Diagnostics = full.Diagnostics) "the diagnostics"

            testCase "burn-in is the warm-up, and thinning keeps the steps it should"
            <| fun () ->
                let all = run short normal
                let some = run { short with Thin = 7 } normal
                // Every 7th step after the 200th: 203, 210, …, 399.
                let kept =
                    [| for s in 203..7..399 -> Array.sub (draws 2 all) ((s - 201) * 3) 3 |] |> Array.concat

                Expect.equal (draws 2 some) kept "draws"
                Expect.equal all.Chain.StepsBefore 200L "steps before"
                Expect.equal some.Chain.Ensembles[0].ProposedPerWalker [| 200L |] "all steps count"

            testCase "blocks are the chain in order, and can be all there is"
            <| fun () ->
                let blocks = ResizeArray<Chain>()
                let hooks = { SamplingHooks.standard with OnBlock = Some blocks.Add }
                let result = runWith hooks short normal

                Expect.equal
                    (blocks |> Seq.map _.Ensembles[0].KeptSteps |> Seq.toList)
                    [ 70; 70; 60 ]
                    "lengths"

                Expect.isTrue (Seq.reduce Sampler.append blocks = result.Chain) "the chain"
                blocks.Clear()
                let empty = runWith hooks { short with KeepDraws = false } normal
                Expect.equal empty.Chain.Ensembles[0].KeptSteps 0 "nothing kept"
                Expect.equal (Seq.reduce Sampler.append blocks).Ensembles[0].Draws (draws 0 result) "blocks"

            testCase "the convergence hook stops the run, with its verdict"
            <| fun () ->
                let enough (chain: Chain) =
                    if chain.Ensembles[0].KeptSteps >= 140 then Some "enough" else None

                let result = runWith { SamplingHooks.standard with Until = Some enough } short normal
                Expect.equal result.Stop (SamplingStop.Converged "enough") "stop"
                // It is asked after 50, 60, 72, 87, 105, 126, 152 kept steps.
                Expect.equal result.Chain.Ensembles[0].KeptSteps 152 "steps"

            testCase "progress goes from the first to the last step, warm-up included"
            <| fun () ->
                let seen = ResizeArray<SamplingProgress>()
                runWith { SamplingHooks.standard with OnProgress = seen.Add } short normal |> ignore
                Expect.equal seen[seen.Count - 1].Step 400 "all steps"
                Expect.isAscending (seen |> Seq.map _.Step) "in order"

                Expect.isTrue
                    (seen |> Seq.forall (fun p -> p.AcceptanceRate >= 0.0 && p.AcceptanceRate <= 1.0))
                    "rates"

                Expect.isTrue (abs (seen[seen.Count - 1].AcceptanceRate - 0.8) < 0.15) "near the target"

            testCase "cancellation keeps the chain so far, and resuming goes on exactly, also within warm-up"
            <| fun () ->
                let full, calls = undisturbed.Value

                for time in [ calls / 4; calls - 100 ] do
                    use source = new CancellationTokenSource()

                    let density =
                        acting (ref 0) time (fun () ->
                            source.Cancel()
                            0.0)

                    let result = runWith { oneThread with Cancellation = source.Token } single density
                    Expect.equal result.Stop SamplingStop.Cancelled "stop"
                    Expect.equal result.States[0].Warmup.IsSome (time = calls / 4) "within warm-up"
                    isPrefix full result
                    let left = single.Steps - int result.States[0].Step

                    let rest = NutsSampler.resume { single with Steps = left } result.States oneThread normal

                    Expect.equal
                        (Array.append (draws 0 result) (draws 0 rest))
                        (draws 0 full)
                        "the whole chain"

                    Expect.isTrue (rest.States = full.States) "the state"

            testCase "exceptions end the run with the point, and keep the chain so far"
            <| fun () ->
                let full, calls = undisturbed.Value
                let failing = acting (ref 0) (calls - 100) (fun () -> failwith "thrown here")
                let result = runWith oneThread single failing
                isPrefix full result

                match result.Stop with
                | SamplingStop.Failed error ->
                    Expect.equal error.Point.Length 3 "point"
                    Expect.stringContains error.Message "thrown here" "message"
                | other -> failtest $"expected a failure, got {other}"

            testCase "values and slopes that are not finite are divergences, and nothing is drawn there"
            <| fun () ->
                for value, slope in
                    [
                        constantly nan, 0.0
                        constantly infinity, 0.0
                        constantly -infinity, 0.0
                        square, nan
                        square, -infinity
                    ] do
                    let result = runWith oneThread { short with Steps = 1200 } (edged value slope)
                    Expect.equal result.Stop SamplingStop.Completed "the run goes on"

                    for chain in 0..3 do
                        Expect.isGreaterThan result.Diagnostics[chain].Divergences 0L $"{value 2.0}, {slope}"
                        Expect.isTrue (draws chain result |> Array.forall (fun x -> x <= 1.0)) "within"
        ]

let private reporting =
    testList
        "diagnostics"
        [
            testCase "they are those of the steps after warm-up"
            <| fun () ->
                let kernel = Nuts.kernel 4 normal
                let options = { single with MaxDepth = 4 }
                let mutable state = Nuts.initWarmup kernel options [| 1.0; 2.0; 3.0 |] (Rng.ofSeed 4UL)
                let infos = ResizeArray<NutsInfo>()

                for s in 1..600 do
                    let struct (next, info) = Nuts.step kernel state

                    if s > options.BurnIn then
                        infos.Add info

                    state <- next

                let diagnostics = Nuts.diagnostics state
                let energies = infos |> Seq.map _.Energy |> Seq.toArray
                let mean = Array.average energies
                let scatter = energies |> Array.sumBy (fun e -> (e - mean) * (e - mean))
                let jumps = energies |> Array.pairwise |> Array.sumBy (fun (a, b) -> (b - a) * (b - a))
                let share condition = infos |> Seq.averageBy (fun info -> if condition info then 1.0 else 0.0)
                let close expected actual what = Expect.floatClose Accuracy.high actual expected what
                Expect.equal diagnostics.Steps 400L "steps"
                close (jumps / scatter) diagnostics.EBfmi.Value "E-BFMI"
                close (share (fun info -> info.Depth = 4)) diagnostics.DepthLimitShare "depth limit"
                close (infos |> Seq.averageBy _.AcceptanceRate) diagnostics.AcceptanceRate "acceptance"
                Expect.equal diagnostics.LeapfrogSteps (infos |> Seq.sumBy (_.LeapfrogSteps >> int64)) "steps"
                Expect.equal diagnostics.StepSize state.StepSize "step size"

            testCase "the energy of a normal law has E-BFMI about 1, and that of a funnel far less"
            <| fun () ->
                let options = { NutsOptions.standard with Seed = seed; Steps = 3000; TargetAcceptance = 0.8 }

                // v ~ N(0, 9), nine x given v ~ N(0, e^v).
                let funnel =
                    smooth
                        (names 10)
                        (PointGradient(fun x gradient ->
                            let inverse = exp -x[0]
                            let mutable squares = 0.0

                            for p in 1..9 do
                                squares <- squares + x[p] * x[p]
                                gradient[p] <- -x[p] * inverse

                            gradient[0] <- -x[0] / 9.0 + 0.5 * (squares * inverse - 9.0)
                            -0.5 * (x[0] * x[0] / 9.0 + squares * inverse + 9.0 * x[0])))

                for diagnostics in (run options normal).Diagnostics do
                    Expect.isTrue (abs (diagnostics.EBfmi.Value - 1.0) < 0.3) $"%A{diagnostics}, seed {seed}"
                    Expect.equal diagnostics.Divergences 0L "none"

                    Expect.isTrue
                        (abs (diagnostics.AcceptanceRate - options.TargetAcceptance) < 0.1)
                        $"%A{diagnostics}"

                let worst = (run options funnel).Diagnostics
                Expect.isLessThan (worst |> Array.map _.EBfmi.Value |> Array.min) 0.3 "E-BFMI"
                Expect.isGreaterThan (worst |> Array.sumBy _.Divergences) 10L "divergences"

            testCase "the diagnostics and the posterior take chains of NUTS as ensembles of one walker"
            <| fun () ->
                let result = run { NutsOptions.standard with Seed = seed } normal

                for quantity in Diagnostics.ofChain result.Chain do
                    Expect.isLessThan quantity.RHat.Value 1.02 "rank-normalised split R̂"
                    Expect.equal quantity.NestedRHat quantity.RHat "is what the verdict goes by"
                    Expect.isGreaterThan quantity.EssBulk.Value 1000.0 "bulk ESS"
                    Expect.equal quantity.WalkerDependence 1.0 "chains are independent"

                let posterior = Posterior.create Posterior.defaults result.Chain
                Expect.equal posterior.Summaries.Length 3 "summaries"
                let verdict = Posterior.verdict Convergence.defaults posterior
                Expect.isTrue verdict.IsConverged verdict.Text

            testCase "chains that drift are not converged, though they agree with each other"
            <| fun () ->
                // All chains go the same way: only halves of chains disagree.
                let names = [| "x" |]
                let noise = RandomSource(Rng.ofSeed seed)
                let value _ _ step = [| noise.Normal() + 0.0005 * float step |]
                let chain = Chains.build names 4 1 2000 value (fun _ _ _ -> 0.0)
                let verdict = Convergence.check Convergence.defaults chain

                Expect.isTrue (verdict.Reasons |> List.exists _.IsDisagreement) $"{verdict.Text}, seed {seed}"
        ]

let private refusals =
    testList
        "errors"
        [
            testCase "starts where the density is not finite are rejected with the point"
            <| fun () ->
                let at value slope =
                    let density = edged value slope

                    fun () ->
                        NutsSampler.run short (EnsembleStart.Ball([| [| 2.0 |] |], 0.1)) oneThread density
                        |> ignore

                for value, slope, what in
                    [
                        constantly nan, 0.0, "not a number"
                        constantly infinity, 0.0, "+infinity"
                        square, nan, "gradient"
                        square, infinity, "gradient"
                    ] do
                    try
                        at value slope ()
                        failtest $"{value 2.0}, {slope}"
                    with :? DensityException as error ->
                        Expect.stringContains error.Message what "message"
                        Expect.isGreaterThan error.Point[0] 1.0 "point"

                rejects [ "-infinity" ] (at (constantly -infinity) 0.0)

            testCase "a random start is drawn again where the density is impossible"
            <| fun () ->
                let start = EnsembleStart.Ball([| [| 1.0 |] |], 1.0)

                let result =
                    NutsSampler.run
                        { short with Ensembles = 8 }
                        start
                        oneThread
                        (edged (constantly -infinity) 0.0)

                Expect.equal result.Stop SamplingStop.Completed "stop"

            testCase "starts are those of ensembles of one walker"
            <| fun () ->
                let run start density () = NutsSampler.run short start oneThread density |> ignore

                let walkers = EnsembleStart.Walkers [| [| [| 1.0; 2.0; 3.0 |] |] |]
                run walkers normal ()
                NutsSampler.run { short with Steps = 201 } EnsembleStart.Prior oneThread network |> ignore
                rejects [ "Start"; "Priors" ] (run EnsembleStart.Prior normal)
                rejects [ "Start"; "3 numbers" ] (run (EnsembleStart.Ball([| [| 1.0 |] |], 0.1)) normal)
                let two = [| [| 1.0; 2.0; 3.0 |]; [| 1.0; 2.0; 3.0 |] |]
                rejects [ "Start"; "1 walkers" ] (run (EnsembleStart.Walkers [| two |]) normal)

            testCase "densities without a gradient, and constant ones, are rejected"
            <| fun () ->
                let run density () = run short density |> ignore
                rejects [ "gradient" ] (run (Normal(2, 1.0).Density))

                let constant =
                    smooth
                        (names 2)
                        (PointGradient(fun _ gradient ->
                            gradient.Clear()
                            3.0))

                rejects [ "constant" ] (run constant)

            testCase "options out of range are rejected by name"
            <| fun () ->
                let reject parts change = rejects parts (fun () -> run (change short) normal |> ignore)
                reject [ "Steps"; "0" ] (fun o -> { o with Steps = 0; BurnIn = 0 })
                reject [ "BurnIn"; "399"; "400" ] (fun o -> { o with BurnIn = 400 })
                reject [ "BurnIn"; "-1" ] (fun o -> { o with BurnIn = -1 })
                reject [ "BurnIn"; "default"; "more Steps" ] (fun o -> { o with BurnIn = 1000 })
                reject [ "Thin" ] (fun o -> { o with Thin = 0 })
                reject [ "Ensembles" ] (fun o -> { o with Ensembles = 0 })
                reject [ "BlockSteps" ] (fun o -> { o with BlockSteps = 0 })
                reject [ "MaxDepth"; "21"; "20" ] (fun o -> { o with MaxDepth = 21 })
                reject [ "TargetAcceptance"; "1" ] (fun o -> { o with TargetAcceptance = 1.0 })
                reject [ "TargetAcceptance"; "NaN" ] (fun o -> { o with TargetAcceptance = nan })
                let metric rows = fun o -> { o with InitialMetric = Some rows }
                reject [ "InitialMetric[0]"; "3" ] (metric [| [| 1.0 |] |])
                reject [ "InitialMetric[0][1]"; "0" ] (metric [| [| 1.0; 0.0; 1.0 |] |])

                reject
                    [ "InitialMetric"; "symmetric" ]
                    (metric [| [| 1.0; 0.0; 0.0 |]; [| 0.5; 1.0; 0.0 |]; [| 0.0; 0.0; 1.0 |] |])

                reject
                    [ "InitialMetric"; "positive definite" ]
                    (metric [| [| 1.0; 2.0; 0.0 |]; [| 2.0; 1.0; 0.0 |]; [| 0.0; 0.0; 1.0 |] |])

                rejects [ "Threads" ] (fun () ->
                    runWith { oneThread with Threads = 0 } short normal |> ignore)

            testCase "states that do not fit are rejected"
            <| fun () ->
                let states = (run short normal).States

                let resume states density () = NutsSampler.resume short states oneThread density |> ignore

                rejects [ "states" ] (resume [||] normal)
                rejects [ "states[0]"; "5 parameters" ] (resume states network)
                rejects [ "states[1]" ] (resume [| states[0]; { states[1] with Step = 7L } |] normal)
        ]

[<Tests>]
let tests = testList "NUTS sampler" [ running; reporting; refusals ]
