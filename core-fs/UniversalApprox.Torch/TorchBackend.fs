namespace UniversalApprox.Torch

open System.Runtime.CompilerServices
open TorchSharp

type TorchBackendInfo =
    {
        IsAvailable: bool
        TorchSharpVersion: string
        LibtorchVersion: string
        LibtorchFolder: string
        FoundIn: string
        LibTorchSharpPath: string
        LoadedAs: string
        Devices: string[]
        Failure: TorchFailure option
        Problem: string
    }

[<RequireQualifiedAccess>]
module TorchBackend =
    let private absent =
        {
            IsAvailable = false
            TorchSharpVersion = NativeSearch.torchSharpVersion
            LibtorchVersion = NativeSearch.libtorchVersion
            LibtorchFolder = ""
            FoundIn = ""
            LibTorchSharpPath = ""
            LoadedAs = ""
            Devices = [||]
            Failure = None
            Problem = ""
        }

    let private load () = NativeLoader.ensure typeof<torch>.Assembly

    // Not inlined, because libtorch must be loaded before the runtime enters a method that mentions torch's members.
    [<MethodImpl(MethodImplOptions.NoInlining)>]
    let private devices () =
        torch.InitializeDeviceType DeviceType.CPU
        let count = if torch.cuda.is_available () then torch.cuda.device_count () else 0

        [|
            yield "cpu"
            if count > 0 then
                yield "cuda"
            for index in 0 .. count - 1 do
                yield $"cuda:{index}"
        |]

    let probe () =
        try
            let loaded = load ()

            { absent with
                IsAvailable = true
                LibtorchFolder = loaded.Located.Folder
                FoundIn = loaded.Located.FoundIn
                LibTorchSharpPath = loaded.LibTorchSharp
                LoadedAs =
                    (if loaded.IsRelaxed then
                         $"a copy that does not require {RelaxedLibrary.version}, which this system's libstdc++ lacks"
                     else
                         "as shipped")
                Devices = devices ()
            }
        with
        | :? TorchUnavailableException as error ->
            { absent with Failure = Some error.Failure; Problem = error.Message }
        | error ->
            { absent with
                Failure = Some TorchFailure.LoadFailed
                Problem = $"libtorch could not be started: {error.Message}"
            }

    let ensure () =
        load () |> ignore
        devices () |> ignore
