module UniversalApprox.Tests.Core.TrainingTests

open System
open System.IO
open System.Text.Json
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

let private rat42 =
    CurveData.create
        "Rat42"
        [| "x" |]
        "y"
        [| [| 9.0; 14.0; 21.0; 28.0; 42.0; 57.0; 63.0; 70.0; 79.0 |] |]
        [| 8.93; 10.8; 18.59; 22.33; 39.35; 56.11; 61.73; 64.62; 67.08 |]

let private fit options start activation units restart data =
    let rng = Rng.split restart (Rng.ofSeed 1UL)
    Training.fit options start activation units restart rng CancellationToken.None data

let private sse network data = GoodnessOfFit.residuals network data |> Array.sumBy (fun r -> r * r)

let private best options activation units restarts data =
    Array.Parallel.init restarts (fun restart -> fit options Start.Auto activation units restart data)
    |> Array.minBy (fun trained -> sse trained.Network data)

let private withOptimizer optimizer = { TrainingOptions.defaults with Optimizer = optimizer }

/// x² without noise, on so many points that sums approximate integrals.
let private parabola =
    Curve.sample (Rng.ofSeed 1UL) { Curve.parabola with Noise = Noise.Zero; Design = Design.Grid 4001 }

/// The mean square error in units of A⁴ for x² on [−A, A].
let private relativeError network = sse network parabola / float parabola.Count / 625.0

[<Tests>]
let truths =
    testList
        "Least squares against known truths"
        [
            testCase
                "NIST Rat42: certified parameters and residual sum of squares to 6 digits, offset fixed at 0"
            <| fun () ->
                let options = { TrainingOptions.defaults with NoOffset = true }

                for restart in 0..3 do
                    let trained = fit options Start.Auto Activation.Sigmoid 1 restart rat42
                    let unit = trained.Network.HiddenUnits[0]
                    // Without an offset, σ(z) = 1 − σ(−z) is not a symmetry, so only the certified signs fit.
                    let close (actual: float) expected name =
                        Expect.isLessThan (abs (actual / expected - 1.0)) 1e-6 name

                    close unit.Amplitude 72.462237576 "b1"
                    close -unit.Bias 2.6180768402 "b2"
                    close unit.Weights[0] 0.067359200066 "b3"
                    close (sse trained.Network rat42) 8.0565229338 "RSS"
                    Expect.equal trained.Network.Offset 0.0 "offset"
                    Expect.equal trained.Stop StopReason.Converged "stop"

            testCase
                "weight decay: the penalised loss is least, by every optimiser, and amplitudes stay moderate"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 3UL) Curve.parabola
                let lambda = 1e-4

                let penalised (network: Network) =
                    let map = Standardisation.ofData Scaling.Standardise false data
                    let standard = Standardisation.networkToStandard map network

                    let squares =
                        standard.HiddenUnits
                        |> Array.sumBy (fun unit ->
                            unit.Amplitude * unit.Amplitude + unit.Weights[0] * unit.Weights[0])

                    sse standard (Standardisation.apply map data) / float data.Count + lambda * squares

                let trainedBy optimizer =
                    let options =
                        { TrainingOptions.defaults with
                            Optimizer = optimizer
                            WeightDecay = lambda
                            Loss = Loss.MeanOfSquares
                        }

                    let trained =
                        Array.init 4 (fun restart -> fit options Start.Auto Activation.Sigmoid 2 restart data)
                        |> Array.minBy Training.finalLoss

                    let reported = Array.last trained.History

                    Expect.isLessThan
                        (abs (penalised trained.Network / reported - 1.0))
                        1e-9
                        "the loss includes it"

                    trained.Network

                let squares = trainedBy Optimizer.levenbergMarquardt
                let descent = trainedBy (Optimizer.LBfgs 5000)
                Expect.isLessThan (abs (penalised descent / penalised squares - 1.0)) 1e-4 "the same minimum"

                // At a minimum no parameter helps.
                let theta = squares.Parameters

                for p in 0 .. theta.Length - 1 do
                    for factor in [ 0.99; 1.01 ] do
                        let moved = Array.updateAt p (factor * theta[p]) theta
                        let other = Network.create Activation.Sigmoid 1 moved

                        Expect.isGreaterThan
                            (penalised other)
                            (penalised squares)
                            $"parameter {p} times {factor}"

                let largest (network: Network) =
                    network.HiddenUnits |> Array.map (fun unit -> abs unit.Amplitude) |> Array.max

                let free = best TrainingOptions.defaults Activation.Sigmoid 2 4 data
                Expect.isLessThan (largest squares) 60.0 "moderate: the notebook found 24 and 23"
                Expect.isGreaterThan (largest free.Network) (2.0 * largest squares) "without it they grow"

            testCase "Rat42 with a free offset"
            <| fun () ->
                let trained = best TrainingOptions.defaults Activation.Sigmoid 1 4 rat42
                Expect.isLessThan (abs (sse trained.Network rat42 - 7.163561)) 1e-6 "RSS"
                let unit = trained.Network.HiddenUnits[0]
                // The fit is the same for (a, w, b, c) and (−a, −w, −b, c + a).
                let flipped = unit.Weights[0] < 0.0
                let amplitude = if flipped then -unit.Amplitude else unit.Amplitude

                let offset =
                    if flipped then
                        trained.Network.Offset + unit.Amplitude
                    else
                        trained.Network.Offset

                Expect.isLessThan (abs (amplitude / 68.56676 - 1.0)) 1e-5 "amplitude"
                Expect.isLessThan (abs (abs unit.Weights[0] / 0.0735464 - 1.0)) 1e-5 "weight"
                Expect.isLessThan (abs (abs unit.Bias / 2.915915 - 1.0)) 1e-5 "bias"
                Expect.isLessThan (abs (offset / 2.645554 - 1.0)) 1e-5 "offset"

            for units, optimum in [ 1, 5.63178e-2; 2, 1.09739e-3; 4, 1.42222e-4; 8, 1.3548e-5; 16, 1.0643e-6 ] do
                testCase $"{units} ReLU on x² are within 1 %% of the best possible error"
                <| fun () ->
                    let trained = best TrainingOptions.defaults Activation.Relu units 16 parabola
                    let ratio = relativeError trained.Network / optimum
                    Expect.isTrue (ratio > 0.995 && ratio < 1.01) $"ratio {ratio}"

            for activation in [ Activation.Sigmoid; Activation.Tanh ] do
                testCase $"one {Activation.name activation} on x² reaches 5.66349e-2 A⁴"
                <| fun () ->
                    let trained = best TrainingOptions.defaults activation 1 16 parabola
                    let ratio = relativeError trained.Network / 5.66349e-2
                    Expect.isTrue (ratio > 0.995 && ratio < 1.01) $"ratio {ratio}"
        ]

