namespace UniversalApprox.Benchmarks

open System
open System.Threading
open BenchmarkDotNet.Attributes
open UniversalApprox.Core

/// Whole sweeps of the noisy parabola.
[<MemoryDiagnoser; IterationCount(7); WarmupCount(2)>]
type SweepBenchmarks() =
    let data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

    let run threads plan =
        let mutable last = 0.0
        Sweep.run threads ignore CancellationToken.None plan data (fun fit -> last <- fit.Accuracy.Rmse)
        last

    /// One start per size, 1000 epochs, no validation: what the notebook's PyTorch loop does.
    let notebook =
        { SweepPlan.defaults with
            Restarts = 1
            Validation = Validation.Skip
            Training =
                { TrainingOptions.defaults with
                    Optimizer = Optimizer.Adam(0.03, 1000)
                    Scaling = Scaling.None
                }
        }

    [<Benchmark>]
    member _.DefaultSweep() = run Environment.ProcessorCount SweepPlan.defaults

    [<Benchmark>]
    member _.DefaultSweepOneThread() = run 1 SweepPlan.defaults

    [<Benchmark>]
    member _.NotebookAdamOneThread() = run 1 notebook
