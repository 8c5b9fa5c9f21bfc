/// Runs this project and a peer alternately, and prints a row of a table.
module UniversalApprox.Benchmarks.Comparison

open System
open System.Diagnostics
open System.Globalization
open System.IO

let median (values: float[]) = (Array.sort values)[values.Length / 2]

/// The path of a file that lies beside the benchmarks.
let file name = Path.Combine(AppContext.BaseDirectory, "peers", name)

let seconds work =
    let watch = Stopwatch.StartNew()
    work ()
    watch.Elapsed.TotalSeconds

/// The output of a program; None if it cannot run or fails.
let output (program: string) (arguments: string list) =
    try
        let info =
            ProcessStartInfo(program, arguments, RedirectStandardOutput = true, RedirectStandardError = true)

        use started = Process.Start info
        started.ErrorDataReceived.Add ignore
        started.BeginErrorReadLine()
        let text = started.StandardOutput.ReadToEnd()
        started.WaitForExit()
        if started.ExitCode = 0 then Some text else None
    with :? ComponentModel.Win32Exception ->
        None

/// The numbers that a program prints; none if it cannot run.
let numbers program arguments =
    match output program arguments with
    | None -> [||]
    | Some text ->
        text.Split([| ' '; '\n' |], StringSplitOptions.RemoveEmptyEntries)
        |> Array.map (fun text -> Double.Parse(text, CultureInfo.InvariantCulture))

let python (interpreter: string) script arguments () = numbers interpreter (file script :: arguments)

let printHeader () =
    printfn "| job | this project | peer | times as good: median (range) |"
    printfn "|---|---|---|---|"

let private compareBy better rounds job unit (ours: unit -> float) (peer: unit -> float[]) =
    ours () |> ignore
    let first = peer ()

    if first.Length = 0 then
        printfn "| %s | %.3g %s | not installed | |" job (median (Array.init rounds (fun _ -> ours ()))) unit
    else
        let pairs = Array.init rounds (fun _ -> struct (ours (), (peer ())[0]))
        let mine = pairs |> Array.map (fun struct (a, _) -> a)
        let theirs = pairs |> Array.map (fun struct (_, b) -> b)
        let ratios = Array.map2 better mine theirs

        printfn
            "| %s | %.3g %s | %.3g %s | %.3g (%.3g to %.3g) |"
            job
            (median mine)
            unit
            (median theirs)
            unit
            (median ratios)
            (Array.min ratios)
            (Array.max ratios)

/// Runs both alternately, after one run of each that does not count. Prints median times and the ratio of each round.
let compare rounds job unit ours peer = compareBy (fun mine theirs -> theirs / mine) rounds job unit ours peer

/// The same for rates, where more is better.
let compareRates rounds job unit ours peer =
    compareBy (fun mine theirs -> mine / theirs) rounds job unit ours peer
