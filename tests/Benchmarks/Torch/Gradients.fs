/// Times the engine's hand-written gradient against automatic differentiation of the same forward pass.
module UniversalApprox.TorchBenchmarks.Gradients

open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Torch
open UniversalApprox.TorchBenchmarks.Jobs

let private batch = 64L
let private repetitions = 300
let private sigmoids = TensorActivation.runsOf (Array.replicate (int batch) Activation.Sigmoid)

/// Loss and gradient by autograd, with the fewest operations.
let private automatic (x: torch.Tensor) (y: torch.Tensor) (theta: torch.Tensor) units =
    use _scope = torch.NewDisposeScope()
    let parameters = theta.detach().requires_grad_()
    let all = parameters.narrow(1, 0L, 3L * units).view(batch, units, 3L)
    let z = all.narrow(2, 0L, 1L).mul(x).add(all.narrow (2, 1L, 1L))
    let f = all.narrow(2, 2L, 1L).transpose(1, 2).bmm(torch.sigmoid z)
    let r = f.squeeze(1).add(parameters.narrow (1, 3L * units, 1L)).sub y
    r.square().sum().backward()
    parameters.grad |> ignore

let print () =
    let device = TorchDevice.require TorchDevice.Cpu
    torch.set_num_threads 1
    use _scope = torch.NewDisposeScope()
    let x = (torch.tensor (parabola.Inputs[0], dtype = torch.float64)).view(1L, -1L)
    let y = torch.tensor (parabola.Outputs, dtype = torch.float64)
    printfn "Loss and gradient of %d networks, float64, one thread: microseconds" batch
    printfn ""
    printfn "| units | autograd | by hand |"
    printfn "|---|---|---|"

    for units in [ 1; 4; 16 ] do
        let layout = { Dimension = 1; Units = units }
        let theta = torch.randn ([| batch; int64 layout.ParameterCount |], torch.float64)

        let program =
            BatchProgram(
                layout,
                Loss.SumOfSquares,
                Precision.Double,
                device,
                parabola.Inputs,
                parabola.Outputs
            )

        let byHand () =
            use _scope = torch.NewDisposeScope()
            program.LossAndGradient(sigmoids, theta) |> ignore

        let time work =
            let repeat () =
                for _ in 1..repetitions do
                    work ()

            repeat ()
            1e6 * median (Array.init 5 (fun _ -> seconds repeat)) / float repetitions

        printfn
            "| %d | %.0f | %.0f |"
            units
            (time (fun () -> automatic x y theta (int64 units)))
            (time byHand)
