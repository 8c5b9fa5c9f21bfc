/// The notebook's jobs, which several benchmarks time.
module UniversalApprox.Benchmarks.Jobs

open UniversalApprox.Core

let parabola = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

/// Two units under the notebook's likelihood and prior, and the start of its walkers.
let density =
    LogDensity.ofNetwork Likelihood.MeanSquaredError NetworkPriors.standard Activation.Sigmoid 2 parabola

let start = EnsembleStart.Ball([| Array.zeroCreate 7 |], 1e-4)

/// One ensemble of its 28 walkers, from the first step on.
let sampling steps =
    { SamplingOptions.standard with
        Walkers = Some 28
        Steps = steps
        BurnIn = 0
        Ensembles = 1
    }

/// Its training: Adam from one start for each size, without scaling or validation.
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
