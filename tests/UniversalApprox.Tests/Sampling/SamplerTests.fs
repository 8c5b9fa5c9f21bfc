module UniversalApprox.Tests.Sampling.SamplerTests

open System
open System.Text.Json
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Support

let private parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

let private network =
    LogDensity.ofNetwork Likelihood.GaussianUnknown NetworkPriors.notebook Activation.Sigmoid 1 parabola

let private root = Rng.ofSeed 5UL

let private ball (density: LogDensity) = EnsembleStart.Ball([| Array.create density.Dimension 0.5 |], 0.1)

let private everyMove =
    [|
        { Move = Move.stretch; Weight = 1.0 }
        { Move = Move.walk; Weight = 1.0 }
        { Move = Move.Walk(Some 3, None); Weight = 1.0 }
        { Move = Move.differentialEvolution; Weight = 1.0 }
        { Move = Move.snooker; Weight = 1.0 }
        { Move = Move.kde; Weight = 1.0 }
        { Move = Move.Gaussian(StepCovariance.Scalar 0.01, StepMode.Sequential); Weight = 1.0 }
    |]

let private short = { options with Steps = 300; BurnIn = 0; Moves = everyMove; BlockSteps = 70 }

let private normal = Normal(2, 4.0).Density
let private draws (ensemble: int) (result: SamplingResult) = result.Chain.Ensembles[ensemble].Draws

let private same (expected: Chain) (actual: Chain) =
    for e, a in Array.zip expected.Ensembles actual.Ensembles do
        Expect.isTrue (e = a) "draws, log-densities and counts are identical to the last bit"

let private run options density = Sampler.run options (ball density) SamplingHooks.standard density

/// A density that behaves like `normal` until it has been evaluated `count` times, and then does something else.
let private after count (action: unit -> float) =
    let calls = ref 0

    LogDensity.ofFunction
        (names 2)
        (PointDensity(fun x ->
            if Interlocked.Increment calls > count then
                action ()
            else
                -0.5 * (x[0] * x[0] + x[1] * x[1])))

let private single = { short with Ensembles = 1; Moves = only Move.stretch; Steps = 2000 }

/// Says when it is asked for a proposal.
type private CountingStretch(count: unit -> unit) =
    inherit Proposer()
    let stretch = StretchProposer 2.0

    override _.Propose(half, walker, random, target, at) =
        count ()
        stretch.Propose(half, walker, random, target, at)

let private oneThread = { SamplingHooks.standard with Threads = 1 }

/// The steps of the chain that were kept are the first of the full run.
let private isPrefix (full: SamplingResult) (cut: SamplingResult) =
    let part = cut.Chain.Ensembles[0]
    Expect.isGreaterThan part.KeptSteps 0 "something was kept"
    Expect.isLessThan part.KeptSteps full.Chain.Ensembles[0].KeptSteps "not all was"
    Expect.equal part.Draws (Array.truncate part.Draws.Length full.Chain.Ensembles[0].Draws) "the same draws"
    Expect.equal cut.States[0].Step (int64 part.KeptSteps) "the state is where the chain ends"

