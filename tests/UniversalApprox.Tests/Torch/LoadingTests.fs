module UniversalApprox.Tests.Torch.LoadingTests

open System
open System.IO
open System.Runtime.InteropServices
open System.Threading.Tasks
open Expecto
open UniversalApprox.Torch
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Torch.TorchSupport

let internal linux = NativeSearch.platformOf false false Architecture.X64

let internal around homes variable cache : NativeSearch.Surroundings =
    {
        Platform = linux
        HomeFolders = homes
        Variable = variable
        Installed = Path.Combine(cache, "installed")
        NuGetCache = cache
    }

let private original = lazy (NativeSearch.locate (NativeSearch.surroundings ())).LibTorchSharp

/// A complete ELF file with a header only and no sections.
let emptyElf =
    let image = Array.zeroCreate<byte> 64
    Array.blit [| 0x7Fuy; byte 'E'; byte 'L'; byte 'F'; 2uy; 1uy |] 0 image 0 6
    image

let place folder (name: string) (content: byte[]) =
    Directory.CreateDirectory folder |> ignore
    File.WriteAllBytes(Path.Combine(folder, name), content)

let placeAll folder =
    for name in [ "libtorch_cpu.so"; "libc10.so"; "libtorch.so"; "libLibTorchSharp.so" ] do
        place folder name emptyElf

[<Tests>]
let search =
    testList
        "Torch search"
        [
            testCase "search order: module folder, variable, installation, NuGet cache"
            <| fun () ->
                withFolder (fun root ->
                    let home = Path.Combine(root, "home")
                    let named = Path.Combine(root, "named")
                    let native = Path.Combine("runtimes", "linux-x64", "native")
                    let package = Path.Combine("libtorch-cpu-linux-x64", NativeSearch.libtorchVersion)
                    let cached = Path.Combine(root, package, native)
                    placeAll cached
                    let found variable = NativeSearch.locate (around [ home ] variable root)
                    Expect.equal (found "").FoundIn "NuGet cache" "cache"
                    Expect.equal (found "").Folder cached "cache"
                    let installed = Path.Combine(root, "installed")
                    placeAll installed
                    Expect.equal (found "").FoundIn "user's data folder" "installed"
                    Expect.equal (found "").Folder installed "installed"
                    placeAll (Path.Combine(named, "lib"))
                    Expect.equal (found named).Folder (Path.Combine(named, "lib")) "variable"
                    let relative = Path.GetRelativePath(Environment.CurrentDirectory, named)

                    Expect.equal
                        (found relative).Folder
                        (Path.Combine(named, "lib"))
                        "loaded by absolute path"

                    placeAll (Path.Combine(home, "linux-x64"))
                    Expect.equal (found named).FoundIn "module folder" "module")

            testCase "the error names the missing library and the remedy"
            <| fun () ->
                withFolder (fun root ->
                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [ root ] null root) |> ignore)

                    Expect.equal failure TorchFailure.MissingLibrary "failure"

                    for part in
                        [
                            "UNIVERSALAPPROX_LIBTORCH"
                            root
                            "libtorch-cpu-linux-x64"
                            "Install-TorchBackend"
                        ] do
                        Expect.stringContains message part "message"

                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [] root root) |> ignore)

                    Expect.equal failure TorchFailure.MissingLibrary "failure"
                    Expect.stringContains message "libtorch_cpu.so" "variable that points nowhere"
                    place root "libtorch_cpu.so" emptyElf

                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [] root root) |> ignore)

                    Expect.equal failure TorchFailure.MissingLibrary "failure"
                    Expect.stringContains message "libLibTorchSharp.so" "TorchSharp's own")

            testCase "a truncated library and one of another version"
            <| fun () ->
                withFolder (fun root ->
                    placeAll root
                    place root "libc10.so" (Array.sub (File.ReadAllBytes original.Value) 0 100_000)

                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [] root root) |> ignore)

                    Expect.equal failure TorchFailure.TruncatedFile "failure"
                    Expect.stringContains message "libc10.so" "message"
                    placeAll root
                    File.WriteAllText(Path.Combine(root, "libscript.so"), "INPUT(-lother)")
                    NativeSearch.locate (around [] root root) |> ignore
                    place root "libgomp-1.so.1" (Array.sub (File.ReadAllBytes original.Value) 0 100_000)

                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [] root root) |> ignore)

                    Expect.equal failure TorchFailure.TruncatedFile "a library that libtorch needs"
                    Expect.stringContains message "libgomp-1.so.1" "message"
                    File.Delete(Path.Combine(root, "libgomp-1.so.1"))
                    File.WriteAllText(Path.Combine(root, "build-version"), "2.1.0+cpu\n")

                    let failure, message =
                        failureOf (fun () -> NativeSearch.locate (around [] root root) |> ignore)

                    Expect.equal failure TorchFailure.WrongVersion "failure"
                    Expect.stringContains message "2.1.0" "message")

            testCase "platforms without libtorch"
            <| fun () ->
                for windows, mac, architecture in
                    [
                        false, false, Architecture.Arm64
                        false, true, Architecture.X64
                        true, false, Architecture.Arm64
                    ] do
                    let failure, message =
                        failureOf (fun () -> NativeSearch.platformOf windows mac architecture |> ignore)

                    Expect.equal failure TorchFailure.UnsupportedPlatform "failure"
                    Expect.stringContains message "Simd" "remedy"

            testCase "the linker's messages become failures"
            <| fun () ->
                let kind text =
                    let struct (failure, _) = NativeLoader.explain "a.so" text
                    failure

                Expect.equal (kind "a.so: undefined symbol: _ZN3c10") TorchFailure.WrongVersion "symbol"
                Expect.equal (kind "a.so: file too short") TorchFailure.TruncatedFile "short"

                Expect.equal
                    (kind "libgomp.so.1: cannot open shared object file")
                    TorchFailure.LoadFailed
                    "other"

                let missing = "libstdc++.so.6: version `GLIBCXX_3.4.32' not found"
                Expect.isTrue (NativeLoader.lacksOnlyRelaxable missing) "the one"
                Expect.isFalse (NativeLoader.lacksOnlyRelaxable "version `GLIBC_2.38' not found") "another"
        ]

