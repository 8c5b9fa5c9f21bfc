/// Jobs of the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with PyTorch and
/// emcee). Several benchmarks time them.
module UniversalApprox.Benchmarks.Jobs

open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

let parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

/// The density of two units under the notebook's likelihood and prior. Below it is the start of the notebook's walkers.
let density =
    LogDensity.ofNetwork Likelihood.MeanSquaredError NetworkPriors.notebook Activation.Sigmoid 2 parabola

let start = EnsembleStart.Ball([| Array.zeroCreate 7 |], 1e-4)

/// The notebook's ensemble of 28 walkers, without burn-in.
let sampling steps =
    { SamplingOptions.standard with
        Walkers = Some 28
        Steps = steps
        BurnIn = 0
        Ensembles = 1
    }

/// The notebook's training: Adam from one start for each size, without scaling or validation.
let training epochs =
    { SweepPlan.defaults with
        Restarts = 1
        Validation = Validation.Skip
        Training =
            { TrainingOptions.defaults with
                Optimizer = Optimizer.Adam(0.03, epochs)
                Scaling = Scaling.None
            }
    }
