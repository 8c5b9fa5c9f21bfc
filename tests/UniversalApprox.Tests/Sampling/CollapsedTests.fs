module UniversalApprox.Tests.Sampling.CollapsedTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Sampling.Support

/// A bump along the first input plus noise, with units that are neither 0 nor 1.
let private dataOf dimension count =
    let inputs = Array.init dimension (fun k -> normalNumbers k count |> Array.map (fun v -> 3.0 + 2.0 * v))
    let noise = normalNumbers 100 count

    let outputs = Array.init count (fun i -> 5.0 + 2.0 * sin (inputs[0][i]) + 0.3 * noise[i])

    CurveData.create "test" (Array.init dimension (fun k -> $"x{k + 1}")) "y" inputs outputs

let private allSmooth =
    Activation.all
    |> List.filter (fun activation ->
        Activation.isTrainable activation && Activation.symmetry activation <> Symmetry.Homogeneous)

let private likelihoods =
    [ Likelihood.MeanSquaredError; Likelihood.Gaussian 0.4; Likelihood.GaussianUnknown ]

let private notebook = NetworkPriors.notebook

let private density weights priors likelihood activation units data =
    weights
    |> Option.map PointErrors.Relative
    |> Option.defaultValue PointErrors.Equal
    |> fun errors -> CurveData.withErrors errors data
    |> CollapsedDensity.create likelihood priors activation units

let private evaluate (density: LogDensity) (points: float[]) =
    let values = Array.zeroCreate (points.Length / density.Dimension)
    density.CreateEvaluator().Evaluate(points, values.Length, values)
    values

let private valueAt density point = Array.head (evaluate density point)

let private pointFor (density: LogDensity) index = normalNumbers (200 + index) density.Dimension

/// Relative to the larger of 1 and the expected magnitude.
let private close tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected) / max 1.0 (abs expected))
        tolerance
        $"{what}: {expected} and {actual}"

/// log N(y; Hμ, HVHᵀ + diag variances), by an n × n factorisation: knows nothing of how the density is computed.
let private marginal (columns: float[][]) (mean: float[]) (sds: float[]) (variances: float[]) (y: float[]) =
    let n = y.Length
    let h = Matrix<float>.Build.DenseOfColumnArrays columns
    let v = Matrix<float>.Build.DenseOfDiagonalArray(sds |> Array.map (fun s -> s * s))
    let k = h * v * h.Transpose() + Matrix<float>.Build.DenseOfDiagonalArray variances
    let r = Vector<float>.Build.DenseOfArray y - h * Vector<float>.Build.DenseOfArray mean
    let cholesky = k.Cholesky()
    let quadratic = r * cholesky.Solve r
    -0.5 * (cholesky.DeterminantLn + quadratic + float n * log (2.0 * Math.PI))

/// The collapsed log-likelihood at φ with default priors, by `marginal` on standardised data.
let private expectedStandard (density: CollapsedDensity) sigma (phi: float[]) =
    let data = Standardisation.apply density.Map density.Model.Data
    let units = density.Model.Layout.Units
    let d = data.Dimension
    let activation = density.Model.Activation

    let column unit =
        Array.init data.Count (fun i ->
            let z = Seq.init d (fun k -> phi[unit * (d + 1) + k] * data.Inputs[k][i]) |> Seq.sum

            Activation.value activation (z + phi[unit * (d + 1) + d]) - Activation.centre activation)

    let columns = Array.append (Array.init units column) [| Array.create data.Count 1.0 |]
    let sds = Array.init (units + 1) (fun p -> if p < units then 60.0 / sqrt (float units) else 60.0)
    let weights = defaultArg data.Weights (Array.create data.Count 1.0)
    let variances = weights |> Array.map (fun weight -> sigma * sigma / weight)

    marginal columns (Array.zeroCreate (units + 1)) sds variances data.Outputs
    - float data.Count * log density.Map.OutputScale

let private prior (density: CollapsedDensity) (phi: float[]) =
    let student = Prior.logDensity (Prior.StudentT(3.0, 0.0, 5.0))
    let hidden = density.Model.Layout.Units * (density.Model.Layout.Dimension + 1)
    let weights = Seq.init hidden (fun p -> student phi[p]) |> Seq.sum

    if phi.Length > hidden then
        weights + Prior.logDensity (Prior.HalfNormal 1.0) (exp (Array.last phi)) + Array.last phi
    else
        weights

