module UniversalApprox.Tests.Core.KernelTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Tests.Core.Generators

let private widths = [ Width.Bits128; Width.Bits256; Width.Bits512 ]

let private losses = [ Loss.SumOfSquares; Loss.MeanOfSquares; Loss.MeanAbsolute; Loss.Huber 0.3 ]

/// Random data and parameters; `spread` is the size of weights and biases.
let private problem seed dimension count units spread =
    let rng = Rng.ofSeed seed

    let normals index length : float[] =
        let values = Array.zeroCreate<float> length
        Rng.fillNormal (values.AsSpan()) (Rng.split index rng) |> ignore
        values

    let layout = { Dimension = dimension; Units = units }
    let inputs = Array.init dimension (fun k -> normals k count)
    let outputs = normals 100 count
    let theta = normals 101 layout.ParameterCount |> Array.map (fun v -> spread * v)
    struct (layout, inputs, outputs, theta)

let private kernel width precision activation (layout: Layout) inputs outputs =
    KernelFactory.create width precision activation layout inputs outputs

/// The largest difference relative to the largest expected magnitude.
let private relativeDifference (expected: float[]) (actual: float[]) =
    let size = expected |> Array.fold (fun top v -> max top (abs v)) 1e-300
    let worst = Array.fold2 (fun worst e a -> max worst (abs (e - a))) 0.0 expected actual
    if Array.forall Double.IsFinite actual then worst / size else infinity

/// All results of a kernel at θ, as one list of numbers.
let private everything (kernel: Kernel) loss (theta: float[]) =
    let p = theta.Length
    let gradient = Array.zeroCreate p
    let products = Array.zeroCreate ((p + 1) * (p + 1))
    let jacobian = Array.zeroCreate (p * kernel.Count)
    let residuals = Array.zeroCreate kernel.Count
    let value = kernel.Loss(loss, theta, 0)
    let valueAgain = kernel.LossAndGradient(loss, theta, 0, gradient, 0)
    kernel.CrossProducts(theta, 0, products)
    kernel.Jacobian(theta, 0, residuals, jacobian)

    [
        "loss", [| value |]
        "loss with gradient", [| valueAgain |]
        "gradient", gradient
        "cross-products", products
        "residuals", residuals
        "Jacobian", jacobian
    ]

let private agrees tolerance activation loss struct (layout, inputs, outputs, theta) width precision =
    let expected =
        everything (kernel Width.Scalar Precision.Double activation layout inputs outputs) loss theta

    let actual = everything (kernel width precision activation layout inputs outputs) loss theta

    for (name, e), (_, a) in List.zip expected actual do
        let difference = relativeDifference e a

        Expect.isLessThan
            difference
            tolerance
            $"{name} of {Activation.name activation}, {Loss.name loss}, {width}, {precision}, n = {outputs.Length}, d = {layout.Dimension}"

/// Central differences of the loss.
let private numericGradient (kernel: Kernel) loss (theta: float[]) =
    let at p (by: float) =
        let moved = Array.copy theta
        moved[p] <- moved[p] + by
        kernel.Loss(loss, moved, 0)

    Array.init theta.Length (fun p -> (at p 1e-5 - at p -1e-5) / 2e-5)

let private trainable = Activation.all |> List.filter Activation.isTrainable

/// Whether loss and activation have no kink. Within a step of a kink central differences are wrong.
let private isSmooth activation loss =
    loss <> Loss.MeanAbsolute && activation <> Activation.Relu && activation <> Activation.LeakyRelu

