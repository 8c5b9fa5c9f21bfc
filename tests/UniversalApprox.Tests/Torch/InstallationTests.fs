/// Tests installing libtorch into the user's data folder, with libraries of a few bytes in place of the real ones.
module UniversalApprox.Tests.Torch.InstallationTests

open System
open System.IO
open System.IO.Compression
open System.Net
open System.Net.Sockets
open System.Security.Cryptography
open System.Threading
open System.Threading.Tasks
open Expecto
open UniversalApprox.Torch
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Torch.LoadingTests
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Torch.TorchSupport

/// A package with native files of this platform and of another.
let private package folder (id: string) version libraries =
    let path = Path.Combine(folder, $"{id}.{version}.nupkg")
    use archive = new ZipArchive(File.Create path, ZipArchiveMode.Create)

    for entry in
        "LICENSE.txt"
        :: "runtimes/win-x64/native/other.dll"
        :: [ for library in libraries -> $"runtimes/linux-x64/native/{library}" ] do
        use stream = archive.CreateEntry(entry).Open()
        stream.Write emptyElf

    path

/// The two packages of the platform in a folder, and their hashes.
let private packages folder =
    let paths =
        [
            package
                folder
                "libtorch-cpu-linux-x64"
                NativeSearch.libtorchVersion
                [ "libtorch_cpu.so"; "libc10.so" ]
            package folder "torchsharp" NativeSearch.torchSharpVersion [ "libLibTorchSharp.so" ]
        ]

    paths, paths |> List.map (File.ReadAllBytes >> SHA512.HashData >> Convert.ToBase64String) |> set

/// Published files of a few bytes.
let private files =
    [ "LICENSE.txt"; "libLibTorchSharp.so"; "libc10.so"; "libtorch.so"; "libtorch_cpu.so" ]
    |> List.map (fun name -> name, Convert.ToHexStringLower(SHA256.HashData emptyElf))
    |> Map.ofList

let private publishedAs packages : NativePackage.Published = { Packages = packages; Files = files }

let private isIntact root =
    TorchInstallation.isIntactIn (around [] null root) (publishedAs Set.empty) CancellationToken.None

let private install root known source =
    TorchInstallation.installInto
        (around [] null root)
        (publishedAs known)
        source
        ignore
        CancellationToken.None

let private filesOf folder =
    Directory.GetFiles folder |> Array.map Path.GetFileName |> Array.sort |> List.ofArray

/// Expects no temporary folder beside the installation.
let private expectNoRests root =
    let isRest (path: string) = Path.GetFileName(path).StartsWith "installed."
    let rests = Directory.GetFileSystemEntries root |> Array.filter isRest
    Expect.isEmpty rests "rests"

/// A listener on a free port. Another process may take the port before the listener does: then on another one.
let rec private listen attempts =
    let probe = new TcpListener(IPAddress.Loopback, 0)
    probe.Start()
    let address = $"http://{probe.LocalEndpoint}"
    probe.Stop()
    let listener = new HttpListener()
    listener.Prefixes.Add $"{address}/"

    try
        listener.Start()
        listener, address
    with :? HttpListenerException when attempts > 1 ->
        listen (attempts - 1)

/// Serves files by HTTP until it is disposed of.
let private serve (answers: string -> byte[] option) =
    let listener, address = listen 10

    let rec loop () =
        task {
            let! context = listener.GetContextAsync()

            try
                match answers context.Request.Url.AbsolutePath with
                | Some content -> context.Response.OutputStream.Write content
                | None -> context.Response.StatusCode <- 404

                context.Response.Close()
            with :? HttpListenerException ->
                // The client has gone: it was stopped.
                context.Response.Abort()

            return! loop ()
        }

    loop () |> ignore<Task>
    listener, address