[<Tests>]
let relaxation =
    testList
        "Torch relaxed library"
        [
            testCase "one flag of one version need is set, and no other byte changes"
            <| fun () ->
                let image = File.ReadAllBytes original.Value

                match ElfImage.withWeakNeed RelaxedLibrary.version image with
                | Error reason -> failtest reason
                | Ok relaxed ->
                    let changed =
                        [
                            for i in 0 .. image.Length - 1 do
                                if image[i] <> relaxed[i] then
                                    i
                        ]

                    Expect.hasLength changed 1 "bytes"
                    Expect.equal (relaxed[changed[0]] ^^^ image[changed[0]]) 2uy "VER_FLG_WEAK"

            testCase "a file that cannot be relaxed is rejected, for any content"
            <| fun () ->
                let image = File.ReadAllBytes original.Value
                let isRefused version bytes = ElfImage.withWeakNeed version bytes |> Result.isError
                Expect.isTrue (isRefused "GLIBCXX_9.9.9" image) "unknown version"

                Expect.isTrue
                    (isRefused RelaxedLibrary.version (Array.sub image 0 (image.Length / 2)))
                    "truncated"

                Expect.isTrue (isRefused RelaxedLibrary.version emptyElf) "no sections"
                Expect.isTrue (isRefused RelaxedLibrary.version [||]) "empty"
                let seed = 1
                let random = Random seed

                // Broken tables may give any answer, but no exception and no hang.
                for round in 1..200 do
                    let broken = Array.copy image

                    for _ in 1..50 do
                        let at = image.Length - 1 - random.Next(5_000)
                        broken[at] <- byte (random.Next 256)

                    try
                        ElfImage.withWeakNeed RelaxedLibrary.version broken |> ignore
                    with error ->
                        failtest $"seed {seed}, round {round}: {error}"

            testCase
                "processes that prepare the copy at once all get the whole file; a damaged one is replaced"
            <| fun () ->
                withFolder (fun cache ->
                    let before = File.ReadAllBytes original.Value

                    let paths =
                        Array.init 8 (fun _ ->
                            Task.Run(fun () -> RelaxedLibrary.prepare cache original.Value))
                        |> Task.WhenAll
                        |> Patience.result

                    Expect.hasLength (Array.distinct paths) 1 "one place"
                    let whole = File.ReadAllBytes paths[0]
                    Expect.equal whole.Length before.Length "whole"
                    Expect.hasLength (Directory.GetFiles(Path.GetDirectoryName paths[0])) 1 "no rests"
                    File.WriteAllBytes(paths[0], Array.sub whole 0 1000)
                    RelaxedLibrary.prepare cache original.Value |> ignore
                    Expect.equal (File.ReadAllBytes paths[0]) whole "repaired"
                    Expect.equal (File.ReadAllBytes original.Value) before "the original is untouched")

            testCase "a cache that cannot be written to"
            <| fun () ->
                withFolder (fun root ->
                    let blocked = Path.Combine(root, "file")
                    File.WriteAllText(blocked, "")

                    let failure, message =
                        failureOf (fun () -> RelaxedLibrary.prepare blocked original.Value |> ignore)

                    Expect.equal failure TorchFailure.UnwritableCache "failure"
                    Expect.stringContains message RelaxedLibrary.cacheVariable "remedy")
        ]

