/// Writes files so that a file is complete or absent. Every assembly that writes files compiles this source, because the
/// core does no I/O.
module internal UniversalApprox.Files.AtomicFile

open System
open System.IO
open System.Runtime.InteropServices
open System.Text

/// The path of the content: a link is followed, so that it stays a link.
let private placeOf (path: string) =
    if isNull (FileInfo(path).LinkTarget) then
        path
    else
        File.ResolveLinkTarget(path, true).FullName

/// stat(2) in the layout that .NET's own library gives it on every Unix: flags, mode, and more.
[<DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")>]
extern int private stat([<MarshalAs(UnmanagedType.LPUTF8Str)>] string path, [<Out>] int[] status)

/// chown(2). An identifier of -1 is left as it is.
[<DllImport("libc", EntryPoint = "chown")>]
extern int private chown([<MarshalAs(UnmanagedType.LPUTF8Str)>] string path, int owner, int group)

/// Mode with the kind of file, owner and group; none where there is no file, or no such thing.
let private statusOf place =
    let status = Array.zeroCreate 64

    if not (OperatingSystem.IsWindows()) && stat (place, status) = 0 then
        Some(struct (status[1], status[2], status[3]))
    else
        None

/// Whether a path is a pipe, socket or device. .NET can tell only after opening it, and opening a pipe waits for its reader.
let private isSpecial place =
    let kindMask, regular, folder = 0xF000, 0x8000, 0x4000

    match statusOf place with
    | Some(struct (mode, _, _)) -> mode &&& kindMask <> regular && mode &&& kindMask <> folder
    | None -> false

/// Writes a new file with the owner, as far as that is permitted, and the mode of another. Nobody else can read it earlier.
let private writeLike place (temporary: string) (write: Stream -> unit) =
    let options = FileStreamOptions(Mode = FileMode.CreateNew, Access = FileAccess.Write)

    match statusOf place with
    | None ->
        use stream = new FileStream(temporary, options)
        write stream
    | Some(struct (mode, owner, group)) ->
        let permissions = enum<UnixFileMode>(mode &&& 0o7777)
        options.UnixCreateMode <- Nullable(UnixFileMode.UserRead ||| UnixFileMode.UserWrite)
        use stream = new FileStream(temporary, options)

        // Only the superuser may give a file away, and others only to groups of their own.
        if chown (temporary, owner, group) <> 0 then
            chown (temporary, -1, group) |> ignore

        write stream
        File.SetUnixFileMode(stream.SafeFileHandle, permissions)

/// Names the path in errors. The system's message names the temporary name (`seen`), which the caller does not know.
let private explained (path: string) (seen: string ref) work =
    let explain (error: exn) = $"{path} cannot be written: {error.Message.Replace(seen.Value, path)}"

    try
        work ()
    with
    | :? UnauthorizedAccessException as error -> raise (UnauthorizedAccessException(explain error, error))
    | :? IOException as error -> raise (IOException(explain error, error))

/// Creates or replaces a file that is written to a stream with places to seek. It writes a temporary file in the same folder
/// and renames it, which is one step of the file system. So a reader sees the earlier content or the new one, and a failure
/// leaves the earlier one. Mode and, where permitted, owner of an earlier file are kept.
/// Raises IOException or UnauthorizedAccessException naming `path`, and what `write` raises.
let writeStream (path: string) (write: Stream -> unit) =
    let seen = ref path

    explained path seen (fun () ->
        let place = placeOf path

        if isSpecial place then
            raise (IOException "it is a device, a pipe or a socket, whose place a file would take.")

        seen.Value <- $"{place}.{Guid.NewGuid():N}.tmp"

        try
            writeLike place seen.Value write
            File.Move(seen.Value, place, true)
        with _ ->
            File.Delete seen.Value
            reraise ())

/// Creates or replaces a folder: `write` fills a temporary one beside it, which is then renamed. A failure leaves what was
/// there. It does not replace a file, nor a folder for which `mayReplace` is false. The folder around it must exist.
let writeFolder (path: string) (mayReplace: string -> bool) (write: string -> unit) =
    let place = Path.TrimEndingDirectorySeparator(Path.GetFullPath path)
    let temporary = $"{place}.{Guid.NewGuid():N}.tmp"
    let earlier = $"{place}.{Guid.NewGuid():N}.old"

    explained path (ref temporary) (fun () ->
        if File.Exists place || (Directory.Exists place && not (mayReplace place)) then
            raise (IOException "something else than such a folder is there.")

        if not (Directory.Exists(Path.GetDirectoryName place)) then
            raise (DirectoryNotFoundException "the folder that it is to be in is not there.")

        try
            Directory.CreateDirectory temporary |> ignore
            write temporary

            if Directory.Exists place then
                Directory.Move(place, earlier)

            Directory.Move(temporary, place)

            if Directory.Exists earlier then
                Directory.Delete(earlier, true)
        with _ ->
            if Directory.Exists earlier && not (Directory.Exists place) then
                Directory.Move(earlier, place)

            if Directory.Exists temporary then
                Directory.Delete(temporary, true)

            reraise ())

/// `writeStream` of bytes.
let writeBytes (path: string) (content: byte[]) = writeStream path (fun stream -> stream.Write content)

/// Writes text as UTF-8 without a byte order mark.
let writeText path (text: string) = writeBytes path (Encoding.UTF8.GetBytes text)
