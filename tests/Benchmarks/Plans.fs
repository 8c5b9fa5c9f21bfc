/// What a task of a plan costs beside its work, and how merging grows with the number of shards.
module UniversalApprox.Benchmarks.Plans

open System
open System.Diagnostics
open System.IO
open UniversalApprox

/// Small data sets of different names, 40 points each.
let private dataSets count =
    let x = Array.init 40 (fun i -> float i / 6.0)

    [|
        for number in 1..count do
            let y = x |> Array.map (fun value -> sin (value * (1.0 + 0.1 / float number)))
            CurveData.FromColumns(x, y, $"set {number}", "x", "y")
    |]

/// One training a task, so that nearly all that is measured is not work.
let private options =
    SweepOptions(
        Units = [| 1 |],
        Activations = [| Activation.Tanh |],
        Restarts = 1,
        Folds = Nullable 0,
        Optimizer = Optimizer.Adam,
        Epochs = Nullable 10
    )

let private kib (bytes: int64) = float bytes / 1024.0

let private measure tasks perShard =
    let folder = Directory.CreateTempSubdirectory "ua-plans-"
    let inside name = Path.Combine(folder.FullName, name)

    try
        let data = dataSets tasks
        let work = Stopwatch.StartNew()

        for item in data do
            UnitSweep.Run(item, options) |> ignore

        work.Stop()
        RunPlan.Write(inside "sweep.plan", data, options) |> ignore
        let shards = (tasks + perShard - 1) / perShard
        let watch = Stopwatch.StartNew()

        for index in 0 .. shards - 1 do
            for task in RunPlan.Select(inside "sweep.plan", Nullable index, perShard) do
                RunPlan.RunTask(inside "sweep.plan", inside $"shard-{index}.db", Nullable task.Index)
                |> ignore

        let each = (watch.Elapsed - work.Elapsed).TotalMilliseconds / float tasks
        let files = Directory.GetFiles(folder.FullName, "shard-*.db")
        let merging = Stopwatch.StartNew()
        RunPlan.Merge(files, inside "whole.db") |> ignore

        printfn
            "| %d | %d | %.0f | %.0f | %.1f | %.1f | %.1f |"
            tasks
            shards
            (kib (FileInfo(inside "sweep.plan").Length))
            (kib (FileInfo files[0]).Length)
            (kib (files |> Array.sumBy (fun file -> (FileInfo file).Length)) / 1024.0)
            each
            merging.Elapsed.TotalSeconds
    finally
        folder.Delete true

let print most =
    printfn
        "| tasks | shards | plan, KiB | a shard, KiB | all shards, MiB | beside the work, ms a task | merging, s |"

    printfn "|---:|---:|---:|---:|---:|---:|---:|"

    for tasks in [ most / 10; most / 4; most / 2; most ] do
        measure tasks 1

    measure most 10
    measure (10 * most) 100
