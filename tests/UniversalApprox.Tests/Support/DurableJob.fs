/// Sweeps and chains with run files, for programs that are killed. The outcome is one text, in which every bit counts.
[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.DurableJob

open System
open System.Security.Cryptography
open UniversalApprox

let kinds = [ "sweep"; "chain" ]

let private data () =
    let x = Array.init 60 (fun i -> float i / 6.0)

    CurveData.FromColumns(
        x,
        x |> Array.mapi (fun i x -> sin x + 0.1 * x + 0.05 * cos (float (i * i))),
        "waves",
        "x",
        "y"
    )

let private hash (texts: string seq) (numbers: float[] seq) =
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256

    for text in texts do
        sha.AppendData(Text.Encoding.UTF8.GetBytes text)

    for values in numbers do
        sha.AppendData(Runtime.InteropServices.MemoryMarshal.AsBytes(ReadOnlySpan values))

    Convert.ToHexString(sha.GetHashAndReset())

let private sweep size (path: string) =
    let options =
        SweepOptions(
            Units = [| 1 .. 2 + size |],
            Activations = [| Activation.Tanh; Activation.Relu |],
            Restarts = 2 + 2 * size,
            KeepAllRestarts = true,
            Run = path
        )

    let fits = UnitSweep.Run(data (), options)

    hash
        (fits |> Seq.map (fun fit -> $"{fit.Formula} {fit.Restart} {fit.ValidationRmse:R} {fit.StopReason}"))
        (fits |> Seq.map (fun fit -> Seq.toArray (fit.GetLossHistory())))

let private chain size (path: string) =
    let options = McmcOptions(Steps = Nullable(800 + 3200 * size), BlockSteps = 200, Run = path)
    let posterior = Mcmc.Run(data (), 1, Activation.Sigmoid, options)

    hash
        [ posterior.Verdict; string posterior ]
        (posterior.GetRawSamples()
         |> Seq.map (fun draw -> Array.append (draw.Values.ToArray()) [| draw.LogDensity |]))

/// Does the work of a kind, with its run file or without one, and returns the outcome. A larger size takes longer.
let run kind size (path: string | null) =
    let path = Option.toObj (Option.ofObj path)

    match kind with
    | "sweep" -> sweep size path
    | "chain" -> chain size path
    | other -> invalidArg (nameof kind) $"{other} is none of {kinds}"
