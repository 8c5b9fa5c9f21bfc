/// Points with known errors or weights of their own: data, kernels, training and the choice of a size.
module UniversalApprox.Tests.Core.PointErrorsTests

open System
open System.IO
open System.Text.Json
open System.Text.RegularExpressions
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Tests.Core.Generators

let private seed = 20260801UL

let private normals index count : float[] =
    let values = Array.zeroCreate<float> count
    Rng.fillNormal (values.AsSpan()) (Rng.split index (Rng.ofSeed seed)) |> ignore
    values

/// Fixtures/known_sigma_scipy.json, written by known_sigma_scipy.py beside it.
let scipy =
    lazy
        (let path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "known_sigma_scipy.json")
         (JsonDocument.Parse(File.ReadAllText path)).RootElement)

let numbers (name: string) =
    [| for value in scipy.Value.GetProperty(name).EnumerateArray() -> value.GetDouble() |]

let scipyData () =
    CurveData.create "known" [| "x" |] "y" [| numbers "x" |] (numbers "y")
    |> CurveData.withErrors (PointErrors.Known(numbers "sigma"))

let private line count =
    let x = Array.init count float
    CurveData.create "Line" [| "x" |] "y" [| x |] (x |> Array.map (fun x -> 2.0 * x))

let private known sigmas = CurveData.withErrors (PointErrors.Known sigmas)
let private weighted weights = CurveData.withErrors (PointErrors.Relative weights)

let private wave noiseOf count =
    let x = Array.init count (fun i -> -2.0 + 4.0 * float i / float (count - 1))
    let sigmas = x |> Array.map noiseOf
    let y = Array.map3 (fun x sigma e -> tanh (2.0 * x) + 3.0 + sigma * e) x sigmas (normals 1 count)
    CurveData.create "wave" [| "x" |] "y" [| x |] y |> known sigmas

let private uneven x = if x < 0.0 then 0.02 else 0.2

let private fit options start units data =
    Training.fit options start Activation.Tanh units 0 (Rng.ofSeed seed) CancellationToken.None data

let private near tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1.0 (abs expected))
        $"{what}: {expected} and {actual}"

let private data =
    testList
        "data"
        [
            testCase "errors are copied, kept by parts of data, and take part in comparisons"
            <| fun () ->
                let sigmas = [| 1.0; 2.0; 3.0; 4.0 |]
                let data = line 4 |> known sigmas
                sigmas[0] <- 99.0
                Expect.equal data.Errors (PointErrors.Known [| 1.0; 2.0; 3.0; 4.0 |]) "copied"

                Expect.equal
                    (CurveData.select [| 3; 1 |] data).Errors
                    (PointErrors.Known [| 4.0; 2.0 |])
                    "selected"

                for struct (training, held) in CurveData.folds 2 (Rng.ofSeed 1UL) data do
                    for part in [ training; held ] do
                        Expect.equal
                            part.Errors
                            (PointErrors.Known(part.Inputs[0] |> Array.map (fun x -> x + 1.0)))
                            "in folds"

                Expect.isFalse (CurveData.isSame data (line 4)) "other data"
                Expect.isTrue (CurveData.isSame data (line 4 |> known [| 1.0; 2.0; 3.0; 4.0 |])) "the same"

            testCase "standardising scales standard errors with y and keeps weights"
            <| fun () ->
                let map = { Standardisation.identity 1 with OutputScale = 4.0; OutputShift = 3.0 }
                let apply errors = (line 3 |> CurveData.withErrors errors |> Standardisation.apply map).Errors

                Expect.equal
                    (apply (PointErrors.Known [| 4.0; 2.0; 8.0 |]))
                    (PointErrors.Known [| 1.0; 0.5; 2.0 |])
                    "sigma"

                Expect.equal
                    (apply (PointErrors.Relative [| 4.0; 2.0; 8.0 |]))
                    (PointErrors.Relative [| 4.0; 2.0; 8.0 |])
                    "weights"

            testCase "weights are relative to the point of median precision, whatever their unit"
            <| fun () ->
                let weights data = (data: CurveData).Weights

                Expect.equal
                    (weights (line 3 |> known [| 1.0; 2.0; 4.0 |]))
                    (Some [| 4.0; 1.0; 0.25 |])
                    "sigma"

                Expect.equal
                    (weights (line 3 |> weighted [| 8.0; 2.0; 0.5 |]))
                    (Some [| 4.0; 1.0; 0.25 |])
                    "weight"
                // Of an even number the larger error of the middle two, by both descriptions.
                Expect.equal (weights (line 2 |> known [| 1.0; 2.0 |])) (Some [| 4.0; 1.0 |]) "two"
                Expect.equal (weights (line 2 |> weighted [| 4.0; 1.0 |])) (Some [| 4.0; 1.0 |]) "two weights"
                Expect.isNone (weights (line 3 |> known [| 2.0; 2.0; 2.0 |])) "equal errors"
                Expect.isNone (weights (line 3)) "no errors"

            testCase "errors that are no errors are rejected where they enter"
            <| fun () ->
                let refused words errors =
                    rejects words (fun () -> line 3 |> CurveData.withErrors errors |> ignore)

                refused [ "Sigma"; "3"; "got 2" ] (PointErrors.Known [| 1.0; 1.0 |])
                refused [ "Sigma[1]"; "above 0"; "0" ] (PointErrors.Known [| 1.0; 0.0; 1.0 |])
                refused [ "Sigma[2]"; "NaN" ] (PointErrors.Known [| 1.0; 1.0; nan |])
                refused [ "Weight[0]"; "-1" ] (PointErrors.Relative [| -1.0; 1.0; 1.0 |])
                refused [ "Weight[0]"; "Infinity" ] (PointErrors.Relative [| infinity; 1.0; 1.0 |])
                refused [ "Sigma"; "factor" ] (PointErrors.Known [| 1.0; 1e-60; 1.0 |])

            testCase "the noise that is estimated is that of a point of median precision"
            <| fun () ->
                // 200 points of noise 0.02 and 201 of 0.2, which is the median.
                let noise = wave uneven 401 |> NoiseLevel.estimate |> Option.get

                Expect.isLessThan
                    (abs (noise.Sd - 0.2))
                    (5.0 * noise.StandardError)
                    $"{noise.Sd} ± {noise.StandardError}, seed {seed}"
        ]