/// Mean and precision of amplitudes and offset in the data's units at a full draw: the full density is quadratic in them, so
/// second differences are exact.
let private conditional (full: LogDensity) (model: NetworkModel) (theta: float[]) =
    let indices =
        Array.append (Array.init model.Layout.Units model.Layout.Amplitude) [| model.Layout.Offset |]

    let at (steps: (int * float) list) =
        let moved = Array.copy theta

        for index, step in steps do
            moved[indices[index]] <- moved[indices[index]] + step

        valueAt full moved

    let step = 1.0
    let size = indices.Length

    let precision =
        Matrix<float>
            .Build.Dense(
                size,
                size,
                fun p q ->
                    -(at [ p, step; q, step ] - at [ p, step; q, -step ] - at [ p, -step; q, step ]
                      + at [ p, -step; q, -step ])
                    / (4.0 * step * step)
            )

    let gradient =
        Vector<float>.Build.Dense(size, fun p -> (at [ p, step ] - at [ p, -step ]) / (2.0 * step))

    let now = Vector<float>.Build.Dense(size, fun p -> theta[indices[p]])
    struct (indices, now + precision.Solve gradient, precision)

let private fullDensity likelihood activation units data =
    LogDensity.ofNetwork likelihood NetworkPriors.notebook activation units data

/// All images of a network under flips of signs: number i flips the units whose bits are set.
let private imagesOf (model: NetworkModel) (theta: float[]) =
    Array.init (1 <<< model.Layout.Units) (fun mask ->
        let image = Array.copy theta

        for unit in 0 .. model.Layout.Units - 1 do
            if mask >>> unit &&& 1 = 1 then
                Canonical.flip (Activation.symmetry model.Activation) model.Layout image 0 unit

        image)

let private logMean (values: float[]) =
    let top = Array.max values
    top + log (values |> Array.averageBy (fun value -> exp (value - top)))

/// The logarithm of the full density integrated over amplitudes and offset on a grid.
let private integral (full: LogDensity) model (theta: float[]) =
    let struct (indices, mean, precision) = conditional full model theta
    // θ = mean + L⁻ᵀu: midpoints in u at half standard deviations are exact to rounding.
    let spread = precision.Cholesky().Factor.Transpose().Inverse()
    let grid = Array.init 33 (fun i -> -8.0 + 0.5 * float i)
    let size = indices.Length
    let count = pown 33 size
    let points = Array.zeroCreate (count * theta.Length)

    for i in 0 .. count - 1 do
        let u = Vector<float>.Build.Dense(size, fun p -> grid[i / pown 33 p % 33])
        let z = mean + spread * u
        Array.blit theta 0 points (i * theta.Length) theta.Length
        indices |> Array.iteri (fun p index -> points[i * theta.Length + index] <- z[p])

    let values = evaluate full points
    let top = Array.max values
    let sum = values |> Array.sumBy (fun value -> exp (value - top))
    top + log sum + float size * log 0.5 + log (abs (spread.Determinant()))

/// What a kernel computes at φ.
let private everything (kernel: HiddenKernel) units (phi: float[]) =
    let size = units + 1
    let products = Array.zeroCreate ((size + 1) * (size + 1))
    let coefficients = normalNumbers 300 size
    let root = normalNumbers 301 (size * size)
    let matrix = Array.init (size * size) (fun i -> root[i] + root[i % size * size + i / size])
    let gradient = Array.zeroCreate phi.Length
    kernel.Products(phi, 0, true, products)
    let sum = kernel.SumOfSquares coefficients
    kernel.Gradient(coefficients, matrix, gradient, 0)
    let again = Array.zeroCreate products.Length
    kernel.Products(phi, 0, false, again)
    [ products; [| sum |]; gradient; again ]

