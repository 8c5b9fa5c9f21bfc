/// Searches the native libraries. It looks at files only and loads nothing.
module internal UniversalApprox.Torch.NativeSearch

open System
open System.IO
open System.Runtime.InteropServices

/// The libtorch version for which TorchSharp 0.107.0 was built.
let libtorchVersion = "2.10.0"
let torchSharpVersion = "0.107.0"

/// The environment variable that names a folder with libtorch: the folder itself, or one whose lib holds it.
let folderVariable = "UNIVERSALAPPROX_LIBTORCH"

/// The differences between the supported platforms.
type Platform =
    {
        Rid: string
        Prefix: string
        Extension: string
    }

    member this.FileName(library: string) = this.Prefix + library + this.Extension

/// All inputs of the search, so that tests can set them.
type Surroundings =
    {
        Platform: Platform
        /// The folders of the module and of the program.
        HomeFolders: string list
        /// The value of UNIVERSALAPPROX_LIBTORCH; null or empty if it is not set.
        Variable: string
        /// The folder of Install-TorchBackend; empty for none.
        Installed: string
        NuGetCache: string
    }

type Located =
    {
        Folder: string
        LibTorchSharp: string
        /// "module folder", "UNIVERSALAPPROX_LIBTORCH", "user's data folder" or "NuGet cache".
        FoundIn: string
    }

let platformOf (isWindows: bool) (isMac: bool) (architecture: Architecture) =
    match isWindows, isMac, architecture with
    | true, _, Architecture.X64 -> { Rid = "win-x64"; Prefix = ""; Extension = ".dll" }
    | _, true, Architecture.Arm64 -> { Rid = "osx-arm64"; Prefix = "lib"; Extension = ".dylib" }
    | false, false, Architecture.X64 -> { Rid = "linux-x64"; Prefix = "lib"; Extension = ".so" }
    | _ ->
        let system =
            if isWindows then "Windows"
            elif isMac then "macOS"
            else "Linux"

        TorchProblem.fail
            TorchFailure.UnsupportedPlatform
            $"There is no libtorch {libtorchVersion} for {system} on {architecture}: it exists for Linux and Windows on x64 and for macOS on Arm64. Use the Simd engine, which runs here. {TorchProblem.restWorks}"

let private nuGetCache () =
    match Environment.GetEnvironmentVariable "NUGET_PACKAGES" with
    | null
    | "" ->
        Path.Combine(Environment.GetFolderPath Environment.SpecialFolder.UserProfile, ".nuget", "packages")
    | folder -> folder

/// The environment variable that names the folder for the installation of libtorch, instead of the user's own.
let dataVariable = "UNIVERSALAPPROX_DATA"

let private installed (platform: Platform) =
    let data =
        match Environment.GetEnvironmentVariable dataVariable with
        | null
        | "" ->
            Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData,
                    Environment.SpecialFolderOption.DoNotVerify
                ),
                "UniversalApprox"
            )
        | folder -> Path.GetFullPath folder

    Path.Combine(data, $"libtorch-{libtorchVersion}-{platform.Rid}")

let surroundings () =
    // The location is empty in a single-file program.
    let assembly = Path.GetDirectoryName(typeof<Surroundings>.Assembly.Location)

    let platform =
        platformOf
            (RuntimeInformation.IsOSPlatform OSPlatform.Windows)
            (RuntimeInformation.IsOSPlatform OSPlatform.OSX)
            RuntimeInformation.ProcessArchitecture

    {
        Platform = platform
        HomeFolders =
            [ assembly; AppContext.BaseDirectory ]
            |> List.filter (String.IsNullOrEmpty >> not)
            |> List.map Path.TrimEndingDirectorySeparator
            |> List.distinct
        Variable = Environment.GetEnvironmentVariable folderVariable
        Installed = installed platform
        NuGetCache = nuGetCache ()
    }

let private nativeIn (platform: Platform) folder = Path.Combine(folder, "runtimes", platform.Rid, "native")

let private holds (platform: Platform) library folder =
    File.Exists(Path.Combine(folder, platform.FileName library))

let private homeCandidates around =
    around.HomeFolders
    |> List.collect (fun home ->
        [
            home
            // PowerShell looks for the native code of a module here.
            Path.Combine(home, around.Platform.Rid)
            nativeIn around.Platform home
            Path.Combine(home, "libtorch", "lib")
            Path.Combine(home, "libtorch")
        ])

let private nuGetFolder around (package: string) version =
    nativeIn around.Platform (Path.Combine(around.NuGetCache, package, version))

let private fromVariable around =
    let library = around.Platform.FileName "torch_cpu"
    let folders = [ around.Variable; Path.Combine(around.Variable, "lib") ]

    match folders |> List.tryFind (holds around.Platform "torch_cpu") with
    // The linker would search its own folders for a relative path.
    | Some folder -> Path.GetFullPath folder
    | None ->
        TorchProblem.fail
            TorchFailure.MissingLibrary
            $"{folderVariable} is '{around.Variable}', where there is no {library} (nor in its folder lib). Set it to the folder that holds libtorch {libtorchVersion}, or unset it to use the NuGet cache. {TorchProblem.restWorks}"