let private kernelOf width (layout: Layout) inputs outputs weights =
    KernelFactory.createWeighted width Precision.Double Activation.Tanh layout inputs outputs weights

let private kernels =
    testList
        "kernels"
        [
            testCase "a weight of 3 is a point three times, and all widths agree with the scalar kernel"
            <| fun () ->
                let layout = { Dimension = 2; Units = 3 }
                let count = 150
                let inputs = [| normals 2 count; normals 3 count |]
                let outputs = normals 4 count
                let theta = normals 5 layout.ParameterCount
                let p = theta.Length
                let times = Array.init count (fun i -> 1 + i % 3)

                let repeated (values: float[]) =
                    Array.collect (fun i -> Array.create times[i] values[i]) [| 0 .. count - 1 |]

                let weights = Some(times |> Array.map float)

                let results loss (kernel: Kernel) =
                    let gradient, products = Array.zeroCreate p, Array.zeroCreate ((p + 1) * (p + 1))
                    let value = kernel.LossAndGradient(loss, theta, 0, gradient, 0)
                    kernel.CrossProducts(theta, 0, products)

                    let residuals, jacobian =
                        Array.zeroCreate kernel.Count, Array.zeroCreate (p * kernel.Count)

                    kernel.Jacobian(theta, 0, residuals, jacobian)
                    let only, product = Array.zeroCreate kernel.Count, Array.zeroCreate p
                    kernel.Residuals(theta, 0, only)
                    kernel.TransposedProduct(theta, 0, residuals, product, 0)

                    struct ([| value; kernel.Loss(loss, theta, 0) |],
                            [| gradient; products; product |],
                            [| residuals; only; jacobian |])

                let agree what (expected: float[]) (actual: float[]) =
                    Array.iter2 (near 1e-9 what) expected actual

                let scalar = kernelOf Width.Scalar layout inputs outputs weights

                let struct (values, sums, _) =
                    KernelFactory.create
                        Width.Scalar
                        Precision.Double
                        Activation.Tanh
                        layout
                        (Array.map repeated inputs)
                        (repeated outputs)
                    |> results Loss.SumOfSquares

                let struct (ownValues, ownSums, _) = results Loss.SumOfSquares scalar
                agree "loss" values ownValues
                Array.iter2 (agree "sums") sums ownSums

                for width in [ Width.Bits128; Width.Bits256; Width.Bits512 ] do
                    for loss in [ Loss.SumOfSquares; Loss.MeanOfSquares; Loss.MeanAbsolute; Loss.Huber 0.3 ] do
                        let struct (values, sums, points) = results loss scalar

                        let struct (ownValues, ownSums, ownPoints) =
                            kernelOf width layout inputs outputs weights |> results loss

                        agree $"{width} {loss}" values ownValues
                        Array.iter2 (agree $"{width} {loss} sums") sums ownSums
                        Array.iter2 (agree $"{width} {loss} points") points ownPoints
        ]

