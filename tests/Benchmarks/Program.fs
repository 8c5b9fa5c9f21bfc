module UniversalApprox.Benchmarks.Program

open BenchmarkDotNet.Running

/// Without arguments everything is measured; "process" measures whole processes only, "peers [python]" compares with other
/// programs, and other arguments go to BenchmarkDotNet (for example --filter '*Kernel*').
[<EntryPoint>]
let main args =
    match args with
    | [| "process" |] -> ProcessTimes.print ()
    | [| "peers" |] -> Peers.print "python3"
    | [| "peers"; python |] -> Peers.print python
    | [||] ->
        BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).RunAllJoined() |> ignore
        ProcessTimes.print ()
    | _ -> BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).Run args |> ignore

    0
