/// Measures writing draws for other programs: time, size and the memory that is held, for two numbers of draws.
module UniversalApprox.Benchmarks.Exports

open System
open System.Diagnostics
open System.IO
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Interchange

let private ensembles, walkers, dimension, stepsPerBlock = 2, 64, 4, 100

/// One block of noise, handed on again and again: only the writing is measured.
let private block: Chain =
    let ensemble e =
        let draws = Array.zeroCreate (stepsPerBlock * walkers * dimension)
        Rng.fillNormal (draws.AsSpan()) (Rng.split e (Rng.ofSeed 1UL)) |> ignore

        {
            KeptSteps = stepsPerBlock
            Walkers = walkers
            Dimension = dimension
            Draws = draws
            LogDensity =
                Array.init (stepsPerBlock * walkers) (fun state -> -0.5 * draws[state * dimension] ** 2.0)
            Statistics = [||]
            AcceptedPerWalker = Array.zeroCreate walkers
            ProposedPerWalker = Array.create walkers (int64 stepsPerBlock)
            AcceptedPerMove = [||]
            ProposedPerMove = [||]
        }

    {
        Ensembles = Array.init ensembles ensemble
        ParameterNames = [| "a"; "b"; "c"; "d" |]
        StepsBefore = 0L
        Thin = 1
    }

let private sizeOf path =
    if Directory.Exists path then
        DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories) |> Seq.sumBy _.Length
    else
        FileInfo(path).Length

let private measure folder (draws: int64) (name, extension, write) =
    let path = Path.Combine(folder, "draws" + extension)
    let most = [| 0L |]

    let blocks =
        seq {
            for i in 0L .. draws / int64 (ensembles * walkers * stepsPerBlock) - 1L do
                if i % 10L = 0L then
                    most[0] <- max most[0] (GC.GetTotalMemory false)

                yield { block with StepsBefore = i * int64 stepsPerBlock }
        }

    let watch = Stopwatch.StartNew()
    write path blocks
    let seconds = watch.Elapsed.TotalSeconds

    printfn
        "| %s | %.3g | %.1f s | %.2f GB | %d MB |"
        name
        (float draws)
        seconds
        (float (sizeOf path) / 1e9)
        (most[0] / 1_000_000L)

let print () =
    printfn
        "| written as | draws of %d parameters | time | size | most memory held, garbage included |"
        dimension

    printfn "|---|---|---|---|---|"
    let folder = Directory.CreateTempSubdirectory "ua-exports-"

    try
        for format in
            [
                "emcee's HDF5", ".h5", EmceeFile.write EmceeFile.defaults
                "Parquet", ".parquet", ParquetTable.writeDraws
                "Zarr", ".zarr", ArviZFile.write ArviZFile.defaults
            ] do
            for draws in [ 1_000_000L; 100_000_000L ] do
                measure folder.FullName draws format
    finally
        folder.Delete true
