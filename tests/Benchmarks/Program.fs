module UniversalApprox.Benchmarks.Program

open BenchmarkDotNet.Running

/// Without arguments everything is measured but the peers; "process" measures whole processes only, "scaling" growth and memory,
/// "peers [python]" and "goals [python]" compare with other programs, and other arguments go to BenchmarkDotNet (for example
/// --filter '*Kernel*').
[<EntryPoint>]
let main args =
    match args with
    | [| "process" |] -> ProcessTimes.print ()
    | [| "scaling" |] -> Scaling.print ()
    | [| "job"; name |] -> Scaling.job name
    | [| "peers" |] -> Peers.print "python3"
    | [| "peers"; python |] -> Peers.print python
    | [| "goals" |] -> Goals.print "python3"
    | [| "goals"; python |] -> Goals.print python
    | [||] ->
        BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).RunAllJoined() |> ignore
        ProcessTimes.print ()
        Scaling.print ()
    | _ -> BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).Run args |> ignore

    0