let private feed folder (answered: string -> unit) =
    let mutable address = ""

    let answers (path: string) =
        answered path

        if path = "/index.json" then
            Some(
                Text.Encoding.UTF8.GetBytes
                    $"""{{"resources":[{{"@id":"{address}/flat/","@type":"PackageBaseAddress/3.0.0"}}]}}"""
            )
        else
            let file = Path.Combine(folder, Path.GetFileName path)
            if File.Exists file then Some(File.ReadAllBytes file) else None

    let listener, at = serve answers
    address <- at
    listener, at + "/index.json"

[<Tests>]
let tests =
    testList
        "Torch installation"
        [
            testCase "from a folder: all its files with their hashes, and the search finds it"
            <| fun () ->
                withFolder (fun root ->
                    let source = Path.Combine(root, "source")
                    placeAll (Path.Combine(source, "lib"))
                    let folder = install root Set.empty (Choice1Of2 [ source ])
                    let found = NativeSearch.locate (around [] null root)
                    Expect.equal (found.Folder, found.FoundIn) (folder, "user's data folder") "found"
                    let names = filesOf (Path.Combine(source, "lib"))
                    Expect.equal (filesOf folder) (List.sort ("SHA256SUMS" :: names)) "files"
                    let hash = Convert.ToHexStringLower(SHA256.HashData emptyElf)

                    let sums =
                        File.ReadAllLines(Path.Combine(folder, "SHA256SUMS")) |> Array.sort |> List.ofArray

                    Expect.equal sums [ for name in names -> $"{hash}  {name}" ] "hashes"
                    expectNoRests root)

            testCase
                "from packages, as files or in a folder; only the published ones, and a failure leaves what was there"
            <| fun () ->
                withFolder (fun root ->
                    let paths, known = packages root
                    let folder = install root known (Choice1Of2 paths)

                    let files =
                        [
                            "LICENSE.txt"
                            "SHA256SUMS"
                            "libLibTorchSharp.so"
                            "libc10.so"
                            "libtorch_cpu.so"
                        ]

                    Expect.equal
                        (filesOf folder)
                        (List.sortWith (fun a b -> String.CompareOrdinal(a, b)) files)
                        "files"

                    Directory.Delete(folder, true)

                    Expect.equal
                        (filesOf (install root known (Choice1Of2 [ root ]))).Length
                        5
                        "folder of packages"

                    Expect.throwsT<InvalidDataException>
                        (fun () ->
                            install
                                root
                                (NativePackage.known (around [] null root).Platform).Packages
                                (Choice1Of2 paths)
                            |> ignore)
                        "not the published packages"

                    Expect.equal (filesOf folder).Length 5 "still there"
                    expectNoRests root)

            testCase "missing or truncated files are rejected before anything is replaced"
            <| fun () ->
                withFolder (fun root ->
                    let source = Path.Combine(root, "source")

                    let failure () =
                        failureOf (fun () -> install root Set.empty (Choice1Of2 [ source ]) |> ignore)

                    place source "libtorch_cpu.so" emptyElf
                    Expect.equal (fst (failure ())) TorchFailure.MissingLibrary "TorchSharp's library"
                    placeAll source
                    place source "libc10.so" (Array.sub emptyElf 0 30)

                    Expect.throwsT<InvalidDataException>
                        (fun () -> install root Set.empty (Choice1Of2 [ source ]) |> ignore)
                        "cut off"

                    let empty = Directory.CreateDirectory(Path.Combine(root, "empty")).FullName

                    let failure, message =
                        failureOf (fun () -> install root Set.empty (Choice1Of2 [ empty ]) |> ignore)

                    Expect.equal failure TorchFailure.MissingLibrary "nothing there"
                    Expect.stringContains message empty "message"
                    Expect.isFalse (Directory.Exists(Path.Combine(root, "installed"))) "nothing installed"
                    expectNoRests root)

            testCase "from a feed, with progress; a feed without the packages; and stopped halfway"
            <| fun () ->
                withFolder (fun root ->
                    let served = Directory.CreateDirectory(Path.Combine(root, "served")).FullName
                    let _, known = packages served
                    use stop = new CancellationTokenSource()
                    let mutable stopAt = "nothing"

                    let answered (path: string) =
                        if path.Contains stopAt then
                            stop.Cancel()

                    let listener, source = feed served answered
                    use _ = listener
                    let steps = ResizeArray<InstallationProgress>()

                    let run () =
                        TorchInstallation.installInto
                            (around [] null root)
                            (publishedAs known)
                            (Choice2Of2 source)
                            steps.Add
                            stop.Token

                    Expect.equal (filesOf (run ())).Length 5 "files"
                    Expect.exists steps (fun at -> at.Step.StartsWith "Downloading torchsharp") "download"
                    let last = steps[steps.Count - 1]
                    Expect.equal last.BytesDone last.BytesInAll "complete"
                    Directory.Delete(Path.Combine(root, "installed"), true)
                    stopAt <- "torchsharp"
                    Expect.throwsT<TaskCanceledException> (fun () -> run () |> ignore) "stopped"
                    expectNoRests root
                    File.Delete(Directory.GetFiles(served)[0])

                    Expect.throwsT<Http.HttpRequestException>
                        (fun () -> install root known (Choice2Of2 source) |> ignore)
                        "not in the feed"

                    Expect.isFalse (Directory.Exists(Path.Combine(root, "installed"))) "nothing installed")

            testCase "every file of an unpacked cache must be the published one, and no other is taken"
            <| fun () ->
                withFolder (fun root ->
                    let cache = Path.Combine(root, "cache")
                    let native = Path.Combine("runtimes", "linux-x64", "native")

                    let torch =
                        Path.Combine(cache, "libtorch-cpu-linux-x64", NativeSearch.libtorchVersion, native)

                    let sharp = Path.Combine(cache, "torchsharp", NativeSearch.torchSharpVersion, native)
                    placeAll torch
                    Directory.CreateDirectory sharp |> ignore

                    File.Move(
                        Path.Combine(torch, "libLibTorchSharp.so"),
                        Path.Combine(sharp, "libLibTorchSharp.so")
                    )

                    place torch "foreign.so" emptyElf
                    let folder = install root Set.empty (Choice1Of2 [ cache ])

                    Expect.equal
                        (filesOf folder |> List.except [ "SHA256SUMS" ])
                        [ "libLibTorchSharp.so"; "libc10.so"; "libtorch.so"; "libtorch_cpu.so" ]
                        "published names"

                    Expect.isTrue (isIntact root) "intact"
                    place torch "libc10.so" (Array.append emptyElf [| 1uy |])

                    let error =
                        Expect.throwsC (fun () -> install root Set.empty (Choice1Of2 [ cache ]) |> ignore) id

                    Expect.isTrue (error :? InvalidDataException) $"{error}"
                    Expect.stringContains error.Message "libc10.so" "which file"
                    Expect.isTrue (isIntact root) "the earlier installation stays"
                    expectNoRests root)

            testCase "what is installed is intact only by the hashes of the library, not by its own list"
            <| fun () ->
                withFolder (fun root ->
                    let source = Path.Combine(root, "source")
                    placeAll source
                    let again () = install root Set.empty (Choice1Of2 [ source ])
                    let folder = again ()
                    let list = Path.Combine(folder, "SHA256SUMS")

                    let spoilt what spoil =
                        spoil ()
                        Expect.isFalse (isIntact root) what
                        again () |> ignore
                        Expect.isTrue (isIntact root) $"{what}, installed again"

                    let changed = Array.append emptyElf [| 1uy |]

                    spoilt "a changed file with a list to match" (fun () ->
                        place folder "libc10.so" changed
                        let hash = Convert.ToHexStringLower(SHA256.HashData changed)
                        File.WriteAllText(list, $"{hash}  libc10.so\n"))

                    spoilt "an empty list and a changed file" (fun () ->
                        place folder "libc10.so" changed
                        File.WriteAllText(list, ""))

                    spoilt "a file too few" (fun () ->
                        File.Delete(Path.Combine(folder, "libLibTorchSharp.so")))

                    spoilt "a file too many" (fun () -> place folder "libfoo.so" emptyElf)
                    spoilt "an empty folder" (fun () -> Directory.GetFiles folder |> Array.iter File.Delete)
                    Directory.Delete(folder, true)
                    Expect.isFalse (isIntact root) "nothing there")

            testCase "the hashes of the library are those of the packages that this machine restored"
            <| fun () ->
                let platform = (NativeSearch.surroundings ()).Platform
                let cache = TorchInstallation.nuGetCache ()
                let known = (NativePackage.known platform).Files

                let restored =
                    [
                        for id, version in NativePackage.packagesOf platform do
                            yield!
                                Directory.GetFiles(
                                    Path.Combine(cache, id, version, "runtimes", platform.Rid, "native")
                                )
                    ]

                Expect.isNonEmpty restored "files"

                // The largest of them has 440 MB; the cmdlet's test reads that.
                for path in restored |> List.filter (fun path -> FileInfo(path).Length < 20_000_000L) do
                    use stream = File.OpenRead path

                    Expect.equal
                        (known.TryFind(Path.GetFileName path))
                        (Some(Convert.ToHexStringLower(SHA256.HashData stream)))
                        path

                for rid in [ "linux-x64"; "win-x64"; "osx-arm64" ] do
                    Expect.isGreaterThan (PublishedFiles.ofPlatform rid).Count 8 rid

            testCase "Install-TorchBackend: -WhatIf, what it refuses, and installing from a link to a cache"
            <| fun () ->
                withFolder (fun root ->
                    let source = Path.Combine(root, "source")
                    placeAll source
                    let link = Path.Combine(root, "link")
                    Directory.CreateSymbolicLink(link, TorchInstallation.nuGetCache ()) |> ignore

                    let script =
                        $"Install-TorchBackend -Path '{source}' -WhatIf
                          [IO.Directory]::GetFileSystemEntries('{root}').Count
                          Install-TorchBackend '{source}' -ErrorAction SilentlyContinue -ErrorVariable problems; $problems.FullyQualifiedErrorId
                          $problems[0].ToString() -match 'is not the published file'
                          $folder = Install-TorchBackend '{link}'; [IO.File]::Exists(\"$folder/SHA256SUMS\")
                          (Install-TorchBackend '{link}' -Verbose 4>&1 | Select-Object -First 1).ToString() -match 'complete and unchanged'
                          [IO.File]::WriteAllText(\"$folder/SHA256SUMS\", '')
                          [IO.File]::AppendAllText(\"$folder/libc10.so\", 'x')
                          Install-TorchBackend '{link}' -WhatIf
                          Install-TorchBackend '{root}/nowhere' -Force -ErrorAction SilentlyContinue -ErrorVariable problems; $problems.FullyQualifiedErrorId
                          try {{ Install-TorchBackend -Source ftp://x }} catch {{ $_.FullyQualifiedErrorId }}"

                    let data = Path.Combine(root, "data")

                    let result = Pwsh.runWith [ "UNIVERSALAPPROX_DATA", data ] [ "-Command"; script ]

                    Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                    let id = "UniversalApprox.PowerShell.InstallTorchBackendCommand"

                    match result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) with
                    | [| whatIf; before; refused; why; installed; unchanged; again; missing; scheme |] ->
                        Expect.stringContains whatIf "Install libtorch from" "-WhatIf"
                        Expect.equal (before, refused) ("2", $"TorchInstallationFailed,{id}") "foreign files"
                        Expect.equal (why, installed, unchanged) ("True", "True", "True") "installing"
                        Expect.stringContains again "Install libtorch from" "a changed file is found"
                        Expect.equal missing $"TorchInstallationFailed,{id}" "missing"
                        Expect.equal scheme $"InvalidArgument,{id}" "scheme"
                    | lines -> failtest $"%A{lines}")
        ]
