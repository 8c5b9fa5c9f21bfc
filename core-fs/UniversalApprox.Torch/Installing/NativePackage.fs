/// Finds the native files of one platform in folders, NuGet packages and a feed. Every package and every file must have its known hash.
module internal UniversalApprox.Torch.NativePackage

open System
open System.IO
open System.IO.Compression
open System.Net.Http
open System.Security.Cryptography
open System.Text.Json
open System.Threading
open UniversalApprox.Torch.NativeSearch

/// A file to copy, from a folder or a package.
type NativeFile =
    {
        Name: string
        Length: int64
        /// Opens the file, passes its stream to a function, and closes it.
        Read: (Stream -> unit) -> unit
    }

/// The packages with the platform's native files, spelled as in NuGet's addresses and caches.
let packagesOf (platform: Platform) =
    [ $"libtorch-cpu-{platform.Rid}", libtorchVersion; "torchsharp", torchSharpVersion ]

let private fileName (id: string, version: string) = $"{id}.{version}.nupkg"

/// What was published: the SHA-512 of packages, and the SHA-256 of a platform's files by name.
type Published = { Packages: string Set; Files: Map<string, string> }

/// SHA-512 of the published packages of these versions.
let private packageHashes =
    set
        [
            // TorchSharp 0.107.0
            "fPXVTF5bUGX7lQqSafcP2W9n3ehuFNKCch7JYghGnEDdDyjOMxtuk0/JJWNiwI82Cw4Lmx3HN7MCoSFFRZeWig=="
            // libtorch-cpu-linux-x64 2.10.0
            "XjuaFwqqvwstyeUWyz/xtfhODesmagoPKO7T0VRmiW+r0pJwsXB/vHydA7it9xge36PSXW1qLyRRzvM3J8i9UA=="
            // libtorch-cpu-win-x64 2.10.0
            "qvrEe8b8U1SPnsqShWgJ9gE/UfzFiq+QRPJdAegxwtEBgL/jZPQPvKAhqYkpEe5kb6AXCi840KDqvDaHQuAqEA=="
            // libtorch-cpu-osx-arm64 2.10.0
            "njbW4NbjnO3UYsZymJA5EA8kvFQZveW2rVS07QinYOxxgs6hyZFTI82zBDt0ix1yRRCZ+v+fm+pHXG37WKjyhA=="
        ]

/// What was published for a platform.
let known (platform: Platform) = { Packages = packageHashes; Files = PublishedFiles.ofPlatform platform.Rid }

let private checkHash (known: string Set) (cancellation: CancellationToken) (path: string) =
    use stream = File.OpenRead path
    let hash = SHA512.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult()

    if not (known.Contains(Convert.ToBase64String hash)) then
        raise (
            InvalidDataException
                $"{path} is not the published package: its SHA-512 is none of those of TorchSharp {torchSharpVersion} and libtorch {libtorchVersion}. It was changed or is damaged: download it again."
        )

let private isLicence (name: string) = name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase)

