/// Runs of many walkers end at once when they are cancelled: counted in evaluations, never in time.
module UniversalApprox.Tests.Sampling.CancelledRunTests

open System
open System.Threading
open Expecto
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Sampling.Support

let private data = lazy (noisyCurve (-3.0, 3.0) 30 0.1 5 (fun x -> 1.0 / (1.0 + exp -x)))

let private networkTarget density =
    McmcTarget.ofNetwork
        density
        Likelihood.GaussianUnknown
        NetworkPriors.standard
        Activation.Tanh
        1
        data.Value

/// A network's posterior that calls `onEvaluation` before each evaluation and `onCompletion` before draws of all parameters
/// are made. Without a gradient, so that ensembles sample it.
let private watched density onEvaluation onCompletion =
    let target = networkTarget density
    let evaluator = new ThreadLocal<_>(fun () -> target.Density.CreateEvaluator())

    let value (point: float[]) =
        onEvaluation ()
        let values = [| 0.0 |]
        evaluator.Value.Evaluate(point, 1, values)
        values[0]

    McmcTarget(
        LogDensity.ofFunction
            target.Density.ParameterNames
            (PointDensity(fun point -> value (point.ToArray()))),
        target.Full,
        target.Collapsed,
        target.Modes,
        target.Priors,
        target.Note,
        {
            OfParameters = target.OfParameters
            ToParameters = target.ToParameters
            Complete =
                fun rng first chain ->
                    onCompletion ()
                    target.Complete rng first chain
            OfModes = target.OfModes
        }
    )

let private settings walkers steps =
    let settings = Mcmc.ofSteps (Some steps) (Some 0)
    { settings with Sampling = { settings.Sampling with Walkers = Some walkers } }

let private oneThread = { SamplingHooks.standard with Threads = 1 }

/// Calls `atCall` in its call number `number`.
let private counter number atCall =
    let calls = ref 0

    let count () =
        if Interlocked.Increment calls = number then
            atCall ()

    struct (calls, count)

[<Tests>]
let tests =
    testList
        "Cancelled runs"
        [
            for density in [ DensityChoice.Collapsed; DensityChoice.Full ] do
                testCase $"the search for 20 000 starts ends at the next one, {density}"
                <| fun () ->
                    use source = new CancellationTokenSource()
                    let struct (calls, count) = counter 500 source.Cancel
                    let target = watched density count ignore
                    let hooks = { oneThread with Cancellation = source.Token }

                    Expect.throwsT<OperationCanceledException>
                        (fun () -> Mcmc.run (settings 20_000 10) hooks [||] target |> ignore)
                        "cancelled"

                    Expect.equal calls.Value 500 "and not one evaluation more"

            testCase "points around modes and draws at them are not made after a cancellation"
            <| fun () ->
                let cancelled = CancellationToken true
                let target = networkTarget DensityChoice.Full
                let modes = target.Modes.Value

                let found = CollapsedModes.search CollapsedModes.defaults [||] CancellationToken.None modes

                let points = CollapsedModes.dispersed 1.0 3 (Rng.ofSeed seed) found
                let stops act = Expect.throwsT<OperationCanceledException> (act >> ignore) "cancelled"
                stops (fun () -> CollapsedModes.dispersedUntil cancelled 1.0 3 (Rng.ofSeed seed) found)
                stops (fun () -> target.OfModes cancelled (Rng.ofSeed seed) points)

            testCase
                "draws of a cancelled run are made when they are read, and are the first of the whole run"
            <| fun () ->
                let whole =
                    Mcmc.run (settings 20 200) oneThread [||] (watched DensityChoice.Auto ignore ignore)

                use source = new CancellationTokenSource()
                let struct (_, count) = counter 3000 source.Cancel
                let completions = ref 0

                let target =
                    watched DensityChoice.Auto count (fun () -> completions.Value <- completions.Value + 1)

                let run =
                    Mcmc.run (settings 20 200) { oneThread with Cancellation = source.Token } [||] target

                Expect.equal run.Stop SamplingStop.Cancelled "stop"
                let kept = run.Posterior.Value.KeptSteps
                Expect.isTrue (kept > 0 && kept < 200) $"{kept} of 200 steps"
                Expect.equal completions.Value 0 "nothing made yet"
                let chain = run.Posterior.Value.Raw
                Expect.equal completions.Value 1 "made once"
                Expect.equal chain.Ensembles[0].KeptSteps kept "as many as it said"
                let all = whole.Posterior.Value.Raw

                for e in 0..3 do
                    let draws = chain.Ensembles[e].Draws
                    Expect.equal draws (Array.truncate draws.Length all.Ensembles[e].Draws) $"ensemble {e}"

                let resumed = Mcmc.resume (200 - kept) oneThread run
                Expect.equal resumed.Posterior.Value.KeptSteps 200 "all steps"
                Expect.equal resumed.Posterior.Value.Raw.Ensembles[3].Draws all.Ensembles[3].Draws "resumed"

            testCase "a verdict that waits for its draws is given up"
            <| fun () ->
                use source = new CancellationTokenSource()
                let asked = ref 0

                let until (_: Chain) =
                    asked.Value <- asked.Value + 1
                    source.Cancel()
                    None

                let density = LogDensity.ofFunction [| "x" |] (PointDensity(fun x -> -0.5 * x[0] * x[0]))
                let options = { SamplingOptions.standard with Steps = 1000; BurnIn = 0 }

                let result =
                    Sampler.run
                        options
                        (EnsembleStart.Ball([| [| 0.0 |] |], 1.0))
                        { oneThread with Cancellation = source.Token; Until = Some until }
                        density

                Expect.equal (result.Stop, asked.Value) (SamplingStop.Cancelled, 1) "asked once"
                Expect.equal result.KeptSteps result.Chain.Ensembles[0].KeptSteps "kept"
        ]
