namespace UniversalApprox.Torch

open System
open TorchSharp
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// An activation for which torch has no module. It has no parameters.
[<Sealed>]
type internal ActivationModule(activation: Activation) =
    inherit torch.nn.Module<torch.Tensor, torch.Tensor>(Activation.name activation)
    member _.Activation = activation

    override _.forward(z: torch.Tensor) =
        match activation with
        | Activation.Sin -> z.sin ()
        | Activation.Gaussian -> z.squared().neg().exp()
        | Activation.Erf -> z.erf ()
        | Activation.Softplus -> z.relu().plus(z.abs().neg().exp().log1p())
        | Activation.Heaviside -> z.sign().plus(Numbers.Shared.One).mul Numbers.Shared.Half
        | other -> invalidOp $"{Activation.name other} is torch's own."

[<RequireQualifiedAccess>]
module TorchModule =
    let private activationModule activation : torch.nn.Module<torch.Tensor, torch.Tensor> =
        match activation with
        | Activation.Sigmoid -> torch.nn.Sigmoid()
        | Activation.Tanh -> torch.nn.Tanh()
        | Activation.Softsign -> torch.nn.Softsign()
        | Activation.Relu -> torch.nn.ReLU()
        | Activation.LeakyRelu -> torch.nn.LeakyReLU(Activation.leakySlope)
        | Activation.Silu -> torch.nn.SiLU()
        | Activation.Gelu -> torch.nn.GELU()
        | Activation.Elu -> torch.nn.ELU(1.0)
        | Activation.Softplus
        | Activation.Sin
        | Activation.Gaussian
        | Activation.Erf
        | Activation.Heaviside -> new ActivationModule(activation)

    let private fill (parameter: torch.Tensor) (values: float[]) =
        use _scope = torch.NewDisposeScope()
        use _noGradient = torch.no_grad ()
        parameter.copy_ ((torch.tensor (values, dtype = torch.float64)).view parameter.shape) |> ignore

    let ofNetwork precision (network: Network) =
        if network.Units = 0 then
            Check.reject
                "network"
                "A network without units has no torch layers: torch has no layer of width 0."

        TorchBackend.ensure ()
        let dtype = if precision = Precision.Double then torch.float64 else torch.float32
        let units = network.HiddenUnits
        let hidden = torch.nn.Linear(int64 network.Dimension, units.LongLength, dtype = dtype)
        let outer = torch.nn.Linear(units.LongLength, 1L, dtype = dtype)
        fill hidden.weight (units |> Array.collect (fun unit -> unit.Weights))
        fill hidden.bias (units |> Array.map (fun unit -> unit.Bias))
        fill outer.weight (units |> Array.map (fun unit -> unit.Amplitude))
        fill outer.bias [| network.Offset |]

        torch.nn.Sequential(
            struct ("0", hidden :> torch.nn.Module<torch.Tensor, torch.Tensor>),
            struct ("1", activationModule network.Activation),
            struct ("2", outer :> torch.nn.Module<torch.Tensor, torch.Tensor>)
        )

    let private reject message : 'a = Check.reject "model" message

    let private requireSetting (name: string) isCore =
        if not isCore then
            reject
                $"The {name} of this module has settings that differ from the core's {name.ToLowerInvariant()}."

    let private activationOf (layer: torch.nn.Module) =
        match layer with
        | :? ActivationModule as own -> own.Activation
        | :? Modules.Sigmoid -> Activation.Sigmoid
        | :? Modules.Tanh -> Activation.Tanh
        | :? Modules.Softsign -> Activation.Softsign
        | :? Modules.ReLU -> Activation.Relu
        | :? Modules.LeakyReLU as leaky ->
            requireSetting "LeakyReLU" (leaky.negative_slope = Activation.leakySlope)
            Activation.LeakyRelu
        | :? Modules.Softplus as softplus ->
            requireSetting "Softplus" (softplus.beta = 1.0)
            Activation.Softplus
        | :? Modules.SiLU -> Activation.Silu
        | :? Modules.GELU as gelu ->
            requireSetting "GELU" (gelu.approximate = Modules.GELU.Approximate.none)
            Activation.Gelu
        | :? Modules.ELU as elu ->
            requireSetting "ELU" (elu.alpha = 1.0)
            Activation.Elu
        | other -> reject $"The activation {other.GetType().Name} is unknown."

    let private valuesOf (name: string) (tensor: torch.Tensor) =
        use _scope = torch.NewDisposeScope()
        let values = tensor.detach().cpu().to_type(torch.float64).contiguous().data<float>().ToArray()

        match values |> Array.tryFindIndex (Double.IsFinite >> not) with
        | Some index -> reject $"{name}[{index}] must be a finite number; it is {Check.text values[index]}."
        | None -> values

    let private biasOf name (layer: Modules.Linear) =
        if isNull (box layer.bias) then
            reject $"The layer {name} has no bias."

        valuesOf $"{name}.bias" layer.bias

    let toNetwork (model: Modules.Sequential) =
        match model.children () |> List.ofSeq with
        | [ :? Modules.Linear as hidden; activation; :? Modules.Linear as outer ] ->
            let units = int hidden.weight.shape[0]
            let dimension = int hidden.weight.shape[1]

            if outer.weight.shape[0] <> 1L || outer.weight.shape[1] <> int64 units then
                reject
                    $"The outer layer must be Linear({units}, 1); it is Linear({outer.weight.shape[1]}, {outer.weight.shape[0]})."

            let weights = valuesOf "0.weight" hidden.weight
            let biases = biasOf "0" hidden
            let amplitudes = valuesOf "2.weight" outer.weight

            let unit i : HiddenUnit =
                {
                    Weights = Array.sub weights (i * dimension) dimension
                    Bias = biases[i]
                    Amplitude = amplitudes[i]
                }

            let offset = biasOf "2" outer
            Network.ofUnits (activationOf activation) dimension (Array.init units unit) offset[0]
        | layers ->
            let names = String.Join(", ", layers |> List.map (fun layer -> layer.GetType().Name))
            reject $"The module must be Sequential(Linear, activation, Linear); it has the layers {names}."
