/// Helpers common to the readers of all formats.
module internal UniversalApprox.Models.ModelFile

open System.IO

/// Raises the error of a file with invalid content. Nothing is built from such a file.
let invalid (message: string) : 'a = raise (InvalidDataException message)

/// Reads a file and adds its name to the reader's error.
let readFrom (path: string) (read: byte[] -> 'a) =
    let content = File.ReadAllBytes path

    try
        read content
    with :? InvalidDataException as error ->
        raise (InvalidDataException($"{path}: {error.Message}", error))
