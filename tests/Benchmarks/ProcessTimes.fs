/// Times of whole processes, as a user waits for them: PowerShell from its start to its end.
module UniversalApprox.Benchmarks.ProcessTimes

open System
open System.Diagnostics
open System.IO
open UniversalApprox.Benchmarks.Comparison

let private runs = 9

let private root =
    let rec up (folder: string) =
        if File.Exists(Path.Combine(folder, "UniversalApprox.sln")) then
            folder
        else
            up (Path.GetDirectoryName folder)

    up (AppContext.BaseDirectory.TrimEnd Path.DirectorySeparatorChar)

let private modulePath = Path.Combine(root, "artifacts", "module", "UniversalApprox")

/// The PowerShell of the tool manifest, which the SDK fetches where it is missing. Its library is started directly, because
/// `dotnet dnx` takes more than a second to find it.
let private powerShell =
    lazy
        (let arguments = [ "dnx"; "powershell"; "--yes"; "--"; "-NoProfile"; "-Command"; "$PSHOME" ]

         let info =
             ProcessStartInfo("dotnet", arguments, RedirectStandardOutput = true, WorkingDirectory = root)

         use started = Process.Start info
         Path.Combine(started.StandardOutput.ReadToEnd().Trim(), "pwsh.dll"))

/// Seconds from the start of PowerShell to its first line of output and to its end.
let run (command: string) =
    let arguments = [ powerShell.Value; "-NoProfile"; "-NonInteractive"; "-Command"; command ]

    let info = ProcessStartInfo("dotnet", arguments, RedirectStandardOutput = true)
    let watch = Stopwatch.StartNew()
    use started = Process.Start info
    // The first line of a table is empty. There is no line at all when everything goes to a file.
    let mutable line = started.StandardOutput.ReadLine()

    while line = "" do
        line <- started.StandardOutput.ReadLine()

    let first = watch.Elapsed.TotalSeconds
    started.StandardOutput.ReadToEnd() |> ignore
    started.WaitForExit()
    struct (first, watch.Elapsed.TotalSeconds)

/// The same with the module as the build lays it out.
let runWithModule command = run $"Import-Module '{modulePath}'; {command}"

let private jobs =
    [
        "nothing", fun () -> run "1"
        "nothing, with the module", fun () -> runWithModule "1"
        "first row of a sweep", fun () -> runWithModule "New-CurveData Parabola | Invoke-UnitSweep -Units 1"
        "default sweep of the parabola", fun () -> runWithModule "New-CurveData Parabola | Invoke-UnitSweep"
    ]

let print () =
    printfn "| PowerShell runs | first line, median s | end, median s | end, min to max s |"
    printfn "|---|---|---|---|"

    for name, job in jobs do
        job () |> ignore
        let times = Array.init runs (fun _ -> job ())
        let firsts = times |> Array.map (fun struct (first, _) -> first)
        let ends = times |> Array.map (fun struct (_, last) -> last)

        printfn
            "| %s | %.2f | %.2f | %.2f to %.2f |"
            name
            (median firsts)
            (median ends)
            (Array.min ends)
            (Array.max ends)
