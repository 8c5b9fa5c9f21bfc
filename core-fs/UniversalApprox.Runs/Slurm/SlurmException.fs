namespace UniversalApprox

open System

[<Sealed; AllowNullLiteral; Class>]
type SlurmException(program: string, message: string, inner: Exception) =
    inherit Exception(message, inner)
    member _.Program = program
