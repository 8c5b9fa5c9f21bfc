/// Times of whole processes, as a user waits for them: the embedded shell from its start to its end.
module UniversalApprox.Benchmarks.ProcessTimes

open System
open System.Diagnostics
open System.IO
open UniversalApprox.Benchmarks.Comparison

let private runs = 9

let private shell =
    let rec up (folder: string) =
        if File.Exists(Path.Combine(folder, "UniversalApprox.sln")) then
            folder
        else
            up (Path.GetDirectoryName folder)

    let root = up (AppContext.BaseDirectory.TrimEnd Path.DirectorySeparatorChar)
    Path.Combine(root, "cmdlets", "Shell", "bin", "Release", "net10.0", "ua-shell.dll")

/// Seconds from the start of the shell to its first line of output and to its end.
let run (command: string) =
    let info = ProcessStartInfo("dotnet", [ shell; "-Command"; command ], RedirectStandardOutput = true)
    let watch = Stopwatch.StartNew()
    use started = Process.Start info
    // The first line of a table is empty; there is none at all where everything goes to a file.
    let mutable line = started.StandardOutput.ReadLine()

    while line = "" do
        line <- started.StandardOutput.ReadLine()

    let first = watch.Elapsed.TotalSeconds
    started.StandardOutput.ReadToEnd() |> ignore
    started.WaitForExit()
    struct (first, watch.Elapsed.TotalSeconds)

let private jobs =
    [
        "nothing", "1"
        "first row of a sweep", "New-CurveData Parabola | Invoke-UnitSweep -Units 1"
        "default sweep of the parabola", "New-CurveData Parabola | Invoke-UnitSweep"
    ]

let print () =
    printfn "| the shell runs | first line, median s | end, median s | end, min to max s |"
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
