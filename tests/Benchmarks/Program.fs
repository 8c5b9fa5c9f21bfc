module UniversalApprox.Benchmarks.Program

open BenchmarkDotNet.Running
open UniversalApprox.Tests.Support

let private peers python =
    Peers.print python
    printfn ""
    Goals.print python

/// Without arguments it measures everything except the peers. "process" measures whole processes only, "scaling" growth and
/// memory, and "latency" how soon work ends after it is cancelled; "pages" is its last part, how soon pages open and follow a
/// hand. "peers [python]" compares with other programs, and one core with two; "goals [python]" is the second half of that, and
/// "cores" the comparison of cores. "units [seeds]" counts how often each criterion finds a known number of units, and
/// "training [starts]" how near a sweep comes to the best of independent starts. "kills [count]" kills sweeps and chains that have
/// run files, "runs" measures what a run file costs, "plans [shards]" what a task of a plan costs and how long merging takes, and
/// "exports" writes 1e8 draws (12 GB of disk). Other arguments go to BenchmarkDotNet (for example --filter '*Kernel*').
[<EntryPoint>]
let main args =
    match args with
    | [| "process" |] -> ProcessTimes.print ()
    | [| "scaling" |] -> Scaling.print ()
    | [| "exports" |] -> Exports.print ()
    | [| "units" |] -> NumberOfUnits.print 20
    | [| "units"; seeds |] -> NumberOfUnits.print (int seeds)
    | [| "kills" |] -> Kills.print 100
    | [| "kills"; count |] -> Kills.print (int count)
    | [| "runs" |] -> RunFiles.print 15
    | [| "runs"; pairs |] -> RunFiles.print (int pairs)
    | [| "plans" |] -> Plans.print 1000
    | [| "plans"; shards |] -> Plans.print (int shards)
    | [| "durable"; kind; size; path |] -> printfn "%s" (DurableJob.run kind (int size) path)
    | [| "training" |] -> TrainingGoal.print 300
    | [| "training"; starts |] -> TrainingGoal.print (int starts)
    | [| "latency" |] -> Latency.print ()
    | [| "pages" |] -> Latency.printPages ()
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
