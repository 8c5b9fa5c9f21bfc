module UniversalApprox.Tests.Facade.NetworkSamplingTests

open System
open System.Collections.Generic
open System.Threading
open Expecto
open Microsoft.Extensions.Logging
open UniversalApprox
open UniversalApprox.Tests.Support

let private data = CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 60))

let private fits =
    lazy (UnitSweep.Run(data, SweepOptions(Units = [| 1; 2 |], Restarts = 4, Folds = Nullable 0)))

let private options = McmcOptions(Steps = 1500, BurnIn = 500, Walkers = 32)

let private posterior = lazy (Mcmc.Run(fits.Value[1], options))

let private draws (posterior: Posterior) =
    posterior.GetRawSamples()
    |> Seq.map (fun sample -> sample.Values.ToArray())
    |> Seq.concat
    |> Seq.toArray

let private rows (values: float[][]) = values |> Array.map (fun row -> row :> IReadOnlyList<float>)

let private rejects (parts: string list) (run: unit -> unit) =
    try
        run ()
        failtest "accepted it"
    with :? ArgumentException as error ->
        for part in parts do
            Expect.stringContains error.Message part "message"

/// Expects that a run is cancelled; returns the draws and the token of its exception.
let private canceled (run: unit -> Posterior) =
    try
        Patience.during run |> ignore
        failtest "was not cancelled"
    with :? SamplingCanceledException as error ->
        error.Partial, error.CancellationToken

