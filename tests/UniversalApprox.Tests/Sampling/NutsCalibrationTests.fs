/// Simulation-based calibration of NUTS, warm-up included.
module UniversalApprox.Tests.Sampling.NutsCalibrationTests

open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Tests.Sampling.Support
open UniversalApprox.Tests.Sampling.CalibrationTests
open UniversalApprox.Tests.Sampling.NutsTargetTests

/// Every eighth draw of one chain that starts at a draw from the prior.
let private nutsDraws createHamiltonian replicate _ (posterior: LogDensity) =
    let spacing = 8

    let options =
        { NutsOptions.standard with
            Ensembles = 1
            BurnIn = 300
            Steps = 300 + spacing * ranked
            Seed = uint64 replicate
        }

    let start = LogDensity.priorDraws 1 (Rng.split 2000 (Rng.ofSeed options.Seed)) posterior
    let chain = sampleBy createHamiltonian options [| start |] posterior
    Array.init ranked (fun i -> Array.sub chain.Ensembles[0].Draws ((spacing * (i + 1) - 1) * 5) 5)

[<Tests>]
let tests =
    testList
        "NUTS calibration"
        [
            testCase "simulation-based calibration: ranks of f(1), log-likelihood and σ are uniform"
            <| fun () ->
                Expect.equal
                    (calibrate (nutsDraws honest) (200 * replications))
                    [ []; []; [] ]
                    $"outside the simultaneous bands, seed {seed}"

            testCase "it catches weights without the kinetic energy (negative control)"
            <| fun () ->
                Expect.isNonEmpty
                    (List.concat (calibrate (nutsDraws broken) 200))
                    "outside the simultaneous bands"
        ]
