module UniversalApprox.Tests.Torch.ModuleTests

open System
open System.IO
open Expecto
open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Models
open UniversalApprox.Torch
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Torch.TorchSupport

let private network = Generators.randomNetwork 21UL

let private outputs (model: Modules.Sequential) (columns: float[][]) =
    use _scope = torch.NewDisposeScope()
    let x = (torch.tensor (Array.concat columns, dtype = torch.float64)).view(columns.LongLength, -1L).t()
    (model.forward x).view(-1L).data<float>().ToArray()

let private rejects model (part: string) =
    let message = Expect.throwsC (fun () -> TorchModule.toNetwork model |> ignore) (fun e -> e.Message)
    Expect.stringContains message part "message"

let private linear (inputs: int) (outputs: int) : torch.nn.Module<torch.Tensor, torch.Tensor> =
    torch.nn.Linear(int64 inputs, int64 outputs, dtype = torch.float64)

let private sequential (layers: torch.nn.Module<torch.Tensor, torch.Tensor> list) =
    torch.nn.Sequential(List.toArray layers)

[<Tests>]
let tests =
    testList
        "Torch modules"
        [
            testCase "every activation: the module computes the network's values and turns back into it"
            <| fun () ->
                for activation in Activation.all do
                    for dimension in [ 1; 3 ] do
                        let network = network activation dimension 4
                        use model = TorchModule.ofNetwork Precision.Double network

                        let columns =
                            Array.init dimension (fun k -> Array.init 50 (fun i -> sin (float (i * (k + 1)))))

                        let expected = Network.predict network columns

                        for actual, expected in Array.zip (outputs model columns) expected do
                            Expect.isLessThan (abs (actual - expected)) 1e-12 (Activation.name activation)

                        Expect.equal (TorchModule.toNetwork model) network "and back"

            testCase "named parameters are those of Sequential(Linear, activation, Linear)"
            <| fun () ->
                use model = TorchModule.ofNetwork Precision.Double (network Activation.Tanh 2 3)

                let named =
                    [
                        for struct (name, value) in model.named_parameters () ->
                            name, List.ofArray value.shape
                    ]

                let expected =
                    [ "0.weight", [ 3L; 2L ]; "0.bias", [ 3L ]; "2.weight", [ 1L; 3L ]; "2.bias", [ 1L ] ]

                Expect.equal named expected "order"

            testCase "float32 modules round the parameters"
            <| fun () ->
                let network = network Activation.Silu 1 2
                use model = TorchModule.ofNetwork Precision.Single network
                let rounded = network.Parameters |> Array.map (float32 >> float)
                Expect.equal (TorchModule.toNetwork model).Parameters rounded "parameters"

            testCase "modules of another shape are rejected with the reason"
            <| fun () ->
                TorchBackend.ensure ()
                rejects (sequential [ linear 1 2; linear 2 1 ]) "layers Linear, Linear"
                rejects (sequential [ linear 1 2; torch.nn.Tanh(); linear 2 2 ]) "Linear(2, 1)"
                rejects (sequential [ linear 1 2; torch.nn.Hardtanh(); linear 2 1 ]) "Hardtanh"
                rejects (sequential [ linear 1 2; torch.nn.ELU 0.5; linear 2 1 ]) "ELU"
                rejects (sequential [ linear 1 2; torch.nn.LeakyReLU 0.2; linear 2 1 ]) "LeakyReLU"
                let noBias = torch.nn.Linear(1L, 2L, hasBias = false)
                rejects (sequential [ noBias; torch.nn.Tanh(); linear 2 1 ]) "bias"
                let broken = torch.nn.Linear(1L, 2L, dtype = torch.float64)
                use _noGradient = torch.no_grad ()
                broken.weight.fill_ (nan.ToScalar()) |> ignore
                rejects (sequential [ broken; torch.nn.Tanh(); linear 2 1 ]) "0.weight[0]"

            testCase "state files: TorchSharp reads ours, and we read TorchSharp's"
            <| fun () ->
                withFolder (fun folder ->
                    for units in [ 1; 3; 200 ] do
                        let ours = Path.Combine(folder, $"ours{units}.dat")
                        let theirs = Path.Combine(folder, $"theirs{units}.dat")
                        let network = network Activation.Sigmoid 2 units
                        TorchWeights.save ours network

                        use model =
                            TorchModule.ofNetwork
                                Precision.Double
                                (UniversalApprox.Core.Networks.Network.create
                                    Activation.Sigmoid
                                    2
                                    (Array.zeroCreate network.Parameters.Length))

                        model.load ours |> ignore
                        Expect.equal (TorchModule.toNetwork model) network "theirs of ours"
                        model.save theirs |> ignore
                        Expect.equal (TorchWeights.load Activation.Sigmoid theirs) network "ours of theirs"
                        Expect.equal (File.ReadAllBytes ours) (File.ReadAllBytes theirs) "the same bytes")

            testCase "damaged and foreign state files are refused with the reason"
            <| fun () ->
                withFolder (fun folder ->
                    let path = Path.Combine(folder, "a.dat")
                    TorchWeights.save path (network Activation.Tanh 1 2)
                    let whole = File.ReadAllBytes path

                    let refusal (content: byte[]) =
                        File.WriteAllBytes(path, content)

                        Expect.throwsC (fun () -> TorchWeights.load Activation.Tanh path |> ignore) (fun e ->
                            Expect.isTrue (e :? InvalidDataException) $"{e}"
                            Expect.stringContains e.Message path "names the file"
                            e.Message)

                    // Cut off anywhere, it is refused.
                    for length in 0 .. whole.Length - 1 do
                        refusal (Array.sub whole 0 length) |> ignore

                    // For one unit and one input the shapes of both layers are the same.
                    let renamed (was: string) (becomes: string) =
                        let at = whole.AsSpan().IndexOf(ReadOnlySpan(Text.Encoding.ASCII.GetBytes was))
                        let copy = Array.copy whole
                        Text.Encoding.ASCII.GetBytes(becomes).CopyTo(copy, at)
                        copy

                    for was, becomes in
                        [
                            "0.weight", "2.weight"
                            "0.bias", "1.bias"
                            "2.bias", "2.gain"
                            "0.weight", "weights0"
                        ] do
                        Expect.stringContains
                            (refusal (renamed was becomes))
                            becomes
                            $"{was} called {becomes}"

                    Expect.stringContains (refusal (Array.append whole [| 0uy |])) "bytes follow" "too long"
                    refusal (Text.Encoding.ASCII.GetBytes "just some text, nothing else") |> ignore
                    let notFinite = Array.copy whole
                    Array.blit (BitConverter.GetBytes nan) 0 notFinite (whole.Length - 8) 8
                    Expect.stringContains (refusal notFinite) "2.bias" "not finite"
                    // One tensor whose name has length -1, and one of 10⁷ × … × 10⁷ numbers, which overflows 64 bits.
                    refusal [| 1uy; 0xFFuy; 0xFFuy; 0xFFuy; 0xFFuy; 0x0Fuy |] |> ignore
                    let huge = [| for _ in 1..8 -> [| 0x80uy; 0xADuy; 0xE2uy; 0x04uy |] |] |> Array.concat

                    Expect.stringContains
                        (refusal (
                            Array.concat [ [| 1uy; 1uy; byte 'w'; 7uy; 8uy |]; huge; Array.zeroCreate 99 ]
                        ))
                        "cut off"
                        "too large"

                    TorchWeights.save path (network Activation.Tanh 1000 1)
                    let wide = File.ReadAllBytes path
                    Expect.equal (TorchWeights.load Activation.Tanh path).Dimension 1000 "the widest"
                    use other = torch.nn.Sequential([| linear 1001 1; torch.nn.Tanh(); linear 1 1 |])
                    other.save path |> ignore
                    Expect.isGreaterThan (FileInfo(path).Length) (int64 wide.Length / 2L) "wider"
                    Expect.stringContains (refusal (File.ReadAllBytes path)) "d up to 1000" "too wide"
                    use other = torch.nn.Sequential([| linear 1 2; linear 2 2 |])
                    other.save path |> ignore
                    Expect.stringContains (refusal (File.ReadAllBytes path)) "[N, d]" "wrong shape")
        ]