let private optimisers =
    [ Optimizer.LevenbergMarquardt 200; Optimizer.LBfgs 2000; Optimizer.Adam(0.01, 6000) ]

let private training =
    testList
        "training"
        [
            testCase "equal errors give the same bits as none"
            <| fun () ->
                let plain = wave (fun _ -> 0.1) 80
                let none = CurveData.withErrors PointErrors.Equal plain
                let parameters data = (fit TrainingOptions.defaults Start.Auto 2 data).Network.Parameters
                Expect.equal (parameters plain) (parameters none) "known"
                Expect.equal (parameters (weighted (Array.create 80 7.0) plain)) (parameters none) "weights"

            testCase "a point of weight 2 counts like two equal points"
            <| fun () ->
                let data = wave uneven 60 |> CurveData.withErrors PointErrors.Equal
                let doubled = CurveData.select (Array.append [| 0..59 |] [| 0..2..59 |]) data
                let weights = Array.init 60 (fun i -> if i % 2 = 0 then 2.0 else 1.0)
                let start = Start.Given(Network.create Activation.Tanh 1 [| 1.5; 0.1; 0.8; 2.5 |])

                for optimizer in optimisers do
                    let options = { TrainingOptions.defaults with Optimizer = optimizer }
                    let one = fit options start 1 doubled
                    let other = fit options start 1 (weighted weights data)
                    Array.iter2 (near 1e-4 $"{optimizer}") one.Network.Parameters other.Network.Parameters

            testCase "least squares of known errors is that of scipy, with its chi-square"
            <| fun () ->
                let data = scipyData ()
                let trained = fit TrainingOptions.defaults Start.Auto 1 data
                let unit = trained.Network.HiddenUnits[0]
                // The fit is the same for (w, b, a) and (−w, −b, −a).
                let sign = if unit.Weights[0] < 0.0 then -1.0 else 1.0

                Array.iter2
                    (near 1e-6 "parameter")
                    (numbers "estimate")
                    [|
                        sign * unit.Weights[0]
                        sign * unit.Bias
                        sign * unit.Amplitude
                        trained.Network.Offset
                    |]

                let chi = (GoodnessOfFit.ofNetwork 4 trained.Network data).ChiSquare.Value
                near 1e-8 "chi-square" (scipy.Value.GetProperty("chiSquare").GetDouble()) chi.Sum
                Expect.equal chi.DegreesOfFreedom 56 "degrees of freedom"
                near 1e-12 "tails" 1.0 (chi.UpperTail + chi.LowerTail)

            testCase "errors in other units change units alone"
            <| fun () ->
                let data = scipyData ()
                let factor = 1000.0

                let scaled =
                    CurveData.create
                        "known"
                        [| "x" |]
                        "y"
                        data.Inputs
                        (data.Outputs |> Array.map (fun y -> factor * y))
                    |> known (numbers "sigma" |> Array.map (fun sigma -> factor * sigma))

                let one = fit TrainingOptions.defaults Start.Auto 2 data
                let other = fit TrainingOptions.defaults Start.Auto 2 scaled
                let accuracy data (trained: TrainedNetwork) = GoodnessOfFit.ofNetwork 7 trained.Network data
                near 1e-6 "rmse" (factor * (accuracy data one).Rmse) (accuracy scaled other).Rmse

                near
                    1e-6
                    "chi"
                    (accuracy data one).ChiSquare.Value.Sum
                    (accuracy scaled other).ChiSquare.Value.Sum

            testCase "Huber's loss is of residuals in units of their errors"
            <| fun () ->
                let clean = wave uneven 60
                let spoilt = Array.copy clean.Outputs
                // 50 standard errors off, but a small error among the others.
                spoilt[10] <- spoilt[10] + 1.0

                let data =
                    CurveData.create "spoilt" [| "x" |] "y" clean.Inputs spoilt
                    |> CurveData.withErrors clean.Errors

                let options loss =
                    { TrainingOptions.defaults with Optimizer = Optimizer.LBfgs 2000; Loss = loss }

                let start = Start.Given(Network.create Activation.Tanh 1 [| 2.0; 0.0; 1.0; 3.0 |])
                let truth = Network.create Activation.Tanh 1 [| 2.0; 0.0; 1.0; 3.0 |]

                let off loss =
                    let network = (fit (options loss) start 1 data).Network

                    Array.map2
                        (fun f g -> abs (f - g))
                        (Network.predict network data.Inputs)
                        (Network.predict truth data.Inputs)
                    |> Array.max

                // The median error is 0.2, so that this δ is one standard error of each point.
                let robust, squares = off (Loss.Huber 0.2), off Loss.MeanOfSquares
                Expect.isLessThan robust (0.5 * squares) $"{robust} and {squares}, seed {seed}"

            testCase "an engine without weights refuses them by name"
            <| fun () ->
                let trainer =
                    { new IBatchTrainer with
                        member _.Validate _ = ()
                        member _.Minimise(_, _, _) = [||]
                    }

                let engine = Engine("batches", Some trainer)
                let plan = { SweepPlan.defaults with Units = [| 1 |] }

                rejects [ "Engine"; "batches"; "simd" ] (fun () ->
                    Sweep.runOn engine 1 ignore CancellationToken.None plan (wave uneven 30) ignore)
        ]