[<Tests>]
let tests =
    testList
        "Sampler"
        [
            testCase "the same seed gives the same chain for 1, 2 and 8 threads"
            <| fun () ->
                for density in [ network; normal ] do
                    let with' threads =
                        Sampler.run
                            short
                            (ball density)
                            { SamplingHooks.standard with Threads = threads }
                            density

                    let one = with' 1
                    same one.Chain (with' 2).Chain
                    same one.Chain (with' 8).Chain

            testCase "an early end of hopeless evaluations changes no draw"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 3UL) Curve.parabola

                for likelihood in
                    [
                        Likelihood.MeanSquaredError
                        Likelihood.Gaussian 0.5
                        Likelihood.GaussianUnknown
                        Likelihood.StudentT(4.0, None)
                    ] do
                    let density =
                        LogDensity.ofNetwork likelihood NetworkPriors.notebook Activation.Sigmoid 2 data

                    let evaluator = density.CreateEvaluator()

                    // The same density as a function that knows nothing of floors.
                    let plain =
                        LogDensity.ofBatch
                            density.ParameterNames
                            (BatchDensity(fun points count values ->
                                let all = Array.zeroCreate count
                                evaluator.Evaluate(points.ToArray(), count, all)
                                all.AsSpan().CopyTo values))

                    let chain density = (Sampler.run single (ball density) oneThread density).Chain
                    same (chain plain) (chain density)

            testCase "another seed, and each ensemble, gives another chain"
            <| fun () ->
                let one = run short normal
                let other = run { short with Seed = 1UL } normal
                Expect.isFalse ((draws 0 one) = (draws 0 other)) "seeds"
                Expect.isFalse ((draws 0 one) = (draws 1 one)) "ensembles"

            testCase "run 500 and resume 500 is run 1000, through text as well, with and without thinning"
            <| fun () ->
                for thin in [ 1; 3 ] do
                    let options = { short with Thin = thin }
                    let whole = run { options with Steps = 1000 } network
                    let first = run { options with Steps = 500 } network

                    let states =
                        first.States
                        |> JsonSerializer.Serialize
                        |> JsonSerializer.Deserialize<EnsembleState[]>

                    let second =
                        Sampler.resume { options with Steps = 500 } states SamplingHooks.standard network

                    same whole.Chain (Sampler.append first.Chain second.Chain)
                    Expect.isTrue (whole.States = second.States) "final states"

            testCase "a step of the kernel leaves its argument alone and is repeatable"
            <| fun () ->
                let kernel = Ensemble.kernel everyMove 8 normal

                let struct (positions, _) =
                    EnsembleStart.positions (ball normal) 8 1 0 (Rng.ofSeed 1UL) normal

                let state = Ensemble.init kernel positions (Rng.ofSeed 2UL)
                let copy = { state with Positions = Array.copy state.Positions }
                let struct (next, info) = Ensemble.step kernel state
                let struct (again, _) = Ensemble.step (Ensemble.kernel everyMove 8 normal) state
                Expect.isTrue (state = copy) "argument"
                Expect.isTrue (next = again) "result"
                // A state is taken and loaded again after every step, or only after the last one.
                let mutable stepped = state
                kernel.Load state

                for _ in 1..50 do
                    let struct (next, _) = Ensemble.step (Ensemble.kernel everyMove 8 normal) stepped
                    stepped <- next
                    kernel.Advance() |> ignore

                Expect.isTrue (stepped = kernel.Snapshot()) "many steps"
                Expect.equal next.Step 1L "step"
                Expect.equal (Array.sum next.AcceptedPerWalker) (int64 info.Accepted) "accepted"

            testCase "burn-in and thinning keep the steps they should"
            <| fun () ->
                let all = run { short with Steps = 100 } normal
                let some = run { short with Steps = 100; BurnIn = 20; Thin = 7 } normal
                let size = all.Chain.Ensembles[0].Walkers * 2
                // Every 7th step after the 20th: 21, 28, …, 98.
                let kept =
                    [| for s in 21..7..98 -> Array.sub (draws 2 all) ((s - 1) * size) size |] |> Array.concat

                Expect.equal (draws 2 some) kept "draws"

                Expect.equal
                    (Array.sum some.Chain.Ensembles[0].ProposedPerWalker)
                    (80L * int64 (size / 2))
                    "proposals"

            testCase "blocks are the chain in order, and can be all there is"
            <| fun () ->
                let blocks = ResizeArray<Chain>()
                let hooks = { SamplingHooks.standard with OnBlock = Some blocks.Add }
                let result = Sampler.run { short with BurnIn = 30 } (ball normal) hooks normal

                Expect.equal
                    (blocks |> Seq.map _.Ensembles[0].KeptSteps |> Seq.toList)
                    [ 70; 70; 70; 60 ]
                    "lengths"

                same result.Chain (Seq.reduce Sampler.append blocks)
                blocks.Clear()

                let empty =
                    Sampler.run { short with BurnIn = 30; KeepDraws = false } (ball normal) hooks normal

                Expect.equal empty.Chain.Ensembles[0].KeptSteps 0 "nothing kept"

                Expect.equal
                    (Seq.reduce Sampler.append blocks).Ensembles[0].Draws
                    (draws 0 result)
                    "the same blocks"

            testCase "the convergence hook stops the run, with its verdict"
            <| fun () ->
                let hooks =
                    { SamplingHooks.standard with
                        Until =
                            Some(fun chain ->
                                if chain.Ensembles[0].KeptSteps >= 140 then Some "enough" else None)
                    }

                let result = Sampler.run short (ball normal) hooks normal
                Expect.equal result.Stop (SamplingStop.Converged "enough") "stop"
                // It is asked after 50, 60, 72, 87, 105, 126, 152 kept steps.
                Expect.equal result.Chain.Ensembles[0].KeptSteps 152 "steps"
                Expect.isTrue ((run { short with Steps = 152 } normal).Chain = result.Chain) "the same chain"

            testCase "progress goes from the first to the last step"
            <| fun () ->
                let seen = ResizeArray<SamplingProgress>()
                let hooks = { SamplingHooks.standard with OnProgress = seen.Add }
                Sampler.run short (ball normal) hooks normal |> ignore
                Expect.equal seen[seen.Count - 1].Step 300 "all steps"
                Expect.isAscending (seen |> Seq.map _.Step) "in order"

                Expect.isTrue
                    (seen |> Seq.forall (fun p -> p.AcceptanceRate > 0.0 && p.AcceptanceRate < 1.0))
                    "rates"

            testCase "cancellation keeps the chain so far, and resuming goes on exactly"
            <| fun () ->
                let full = run single normal
                let source = new CancellationTokenSource()

                let density =
                    let calls = ref 0

                    LogDensity.ofFunction
                        (names 2)
                        (PointDensity(fun x ->
                            if Interlocked.Increment calls = 4000 then
                                source.Cancel()

                            let value = [| 0.0 |]
                            normal.CreateEvaluator().Evaluate(x.ToArray(), 1, value)
                            value[0]))

                let result =
                    Sampler.run single (ball normal) { oneThread with Cancellation = source.Token } density

                Expect.equal result.Stop SamplingStop.Cancelled "stop"
                isPrefix full result
                let left = single.Steps - int result.States[0].Step
                let rest = Sampler.resume { single with Steps = left } result.States oneThread normal

                Expect.equal
                    (Sampler.append result.Chain rest.Chain).Ensembles[0].Draws
                    (draws 0 full)
                    "the whole chain"

            testCase "cancellation stops the evaluations of all threads"
            <| fun () ->
                use source = new CancellationTokenSource()
                let calls = ref 0

                let density =
                    LogDensity.ofFunction
                        (names 2)
                        (PointDensity(fun x ->
                            if Interlocked.Increment calls = 1001 then
                                source.Cancel()

                            -(x[0] * x[0]) - x[1] * x[1]))

                let hooks = { SamplingHooks.standard with Cancellation = source.Token; Threads = 2 }
                let result = Sampler.run { options with Steps = 10000 } (ball density) hooks density
                Expect.equal result.Stop SamplingStop.Cancelled "stop"

                Expect.isLessThanOrEqual
                    calls.Value
                    1002
                    "evaluations, with one that the other thread had begun"

            testCase "cancellation is honoured within a step, at the next proposal and at the next evaluation"
            <| fun () ->
                let walkers = 2000

                for isInProposal in [ true; false ] do
                    use source = new CancellationTokenSource()
                    let calls = ref 0
                    let isCounting = ref false

                    let count () =
                        if isCounting.Value then
                            calls.Value <- calls.Value + 1

                            if calls.Value = 300 then
                                source.Cancel()

                    let density =
                        LogDensity.ofFunction
                            (names 2)
                            (PointDensity(fun x ->
                                if not isInProposal then
                                    count ()

                                -(x[0] * x[0]) - x[1] * x[1]))

                    let proposer = CountingStretch(if isInProposal then count else ignore)
                    let kernel = EnsembleKernel(density, walkers, [| struct (proposer, 1.0) |])
                    let positions = Array.init (2 * walkers) (fun i -> sin (float (i * i)))
                    kernel.Load(Ensemble.init kernel positions root)
                    kernel.Cancellation <- source.Token
                    isCounting.Value <- true

                    Expect.throwsT<OperationCanceledException>
                        (fun () -> kernel.Advance() |> ignore)
                        "cancelled"

                    Expect.equal calls.Value 300 "and not one call more"

            testCase "NaN, +∞ and exceptions end the run with the point, and keep the chain so far"
            <| fun () ->
                let full = Sampler.run single (ball normal) oneThread (after Int32.MaxValue (fun () -> 0.0))

                for what, action in
                    [
                        "not a number", (fun () -> nan)
                        "+infinity", (fun () -> infinity)
                        "thrown here", (fun () -> failwith "thrown here")
                    ] do
                    let result = Sampler.run single (ball normal) oneThread (after 4000 action)
                    isPrefix full result

                    match result.Stop with
                    | SamplingStop.Failed error ->
                        Expect.equal error.Point.Length 2 "point"
                        Expect.stringContains error.Message what "message"
                    | other -> failtest $"expected a failure, got {other}"

            testCase "a chain that does not fit into memory is refused, and thinning is suggested"
            <| fun () ->
                rejects [ "GiB"; "Thin"; "one in 64" ] (fun () -> Sampler.checkMemory 1000000L 4000L 10 9 10)
                Sampler.checkMemory 1000000000L 4000L 10 9 10
                rejects [ "Thin" ] (fun () -> run { options with Steps = Int32.MaxValue } network)

            testCase "options out of range are rejected by name"
            <| fun () ->
                let reject parts change = rejects parts (fun () -> run (change short) network)
                reject [ "Walkers"; "10"; "8" ] (fun o -> { o with Walkers = Some 8 })
                reject [ "Walkers"; "even"; "11" ] (fun o -> { o with Walkers = Some 11 })
                reject [ "Steps"; "0" ] (fun o -> { o with Steps = 0 })
                reject [ "BurnIn"; "299"; "300" ] (fun o -> { o with BurnIn = 300 })
                reject [ "BurnIn"; "-1" ] (fun o -> { o with BurnIn = -1 })
                reject [ "Thin" ] (fun o -> { o with Thin = 0 })
                reject [ "Ensembles" ] (fun o -> { o with Ensembles = 0 })
                reject [ "BlockSteps" ] (fun o -> { o with BlockSteps = 0 })
                reject [ "Moves" ] (fun o -> { o with Moves = [||] })
                let weighted move weight = [| { Move = move; Weight = weight } |]
                reject [ "Moves.Stretch"; "0" ] (fun o -> { o with Moves = weighted Move.stretch 0.0 })
                reject [ "Moves.Walk"; "-1" ] (fun o -> { o with Moves = weighted Move.walk -1.0 })
                reject [ "Moves.Walk"; "NaN" ] (fun o -> { o with Moves = weighted Move.walk nan })
                let moves move = fun (o: SamplingOptions) -> { o with Moves = only move }
                reject [ "a must be"; "1" ] (moves (Move.Stretch 1.0))
                reject [ "helpers" ] (moves (Move.Walk(Some 1, None)))
                reject [ "gamma" ] (moves (Move.DifferentialEvolution(Some 0.0, 0.1)))
                reject [ "jumpProbability"; "1.5" ] (moves (Move.DifferentialEvolution(None, 1.5)))
                reject [ "factor" ] (moves (Move.Kde nan))
                reject [ "variance" ] (moves (Move.Gaussian(StepCovariance.Scalar 0.0, StepMode.Vector)))

                reject
                    [ "variances"; "5" ]
                    (moves (Move.Gaussian(StepCovariance.Diagonal [| 1.0 |], StepMode.Vector)))

                let wrong = Array.init 5 (fun i -> Array.init 5 (fun j -> if i = j then 1.0 else 2.0))

                reject
                    [ "positive definite" ]
                    (moves (Move.Gaussian(StepCovariance.Full wrong, StepMode.Vector)))

                rejects [ "'Leap'"; "Stretch, Walk, DE, Snooker, KDE" ] (fun () -> Move.ofName "Leap")

                Expect.equal (Move.ofName "gaussian") (Move.gaussian StepMode.Vector) "walks by their mode"
                Expect.equal (Move.ofName "de") Move.differentialEvolution "names in any case"

                rejects [ "Threads" ] (fun () ->
                    Sampler.run short (ball normal) { SamplingHooks.standard with Threads = 0 } normal)

            testCase "states that do not fit are rejected"
            <| fun () ->
                let states = (run short normal).States
                let resume states density = Sampler.resume short states SamplingHooks.standard density
                rejects [ "states" ] (fun () -> resume [||] normal)
                rejects [ "states[0]"; "5 parameters" ] (fun () -> resume states network)

                rejects [ "states[1]" ] (fun () ->
                    resume [| states[0]; { states[1] with Step = 7L } |] normal)
        ]