[<Tests>]
let backend =
    testList
        "Torch backend"
        [
            testCase "libtorch loads here, and the report says how"
            <| fun () ->
                let info = TorchBackend.probe ()
                Expect.equal info.Problem "" "problem"
                Expect.isTrue info.IsAvailable "available"
                Expect.contains info.Devices "cpu" "devices"
                Expect.equal info.LibtorchVersion "2.10.0" "version"
                Expect.isTrue (File.Exists info.LibTorchSharpPath) "path"
                Expect.isTrue (Directory.Exists info.LibtorchFolder) "folder"
                Expect.isNotEmpty info.FoundIn "found in"
                Expect.isNotEmpty info.LoadedAs "loaded as"

            testCase "libtorch is not copied into the output"
            <| fun () ->
                let copies =
                    Directory.GetFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories)

                Expect.isEmpty copies "copies"

            testCase "only a build with -p:Cuda=true asks for the CUDA package, and then for no CPU libtorch"
            <| fun () ->
                let root = Process.repositoryRoot

                let project =
                    Path.Combine(root, "core-fs", "UniversalApprox.Torch", "UniversalApprox.Torch.fsproj")

                let evaluated properties =
                    let items = [ "-getItem:PackageReference"; "-getItem:PackageDownload" ]

                    let result =
                        Process.run "dotnet" ([ "msbuild"; project; "-nologo" ] @ items @ properties) [] ""

                    Expect.equal result.ExitCode 0 result.Error
                    result.Output

                let cuda = evaluated [ "-p:Cuda=true" ]
                Expect.stringContains cuda "\"TorchSharp-cuda-linux\"" "with"
                Expect.isFalse (cuda.Contains "libtorch-cpu") "no CPU package beside it"
                let plain = evaluated []
                Expect.stringContains plain "\"libtorch-cpu-" "without"
                Expect.isFalse (plain.Contains "TorchSharp-cuda") "no CUDA package"

                // No other project names it.
                let naming =
                    [ "core-fs"; "facade-cs"; "cmdlets"; "tests" ]
                    |> Seq.collect (fun folder ->
                        Directory.EnumerateFiles(
                            Path.Combine(root, folder),
                            "*.??proj",
                            SearchOption.AllDirectories
                        ))
                    |> Seq.filter (fun path -> File.ReadAllText(path).Contains "TorchSharp-cuda")

                Expect.sequenceEqual naming [ project ] "projects"
        ]