let private pytorch =
    lazy
        (let path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "adam_pytorch.json")
         JsonDocument.Parse(File.ReadAllText path).RootElement)

let private numbers (element: JsonElement) = [| for item in element.EnumerateArray() -> item.GetDouble() |]

/// The data of Fixtures/adam_pytorch.py.
let private pytorchData () =
    let n = pytorch.Value.GetProperty("points").GetInt32()
    let x = Array.init n (fun i -> -5.0 + 10.0 * float i / float (n - 1))

    let y =
        Array.init n (fun i ->
            let g = float i * 0.6180339887498949
            x[i] * x[i] + 0.5 * (g - floor g))

    CurveData.create "fixture" [| "x" |] "y" [| x |] y

[<Tests>]
let adam =
    testList
        "Adam"
        [
            testCase "follows PyTorch's trajectory: loss to 1e-12 over 50 epochs, 1e-6 over 1000"
            <| fun () ->
                let data = pytorchData ()
                let mutable compared = 0

                for run in pytorch.Value.GetProperty("runs").EnumerateArray() do
                    let name = run.GetProperty("activation").GetString()
                    let activation = (Activation.tryParse name).Value
                    let theta = numbers (run.GetProperty "start")
                    let units = theta.Length / 3

                    let history theta =
                        let options =
                            { withOptimizer (Optimizer.Adam(0.03, 1000)) with Scaling = Scaling.None }

                        let start = Start.Given(Network.create activation 1 theta)
                        (fit options start activation units 0 data).History

                    let ours = history theta
                    let first = numbers (run.GetProperty "first")

                    for epoch in 0 .. first.Length - 1 do
                        let difference = abs (ours[epoch] / first[epoch] - 1.0)
                        Expect.isLessThan difference 1e-12 $"{name}, {units} units, epoch {epoch}"

                    // If a last-bit change of the start moves our own end, the trajectory is chaotic, and
                    // epoch 1000 says nothing about the implementation.
                    let nudged = history (theta |> Array.map Math.BitIncrement)

                    if abs (nudged[1000] / ours[1000] - 1.0) < 1e-8 then
                        compared <- compared + 1
                        let last = run.GetProperty("last").GetDouble()
                        let difference = abs (ours[1000] / last - 1.0)
                        Expect.isLessThan difference 1e-6 $"{name}, {units} units, epoch 1000"

                Expect.isGreaterThanOrEqual compared 27 "trajectories compared to the end, of 30"

            testCase "a huge learning rate diverges: reported, with the last finite parameters"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola
                let options = withOptimizer (Optimizer.Adam(1e200, 1000))
                let trained = fit options Start.Auto Activation.Relu 2 0 data
                Expect.equal trained.Stop StopReason.Diverged "stop"
                Expect.isTrue (Array.forall Double.IsFinite trained.Network.Parameters) "finite"
                Expect.isTrue (Array.forall Double.IsFinite trained.History) "history"

            testCase "float32 arithmetic follows float64 to single precision"
            <| fun () ->
                let data = pytorchData ()
                let start = Network.create Activation.Sigmoid 1 [| 0.6; 0.3; 0.4; -0.35; -0.2; 0.6; 0.1 |]

                let last precision =
                    let options = { withOptimizer (Optimizer.Adam(0.03, 200)) with Precision = precision }

                    let trained = fit options (Start.Given start) Activation.Sigmoid 2 0 data
                    Array.last trained.History

                Expect.isLessThan (abs (last Precision.Single / last Precision.Double - 1.0)) 1e-4 "loss"

            testCase "losses other than squares are minimised too"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 1UL) Curve.step

                for loss in [ Loss.MeanAbsolute; Loss.Huber 0.1; Loss.MeanOfSquares ] do
                    let options = { withOptimizer (Optimizer.Adam(0.03, 500)) with Loss = loss }

                    let trained = fit options Start.Auto Activation.Tanh 2 0 data
                    Expect.isLessThan (Array.last trained.History) (0.5 * trained.History[0]) (Loss.name loss)
        ]

