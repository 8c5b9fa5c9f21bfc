/// Draws that are written block by block.
module UniversalApprox.Tests.Interchange.BlockTests

open System
open System.IO
open Expecto
open UniversalApprox
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private names = [| "a"; "b" |]

/// The most memory that is in use while blocks are written, looked at some six times.
let private mostHeld (write: Chain seq -> unit) count (blocks: Chain seq) =
    GC.Collect()
    let start = GC.GetTotalMemory true
    let most = [| 0L |]

    write (
        seq {
            for i, block in Seq.indexed blocks do
                if i % (count / 6) = 0 then
                    most[0] <- max most[0] (GC.GetTotalMemory true - start)

                yield block
        }
    )

    most[0]

let private streams =
    [
        for name, write in
            [
                "emcee's HDF5", (fun path -> EmceeFile.write EmceeFile.defaults (path + ".h5"))
                "Parquet", (fun path -> ParquetTable.writeDraws (path + ".parquet"))
                "Zarr", (fun path -> ArviZFile.write ArviZFile.defaults (path + ".zarr"))
            ] do
            // Other tests allocate at the same time, so this one runs alone.
            testSequenced (
                testCase $"{name}: ten times as many draws need no more memory"
                <| inFolder (fun folder ->
                    let held steps =
                        mostHeld
                            (write (Path.Combine(folder, "draws")))
                            steps
                            (blocks names 1 100 100 steps false)

                    let few, many = held 30, held 300
                    // 3·10⁶ draws of two parameters and their log-densities are 72 MB.
                    Expect.isLessThan many (few + 30_000_000L) $"{few} and {many} bytes")
            )

        testCase "a stream in C# is written as it is sampled, and is the run's draws"
        <| inFolder (fun folder ->
            let sampler = EnsembleSampler("-0.5*(a^2 + b^2)")
            let start = WalkerStart.Ball([| 0.0; 0.0 |], 1.0)

            let options =
                McmcOptions(
                    Steps = Nullable 130,
                    BurnIn = Nullable 30,
                    Start = start,
                    Sampler = SamplerKind.Ensemble,
                    BlockSteps = 20
                )

            let path = Path.Combine(folder, "stream.h5")
            McmcChainFile.ExportEmcee(sampler.Stream options, path)
            let read = McmcChainFile.ImportEmcee [| path |]
            let run = sampler.Run options

            let numbers (posterior: Posterior) =
                [ for draw in posterior.GetRawSamples() -> draw.LogDensity, draw.Values.ToArray() ]

            Expect.equal (numbers read) (numbers run) "draws"
            Expect.equal read.AcceptanceRate run.AcceptanceRate "accepted"
            use stop = new Threading.CancellationTokenSource()
            stop.Cancel()

            Expect.throwsT<OperationCanceledException>
                (fun () ->
                    McmcChainFile.ExportParquet(run, Path.Combine(folder, "no.parquet"), null, stop.Token))
                "cancelled"

            Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing half written")
    ]

[<Tests>]
let tests = testList "exports in blocks" streams
