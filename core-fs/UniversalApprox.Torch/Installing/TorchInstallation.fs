namespace UniversalApprox.Torch

open System
open System.IO
open System.Security.Cryptography
open System.Threading
open UniversalApprox.Torch.NativePackage

type InstallationProgress = { Step: string; BytesDone: int64; BytesInAll: int64 }

[<RequireQualifiedAccess>]
module TorchInstallation =
    let private sums = "SHA256SUMS"

    let private hashOf (cancellation: CancellationToken) (path: string) =
        use stream = File.OpenRead path

        SHA256.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult()
        |> Convert.ToHexStringLower

    /// Copies a file, reads it back to check it, and returns its line for SHA256SUMS.
    let private install (folder: string) platform published report (cancellation: CancellationToken) file =
        let path = Path.Combine(folder, file.Name)
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

        let onBytes (bytes: ReadOnlyMemory<byte>) =
            hash.AppendData bytes.Span
            report (int64 bytes.Length)

        file.Read(fun from ->
            use into = File.Create path
            copy from into onBytes cancellation)

        let expected = Convert.ToHexStringLower(hash.GetHashAndReset())

        if published.Files.TryFind file.Name <> Some expected then
            raise (
                InvalidDataException
                    $"{file.Name} is not the published file: its SHA-256 is not that of TorchSharp {NativeSearch.torchSharpVersion} and libtorch {NativeSearch.libtorchVersion} for {platform}. It was changed, is damaged, or belongs to another version or build."
            )

        if hashOf cancellation path <> expected then
            raise (IOException $"{path} is not what was copied there: the disk may be full or damaged.")

        $"{expected}  {file.Name}"

    let private copyAll folder platform published report cancellation (files: NativeFile list) =
        // If two paths have a file of the same name, the first path wins.
        let files = files |> List.distinctBy _.Name
        let total = files |> List.sumBy _.Length
        let copied = ref 0L

        let lines =
            files
            |> List.map (fun file ->
                let onBytes bytes =
                    copied.Value <- copied.Value + bytes
                    report $"Copying {file.Name}" copied.Value total

                install folder platform published onBytes cancellation file)

        File.WriteAllLines(Path.Combine(folder, sums), lines)

    /// Fails unless the folder alone has all files that are needed.
    let private check (surroundings: NativeSearch.Surroundings) folder =
        { surroundings with
            HomeFolders = [ folder ]
            Installed = ""
            Variable = ""
            NuGetCache = folder
        }
        |> NativeSearch.locate
        |> ignore

    /// Whether a folder has all files that are needed, and no file but published ones with their hashes. The folder's own list proves
    /// nothing: whoever changes a file can change that too.
    let isIntactIn (surroundings: NativeSearch.Surroundings) published cancellation =
        let folder = surroundings.Installed

        let isPublished (path: string) =
            let name = Path.GetFileName path
            name = sums || published.Files.TryFind name = Some(hashOf cancellation path)

        let isComplete () =
            try
                check surroundings folder
                true
            with :? TorchUnavailableException ->
                false

        Directory.Exists folder
        && isComplete ()
        && Directory.GetFileSystemEntries folder
           |> Array.forall (fun path -> File.Exists path && isPublished path)

    /// Moves a finished folder to its place. It first moves an existing folder out of the way and deletes it at the end,
    /// unless the system refuses, because Windows keeps libraries that are loaded.
    let private publish (finished: string) (place: string) =
        let old = $"{place}.{Guid.NewGuid():N}.old"

        if Directory.Exists place then
            Directory.Move(place, old)

        try
            Directory.Move(finished, place)
        with _ when Directory.Exists old ->
            Directory.Move(old, place)
            reraise ()

        try
            if Directory.Exists old then
                Directory.Delete(old, true)
        with
        | :? IOException
        | :? UnauthorizedAccessException -> ()

    let installInto
        (surroundings: NativeSearch.Surroundings)
        published
        source
        progress
        (cancellation: CancellationToken)
        =
        let report step copied total = progress { Step = step; BytesDone = copied; BytesInAll = total }

        let work = $"{surroundings.Installed}.{Guid.NewGuid():N}.tmp"
        let staging = Path.Combine(work, "new")

        try
            Directory.CreateDirectory staging |> ignore

            let files =
                match source with
                | Choice1Of2 paths ->
                    paths |> List.collect (fromPath published cancellation surroundings.Platform)
                | Choice2Of2 feed -> fromFeed published surroundings.Platform feed work report cancellation

            copyAll staging surroundings.Platform.Rid published report cancellation files
            check surroundings staging
            publish staging surroundings.Installed
            surroundings.Installed
        finally
            if Directory.Exists work then
                Directory.Delete(work, true)

    let folder () = (NativeSearch.surroundings ()).Installed

    let isIntact cancellation =
        let surroundings = NativeSearch.surroundings ()
        isIntactIn surroundings (known surroundings.Platform) cancellation

    let nuGetCache () = (NativeSearch.surroundings ()).NuGetCache

    let private installHere source progress cancellation =
        let surroundings = NativeSearch.surroundings ()
        installInto surroundings (known surroundings.Platform) source progress cancellation

    let fromPaths paths progress cancellation = installHere (Choice1Of2 paths) progress cancellation
    let fromFeed source progress cancellation = installHere (Choice2Of2 source) progress cancellation
