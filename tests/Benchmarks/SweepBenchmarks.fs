namespace UniversalApprox.Benchmarks

open System
open System.Threading
open BenchmarkDotNet.Attributes
open UniversalApprox.Core.Sweep

/// Whole sweeps of the noisy parabola.
[<MemoryDiagnoser; IterationCount(7); WarmupCount(2)>]
type SweepBenchmarks() =
    let run threads plan =
        let mutable last = 0.0

        Sweep.run threads ignore CancellationToken.None plan Jobs.parabola (fun fit ->
            last <- fit.Accuracy.Rmse)

        last

    [<Benchmark>]
    member _.DefaultSweep() = run Environment.ProcessorCount SweepPlan.defaults

    [<Benchmark>]
    member _.DefaultSweepOneThread() = run 1 SweepPlan.defaults

    [<Benchmark>]
    member _.NotebookAdamOneThread() = run 1 (Jobs.training 1000)
