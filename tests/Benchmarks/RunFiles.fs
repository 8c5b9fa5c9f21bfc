/// What a run file costs: the same work with and without one, in turns.
module UniversalApprox.Benchmarks.RunFiles

open System
open System.Diagnostics
open System.IO
open UniversalApprox.Tests.Support

let private median (values: float[]) =
    let sorted = Array.sort values
    sorted[sorted.Length / 2]

let private seconds (work: unit -> 'a) =
    let watch = Stopwatch.StartNew()
    let result = work ()
    struct (watch.Elapsed.TotalSeconds, result)

/// Pairs in turns, the order changing from pair to pair, so that what else the machine does hits both alike.
let private compare' size pairs kind =
    let folder = Directory.CreateTempSubdirectory "ua-runs-"

    let durable i () = DurableJob.run kind size (Path.Combine(folder.FullName, $"{i}.db"))

    let plain () = DurableJob.run kind size null

    try
        durable -1 () |> ignore
        plain () |> ignore

        let measured =
            Array.init pairs (fun i ->
                let struct (first, a) = if i % 2 = 0 then seconds plain else seconds (durable i)
                let struct (second, b) = if i % 2 = 0 then seconds (durable i) else seconds plain

                if a <> b then
                    failwith "The run file changed a result."

                if i % 2 = 0 then struct (first, second) else struct (second, first))

        let without = measured |> Array.map (fun struct (plain, _) -> plain) |> median
        let ratios = measured |> Array.map (fun struct (plain, durable) -> durable / plain) |> Array.sort
        let bytes = FileInfo(Path.Combine(folder.FullName, "0.db")).Length

        printfn
            "| %s | %d | %.2f | %.3f | %.3f to %.3f | %.0f |"
            kind
            pairs
            without
            (median ratios)
            ratios[pairs / 4]
            ratios[3 * pairs / 4]
            (float bytes / 1024.0)
    finally
        folder.Delete true

let print pairs =
    printfn "| run | pairs | s without a file, median | with / without, median | quartiles | file, KiB |"
    printfn "|---|---:|---:|---:|---|---:|"
    DurableJob.kinds |> List.iter (compare' 1 pairs)
