/// Files that are there whole or not at all. Compiled into every assembly that writes any: the core has no I/O.
module internal UniversalApprox.Files.AtomicFile

open System
open System.IO
open System.Runtime.InteropServices
open System.Text

/// Where the content of a path lies: a link stays one.
let private placeOf (path: string) =
    if isNull (FileInfo(path).LinkTarget) then
        path
    else
        File.ResolveLinkTarget(path, true).FullName

/// stat(2) in the one layout that .NET's own library gives it on every Unix: flags, mode, and more.
[<DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")>]
extern int private stat([<MarshalAs(UnmanagedType.LPUTF8Str)>] string path, [<Out>] int[] status)

/// Pipes, sockets and devices. .NET tells them from files only once they are open, and opening a pipe waits for its reader.
let private isSpecial place =
    let kindMask, regular, folder = 0xF000, 0x8000, 0x4000
    let status = Array.zeroCreate 64

    not (OperatingSystem.IsWindows())
    && stat (place, status) = 0
    && status[1] &&& kindMask <> regular
    && status[1] &&& kindMask <> folder

/// Creates or replaces a file. It is written beside its place, in the same folder, so that renaming it is one step of the
/// file system: whoever reads the file sees the earlier content or the new one, and what fails leaves the earlier one.
/// Raises IOException or UnauthorizedAccessException naming `path`.
let writeBytes (path: string) (content: byte[]) =
    // The system names the file that it saw, which is not the one the caller knows.
    let mutable seen = path
    let explain (error: exn) = $"{path} cannot be written: {error.Message.Replace(seen, path)}"

    let replace () =
        let place = placeOf path

        if isSpecial place then
            raise (IOException "it is a device, a pipe or a socket, whose place a file would take.")

        seen <- $"{place}.{Guid.NewGuid():N}.tmp"

        try
            File.WriteAllBytes(seen, content)
            File.Move(seen, place, true)
        with _ ->
            File.Delete seen
            reraise ()

    try
        replace ()
    with
    | :? UnauthorizedAccessException as error -> raise (UnauthorizedAccessException(explain error, error))
    | :? IOException as error -> raise (IOException(explain error, error))

/// As UTF-8 without a byte order mark.
let writeText path (text: string) = writeBytes path (Encoding.UTF8.GetBytes text)
