module UniversalApprox.Benchmarks.Program

open BenchmarkDotNet.Running

/// Without arguments everything is measured; "process" measures whole processes only, and other arguments go to
/// BenchmarkDotNet (for example --filter '*Kernel*').
[<EntryPoint>]
let main args =
    match args with
    | [| "process" |] -> ProcessTimes.print ()
    | [||] ->
        BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).RunAllJoined() |> ignore
        ProcessTimes.print ()
    | _ -> BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).Run args |> ignore

    0
