module UniversalApprox.Benchmarks.Program

open BenchmarkDotNet.Running

let private peers python =
    Peers.print python
    printfn ""
    Goals.print python

/// Without arguments everything is measured but the peers; "process" measures whole processes only, "scaling" growth and memory,
/// "latency" how soon work ends that is cancelled, "peers [python]" compares with other programs ("goals [python]" the second half of it only) and one core with two ("cores"
/// that only), and other arguments go to BenchmarkDotNet (for example --filter '*Kernel*').
[<EntryPoint>]
let main args =
    match args with
    | [| "process" |] -> ProcessTimes.print ()
    | [| "scaling" |] -> Scaling.print ()
    | [| "latency" |] -> Latency.print ()
    | [| "job"; name |] -> Scaling.job name
    | [| "cores" |] ->
        Comparison.printHeader ()
        Peers.printCores ()
    | [| "peers" |] -> peers "python3"
    | [| "peers"; python |] -> peers python
    | [| "goals" |] -> Goals.print "python3"
    | [| "goals"; python |] -> Goals.print python
    | [||] ->
        BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).RunAllJoined() |> ignore
        ProcessTimes.print ()
        Scaling.print ()
        Latency.print ()
    | _ -> BenchmarkSwitcher.FromAssembly(typeof<KernelBenchmarks>.Assembly).Run args |> ignore

    0
