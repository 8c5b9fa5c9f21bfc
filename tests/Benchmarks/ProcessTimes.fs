/// Times whole processes of PowerShell from a user's point of view.
module UniversalApprox.Benchmarks.ProcessTimes

open System
open System.Diagnostics
open UniversalApprox.Benchmarks.Comparison
open UniversalApprox.Tests.Support

let private runs = 9

let private start (command: string) =
    let info = ProcessStartInfo(RedirectStandardOutput = true)

    for argument in [ "-NoProfile"; "-Command"; command ] do
        info.ArgumentList.Add argument

    Pwsh.useIn info
    Process.Start info

/// Seconds from the start of PowerShell to the first line of output of a command and to the end.
let run command =
    let watch = Stopwatch.StartNew()
    use started = start command
    // The first line of a table is empty. There is no line at all if all output goes to a file.
    let mutable line = started.StandardOutput.ReadLine()

    while line = "" do
        line <- started.StandardOutput.ReadLine()

    let first = watch.Elapsed.TotalSeconds
    started.StandardOutput.ReadToEnd() |> ignore
    started.WaitForExit()
    struct (first, watch.Elapsed.TotalSeconds)

/// Seconds from Ctrl-C, half a second after the first line of output, to the end of the process. The first line is its id.
let private interrupt command =
    use started = start command
    let id = started.StandardOutput.ReadLine()
    Threading.Thread.Sleep 500
    let watch = Stopwatch.StartNew()
    use kill = Process.Start("kill", [ "-INT"; id ])
    kill.WaitForExit()
    started.WaitForExit()
    watch.Elapsed.TotalSeconds

let private jobs =
    [
        "nothing", "1"
        "Import-Module", "Import-Module UniversalApprox; 1"
        "first row of a sweep", "New-CurveData Parabola | Invoke-UnitSweep -Units 1"
        "default sweep of the parabola", "New-CurveData Parabola | Invoke-UnitSweep"
    ]

let private interruptions =
    [
        "a large network's training", "Invoke-UnitSweep -Units 1, 900 -Restarts 1 -Fold 0 -Epochs 1000"
        "a stream of draws",
        "Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 -Epochs 5 | Invoke-Mcmc -Stream -Steps 1000000000"
    ]

let print () =
    printfn "| PowerShell runs | first line, median s | end, median s | end, min to max s |"
    printfn "|---|---|---|---|"

    for name, command in jobs do
        run command |> ignore
        let times = Array.init runs (fun _ -> run command)
        let firsts = times |> Array.map (fun struct (first, _) -> first)
        let ends = times |> Array.map (fun struct (_, last) -> last)

        printfn
            "| %s | %.2f | %.2f | %.2f to %.2f |"
            name
            (median firsts)
            (median ends)
            (Array.min ends)
            (Array.max ends)

    printfn "\n| Ctrl-C during | to the end, median s | min to max s |"
    printfn "|---|---|---|"

    for name, command in interruptions do
        let tell = "ForEach-Object { if (-not $told) { $told = $true; $PID } }"

        let times =
            Array.init runs (fun _ -> interrupt $"New-CurveData Sine -Points 100000 | {command} | {tell}")

        printfn "| %s | %.2f | %.2f to %.2f |" name (median times) (Array.min times) (Array.max times)
