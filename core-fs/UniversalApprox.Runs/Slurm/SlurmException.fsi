namespace UniversalApprox

open System

/// A program of SLURM is missing, or refused what it was asked.
[<Sealed; AllowNullLiteral; Class>]
type SlurmException =
    inherit Exception

    /// `message` names the program and has its own words.
    new: program: string * message: string * inner: Exception -> SlurmException

    /// The program, such as sbatch.
    member Program: string
