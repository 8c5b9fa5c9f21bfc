namespace UniversalApprox.Benchmarks

open BenchmarkDotNet.Attributes
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// One evaluation of a sigmoid network on 512 points, the arithmetic of training and sampling.
[<MemoryDiagnoser>]
type KernelBenchmarks() =
    let x = Array.init 512 (fun i -> -5.0 + 10.0 * float i / 511.0)
    let y = x |> Array.map (fun x -> x * x)
    let mutable kernel = Unchecked.defaultof<Kernel>
    let mutable theta: float[] = [||]
    let mutable gradient: float[] = [||]
    let mutable products: float[] = [||]

    [<Params(2, 16)>]
    member val Units = 0 with get, set

    [<Params("Double", "Single")>]
    member val Arithmetic = "" with get, set

    [<GlobalSetup>]
    member this.Setup() =
        let layout = { Dimension = 1; Units = this.Units }

        let precision =
            if this.Arithmetic = "Single" then
                Precision.Single
            else
                Precision.Double

        theta <- Array.init layout.ParameterCount (fun p -> sin (float p))
        gradient <- Array.zeroCreate theta.Length
        products <- Array.zeroCreate ((theta.Length + 1) * (theta.Length + 1))

        kernel <-
            KernelFactory.create (KernelFactory.current ()) precision Activation.Sigmoid layout [| x |] y

    [<Benchmark>]
    member _.Loss() = kernel.Loss(Loss.SumOfSquares, theta, 0)

    [<Benchmark>]
    member _.LossAndGradient() = kernel.LossAndGradient(Loss.SumOfSquares, theta, 0, gradient, 0)

    [<Benchmark>]
    member _.CrossProducts() = kernel.CrossProducts(theta, 0, products)
