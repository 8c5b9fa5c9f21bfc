/// Helpers common to the readers of all formats.
module internal UniversalApprox.Models.ModelFile

open System.IO
open UniversalApprox.Files

/// Raises the error of a file with invalid content. Nothing is built from such a file. The message may quote the file: it is
/// cut, and a terminal obeys nothing in it.
let invalid (message: string) : 'a = raise (InvalidDataException(ShownText.cut message))

/// Reads a file and adds its name to the reader's error.
let readFrom (path: string) (read: byte[] -> 'a) =
    let content = File.ReadAllBytes path

    try
        read content
    with :? InvalidDataException as error ->
        raise (InvalidDataException($"{path}: {error.Message}", error))
