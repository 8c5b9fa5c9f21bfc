/// Files that are there whole or not at all. Compiled into every assembly that writes any: the core has no I/O.
module internal UniversalApprox.Files.AtomicFile

open System
open System.IO
open System.Text

/// Devices are written to: a file that took their place would serve nobody.
let private isDevice (path: string) =
    not (OperatingSystem.IsWindows())
    && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal)

/// Where the content of a path lies: a link stays one.
let private placeOf (path: string) =
    if isNull (FileInfo(path).LinkTarget) then
        path
    else
        File.ResolveLinkTarget(path, true).FullName

/// Creates or replaces a file. It is written beside its place, in the same folder, so that renaming it is one step of the
/// file system: whoever reads the file sees the earlier content or the new one, and what fails leaves the earlier one.
/// Raises IOException or UnauthorizedAccessException naming `path`.
let writeBytes (path: string) (content: byte[]) =
    // The system names the file that it saw, which is not the one the caller knows.
    let mutable seen = path
    let explain (error: exn) = $"{path} cannot be written: {error.Message.Replace(seen, path)}"

    let replace () =
        let place = placeOf path
        seen <- $"{place}.{Guid.NewGuid():N}.tmp"

        try
            File.WriteAllBytes(seen, content)
            File.Move(seen, place, true)
        with _ ->
            File.Delete seen
            reraise ()

    try
        if isDevice path then
            File.WriteAllBytes(path, content)
        else
            replace ()
    with
    | :? UnauthorizedAccessException as error -> raise (UnauthorizedAccessException(explain error, error))
    | :? IOException as error -> raise (IOException(explain error, error))

/// As UTF-8 without a byte order mark.
let writeText path (text: string) = writeBytes path (Encoding.UTF8.GetBytes text)