/// The files of a package for the platform. Each read opens the package again, because a copy may happen much later.
let private fromPackage published cancellation (platform: Platform) (path: string) =
    checkHash published.Packages cancellation path
    let folder = $"runtimes/{platform.Rid}/native/"
    use archive = ZipFile.OpenRead path

    [
        for entry in archive.Entries do
            if entry.FullName = folder + entry.Name && entry.Name <> "" || isLicence entry.FullName then
                let read (use': Stream -> unit) =
                    use archive = ZipFile.OpenRead path
                    use content = archive.GetEntry(entry.FullName).Open()
                    use' content

                { Name = entry.Name; Length = entry.Length; Read = read }
    ]

/// The length of a file, or of the one that a link leads to.
let private lengthOf (path: string) =
    use content = File.OpenRead path
    content.Length

/// The published files in a folder; others stay where they are.
let private fromFolder published folder =
    [
        for path in
            Directory.GetFiles folder
            |> Array.filter (fun path -> published.Files.ContainsKey(Path.GetFileName path)) do
            let read (use': Stream -> unit) =
                use content = File.OpenRead path
                use' content

            { Name = Path.GetFileName path; Length = lengthOf path; Read = read }
    ]

/// The places below a folder that may hold native files: an unpacked archive or package, a module, a NuGet cache.
let private placesIn (platform: Platform) folder =
    let native at = Path.Combine(at, "runtimes", platform.Rid, "native")

    [
        yield folder
        yield Path.Combine(folder, "lib")
        yield Path.Combine(folder, "lib", platform.Rid)
        yield native folder
        for id, version in packagesOf platform do
            yield native (Path.Combine(folder, id, version))
    ]

let private holdsNatives (platform: Platform) folder =
    [ "torch_cpu"; "LibTorchSharp" ]
    |> List.exists (fun library -> File.Exists(Path.Combine(folder, platform.FileName library)))

let private packagesIn platform folder =
    let wanted = packagesOf platform |> List.map fileName

    Directory.GetFiles(folder, "*.nupkg")
    |> Array.filter (fun path ->
        wanted
        |> List.exists (fun name -> name.Equals(Path.GetFileName path, StringComparison.OrdinalIgnoreCase)))
    |> List.ofArray

/// The native files at a path. A path without any is an error.
let fromPath published cancellation (platform: Platform) (path: string) =
    let found =
        if File.Exists path then
            fromPackage published cancellation platform path
        elif Directory.Exists path then
            [
                yield! packagesIn platform path |> List.collect (fromPackage published cancellation platform)
                yield!
                    placesIn platform path
                    |> List.filter (holdsNatives platform)
                    |> List.collect (fromFolder published)
            ]
        else
            raise (FileNotFoundException($"There is no file or folder {path}.", path))

    if found.IsEmpty then
        let names = packagesOf platform |> List.map fileName |> String.concat " and "

        TorchProblem.fail
            TorchFailure.MissingLibrary
            $"{path} has no native files for {platform.Rid}. A folder with libtorch or TorchSharp's library, a NuGet cache, or the packages {names} are understood."

    found

let private json (client: HttpClient) (address: string) (cancellation: CancellationToken) =
    use content = client.GetStreamAsync(address, cancellation).GetAwaiter().GetResult()
    JsonDocument.Parse content

/// The address of a NuGet v3 feed's packages, from its service index.
let private packageAddress client source cancellation =
    use index = json client source cancellation

    index.RootElement.GetProperty("resources").EnumerateArray()
    |> Seq.tryFind (fun resource -> resource.GetProperty("@type").GetString() = "PackageBaseAddress/3.0.0")
    |> function
        | Some resource -> resource.GetProperty("@id").GetString().TrimEnd '/'
        | None ->
            raise (
                InvalidDataException
                    $"{source} is not the service index of a NuGet feed: it names no PackageBaseAddress."
            )

/// Copies a stream, and passes each piece to `onBytes` too.
let copy
    (from: Stream)
    (into: Stream)
    (onBytes: ReadOnlyMemory<byte> -> unit)
    (cancellation: CancellationToken)
    =
    let buffer = Array.zeroCreate<byte>(1 <<< 20)
    let mutable read = from.Read(buffer, 0, buffer.Length)

    while read > 0 do
        cancellation.ThrowIfCancellationRequested()
        into.Write(buffer, 0, read)
        onBytes (ReadOnlyMemory(buffer, 0, read))
        read <- from.Read(buffer, 0, buffer.Length)

let private download
    published
    (platform: Platform)
    (source: string)
    folder
    report
    (cancellation: CancellationToken)
    =
    use client = new HttpClient()
    let address = packageAddress client source cancellation

    packagesOf platform
    |> List.collect (fun (id, version) ->
        let name = fileName (id, version)
        let url = $"{address}/{id}/{version}/{name}"

        use response =
            client
                .GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .GetAwaiter()
                .GetResult()

        response.EnsureSuccessStatusCode() |> ignore
        let path = Path.Combine(folder, name)

        do
            use content = response.Content.ReadAsStream cancellation
            use file = File.Create path
            let total = response.Content.Headers.ContentLength.GetValueOrDefault()
            let copied = ref 0L

            copy
                content
                file
                (fun bytes ->
                    copied.Value <- copied.Value + int64 bytes.Length
                    report $"Downloading {name}" copied.Value total)
                cancellation

        fromPackage published cancellation platform path)

/// Downloads the platform's packages from a feed into a folder and returns their files.
let fromFeed published platform source folder report (cancellation: CancellationToken) =
    try
        download published platform source folder report cancellation
    with :? OperationCanceledException as error when not cancellation.IsCancellationRequested ->
        // .NET throws this exception at a time limit.
        raise (HttpRequestException($"{source} does not answer.", error))
