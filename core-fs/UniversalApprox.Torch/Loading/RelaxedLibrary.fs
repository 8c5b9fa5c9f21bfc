/// TorchSharp's Linux library was linked with GCC 13 and requires GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and
/// RHEL 9 lack. The one symbol of that version, std::ios_base_library_init, is an anchor that no code calls. So a copy in
/// which that need is weak works there. A per-user cache holds the copy, keyed by the content of the original.
module internal UniversalApprox.Torch.RelaxedLibrary

open System
open System.IO
open System.Security.Cryptography
open UniversalApprox.Files

let version = "GLIBCXX_3.4.32"

/// The environment variable that sets the folder of the cache.
let cacheVariable = "UNIVERSALAPPROX_CACHE"

let defaultCache () =
    let first = [ cacheVariable, ""; "XDG_CACHE_HOME", "UniversalApprox" ]

    first
    |> List.tryPick (fun (name, sub) ->
        match Environment.GetEnvironmentVariable name with
        | null
        | "" -> None
        | folder -> Some(Path.Combine(folder, sub)))
    |> Option.defaultWith (fun () ->
        Path.Combine(
            Environment.GetFolderPath Environment.SpecialFolder.UserProfile,
            ".cache",
            "UniversalApprox"
        ))

let private isAlready (path: string) (content: byte[]) =
    File.Exists path && File.ReadAllBytes(path).AsSpan().SequenceEqual(content.AsSpan())

/// The path of a relaxed copy of `original` in `cache`. Makes the copy if it is missing or incomplete.
let prepare (cache: string) (original: string) =
    let image = File.ReadAllBytes original

    match ElfImage.withWeakNeed version image with
    | Error reason ->
        TorchProblem.fail
            TorchFailure.LoadFailed
            $"{original} needs {version}, which this system's libstdc++ lacks, and cannot be relaxed: {reason}. Remedy: a system with GCC 13's libstdc++ or newer."
    | Ok relaxed ->
        let folder = Path.Combine(cache, "native", Convert.ToHexStringLower(SHA256.HashData image))
        let path = Path.Combine(folder, Path.GetFileName original)

        try
            if not (isAlready path relaxed) then
                Directory.CreateDirectory folder |> ignore
                // Another process sees the whole file or none. Two processes that both write it write the same bytes. A
                // process that has loaded the earlier file keeps it.
                AtomicFile.writeBytes path relaxed

            path
        with
        | :? IOException
        | :? UnauthorizedAccessException as error ->
            TorchProblem.fail
                TorchFailure.UnwritableCache
                $"This system's libstdc++ lacks {version}, so a relaxed copy of {original} is needed, and it cannot be written to {folder}: {error.Message} Remedy: set {cacheVariable} to a folder you can write to. {TorchProblem.restWorks}"
