namespace UniversalApprox.Torch

open System
open System.Globalization
open TorchSharp
open UniversalApprox.Core

[<RequireQualifiedAccess>]
type TorchDevice =
    | Cpu
    | Cuda of index: int

[<RequireQualifiedAccess>]
module TorchDevice =
    let name device =
        match device with
        | TorchDevice.Cpu -> "cpu"
        | TorchDevice.Cuda index -> $"cuda:{index}"

    let parse (name: string) =
        let unknown () = Check.refuse "Device" name $"cpu, cuda or cuda:N with N from 0"

        match (if isNull name then "" else name.Trim().ToLowerInvariant()).Split ':' with
        | [| "cpu" |] -> TorchDevice.Cpu
        | [| "cuda" |] -> TorchDevice.Cuda 0
        | [| "cuda"; text |] ->
            match Int32.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture) with
            | true, index -> TorchDevice.Cuda index
            | false, _ -> unknown ()
        | _ -> unknown ()

    let private cuda index =
        let count = if torch.cuda.is_available () then torch.cuda.device_count () else 0

        if index >= count then
            let there =
                if count = 0 then
                    "libtorch sees no CUDA device. Remedy: a build with -p:Cuda=true on a machine with an NVIDIA GPU and driver, or device cpu"
                else
                    $"there are {count} CUDA devices, cuda:0 to cuda:{count - 1}"

            TorchProblem.fail TorchFailure.MissingDevice $"There is no device cuda:{index}: {there}."

        torch.device (DeviceType.CUDA, index)

    let require device =
        TorchBackend.ensure ()

        match device with
        | TorchDevice.Cpu -> torch.CPU
        | TorchDevice.Cuda index -> cuda index
