namespace UniversalApprox.Models

open System.Text
open UniversalApprox.Files

[<RequireQualifiedAccess>]
module ModelJson =
    let version = ModelJsonWrite.version

    let print model = Encoding.UTF8.GetString(ModelJsonWrite.toBytes model)

    let parse (text: string) = ModelJsonRead.ofBytes (Encoding.UTF8.GetBytes text)

    let save path model = AtomicFile.writeBytes path (ModelJsonWrite.toBytes model)

    let load path = ModelFile.readFrom path ModelJsonRead.ofBytes
