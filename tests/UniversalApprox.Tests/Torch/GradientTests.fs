module UniversalApprox.Tests.Torch.GradientTests

open System
open Expecto
open TorchSharp
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Torch
open UniversalApprox.Tests.Torch.TorchSupport

type private Tensor = torch.Tensor

/// The activations by torch's own functions, where torch has them at full precision.
let private reference activation (z: Tensor) : Tensor =
    match activation with
    | Activation.Sigmoid -> torch.sigmoid z
    | Activation.Tanh -> torch.tanh z
    | Activation.Softsign -> torch.nn.functional.softsign z
    | Activation.Relu -> torch.nn.functional.relu z
    | Activation.LeakyRelu -> torch.nn.functional.leaky_relu (z, 0.01)
    | Activation.Softplus -> torch.logaddexp (z, torch.zeros_like z)
    | Activation.Silu -> torch.nn.functional.silu z
    | Activation.Gelu -> torch.nn.functional.gelu z
    | Activation.Elu -> torch.nn.functional.elu (z, 1.0)
    | Activation.Sin -> torch.sin z
    | Activation.Gaussian -> torch.exp (-z.square())
    | Activation.Erf -> torch.erf z
    | Activation.Heaviside -> failtest "not trainable"

let private lossOf loss (r: Tensor) =
    match loss with
    | Loss.SumOfSquares -> r.square().sum()
    | Loss.MeanOfSquares -> r.square().mean()
    | Loss.MeanAbsolute -> r.abs().mean()
    | Loss.Huber delta ->
        let zero = torch.zeros_like r
        torch.nn.functional.huber_loss (r, zero, delta, torch.nn.Reduction.Mean)

let private tensorOf (values: float[]) = torch.tensor (values, dtype = torch.float64)

/// The residuals of a network whose θ is the beginning of `parameters`.
let private residuals activation (layout: Layout) (data: CurveData) (parameters: Tensor) =
    let stride = int64 layout.Stride
    let d = int64 layout.Dimension
    let all = parameters.narrow(0, 0L, int64 layout.Offset).view(-1L, stride)
    let x = (tensorOf (Array.concat data.Inputs)).view(d, -1L)
    let z = all.narrow(1, 0L, d).matmul(x).add(all.narrow (1, d, 1L))

    let f =
        all
            .narrow(1, d + 1L, 1L)
            .t()
            .matmul(reference activation z)
            .view(-1L)
            .add(parameters.narrow (0, int64 layout.Offset, 1L))

    f.sub (tensorOf data.Outputs)

/// A function of the parameters and its gradient by automatic differentiation.
let private byAutograd (value: Tensor -> Tensor) (theta: float[]) =
    use _scope = torch.NewDisposeScope()
    let parameters = (tensorOf theta).requires_grad_()
    let result = value parameters
    result.backward ()
    struct (result.item<float>(), parameters.grad.data<float>().ToArray())

let private lossByAutograd activation loss layout data theta =
    byAutograd (fun parameters -> lossOf loss (residuals activation layout data parameters)) theta

/// The log-likelihood up to a constant; ln σ, where it is sampled, is the last parameter.
let private logLikelihood likelihood (n: float) (parameters: Tensor) (r: Tensor) : Tensor =
    let number (value: float) = tensorOf [| value |]
    let logSigma = parameters.narrow (0, parameters.shape[0] - 1L, 1L)
    let squares = r.square ()

    match likelihood with
    | Likelihood.MeanSquaredError -> squares.mean().neg()
    | Likelihood.Gaussian sigma -> squares.sum().mul(number (-0.5 / (sigma * sigma)))
    | Likelihood.GaussianLine -> failwith "tested by differences"
    | Likelihood.GaussianUnknown ->
        let scaled = squares.sum().mul(torch.exp (logSigma.mul (number -2.0))).mul(number -0.5)
        scaled.sub(logSigma.mul (number n)).sum()
    | Likelihood.StudentT(nu, None) ->
        let ratio = squares.mul(torch.exp (logSigma.mul (number -2.0))).div(number nu)
        let terms = torch.log1p(ratio).mul(number (-0.5 * (nu + 1.0)))
        terms.sum().sub(logSigma.mul (number n)).sum()
    | Likelihood.StudentT(nu, Some scale) ->
        let ratio = squares.div (number (nu * scale * scale))
        torch.log1p(ratio).mul(number (-0.5 * (nu + 1.0))).sum()

