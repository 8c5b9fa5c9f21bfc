module internal UniversalApprox.Tests.Torch.TorchSupport

open System
open System.Threading
open Expecto
open TorchSharp
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Torch

/// Lazy, because creating the engine loads libtorch, which must not happen before a test runs.
let cpu = lazy (TorchEngine.create TorchDevice.Cpu None)

let trainable = Activation.all |> List.filter Activation.isTrainable

let losses = [ Loss.SumOfSquares; Loss.MeanOfSquares; Loss.MeanAbsolute; Loss.Huber 0.7 ]

/// A noisy parabola by +, −, · and floor only.
let parabola count =
    let x = Array.init count (fun i -> -5.0 + 10.0 * float i / float (count - 1))

    let noise i =
        let g = float i * 0.6180339887498949
        0.5 * (g - floor g)

    CurveData.create "parabola" [| "x" |] "y" [| x |] (x |> Array.mapi (fun i x -> x * x + noise i))

/// Two inputs.
let plane =
    let u = Array.init 60 (fun i -> sin (float i))
    let v = Array.init 60 (fun i -> cos (1.7 * float i))
    CurveData.create "plane" [| "u"; "v" |] "y" [| u; v |] (Array.map2 (fun u v -> u * v + 0.3 * u) u v)

let options optimizer = { TrainingOptions.defaults with Optimizer = optimizer; Scaling = Scaling.None }

let requests count : TrainingRequest[] =
    Array.init count (fun restart ->
        {
            Activation = Activation.Tanh
            Start = Start.PyTorch
            Restart = restart
            Rng = Rng.split restart (Rng.ofSeed 5UL)
        })

/// One batch of `count` networks of each of the activations.
let mixed activations count =
    let withActivation activation (request: TrainingRequest) = { request with Activation = activation }

    activations
    |> Array.collect (fun activation -> requests count |> Array.map (withActivation activation))

/// Trains the requests with the given activation.
let fitFrom engine options activation units (requests: TrainingRequest[]) data =
    let requests = requests |> Array.map (fun request -> { request with Activation = activation })
    Training.fitAll engine 1 options units requests CancellationToken.None data

/// A tensor program that counts its evaluations and cancels the training during one of them.
type CancelledProgram(layout, data: CurveData, at: int, source: CancellationTokenSource) =
    inherit BatchProgram(layout, Loss.SumOfSquares, Precision.Double, torch.CPU, data.Inputs, data.Outputs)

    let mutable evaluations = 0
    member _.Evaluations = evaluations

    override _.LossAndGradient(runs, theta) =
        evaluations <- evaluations + 1

        if evaluations = at then
            source.Cancel()

        base.LossAndGradient(runs, theta)

/// Runs a minimisation that is cancelled during its tenth evaluation, before any network of the batch has converged. Returns
/// its results and the number of evaluations.
let cancelled (minimise: BatchProgram -> CancellationToken -> BatchStart[] -> Optimum[]) =
    cpu.Value |> ignore
    use _scope = torch.NewDisposeScope()
    use _noGradient = torch.no_grad ()
    use source = new CancellationTokenSource()
    let layout = { Dimension = 1; Units = 4 }
    let program = CancelledProgram(layout, parabola 100, 10, source)

    let starts =
        [|
            for activation in [ Activation.Gelu; Activation.Softsign ] do
                for request in requests 4 do
                    { Activation = activation; Theta = (Start.pytorch activation 1 4 request.Rng).Parameters }
        |]

    let optima = minimise program source.Token starts
    struct (optima, program.Evaluations)

let relative (a: float, b: float) = abs (a - b) / max (abs b) Double.Epsilon

/// The failure and message of an action that must fail.
let failureOf action =
    let error = Expect.throwsC action id

    match error with
    | :? TorchUnavailableException as error -> error.Failure, error.Message
    | other -> failtest $"unexpected {other}"
