/// Files that are there whole or not at all. Compiled into every assembly that writes any: the core has no I/O.
module internal UniversalApprox.Files.AtomicFile

open System
open System.IO
open System.Text

/// Creates or replaces a file. It is written beside its place, in the same folder, so that renaming it is one step of the
/// file system: whoever reads the file sees the earlier content or the new one, and what fails leaves the earlier one.
/// Raises IOException or UnauthorizedAccessException naming `path`.
let writeBytes (path: string) (content: byte[]) =
    let temporary = $"{path}.{Guid.NewGuid():N}.tmp"
    // The system names the file that it saw, which is not the one the caller knows.
    let explain (error: exn) = $"{path} cannot be written: {error.Message.Replace(temporary, path)}"

    try
        try
            File.WriteAllBytes(temporary, content)
            File.Move(temporary, path, true)
        with _ ->
            File.Delete temporary
            reraise ()
    with
    | :? UnauthorizedAccessException as error -> raise (UnauthorizedAccessException(explain error, error))
    | :? IOException as error -> raise (IOException(explain error, error))

/// As UTF-8 without a byte order mark.
let writeText path (text: string) = writeBytes path (Encoding.UTF8.GetBytes text)