/// The answer about 1 or 2 tanh neurons.
let answerOf data =
    let plan =
        { SweepPlan.defaults with
            Units = [| 1; 2 |]
            Restarts = 2
            Validation = Validation.Skip
            Activations = [| Activation.Tanh |]
        }

    let fits = ResizeArray<UnitFit>()
    Sweep.run 2 ignore CancellationToken.None plan data fits.Add
    Selection.recommend (Selection.defaultCriterion fits) fits

let private choice =
    testList
        "choice of a size"
        [
            testCase "the answer tells whether the fit explains the data within their errors"
            <| fun () ->
                let truthful = wave uneven 200

                let sigmas =
                    match truthful.Errors with
                    | PointErrors.Known sigmas -> sigmas
                    | _ -> failwith "known"

                let stated factor = known (sigmas |> Array.map (fun sigma -> factor * sigma)) truthful
                let answer factor = (answerOf (stated factor)).Answer
                Expect.stringContains (answer 1.0) "explains the data within their errors" "truthful"

                // χ² of 196 degrees of freedom is off by at most 5·√(2/196), so its root by half of that.
                let tells word factor =
                    let found =
                        Regex.Match(answer factor, $"{word} by a factor of about ([0-9]+(?:[.][0-9]+)?)")

                    Expect.isTrue found.Success $"{word}: {answer factor}"
                    let told = Double.Parse(found.Groups[1].Value, Globalization.CultureInfo.InvariantCulture)
                    Expect.isLessThan (abs (told / 4.0 - 1.0)) 0.26 $"{word} by {told}, seed {seed}"

                tells "understated" 0.25
                tells "overstated" 4.0
                // The scale of the errors does not matter to the choice.
                for factor in [ 0.25; 4.0 ] do
                    Expect.equal
                        (answerOf (stated factor)).Recommended.Value.Units
                        (answerOf truthful).Recommended.Value.Units
                        "units"

            testCase "validation errors of all folds have one scale"
            <| fun () ->
                let data = wave uneven 90

                let plan =
                    { SweepPlan.defaults with
                        Units = [| 1 |]
                        Restarts = 1
                        Validation = Validation.Folds 3
                        Activations = [| Activation.Tanh |]
                    }

                let fits = ResizeArray<UnitFit>()
                Sweep.run 1 ignore CancellationToken.None plan data fits.Add
                let fit = fits |> Seq.find _.IsBest
                // A point's squared error is about its variance times its weight: that of the median point, 0.2².
                let ratio = fit.Validation.Value.Rmse / 0.2
                Expect.isTrue (ratio > 0.8 && ratio < 1.25) $"{ratio}, seed {seed}"
        ]

[<Tests>]
let tests = testList "Errors of points" [ data; kernels; training; choice ]
