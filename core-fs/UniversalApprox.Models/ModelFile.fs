/// What the reading of all formats has in common.
module internal UniversalApprox.Models.ModelFile

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