[<Tests>]
let tests =
    testList
        "facade sampling of networks"
        [
            testCase "two units on the parabola, from the fit" (fun () ->
                let posterior = posterior.Value

                Expect.sequenceEqual
                    posterior.ParameterNames
                    [ "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c"; "log_sigma" ]
                    "names"

                Expect.equal
                    (posterior.Ensembles, posterior.Walkers, posterior.KeptSteps)
                    (4, 32, 1000)
                    "shape"

                Expect.isTrue (obj.ReferenceEquals(posterior.GetData(), data)) "data"
                Expect.equal (posterior.GetTrainedNetwork()) (fits.Value[1].GetNetwork()) "trained"
                Expect.stringContains posterior.Notes[0] "integrated out" "density"
                Expect.stringContains posterior.Notes[1] "posterior mode" "start"
                Expect.stringContains posterior.Notes[2] "walkers or moves were asked for" "sampler"
                let trained = posterior.Trained
                let best = posterior.MaximumProbability
                Expect.equal trained.Formula fits.Value[1].Formula "formula of the fit"

                Expect.floatClose
                    Accuracy.high
                    (sqrt trained.MeanSquaredError.Value)
                    fits.Value[1].Rmse
                    "loss"

                Expect.isGreaterThan best.LogDensity (trained.LogDensity - 3.0) "near the highest"

                Expect.isLessThan
                    best.MeanSquaredError.Value
                    (4.0 * trained.MeanSquaredError.Value)
                    "a good fit"

                Expect.equal (ShallowNetwork.Parse best.Formula) best.Network "formula"
                Expect.equal (posterior.GetSummaries().Count) 8 "rows"
                Expect.isFalse (posterior.Verdict.Contains "stuck") posterior.Verdict)

            testCase "canonical draws are the same functions" (fun () ->
                let network (sample: PosteriorSample) =
                    ShallowNetwork.FromParameters(Activation.Sigmoid, 1, sample.Values.Slice(0, 7).ToArray())

                let x = [| -6.0; -1.0; 0.0; 2.5; 8.0 |]

                Seq.zip (posterior.Value.GetSamples(thin = 100)) (posterior.Value.GetRawSamples(thin = 100))
                |> Seq.iter (fun (canonical, raw) ->
                    Expect.equal canonical.LogDensity raw.LogDensity "the same draw"
                    let size = raw.Values.ToArray() |> Array.sumBy abs

                    Array.iter2
                        (fun a b -> Expect.isLessThan (abs (a - b)) (1e-12 * (1.0 + size)) "prediction")
                        ((network canonical).Predict x)
                        ((network raw).Predict x)))

            testCase "streamed canonical draws are those that summaries are made of" (fun () ->
                let mean p =
                    posterior.Value.GetSamples() |> Seq.averageBy (fun sample -> sample.Values.Span[p])

                for summary, p in Seq.zip (posterior.Value.GetSummaries()) (Seq.initInfinite id) do
                    Expect.isLessThan
                        (abs (mean p - summary.Mean))
                        (1e-9 * (abs summary.Mean + summary.Sd))
                        summary.Name)

            testCase "bands hold the curve, and new observations scatter more" (fun () ->
                let bands = posterior.Value.Predict([| -2.0; 0.0; 3.0; 20.0 |], [| 0.01; 0.5; 0.99 |])
                Expect.equal bands.Draws 4000 "draws"

                for at in 0..2 do
                    let x = bands.Inputs[0].Span[at]
                    let f = [ for q in bands.FunctionQuantiles -> q.Span[at] ]
                    let y = [ for q in bands.ObservationQuantiles -> q.Span[at] ]
                    Expect.isTrue (f[0] < f[1] && f[1] < f[2]) "in order"
                    Expect.isTrue (y[0] < f[0] && f[2] < y[2]) "observations"
                    // The noise is uniform on [0, 0.5].
                    Expect.isLessThan (abs (bands.Mean.Span[at] - x * x - 0.25)) 0.5 "the parabola"

                let width at = bands.FunctionQuantiles[2].Span[at] - bands.FunctionQuantiles[0].Span[at]

                Expect.isGreaterThan (width 3) (10.0 * width 1) "extrapolation is uncertain"

                rejects [ "columns"; "1 elements" ] (fun () ->
                    posterior.Value.Predict(rows [| [||]; [||] |]) |> ignore)

                rejects [ "Probabilities"; "from 0 to 1; got 2" ] (fun () ->
                    posterior.Value.Predict([| 0.0 |], [| 2.0 |]) |> ignore))

            testCase "walkers that never come near the fit are stuck, and the verdict says so" (fun () ->
                let atZero = WalkerStart.Ball(Array.zeroCreate 8, 1e-4)

                let posterior =
                    Mcmc.Run(
                        fits.Value[1],
                        McmcOptions(
                            Sampler = SamplerKind.Ensemble,
                            Steps = 300,
                            BurnIn = 100,
                            Start = atZero
                        )
                    )

                Expect.isFalse posterior.IsConverged "not converged"
                Expect.stringContains posterior.Verdict "stuck at log-density" posterior.Verdict
                Expect.stringContains posterior.Verdict "Start from fits" posterior.Verdict
                Expect.isNotNull posterior.Trained "known all the same")

            testCase "the notebook's density and start" (fun () ->
                let notebook =
                    McmcOptions(
                        Steps = 600,
                        BurnIn = 300,
                        Walkers = 28,
                        Likelihood = Likelihood.MeanSquaredError,
                        Priors = NetworkPriors.Notebook,
                        Start = WalkerStart.Ball(Array.zeroCreate 7, 1e-4)
                    )

                let posterior = Mcmc.Run(fits.Value[1], notebook)
                Expect.equal posterior.ParameterNames.Count 7 "no noise"
                Expect.isFalse posterior.IsConverged "far too few steps"
                Expect.isNull (posterior.Predict([| 0.0 |]).ObservationQuantiles) "no observations")

            testCase "one unit: resumed, async, from several fits and from data" (fun () ->
                let fit = fits.Value[0]
                let short (steps: int) = McmcOptions(Steps = steps, BurnIn = 100)
                let whole = draws (Mcmc.Run(fit, short 400))
                Expect.equal (draws (Mcmc.Resume(Mcmc.Run(fit, short 250), 150))) whole "resumed"
                Expect.equal (draws ((Mcmc.RunAsync(fit, short 400)).Result)) whole "async"
                Expect.equal (draws (Mcmc.Run([| fit; fit |], short 400))) whole "the same fit twice"
                let own = Mcmc.Run(data, 1, Activation.Sigmoid, short 400)
                Expect.equal own.KeptSteps 300 "from data"
                Expect.isNotNull own.Trained "trained"

                let prior =
                    Mcmc.Run(
                        data,
                        1,
                        Activation.Heaviside,
                        McmcOptions(Steps = 200, BurnIn = 100, Start = WalkerStart.Prior)
                    )

                Expect.isNull prior.Trained "not trained")

            testCase "cancelling when training begins keeps nothing" (fun () ->
                use stop = new CancellationTokenSource()

                let logger =
                    { new ILogger with
                        member _.BeginScope _ = null
                        member _.IsEnabled _ = true

                        member _.Log(_, id, _, _, _) =
                            if id.Id = LogEvents.SamplingBegan then
                                stop.Cancel()
                    }

                let partial, token =
                    canceled (fun () ->
                        Mcmc.Run(
                            data,
                            500,
                            Activation.Sigmoid,
                            McmcOptions(Logger = logger),
                            cancellationToken = stop.Token
                        ))

                Expect.isNull partial "still training"
                Expect.equal token stop.Token "token")

            testCase "cancelling when sampling has begun keeps the draws so far" (fun () ->
                use stop = new CancellationTokenSource()
                let reached = ref 0

                let progress =
                    { new IProgress<SamplingProgress> with
                        member _.Report at =
                            if at.Step >= 100 then
                                reached.Value <- at.Step
                                stop.Cancel()
                    }

                let long = McmcOptions(Steps = 100_000, BurnIn = 0, Ensembles = 1)
                let partial, _ = canceled (fun () -> Mcmc.Run(fits.Value[0], long, progress, stop.Token))
                Expect.equal partial.KeptSteps reached.Value "the steps that were reported"
                Expect.isNotNull partial.Trained "what it started from")

            testCase "arguments" (fun () ->
                rejects [ "fits" ] (fun () -> Mcmc.Run(Array.empty<UnitFit>) |> ignore)
                rejects [ "same data, activation and units" ] (fun () -> Mcmc.Run fits.Value |> ignore)
                rejects [ "Units"; "from 1 to 4096; got 0" ] (fun () -> Mcmc.Run(data, 0) |> ignore)

                rejects [ "heaviside units, which cannot be trained" ] (fun () ->
                    Mcmc.Run(data, 1, Activation.Heaviside) |> ignore)

                rejects [ "at least 2 x 3 parameters = 6; got 4" ] (fun () ->
                    Mcmc.Run(fits.Value[0], McmcOptions(Walkers = 4)) |> ignore)

                rejects [ "amplitudes"; "Full" ] (fun () ->
                    Mcmc.Run(
                        fits.Value[0],
                        McmcOptions(
                            Density = DensityKind.Collapsed,
                            Priors = NetworkPriors(Amplitude = Prior.Uniform(-1.0, 1.0))
                        )
                    )
                    |> ignore)

                rejects [ "Sampler"; "without a gradient"; "Nuts" ] (fun () ->
                    Mcmc.Run(
                        data,
                        1,
                        Activation.Heaviside,
                        McmcOptions(Sampler = SamplerKind.Nuts, Start = WalkerStart.Prior)
                    )
                    |> ignore)

                rejects [ "Noise"; "normal(0, 1)" ] (fun () ->
                    Mcmc.Run(
                        fits.Value[0],
                        McmcOptions(Priors = NetworkPriors(Noise = Prior.Normal(0.0, 1.0)))
                    )
                    |> ignore)

                rejects [ "Start"; "4 numbers, one per parameter; got 1" ] (fun () ->
                    Mcmc.Run(
                        fits.Value[0],
                        McmcOptions(
                            Likelihood = Likelihood.MeanSquaredError,
                            Start = WalkerStart.Ball([| 0.0 |], 1.0)
                        )
                    )
                    |> ignore)

                rejects [ "GiB"; "Thin" ] (fun () ->
                    Mcmc.Run(fits.Value[0], McmcOptions(Steps = 2_000_000_000)) |> ignore))
        ]