[<Tests>]
let tests =
    testList
        "Kernels"
        [
            for activation in Activation.all do
                testCase $"every width agrees with the scalar reference for {Activation.name activation}"
                <| fun () ->
                    for width in widths do
                        for loss in losses do
                            agrees 1e-12 activation loss (problem 1UL 1 37 3 1.0) width Precision.Double

                        agrees
                            2e-4
                            activation
                            Loss.SumOfSquares
                            (problem 1UL 1 37 3 1.0)
                            width
                            Precision.Single

            testCase "lengths that are no multiple of the width, and a single point"
            <| fun () ->
                for count in [ 1; 2; 3; 7; 8; 9; 15; 16; 17; 127; 128; 129; 300 ] do
                    for width in widths do
                        agrees
                            1e-12
                            Activation.Sigmoid
                            Loss.SumOfSquares
                            (problem 2UL 1 count 2 1.0)
                            width
                            Precision.Double

            testCase "several inputs, no units, and many units"
            <| fun () ->
                for width in widths do
                    for dimension, units in [ 2, 3; 5, 1; 1, 0; 3, 0; 1, 33; 2, 70 ] do
                        agrees
                            1e-11
                            Activation.Tanh
                            Loss.MeanOfSquares
                            (problem 3UL dimension 50 units 1.0)
                            width
                            Precision.Double

            testCase "large arguments neither overflow nor become NaN, and agree"
            <| fun () ->
                // The two implementations of erf differ by rounding only. Both lose digits of sin at z = 1e3.
                for activation in Activation.all do
                    for width in widths do
                        agrees
                            1e-10
                            activation
                            Loss.SumOfSquares
                            (problem 4UL 1 64 2 300.0)
                            width
                            Precision.Double

            testCase "σ is exactly 1 far above and below 1e-300 far below"
            <| fun () ->
                let layout = { Dimension = 1; Units = 1 }
                // f = 1·σ(z) with y = 0, so the loss is σ².
                for width in Width.Scalar :: widths do
                    let square z =
                        let k =
                            kernel width Precision.Double Activation.Sigmoid layout [| [| 1.0 |] |] [| 0.0 |]

                        k.Loss(Loss.SumOfSquares, [| z; 0.0; 1.0; 0.0 |], 0)

                    for z in [ 40.0; 700.0; 710.0; 745.0; 1e3; 1e4 ] do
                        Expect.equal (square z) 1.0 $"σ({z}) at {width}"

                    let residual z =
                        let r = Array.zeroCreate 1

                        let k =
                            kernel width Precision.Double Activation.Sigmoid layout [| [| 1.0 |] |] [| 0.0 |]

                        k.Jacobian([| z; 0.0; 1.0; 0.0 |], 0, r, Array.zeroCreate 4)
                        r[0]

                    for z in [ -700.0; -745.0; -1e3; -1e4 ] do
                        let value = residual z
                        Expect.isTrue (value >= 0.0 && value < 1e-300) $"σ({z}) = {value} at {width}"

            testCase "eˣ is within 2 ulp over the whole range"
            <| fun () ->
                // The gaussian is e^(−z²) itself, without another operation that rounds.
                let layout = { Dimension = 1; Units = 1 }
                let z = Array.init 4001 (fun i -> float i * 0.0066)

                let k =
                    kernel
                        Width.Bits512
                        Precision.Double
                        Activation.Gaussian
                        layout
                        [| z |]
                        (Array.zeroCreate z.Length)

                let values = Array.zeroCreate z.Length
                k.Jacobian([| 1.0; 0.0; 1.0; 0.0 |], 0, values, Array.zeroCreate (4 * z.Length))

                for i in 0 .. z.Length - 1 do
                    let expected = exp (-(z[i] * z[i]))

                    if expected > 1e-300 then
                        Expect.isLessThan (abs (values[i] / expected - 1.0)) 4.5e-16 $"e^(−{z[i]}²)"

            testCase "σ is within 4 ulp over the whole range, at every width and in both passes"
            <| fun () ->
                // One unit of weight and amplitude 1 on y = 0: the residuals are σ(z). The reference has an error of up
                // to 2 ulp itself.
                let layout = { Dimension = 1; Units = 1 }
                let z = Array.init 150_001 (fun i -> -708.0 + 0.005 * float i)
                let theta = [| 1.0; 0.0; 1.0; 0.0 |]
                let residuals = Array.zeroCreate z.Length
                let jacobian = Array.zeroCreate (4 * z.Length)

                for width in widths do
                    let k =
                        kernel
                            width
                            Precision.Double
                            Activation.Sigmoid
                            layout
                            [| z |]
                            (Array.zeroCreate z.Length)

                    let check pass =
                        let worst =
                            Seq.init z.Length (fun i ->
                                let expected = Activation.value Activation.Sigmoid z[i]
                                abs (residuals[i] - expected) / (Math.BitIncrement expected - expected))
                            |> Seq.max

                        Expect.isLessThanOrEqual worst 4.0 $"ulp of {pass} at {width}"

                    k.Residuals(theta, 0, residuals)
                    check "the loss"
                    k.Jacobian(theta, 0, residuals, jacobian)
                    check "the gradient"

            for activation in trainable do
                testCase $"the gradient of {Activation.name activation} is that of finite differences"
                <| fun () ->
                    let struct (layout, inputs, outputs, theta) = problem 5UL 2 40 3 0.7

                    for width in Width.Scalar :: widths do
                        let k = kernel width Precision.Double activation layout inputs outputs

                        for loss in losses do
                            let gradient = Array.zeroCreate theta.Length
                            k.LossAndGradient(loss, theta, 0, gradient, 0) |> ignore
                            let tolerance = if isSmooth activation loss then 1e-7 else 1e-3

                            Expect.isLessThan
                                (relativeDifference (numericGradient k loss theta) gradient)
                                tolerance
                                $"{Loss.name loss} at {width}"

            for width in Width.Scalar :: widths do
                testPropertyWithConfig
                    config
                    $"gradients are those of finite differences for any problem, at {width}"
                <| fun (seed: uint16) ->
                    let struct (layout, inputs, outputs, theta) = problem (uint64 seed) 2 33 2 0.7

                    for activation in trainable do
                        for loss in losses do
                            if isSmooth activation loss then
                                let k = kernel width Precision.Double activation layout inputs outputs
                                let gradient = Array.zeroCreate theta.Length
                                k.LossAndGradient(loss, theta, 0, gradient, 0) |> ignore
                                let difference = relativeDifference (numericGradient k loss theta) gradient
                                // Second derivatives jump at the joints of softsign, elu and Huber's loss.
                                Expect.isLessThan
                                    difference
                                    1e-5
                                    $"{Activation.name activation}, {Loss.name loss}"

            testCase "parameters and gradients may stand anywhere in their arrays"
            <| fun () ->
                let struct (layout, inputs, outputs, theta) = problem 6UL 1 100 2 1.0
                let k = kernel Width.Bits256 Precision.Double Activation.Tanh layout inputs outputs

                let batch =
                    Array.concat [ theta; Array.map (fun v -> 0.5 * v) theta; Array.map (fun v -> -v) theta ]

                let gradients = Array.zeroCreate batch.Length
                let loss = Loss.SumOfSquares

                for b in 0..2 do
                    let at = b * theta.Length
                    let alone = Array.sub batch at theta.Length
                    let gradient = Array.zeroCreate theta.Length
                    Expect.equal (k.Loss(loss, batch, at)) (k.Loss(loss, alone, 0)) "loss"

                    Expect.equal
                        (k.LossAndGradient(loss, batch, at, gradients, at))
                        (k.LossAndGradient(loss, alone, 0, gradient, 0))
                        "loss beside the gradient"

                    Expect.equal (Array.sub gradients at theta.Length) gradient "gradient"

            testCase "a loss within a limit is the loss, and infinite only above the limit"
            <| fun () ->
                let struct (layout, inputs, outputs, theta) = problem 9UL 1 1000 3 1.0

                for width in Width.Scalar :: widths do
                    let k = kernel width Precision.Double Activation.Tanh layout inputs outputs

                    for loss in losses do
                        let whole = k.Loss(loss, theta, 0)

                        for share in [ 1e-3; 0.5; 0.9; 1.0; 1.5; infinity ] do
                            let value = k.LossWithin(share * whole, loss, theta, 0)

                            Expect.isTrue
                                (value = whole || share < 1.0 && value = infinity)
                                $"{share}, {width}"

                        if width <> Width.Scalar then
                            Expect.equal (k.LossWithin(1e-3 * whole, loss, theta, 0)) infinity "stops"

            testCase "evaluation does not allocate"
            <| fun () ->
                let struct (layout, inputs, outputs, theta) = problem 7UL 1 1000 4 1.0
                let gradient = Array.zeroCreate theta.Length
                let products = Array.zeroCreate ((theta.Length + 1) * (theta.Length + 1))

                let k =
                    kernel
                        (KernelFactory.current ())
                        Precision.Double
                        Activation.Sigmoid
                        layout
                        inputs
                        outputs

                let work () =
                    k.Loss(Loss.SumOfSquares, theta, 0) |> ignore
                    k.LossAndGradient(Loss.SumOfSquares, theta, 0, gradient, 0) |> ignore
                    k.CrossProducts(theta, 0, products)

                work ()

                let allocated () =
                    let before = GC.GetAllocatedBytesForCurrentThread()

                    for _ in 1..20 do
                        work ()

                    GC.GetAllocatedBytesForCurrentThread() - before

                // A collection that another thread starts in between counts what is left of this thread's allocation block
                // as allocated; work that allocates does so every time.
                Expect.exists (Seq.init 1000 (fun _ -> allocated ())) ((=) 0L) "no bytes"

            testCase "a cancelled evaluation stops"
            <| fun () ->
                let struct (layout, inputs, outputs, theta) = problem 8UL 1 10 2 1.0

                for width in Width.Scalar :: widths do
                    let k = kernel width Precision.Double Activation.Sigmoid layout inputs outputs
                    k.Cancellation <- Threading.CancellationToken true

                    Expect.throwsT<OperationCanceledException>
                        (fun () -> k.Loss(Loss.SumOfSquares, theta, 0) |> ignore)
                        $"{width}"

            testCase "the width can be forced by name, and a wrong name is rejected with the right ones"
            <| fun () ->
                Expect.equal (KernelFactory.parseWidth "256") Width.Bits256 "256"
                Expect.equal (KernelFactory.parseWidth "scalar") Width.Scalar "scalar"

                let message =
                    Expect.throwsC (fun () -> KernelFactory.parseWidth "1024" |> ignore) (fun e -> e.Message)

                Expect.stringContains message "scalar, 128, 256 or 512" "range"
                Expect.stringContains message "1024" "value"
        ]
