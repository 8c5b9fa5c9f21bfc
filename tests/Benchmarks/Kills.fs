/// Kills sweeps and chains at random moments, again and again, and looks whether anything is lost.
module UniversalApprox.Benchmarks.Kills

open System
open System.Diagnostics
open System.IO
open System.Threading
open UniversalApprox
open UniversalApprox.Tests.Support

/// How large the work is that is killed: some seconds without a kill.
let private size = 1

type private Tally =
    {
        Kills: int
        /// Kills before the process had written anything of its own.
        Early: int
        Ended: int
        Lost: int
        Different: int
        Left: int
    }

let private child kind (path: string) =
    let info =
        ProcessStartInfo(
            "dotnet",
            [ Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"); "durable"; kind; string size; path ]
        )

    info.RedirectStandardOutput <- true
    Process.Start info

/// How far the runs of a file are: pieces of work, blocks and steps.
let private progress (path: string) =
    try
        RunFile.Read path
        |> Seq.sumBy (fun run ->
            int64 run.JobsDone
            + int64 run.Blocks
            + (run.StepsDone |> Option.ofNullable |> Option.defaultValue 0L))
    with
    | :? FileNotFoundException -> 0L
    | :? RunFileException as error when error.Failure = RunFailure.NotARunFile -> 0L

/// Waits until the process has written something of its own, or has ended: so most kills hit one that works.
let rec private untilItWrites (running: Process) path before =
    if progress path <= before && not (running.WaitForExit 20) then
        untilItWrites running path before

let private outcome (running: Process) =
    let text = running.StandardOutput.ReadToEnd().Trim()
    running.WaitForExit()
    text

/// Kills one run until it ends, or until there have been enough kills, and then lets it end.
let rec private attack (random: Random) wanted longest expected kind path (tally: Tally) =
    use running = child kind path
    let before = progress path
    let isLast = tally.Kills >= wanted

    if not isLast then
        untilItWrites running path before

    if not isLast && not (running.WaitForExit(random.Next(longest: int))) then
        let seen = progress path
        running.Kill()
        running.WaitForExit()
        let after = progress path

        attack
            random
            wanted
            longest
            expected
            kind
            path
            { tally with
                Kills = tally.Kills + 1
                Early = tally.Early + (if after = before then 1 else 0)
                Lost = tally.Lost + (if after < seen then 1 else 0)
            }
    else
        let text = outcome running
        let files = Directory.GetFiles(Path.GetDirectoryName path)

        { tally with
            Ended = tally.Ended + 1
            Different = tally.Different + (if text = expected then 0 else 1)
            Left = tally.Left + files.Length - 1
        }

let private campaign seed wanted kind =
    let random = Random(seed: int)
    let watch = Stopwatch.StartNew()
    let expected = DurableJob.run kind size null
    let longest = int watch.ElapsedMilliseconds
    let folder = Directory.CreateTempSubdirectory "ua-kills-"

    let rec repeat tally =
        if tally.Kills >= wanted then
            tally
        else
            let inner = Directory.CreateDirectory(Path.Combine(folder.FullName, string tally.Ended))
            repeat (attack random wanted longest expected kind (Path.Combine(inner.FullName, "run.db")) tally)

    try
        let tally = repeat { Kills = 0; Early = 0; Ended = 0; Lost = 0; Different = 0; Left = 0 }

        printfn
            "| %s | %d | %d | %d | %d | %d | %d | %.0f |"
            kind
            tally.Kills
            tally.Early
            tally.Ended
            tally.Lost
            tally.Different
            tally.Left
            watch.Elapsed.TotalSeconds
    finally
        folder.Delete true

let print wanted =
    let seed = 1
    printfn "Seed of the moments: %d" seed
    printfn ""

    printfn
        "| run | kills | of these before its first write | runs that ended | lost | other bits | files left | s |"

    printfn "|---|---:|---:|---:|---:|---:|---:|---:|"
    DurableJob.kinds |> List.iter (campaign seed wanted)