let private likelihoods =
    [
        Likelihood.MeanSquaredError
        Likelihood.Gaussian 0.3
        Likelihood.GaussianUnknown
        Likelihood.StudentT(4.0, None)
        Likelihood.StudentT(3.0, Some 0.5)
    ]

/// The gradient of the log-likelihood by the core.
let private likelihoodByCore (density: LogDensity) (theta: float[]) =
    let gradient = Array.zeroCreate theta.Length

    density
        .CreateEvaluator()
        .EvaluatePartsWithGradient(
            theta,
            1,
            Array.zeroCreate 1,
            Array.zeroCreate 1,
            gradient,
            Array.zeroCreate theta.Length
        )

    gradient

let private byCore activation loss (layout: Layout) (data: CurveData) (theta: float[]) =
    let kernel =
        KernelFactory.create
            (KernelFactory.current ())
            Precision.Double
            activation
            layout
            data.Inputs
            data.Outputs

    let gradient = Array.zeroCreate theta.Length
    struct (kernel.LossAndGradient(loss, theta, 0, gradient, 0), gradient)

/// The distance relative to the largest element, because single elements can cancel.
let private distance (a: float[]) (b: float[]) =
    let largest = b |> Array.fold (fun found value -> max found (abs value)) 1e-300
    Array.fold2 (fun found x y -> max found (abs (x - y))) 0.0 a b / largest

[<Tests>]
let tests =
    testList
        "Torch gradients"
        [
            for activation in trainable do
                testCase
                    $"{Activation.name activation}: autograd confirms the gradient of every log-likelihood"
                <| fun () ->
                    TorchBackend.ensure ()

                    for likelihood in likelihoods do
                        for data in [ parabola 70; plane ] do
                            let density =
                                LogDensity.ofNetwork likelihood NetworkPriors.notebook activation 3 data

                            let layout = { Dimension = data.Dimension; Units = 3 }

                            let theta =
                                Array.init density.Dimension (fun p -> 0.8 * sin (1.3 * float p + 0.4))

                            let n = float data.Count

                            let value parameters =
                                logLikelihood
                                    likelihood
                                    n
                                    parameters
                                    (residuals activation layout data parameters)

                            let struct (_, expected) = byAutograd value theta

                            Expect.isLessThan
                                (distance (likelihoodByCore density theta) expected)
                                1e-10
                                $"{Likelihood.name likelihood}, {data.Dimension} inputs"

            for activation in trainable do
                testCase
                    $"{Activation.name activation}: autograd confirms the core's and the engine's gradients, for every loss"
                <| fun () ->
                    TorchBackend.ensure ()

                    for data in [ parabola 37; plane ] do
                        let layout = { Dimension = data.Dimension; Units = 5 }

                        let thetas =
                            Array.init 4 (fun k ->
                                let theta = Array.zeroCreate<float> layout.ParameterCount
                                Rng.fillNormal (theta.AsSpan()) (Rng.split k (Rng.ofSeed 11UL)) |> ignore
                                theta)

                        for loss in losses do
                            let batch = TorchEngine.evaluate TorchDevice.Cpu activation loss data thetas

                            thetas
                            |> Array.iteri (fun k theta ->
                                let name = $"{Loss.name loss}, {data.Name}, network {k}"

                                let struct (value, gradient) =
                                    lossByAutograd activation loss layout data theta

                                let struct (coreValue, coreGradient) =
                                    byCore activation loss layout data theta

                                Expect.isLessThan (relative (coreValue, value)) 1e-12 $"core's loss: {name}"

                                Expect.isLessThan
                                    (distance coreGradient gradient)
                                    1e-10
                                    $"core's gradient: {name}"

                                Expect.isLessThan
                                    (relative (batch.Losses[k], value))
                                    1e-12
                                    $"engine's loss: {name}"

                                Expect.isLessThan
                                    (distance batch.Gradients[k] gradient)
                                    1e-10
                                    $"engine's gradient: {name}")
        ]
