namespace UniversalApprox.Benchmarks

open System.Threading
open BenchmarkDotNet.Attributes
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves

/// One step of an ensemble (28 walkers, 2 units, 500 points) and one epoch of Adam (4 units), each measured as a part of 10
/// 000. The memory column shows the allocation of each.
[<MemoryDiagnoser; IterationCount(7); WarmupCount(3)>]
type StepBenchmarks() =
    let kernel = Ensemble.kernel [| { Move = Move.stretch; Weight = 1.0 } |] 28 Jobs.density
    let plan = { Jobs.training 10_000 with Units = [| 4 |] }

    [<GlobalSetup>]
    member _.Setup() =
        let struct (positions, _) = EnsembleStart.positions Jobs.start 28 1 0 (Rng.ofSeed 1UL) Jobs.density
        kernel.Load(Ensemble.init kernel positions (Rng.ofSeed 2UL))

    [<Benchmark(OperationsPerInvoke = 10_000)>]
    member _.Step() =
        for _ in 1..10_000 do
            kernel.Advance() |> ignore

    [<Benchmark(OperationsPerInvoke = 10_000)>]
    member _.Epoch() = Sweep.run 1 ignore CancellationToken.None plan Jobs.parabola ignore