let private kernelOn (data: CurveData) (network: Network) =
    KernelFactory.create
        (KernelFactory.current ())
        Precision.Double
        network.Activation
        network.Layout
        data.Inputs
        data.Outputs

/// A kernel that counts its evaluations and cancels the training during one of them.
type private CancelledKernel(inner: Kernel, at: int, source: CancellationTokenSource) =
    inherit Kernel(inner.Activation, inner.Layout, inner.Count)
    let mutable evaluations = 0

    let count () =
        evaluations <- evaluations + 1

        if evaluations = at then
            source.Cancel()

        source.Token.ThrowIfCancellationRequested()

    member _.Evaluations = evaluations

    override _.Loss(loss, theta, at) =
        count ()
        inner.Loss(loss, theta, at)

    override _.LossAndGradient(loss, theta, at, gradient, gradientAt) =
        count ()
        inner.LossAndGradient(loss, theta, at, gradient, gradientAt)

    override _.Jacobian(theta, at, residuals, jacobian) =
        count ()
        inner.Jacobian(theta, at, residuals, jacobian)

    override _.CrossProducts(theta, at, products) =
        count ()
        inner.CrossProducts(theta, at, products)

[<Tests>]
let behaviour =
    testList
        "Training"
        [
            testCase "L-BFGS reaches what Levenberg–Marquardt reaches on a well-posed problem"
            <| fun () ->
                let lbfgs = best (withOptimizer (Optimizer.LBfgs 2000)) Activation.Sigmoid 1 4 rat42
                Expect.isLessThan (abs (sse lbfgs.Network rat42 - 7.163561)) 1e-4 "RSS"

            testCase "L-BFGS minimises Huber's loss, so that outliers do not bend the fit"
            <| fun () ->
                let x = Array.init 101 (fun i -> float i / 10.0 - 5.0)
                let clean = x |> Array.map (fun x -> 3.0 * tanh x)
                let y = clean |> Array.mapi (fun i y -> if i % 10 = 5 then y + 20.0 else y)
                let data = CurveData.create "outliers" [| "x" |] "y" [| x |] y

                let error loss =
                    let options = { withOptimizer (Optimizer.LBfgs 2000) with Loss = loss }

                    let trained =
                        Array.init 8 (fun restart -> fit options Start.Auto Activation.Tanh 1 restart data)
                        |> Array.minBy Training.finalLoss

                    Array.map2 (fun f y -> abs (f - y)) (Network.predict trained.Network data.Inputs) clean
                    |> Array.average

                Expect.isLessThan (error (Loss.Huber 0.1)) (0.1 * error Loss.SumOfSquares) "mean error"

            testCase "the loss never rises with Levenberg–Marquardt and L-BFGS"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 2UL) Curve.sine

                for optimizer in [ Optimizer.LevenbergMarquardt 100; Optimizer.LBfgs 100 ] do
                    let history = (fit (withOptimizer optimizer) Start.Auto Activation.Tanh 3 1 data).History

                    Expect.isTrue
                        (Array.pairwise history |> Array.forall (fun (a, b) -> b <= a))
                        $"{optimizer}"

            testCase "the iteration limit is kept and reported"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 2UL) Curve.sine

                for optimizer in
                    [ Optimizer.LevenbergMarquardt 3; Optimizer.LBfgs 3; Optimizer.Adam(0.01, 3) ] do
                    let trained = fit (withOptimizer optimizer) Start.Auto Activation.Sigmoid 4 1 data
                    Expect.equal trained.Stop StopReason.IterationLimit $"{optimizer}"
                    Expect.equal trained.Iterations 3 $"{optimizer}"

            testCase "a cancelled evaluation ends training with the last accepted parameters"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 2UL) Curve.sine
                let start = Start.pytorch Activation.Softsign 1 8 (Rng.ofSeed 1UL)
                let kernel () = kernelOn data start
                let loss = Loss.SumOfSquares
                let decay = WeightDecay(start.Layout, 0.0)

                for name, minimise in
                    [
                        "Levenberg–Marquardt",
                        (fun kernel -> LevenbergMarquardt.minimise kernel loss decay false ValueNone)
                        "L-BFGS", (fun kernel -> LBfgs.minimise kernel loss decay false ValueNone)
                        "Adam", (fun kernel -> Adam.minimise kernel loss decay false ValueNone 0.01)
                    ] do
                    use source = new CancellationTokenSource()
                    let counting = CancelledKernel(kernel (), 10, source, Cancellation = source.Token)
                    let optimum: Optimum = minimise counting 10_000_000 start.Parameters
                    Expect.equal optimum.Stop StopReason.Cancelled name

                    Expect.equal
                        counting.Evaluations
                        10
                        $"{name}: evaluations, none of them after the cancellation"

                    Expect.isGreaterThan optimum.Iterations 0 $"{name}: iterations"
                    let there = (kernel ()).Loss(loss, optimum.Theta, 0)

                    Expect.isLessThan
                        (abs (there / optimum.Loss - 1.0))
                        1e-6
                        $"{name}: the parameters belong to the last loss"

            testCase "training that is cancelled before it begins returns its start"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 2UL) Curve.sine

                for optimizer in
                    [ Optimizer.LevenbergMarquardt 10; Optimizer.LBfgs 10; Optimizer.Adam(0.01, 10) ] do
                    let trained =
                        Training.fit
                            (withOptimizer optimizer)
                            Start.PyTorch
                            Activation.Softsign
                            8
                            0
                            (Rng.ofSeed 1UL)
                            (CancellationToken true)
                            data

                    Expect.equal trained.Stop StopReason.Cancelled $"{optimizer}"
                    Expect.equal trained.Network trained.Start $"{optimizer}"

            testCase "a given start is where training starts"
            <| fun () ->
                let data = Curve.sample (Rng.ofSeed 2UL) Curve.sine
                let start = Network.create Activation.Sigmoid 1 [| 1.0; 0.5; 2.0; -0.3 |]

                let trained =
                    fit
                        (withOptimizer (Optimizer.Adam(0.01, 1)))
                        (Start.Given start)
                        Activation.Sigmoid
                        1
                        0
                        data

                let difference = Array.map2 (fun a b -> abs (a - b)) trained.Start.Parameters start.Parameters
                Expect.isLessThan (Array.max difference) 1e-12 "start"

            testCase
                "PyTorch's initialisation is uniform on ±1/√d for the hidden layer and ±1/√N for the outer"
            <| fun () ->
                let network = Start.pytorch Activation.Relu 4 400 (Rng.ofSeed 3UL)

                let hidden =
                    network.HiddenUnits
                    |> Array.collect (fun unit -> Array.append unit.Weights [| unit.Bias |])

                let outer = network.HiddenUnits |> Array.map (fun unit -> unit.Amplitude)
                // All 2000 and 400 draws are inside. The extremes are within 2 % of the bounds except with a chance below
                // e⁻⁸.
                for values, bound in [ hidden, 0.5; outer, 0.05 ] do
                    let largest = values |> Array.map abs |> Array.max
                    Expect.isTrue (largest <= bound && largest > 0.98 * bound) $"largest {largest}"

            testCase
                "constant outputs, equal inputs, a single point and duplicated points train without failure"
            <| fun () ->
                let data name x y = CurveData.create name [| "x" |] "y" [| x |] y

                for data in
                    [
                        data "constant y" [| 1.0; 2.0; 3.0; 4.0 |] [| 5.0; 5.0; 5.0; 5.0 |]
                        data "equal x" [| 1.0; 1.0; 1.0 |] [| 1.0; 2.0; 6.0 |]
                        data "one point" [| 1.0 |] [| 2.0 |]
                        data "duplicates" [| 1.0; 1.0; 2.0; 2.0 |] [| 1.0; 2.0; 3.0; 5.0 |]
                    ] do
                    for optimizer in
                        [ Optimizer.LevenbergMarquardt 50; Optimizer.LBfgs 50; Optimizer.Adam(0.01, 50) ] do
                        for activation in Activation.all |> List.filter Activation.isTrainable do
                            let trained = fit (withOptimizer optimizer) Start.Auto activation 2 0 data

                            Expect.isTrue
                                (Array.forall Double.IsFinite trained.Network.Parameters)
                                $"{data.Name}, {Activation.name activation}, {optimizer}"

            testCase "equal x are fitted by their mean"
            <| fun () ->
                let data =
                    CurveData.create "equal x" [| "x" |] "y" [| [| 1.0; 1.0; 1.0 |] |] [| 1.0; 2.0; 6.0 |]

                let trained = fit TrainingOptions.defaults Start.Auto Activation.Sigmoid 2 0 data
                Expect.isLessThan (abs (Network.evaluate trained.Network [| 1.0 |] - 3.0)) 1e-6 "mean"
        ]

