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

    let private isWhole (folder: string) cancellation =
        let list = Path.Combine(folder, sums)

        let isUnchanged (line: string) =
            match line.Split "  " with
            | [| hash; name |] ->
                let path = Path.Combine(folder, name)
                File.Exists path && hashOf cancellation path = hash
            | _ -> false

        // An empty list would vouch for nothing.
        File.Exists list
        && (let lines = File.ReadAllLines list in lines.Length > 0 && Array.forall isUnchanged lines)

    /// Copies a file, reads it back to check it, and returns its line for SHA256SUMS.
    let private install (folder: string) report (cancellation: CancellationToken) file =
        let path = Path.Combine(folder, file.Name)
        use hash = IncrementalHash.CreateHash HashAlgorithmName.SHA256

        let onBytes (bytes: ReadOnlyMemory<byte>) =
            hash.AppendData bytes.Span
            report (int64 bytes.Length)

        file.Read(fun from ->
            use into = File.Create path
            copy from into onBytes cancellation)

        let expected = Convert.ToHexStringLower(hash.GetHashAndReset())

        if hashOf cancellation path <> expected then
            raise (IOException $"{path} is not what was copied there: the disk may be full or damaged.")

        $"{expected}  {file.Name}"

    let private copyAll folder report cancellation (files: NativeFile list) =
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

                install folder onBytes cancellation file)

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
        known
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
                    paths |> List.collect (fromPath known cancellation surroundings.Platform)
                | Choice2Of2 feed -> fromFeed known surroundings.Platform feed work report cancellation

            copyAll staging report cancellation files
            check surroundings staging
            publish staging surroundings.Installed
            surroundings.Installed
        finally
            if Directory.Exists work then
                Directory.Delete(work, true)

    let folder () = (NativeSearch.surroundings ()).Installed
    let isIntact cancellation = isWhole (folder ()) cancellation
    let nuGetCache () = (NativeSearch.surroundings ()).NuGetCache

    let fromPaths paths progress cancellation =
        installInto (NativeSearch.surroundings ()) knownHashes (Choice1Of2 paths) progress cancellation

    let fromFeed source progress cancellation =
        installInto (NativeSearch.surroundings ()) knownHashes (Choice2Of2 source) progress cancellation