let private kernelsAgree activation dimension count units =
    let layout: HiddenLayout = { Dimension = dimension; Units = units }
    let inputs = Array.init dimension (fun k -> normalNumbers (400 + k) count)
    let outputs = normalNumbers 410 count
    let weights = normalNumbers 411 count |> Array.map exp
    let phi = normalNumbers 412 layout.Count
    let kernel width = KernelFactory.createHidden width activation layout inputs outputs weights
    let expected = everything (kernel Width.Scalar) units phi

    for width in [ Width.Bits128; Width.Bits256; Width.Bits512 ] do
        for e, a in List.zip expected (everything (kernel width) units phi) do
            let size = e |> Array.fold (fun top v -> max top (abs v)) 1e-300
            let worst = Array.fold2 (fun worst e a -> max worst (abs (e - a))) 0.0 e a

            Expect.isLessThan
                (worst / size)
                1e-12
                $"{activation}, {width}, d = {dimension}, n = {count}, N = {units}"

let private rejects (fragments: string list) action =
    let error = Expect.throwsC (fun () -> action () |> ignore) id

    for fragment in fragments do
        Expect.stringContains error.Message fragment "message"

/// The same data in other units; x and y are multiples of 2⁻²⁰, so that moving the origin loses nothing.
let private onGrid =
    let x = Array.init 60 (fun i -> float (i * i % 61) / 8.0)

    let y =
        x |> Array.mapi (fun i v -> Math.ScaleB(round (Math.ScaleB(sin v + 0.1 * float (i % 7), 20)), -20))

    fun (xShift, xScale: float) (yShift, yScale: float) ->
        CurveData.create
            "grid"
            [| "x" |]
            "y"
            [| x |> Array.map (fun v -> xShift + xScale * v) |]
            (y |> Array.map (fun v -> yShift + yScale * v))

let otherUnits =
    [
        "x in nm", (0.0, 1e9), (0.0, 1.0)
        "x at Unix seconds", (1700000000.0, 3600.0), (0.0, 1.0)
        "y times 1e12", (0.0, 1.0), (0.0, 1e12)
        "y times 1e-12", (0.0, 1.0), (0.0, 1e-12)
        "y + 1e6", (0.0, 1.0), (1e6, 1.0)
        "all at once", (-5e5, 1e3), (-1e6, 1e3)
    ]

let gridData = onGrid (0.0, 1.0) (0.0, 1.0)
let gridDataIn x y = onGrid x y

