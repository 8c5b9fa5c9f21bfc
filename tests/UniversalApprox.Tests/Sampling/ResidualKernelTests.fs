module UniversalApprox.Tests.Sampling.ResidualKernelTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

[<Tests>]
let tests =
    testList
        "Residual kernels"
        [
            for width in [ Width.Scalar; Width.Bits128; Width.Bits256; Width.Bits512 ] do
                testCase $"{width}: residuals and transposed products are those of the Jacobian"
                <| fun () ->
                    for count in [ 1; 7; 128; 300 ] do
                        let layout = { Dimension = 2; Units = 3 }
                        let p = layout.ParameterCount

                        let values index length =
                            let target = Array.zeroCreate<float> length
                            Rng.fillNormal (target.AsSpan()) (Rng.split index (Rng.ofSeed 9UL)) |> ignore
                            target

                        let kernel =
                            KernelFactory.create
                                width
                                Precision.Double
                                Activation.Tanh
                                layout
                                [| values 0 count; values 1 count |]
                                (values 2 count)

                        let theta = values 3 (p + 1)
                        let weights = values 4 count
                        let residuals = Array.zeroCreate count
                        let jacobian = Array.zeroCreate (count * p)
                        kernel.Jacobian(theta, 1, residuals, jacobian)
                        let only = Array.zeroCreate count
                        kernel.Residuals(theta, 1, only)
                        let gradient = Array.zeroCreate (p + 2)
                        kernel.TransposedProduct(theta, 1, weights, gradient, 2)

                        Array.iter2
                            (fun a b -> Expect.isLessThan (abs (a - b)) 1e-12 "residual")
                            residuals
                            only

                        for q in 0 .. p - 1 do
                            let expected =
                                Seq.init count (fun i -> weights[i] * jacobian[q * count + i]) |> Seq.sum

                            Expect.isLessThan (abs (gradient[q + 2] - expected)) 1e-10 "product"
        ]
