/// What reading and writing of all formats has in common.
module internal UniversalApprox.Models.ModelFile

open System
open System.IO

/// A file that is not what it should be. Nothing is built from it.
let invalid (message: string) : 'a = raise (InvalidDataException message)

/// Adds the file's name to what its reader found wrong.
let readFrom (path: string) (read: byte[] -> 'a) =
    let content = File.ReadAllBytes path

    try
        read content
    with :? InvalidDataException as error ->
        raise (InvalidDataException($"{path}: {error.Message}", error))

/// Written beside its place and renamed: an interrupted export leaves the earlier file as it was.
let writeTo (path: string) (content: byte[]) =
    let temporary = $"{path}.{Guid.NewGuid():N}.tmp"

    try
        File.WriteAllBytes(temporary, content)
        File.Move(temporary, path, true)
    finally
        File.Delete temporary