let private findLibtorch around =
    let cached = nuGetFolder around $"libtorch-cpu-{around.Platform.Rid}" libtorchVersion

    match homeCandidates around |> List.tryFind (holds around.Platform "torch_cpu") with
    | Some folder -> struct (folder, "module folder")
    | None when not (String.IsNullOrEmpty around.Variable) -> struct (fromVariable around, folderVariable)
    | None when holds around.Platform "torch_cpu" around.Installed ->
        struct (around.Installed, "user's data folder")
    | None when holds around.Platform "torch_cpu" cached -> struct (cached, "NuGet cache")
    | None ->
        let homes = String.Join(", ", around.HomeFolders)

        TorchProblem.fail
            TorchFailure.MissingLibrary
            $"libtorch {libtorchVersion} was not found. Searched: the module folder ({homes}), the folder named by {folderVariable} (not set), the user's data folder ({around.Installed}), and the NuGet cache ({cached}). Remedy: Install-TorchBackend in PowerShell, or TorchInstallation from .NET; or download libtorch {libtorchVersion} and set {folderVariable} to its folder, or restore the NuGet package libtorch-cpu-{around.Platform.Rid} {libtorchVersion}. {TorchProblem.restWorks}"

let private findLibTorchSharp around folder =
    let library = around.Platform.FileName "LibTorchSharp"

    let candidates =
        [
            yield folder
            yield! homeCandidates around
            yield around.Installed
            yield nuGetFolder around "torchsharp" torchSharpVersion
        ]

    match candidates |> List.tryFind (holds around.Platform "LibTorchSharp") with
    | Some home -> Path.Combine(home, library)
    | None ->
        TorchProblem.fail
            TorchFailure.MissingLibrary
            $"libtorch is in {folder}, but TorchSharp's own library {library} is neither there nor in the module folder nor in the NuGet cache. Remedy: copy it from the NuGet package TorchSharp {torchSharpVersion} (runtimes/{around.Platform.Rid}/native) into one of these. {TorchProblem.restWorks}"

/// The version that a folder states for its libtorch: in a libtorch archive in build-version, in Python's torch in
/// version.py.
let private statedVersion (folder: string) =
    let fromVersionPy (text: string) =
        text.Split('\n')
        |> Array.tryFind (fun line -> line.StartsWith "__version__")
        |> Option.bind (fun line -> line.Split('\'', '"') |> Array.tryItem 1)

    [
        Path.Combine(folder, "build-version"), Some
        Path.Combine(folder, "..", "build-version"), Some
        Path.Combine(folder, "..", "version.py"), fromVersionPy
    ]
    |> List.tryFind (fst >> File.Exists)
    |> Option.bind (fun (path, read) -> read (File.ReadAllText path))
    |> Option.map (fun version -> version.Trim().Split('+')[0])

let private checkVersion folder =
    match statedVersion folder with
    | Some version when version <> libtorchVersion ->
        TorchProblem.fail
            TorchFailure.WrongVersion
            $"The libtorch in {folder} has version {version}; TorchSharp {torchSharpVersion} needs {libtorchVersion}. Set {folderVariable} to a folder with that version. {TorchProblem.restWorks}"
    | _ -> ()

let private checkComplete (path: string) =
    match ElfImage.defectOf path with
    | None -> ()
    | Some defect ->
        TorchProblem.fail
            TorchFailure.TruncatedFile
            $"{path} is damaged: {defect}. Remedy: delete its folder and restore or download it again. {TorchProblem.restWorks}"

/// Checks the libraries that libtorch itself needs (OpenMP, CUDA) and that lie beside it. A file that is not a library may
/// be a linker script.
let private checkNeighbours folder =
    Directory.GetFiles(folder, "*.so*") |> Array.filter ElfImage.beginsAsElf |> Array.iter checkComplete

/// The libraries in their order of loading: each needs those before it. Only a CUDA libtorch has those of CUDA.
let loadOrder = [ "c10"; "torch_cpu"; "c10_cuda"; "torch_cuda"; "torch" ]

let locate around =
    let struct (folder, foundIn) = findLibtorch around
    let libTorchSharp = findLibTorchSharp around folder
    checkVersion folder

    if around.Platform.Extension = ".so" then
        loadOrder
        |> List.map (fun library -> Path.Combine(folder, around.Platform.FileName library))
        |> List.filter File.Exists
        |> List.iter checkComplete

        checkNeighbours folder
        checkComplete libTorchSharp

    { Folder = folder; LibTorchSharp = libTorchSharp; FoundIn = foundIn }