let private rejected message parts =
    for part: string in parts do
        Expect.stringContains message part "message"

[<Tests>]
let badOptions =
    let data = rat42

    let messageOf options start activation units =
        Expect.throwsC (fun () -> fit options start activation units 0 data |> ignore) (fun e -> e.Message)

    let defaults = TrainingOptions.defaults

    testList
        "Training options"
        [
            testCase "out of range are rejected, naming argument, value and range"
            <| fun () ->
                for optimizer, parts in
                    [
                        Optimizer.Adam(0.0, 10), [ "LearningRate"; "above 0"; "got 0" ]
                        Optimizer.Adam(nan, 10), [ "LearningRate"; "NaN" ]
                        Optimizer.Adam(0.1, 0), [ "Epochs"; "1 to 10000000"; "got 0" ]
                        Optimizer.LevenbergMarquardt 0, [ "Epochs"; "got 0" ]
                        Optimizer.LBfgs -1, [ "Epochs"; "got -1" ]
                    ] do
                    rejected (messageOf (withOptimizer optimizer) Start.Auto Activation.Tanh 1) parts

            testCase "heaviside cannot be trained, and the error suggests a close activation"
            <| fun () ->
                rejected
                    (messageOf defaults Start.Auto Activation.Heaviside 1)
                    [ "heaviside"; "gradient"; "steep sigmoid" ]

            testCase "losses that the optimizer cannot minimise are rejected, naming one that can"
            <| fun () ->
                rejected
                    (messageOf { defaults with Loss = Loss.MeanAbsolute } Start.Auto Activation.Tanh 1)
                    [ "Squares"; "Adam" ]

                rejected
                    (messageOf { defaults with Loss = Loss.Huber 1.0 } Start.Auto Activation.Tanh 1)
                    [ "huber"; "LBfgs" ]

                let lbfgs = { withOptimizer (Optimizer.LBfgs 10) with Loss = Loss.MeanAbsolute }
                rejected (messageOf lbfgs Start.Auto Activation.Tanh 1) [ "smooth"; "Adam" ]
                let adam = { withOptimizer (Optimizer.Adam(0.1, 10)) with Loss = Loss.Huber 0.0 }
                rejected (messageOf adam Start.Auto Activation.Tanh 1) [ "HuberDelta"; "above 0" ]

            testCase "single precision is for Adam"
            <| fun () ->
                rejected
                    (messageOf { defaults with Precision = Precision.Single } Start.Auto Activation.Tanh 1)
                    [ "Single"; "Adam" ]

            testCase "a start of another shape is rejected"
            <| fun () ->
                let start = Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.0 |]

                rejected
                    (messageOf defaults (Start.Given start) Activation.Tanh 2)
                    [ "1 tanh units"; "2 tanh units" ]
        ]
