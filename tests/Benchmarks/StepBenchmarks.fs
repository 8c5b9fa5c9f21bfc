namespace UniversalApprox.Benchmarks

open System.Threading
open BenchmarkDotNet.Attributes
open UniversalApprox.Core

/// One step of an ensemble (28 walkers, 2 units, 500 points) and one epoch of Adam (4 units), as parts of 10 000: the memory
/// column is what each allocates.
[<MemoryDiagnoser; IterationCount(7); WarmupCount(3)>]
type StepBenchmarks() =
    let data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

    let density =
        LogDensity.ofNetwork Likelihood.MeanSquaredError NetworkPriors.standard Activation.Sigmoid 2 data

    let kernel = Ensemble.kernel [| { Move = Move.stretch; Weight = 1.0 } |] 28 density

    let plan =
        { SweepPlan.defaults with
            Units = [| 4 |]
            Restarts = 1
            Validation = Validation.Skip
            Training =
                { TrainingOptions.defaults with
                    Optimizer = Optimizer.Adam(0.03, 10_000)
                    Scaling = Scaling.None
                }
        }

    [<GlobalSetup>]
    member _.Setup() =
        let struct (positions, _) =
            EnsembleStart.positions
                (EnsembleStart.Ball([| Array.zeroCreate 7 |], 1e-4))
                28
                1
                0
                (Rng.ofSeed 1UL)
                density

        kernel.Load(Ensemble.init kernel positions (Rng.ofSeed 2UL))

    [<Benchmark(OperationsPerInvoke = 10_000)>]
    member _.Step() = kernel.Run(10_000, ValueNone)

    [<Benchmark(OperationsPerInvoke = 10_000)>]
    member _.Epoch() = Sweep.run 1 ignore CancellationToken.None plan data ignore