[<Tests>]
let tests =
    testList
        "Collapsed density"
        [
            testCase "equals the marginal normal density of the outputs, for every activation"
            <| fun () ->
                for activation in Activation.all do
                    for dimension in 1..3 do
                        for units in 1..3 do
                            let data = dataOf dimension 13
                            let weights = normalNumbers 101 13 |> Array.map exp

                            let density =
                                density
                                    (Some weights)
                                    NetworkPriors.standard
                                    Likelihood.GaussianUnknown
                                    activation
                                    units
                                    data

                            let phi = pointFor density.Density units
                            // The n × n matrix is well conditioned for noise of the order of sd(y).
                            phi[phi.Length - 1] <- 0.5
                            let sigma = exp (Array.last phi)

                            close
                                1e-10
                                $"{activation}, d = {dimension}, N = {units}"
                                (expectedStandard density sigma phi + prior density phi)
                                (valueAt density.Density phi)

            testCase "a known σ is in the data's units"
            <| fun () ->
                let data = dataOf 1 13

                let density =
                    density None NetworkPriors.standard (Likelihood.Gaussian 0.4) Activation.Tanh 2 data

                let phi = pointFor density.Density 0

                let expected =
                    expectedStandard density (0.4 / density.Map.OutputScale) phi + prior density phi

                close 1e-10 "log-density" expected (valueAt density.Density phi)

            testCase "is the full density integrated over amplitudes and offset, by brute force"
            <| fun () ->
                let data = dataOf 1 20

                for likelihood in likelihoods do
                    for units in 1..2 do
                        let density = density None notebook likelihood Activation.Sigmoid units data
                        let phi = pointFor density.Density units |> Array.map (fun v -> 0.5 * v)
                        let struct (theta, _) = CollapsedDensity.complete (Rng.ofSeed seed) phi density
                        let full = fullDensity likelihood Activation.Sigmoid units data
                        // From densities of (w, b) to those of standardised ones.
                        let jacobian = -float units * log density.Map.InputScale[0]

                        // The prior of the offset tells the signs of units apart, so the images count alike.
                        close
                            1e-10
                            $"{likelihood}, N = {units}"
                            (logMean (imagesOf density.Model theta |> Array.map (integral full density.Model))
                             + jacobian)
                            (valueAt density.Density phi)

            testCase "and the conditional density of what is drawn give the full density"
            <| fun () ->
                for activation in Activation.all do
                    for likelihood in likelihoods do
                        for dimension in 1..2 do
                            let data = dataOf dimension 30
                            let density = density None notebook likelihood activation 2 data
                            let full = fullDensity likelihood activation 2 data
                            let phis = Array.init 5 (pointFor density.Density) |> Array.concat

                            let struct (thetas, values) =
                                CollapsedDensity.complete (Rng.ofSeed seed) phis density

                            for e, a in Array.zip (evaluate full thetas) values do
                                close 1e-10 $"{activation}, {likelihood}, d = {dimension}" e a

            testCase "its gradient is that of differences, for every smooth activation"
            <| fun () ->
                // So narrow that the images of sigmoids differ.
                let narrow = { notebook with Offset = Some(Prior.Normal(5.0, 2.0)) }

                for activation in allSmooth do
                    for priors in [ notebook; narrow; NetworkPriors.standard ] do
                        for likelihood in likelihoods do
                            for dimension in 1..3 do
                                let data = dataOf dimension 41
                                let weights = normalNumbers 101 41 |> Array.map exp

                                let density =
                                    (density (Some weights) priors likelihood activation 3 data).Density

                                let phi = pointFor density dimension
                                let evaluator = density.CreateEvaluator()
                                let value = Array.zeroCreate 1
                                let gradient = Array.zeroCreate phi.Length
                                evaluator.EvaluateWithGradient(phi, 1, value, gradient)
                                close 1e-12 "value" (valueAt density phi) (Array.head value)
                                let size = gradient |> Array.fold (fun top v -> max top (abs v)) 1.0

                                for p in 0 .. phi.Length - 1 do
                                    let at step =
                                        let moved = Array.copy phi
                                        moved[p] <- moved[p] + step
                                        valueAt density moved

                                    let slope step = (at step - at -step) / (2.0 * step)
                                    // Fourth order.
                                    let difference = (4.0 * slope 5e-4 - slope 1e-3) / 3.0

                                    Expect.isLessThan
                                        (abs (difference - gradient[p]) / size)
                                        1e-7
                                        $"{activation}, {priors}, {likelihood}, d = {dimension}, parameter {p}: {difference} and {gradient[p]}"

            testCase "no units or origin of x or y change it, but for a constant"
            <| fun () ->
                let values data =
                    let density =
                        density
                            None
                            NetworkPriors.standard
                            Likelihood.GaussianUnknown
                            Activation.Sigmoid
                            2
                            data

                    let points = Array.init 20 (pointFor density.Density)
                    evaluate density.Density (Array.concat points)

                let expected = values gridData

                for name, x, y in otherUnits do
                    let actual = values (gridDataIn x y)

                    for i in 1..19 do
                        close 1e-8 name (expected[i] - expected[0]) (actual[i] - actual[0])

            testCase "signs, amplitudes and offset are drawn by their probability, mean and covariance"
            <| fun () ->
                let data = dataOf 1 25
                // So narrow that the images differ: c is 5 in one of them.
                let priors = { notebook with Offset = Some(Prior.Normal(5.0, 2.0)) }
                let likelihood = Likelihood.Gaussian 0.4
                let density = density None priors likelihood Activation.Sigmoid 2 data
                let full = LogDensity.ofNetwork likelihood priors Activation.Sigmoid 2 data
                let phi = pointFor density.Density 3
                let count = 20000

                let struct (thetas, _) =
                    CollapsedDensity.complete
                        (Rng.ofSeed seed)
                        (Array.replicate count phi |> Array.concat)
                        density

                let draws = Array.chunkBySize 7 thetas
                let images = imagesOf density.Model draws[0]
                let weights = images |> Array.map (integral full density.Model)
                let total = logMean weights + log 4.0

                let isOf (image: float[]) (draw: float[]) =
                    draw[0] * image[0] > 0.0 && draw[3] * image[3] > 0.0

                let mutable tested = 0

                for image, weight in Array.zip images weights do
                    let own = draws |> Array.filter (isOf image)
                    let share = exp (weight - total)
                    let error = sqrt (share * (1.0 - share) / float count)

                    Expect.isLessThan
                        (abs (float own.Length / float count - share))
                        (gate * error + 1e-9)
                        $"share {share}"

                    if own.Length > 1000 then
                        tested <- tested + 1
                        let struct (indices, mean, precision) = conditional full density.Model own[0]
                        // Whitened, they are independent standard normal.
                        let white = precision.Cholesky().Factor.Transpose()

                        let whitened =
                            own
                            |> Array.map (fun draw ->
                                white * (Vector<float>.Build.Dense(3, fun p -> draw[indices[p]]) - mean))

                        let average (f: Vector<float> -> float) = whitened |> Array.averageBy f
                        let error = gate / sqrt (float own.Length)

                        for p in 0..2 do
                            Expect.isLessThan (abs (average (fun u -> u[p]))) error $"mean {p}"

                            Expect.isLessThan
                                (abs (average (fun u -> u[p] * u[p]) - 1.0))
                                (error * sqrt 2.0)
                                $"variance {p}"

                            for q in 0 .. p - 1 do
                                Expect.isLessThan
                                    (abs (average (fun u -> u[p] * u[q])))
                                    error
                                    $"covariance {p}, {q}"

                Expect.isGreaterThan tested 1 "images with many draws"

            testCase "a unit's sign and the order of units do not matter with the default priors"
            <| fun () ->
                let data = dataOf 2 30

                for activation in Activation.all do
                    let density =
                        density None NetworkPriors.standard Likelihood.GaussianUnknown activation 2 data

                    let phi = pointFor density.Density 1
                    let value = (valueAt density.Density phi)
                    let swapped = Array.permute (fun p -> if p < 6 then (p + 3) % 6 else p) phi
                    close 1e-12 $"order, {activation}" value (valueAt density.Density swapped)

                    if density.IsFlipSymmetric then
                        let flipped = phi |> Array.mapi (fun p v -> if p < 3 then -v else v)
                        close 1e-12 $"sign, {activation}" value (valueAt density.Density flipped)

            testCase "signs that only the prior of the offset tells apart are averaged, up to 8 units"
            <| fun () ->
                let make priors activation units =
                    density None priors Likelihood.GaussianUnknown activation units (dataOf 1 30)

                let note activation units = CollapsedDensity.signsNote notebook activation units

                for activation in [ Activation.Sigmoid; Activation.Heaviside ] do
                    let density = make notebook activation 3
                    Expect.isTrue density.IsFlipSymmetric $"{activation}"
                    let phi = pointFor density.Density 2
                    let flipped = phi |> Array.mapi (fun p v -> if p = 2 || p = 3 then -v else v)

                    close
                        1e-12
                        $"{activation}"
                        (valueAt density.Density phi)
                        (valueAt density.Density flipped)

                    Expect.stringContains (note activation 3).Value "averaged over them" "note"

                let isSymmetric priors activation units = (make priors activation units).IsFlipSymmetric
                Expect.isTrue (isSymmetric notebook Activation.Sigmoid 8) "8 units"
                Expect.isFalse (isSymmetric notebook Activation.Sigmoid 9) "9 units"
                Expect.stringContains (note Activation.Sigmoid 9).Value "a mode of its own" "note of 9 units"
                Expect.isTrue (isSymmetric notebook Activation.Tanh 1) "tanh"
                Expect.isNone (note Activation.Tanh 1) "nothing to say of tanh"
                Expect.isFalse (isSymmetric notebook Activation.Relu 1) "relu"
                let leaning = { notebook with Amplitude = Some(Prior.Normal(1.0, 30.0)) }

                Expect.isFalse
                    (isSymmetric leaning Activation.Sigmoid 1)
                    "amplitudes have a sign of their own"

            testCase "every width computes what plain loops do, whether columns are kept or not"
            <| fun () ->
                for activation in Activation.all do
                    for units in 0..5 do
                        kernelsAgree activation 1 67 units
                        kernelsAgree activation 3 130 units

                for count in [ 1; 2; 31; 32; 33; 1025 ] do
                    kernelsAgree Activation.Sigmoid 1 count 2

                kernelsAgree Activation.Tanh 1 530000 2
                kernelsAgree Activation.Tanh 2 350000 3

            testCase "evaluation does not allocate"
            <| fun () ->
                for priors in [ notebook; NetworkPriors.standard ] do
                    for count in [ 100; 360000 ] do
                        let density =
                            (density
                                None
                                priors
                                Likelihood.GaussianUnknown
                                Activation.Sigmoid
                                3
                                (dataOf 1 count))
                                .Density

                        let phi = pointFor density 1
                        let evaluator = density.CreateEvaluator()
                        let values = Array.zeroCreate 1
                        let gradient = Array.zeroCreate phi.Length

                        let all () =
                            evaluator.Evaluate(phi, 1, values)
                            evaluator.EvaluateWithGradient(phi, 1, values, gradient)

                        all ()
                        let before = GC.GetAllocatedBytesForCurrentThread()

                        for _ in 1..20 do
                            all ()

                        Expect.equal
                            (GC.GetAllocatedBytesForCurrentThread() - before)
                            0L
                            $"bytes, n = {count}"

            testCase "no units: the conjugate normal model of a constant"
            <| fun () ->
                let data = dataOf 1 15

                let density =
                    density None NetworkPriors.standard Likelihood.GaussianUnknown Activation.Tanh 0 data

                let phi = [| -0.7 |]

                let expected =
                    marginal
                        [| Array.create 15 1.0 |]
                        [| 0.0 |]
                        [| 60.0 |]
                        (Array.create 15 (exp -1.4))
                        (Standardisation.apply density.Map data).Outputs
                    - 15.0 * log density.Map.OutputScale

                close 1e-10 "log-density" (expected + prior density phi) (valueAt density.Density phi)
                Expect.equal density.ParameterNames [| "c"; "log_sigma" |] "names"

            testCase "equal units, hopeless and perfect σ give numbers"
            <| fun () ->
                let density =
                    (density
                        None
                        NetworkPriors.standard
                        Likelihood.GaussianUnknown
                        Activation.Tanh
                        2
                        (dataOf 1 40))
                        .Density

                let evaluator = density.CreateEvaluator()
                let gradient = Array.zeroCreate 5

                for phi in
                    [
                        [| 1.0; 0.5; 1.0; 0.5; -1.0 |]
                        [| 1.0; 0.5; 1.0; 0.5; -20.0 |]
                        [| 1.0; 0.5; -2.0; 0.5; -100.0 |]
                        [| 1.0; 0.5; -2.0; 0.5; 5.0 |]
                        [| 0.0; 0.0; 0.0; 0.0; -3.0 |]
                        [| 1e6; 0.5; 1e6; 0.5; -3.0 |]
                    ] do
                    let value = Array.zeroCreate 1
                    evaluator.EvaluateWithGradient(phi, 1, value, gradient)
                    Expect.isTrue (Double.IsFinite value[0]) $"value at {phi}"
                    Expect.isTrue (Array.forall Double.IsFinite gradient) $"gradient at {phi}"

                for phi in [ [| 1e200; 0.0; 1e200; 0.0; 0.0 |]; [| 1.0; 0.5; -2.0; 0.5; -800.0 |] ] do
                    Expect.isFalse (Double.IsNaN(valueAt density phi)) $"value at {phi}"

            testCase "the point of a network leads back to it"
            <| fun () ->
                let data = dataOf 2 40

                let density =
                    density None NetworkPriors.standard Likelihood.GaussianUnknown Activation.Sigmoid 2 data

                let phi = pointFor density.Density 5
                let network = CollapsedDensity.networkAt phi density
                let again = CollapsedDensity.pointOf network density

                for p in 0..5 do
                    close 1e-12 $"parameter {p}" (Array.item p phi) (Array.item p again)

                // At the mean of amplitudes and offset the residuals have the size that pointOf says, but for the prior.
                let rms =
                    Array.map2
                        (fun f y -> (f - y) * (f - y))
                        (Network.predict network data.Inputs)
                        data.Outputs
                    |> Array.average
                    |> sqrt

                close 1e-2 "sigma" rms (CollapsedDensity.noiseAt again density)

            testCase "a chain is completed ensemble by ensemble"
            <| fun () ->
                let data = dataOf 1 30

                let density =
                    density None NetworkPriors.standard Likelihood.GaussianUnknown Activation.Sigmoid 2 data

                let options =
                    { SamplingOptions.standard with Steps = 20; BurnIn = 0; Ensembles = 2; Walkers = Some 10 }

                let result =
                    Sampler.run
                        options
                        (EnsembleStart.Ball([| pointFor density.Density 1 |], 0.01))
                        SamplingHooks.standard
                        density.Density

                let chain = CollapsedDensity.completeChain (Rng.ofSeed 1UL) 0 result.Chain density
                let again = CollapsedDensity.completeChain (Rng.ofSeed 1UL) 0 result.Chain density
                Expect.equal chain again "deterministic"

                Expect.equal
                    chain.ParameterNames
                    [| "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c"; "log_sigma" |]
                    "names"

                let ensemble = chain.Ensembles[1]
                Expect.equal ensemble.Draws.Length (20 * 10 * 8) "draws"
                let network = Network.create Activation.Sigmoid 1 ensemble.Draws[8..14]
                let phi = CollapsedDensity.pointOf network density
                let source = result.Chain.Ensembles[1].Draws

                for p in 0..3 do
                    close 1e-12 $"parameter {p}" (Array.item (5 + p) source) (Array.item p phi)

            testCase "what cannot be collapsed is said"
            <| fun () ->
                let data = dataOf 1 10
                let priors = NetworkPriors.notebook

                let build likelihood priors units () =
                    density None priors likelihood Activation.Tanh units data

                Expect.isNone (CollapsedDensity.obstacle Likelihood.GaussianUnknown priors) "normal"
                rejects [ "Student-t" ] (build (Likelihood.StudentT(4.0, None)) priors 1)

                rejects
                    [ "offset"; "uniform(-1, 1)" ]
                    (build
                        Likelihood.GaussianUnknown
                        { priors with Offset = Some(Prior.Uniform(-1.0, 1.0)) }
                        1)

                rejects
                    [ "amplitudes"; "studentT" ]
                    (build
                        Likelihood.GaussianUnknown
                        { priors with Amplitude = Some(Prior.StudentT(3.0, 0.0, 1.0)) }
                        1)

                rejects [ "units"; "at least 1" ] (build (Likelihood.Gaussian 1.0) priors 0)

            testCase "the default priors are told in both units"
            <| fun () ->
                let data = gridDataIn (1700000000.0, 3600.0) (1e6, 1e3)
                let map = Standardisation.ofData Scaling.Standardise false data
                let describe = StandardPriors.describe map data.InputNames 4 Likelihood.GaussianUnknown
                let rows = describe NetworkPriors.standard

                Expect.equal
                    (rows |> Array.map _.Standardised)
                    [|
                        Some(Prior.StudentT(3.0, 0.0, 5.0))
                        Some(Prior.StudentT(3.0, 0.0, 5.0))
                        Some(Prior.Normal(0.0, 30.0))
                        Some(Prior.Normal(0.0, 60.0))
                        Some(Prior.HalfNormal 1.0)
                    |]
                    "standardised"

                Expect.equal
                    (rows |> Array.map _.Data)
                    [|
                        Prior.StudentT(3.0, 0.0, 5.0 * (1.0 / map.InputScale[0]))
                        Prior.StudentT(3.0, 0.0, 5.0)
                        Prior.Normal(0.0, 30.0 * map.OutputScale)
                        Prior.Normal(map.OutputShift, 60.0 * map.OutputScale)
                        Prior.HalfNormal map.OutputScale
                    |]
                    "in the data's units"

                let rows = describe { NetworkPriors.notebook with Amplitude = None }

                Expect.equal
                    (rows |> Array.map (fun row -> row.Parameter, row.IsDefault, row.Standardised.IsSome))
                    [|
                        "weight of x", false, true
                        "bias", false, false
                        "amplitude", true, true
                        "offset", false, false
                        "sigma", true, true
                    |]
                    "a user's priors"
        ]
