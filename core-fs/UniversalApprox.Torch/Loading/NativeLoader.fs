/// Loads libtorch and TorchSharp's native library by absolute path, and makes TorchSharp use them.
module internal UniversalApprox.Torch.NativeLoader

open System
open System.IO
open System.Reflection
open System.Runtime.InteropServices
open System.Runtime.Loader
open UniversalApprox.Torch.NativeSearch

type Loaded =
    {
        Located: Located
        /// The path of the loaded file: the original or its relaxed copy.
        LibTorchSharp: string
        IsRelaxed: bool
    }

/// Turns the message of the dynamic linker into a failure and a remedy.
let explain (path: string) (message: string) =
    let says (text: string) = message.Contains(text, StringComparison.OrdinalIgnoreCase)
    // .NET puts general advice before the linker's message.
    let said = (message.Trim().Split('\n') |> Array.last).TrimEnd '.' + "."

    if says "undefined symbol" || says "procedure could not be found" || says "symbol not found" then
        struct (TorchFailure.WrongVersion,
                $"{path} does not fit the libtorch that was found: {said} TorchSharp {torchSharpVersion} needs libtorch {libtorchVersion}; set {folderVariable} to a folder with that version. {TorchProblem.restWorks}")
    elif says "file too short" || says "invalid ELF header" then
        struct (TorchFailure.TruncatedFile,
                $"{path} could not be loaded, since a file is damaged: {said} Remedy: restore or download it again. {TorchProblem.restWorks}")
    else
        struct (TorchFailure.LoadFailed,
                $"{path} could not be loaded: {said} Remedy: install what is named there, or set {folderVariable} to a folder with a complete libtorch {libtorchVersion}. {TorchProblem.restWorks}")

let private load (path: string) =
    try
        NativeLibrary.Load path
    with
    | :? DllNotFoundException
    | :? BadImageFormatException as error ->
        let struct (failure, message) = explain path error.Message
        TorchProblem.fail failure message

/// Whether the system's libstdc++ refused a library only because it lacks the version that a relaxed copy does not need.
let lacksOnlyRelaxable (message: string) = message.Contains $"`{RelaxedLibrary.version}' not found"

let private loadLibTorchSharp (located: Located) =
    try
        struct (NativeLibrary.Load located.LibTorchSharp, located.LibTorchSharp)
    with :? DllNotFoundException as error ->
        if lacksOnlyRelaxable error.Message then
            let path = RelaxedLibrary.prepare (RelaxedLibrary.defaultCache ()) located.LibTorchSharp
            struct (load path, path)
        else
            let struct (failure, message) = explain located.LibTorchSharp error.Message
            TorchProblem.fail failure message

/// Answers every request of TorchSharp for its native library with the one loaded here.
let private redirect (torchSharp: Assembly) handle =
    let answer (name: string) = if name = "LibTorchSharp" then handle else IntPtr.Zero
    NativeLibrary.SetDllImportResolver(torchSharp, (fun name _ _ -> answer name))
    // TorchSharp's own initialisation asks by name, and only the event of the load context sees that.
    AssemblyLoadContext.GetLoadContext(torchSharp).add_ResolvingUnmanagedDll(fun _ name -> answer name)

let private gate = obj ()
let mutable private loaded: Loaded voption = ValueNone

/// Loads once; later calls return the same result. It does not remember a failure, so that the user can try the remedy at
/// once.
let ensure (torchSharp: Assembly) =
    lock gate (fun () ->
        match loaded with
        | ValueSome done' -> done'
        | ValueNone ->
            let around = surroundings ()
            let located = locate around
            let pathOf library = Path.Combine(located.Folder, around.Platform.FileName library)
            loadOrder |> List.map pathOf |> List.filter File.Exists |> List.iter (load >> ignore)
            let struct (handle, path) = loadLibTorchSharp located
            redirect torchSharp handle

            let result =
                { Located = located; LibTorchSharp = path; IsRelaxed = path <> located.LibTorchSharp }

            loaded <- ValueSome result
            result)
