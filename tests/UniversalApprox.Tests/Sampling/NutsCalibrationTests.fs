/// Simulation-based calibration of NUTS, warm-up included.
module UniversalApprox.Tests.Sampling.NutsCalibrationTests

open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Posterior
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

/// Every eighth draw of the collapsed density's chain, amplitudes and offset drawn afterwards. With `isBroken` they are their
/// means instead.
let private collapsedDraws isBroken replicate _ (posterior: LogDensity) =
    let spacing = 8
    let model = posterior.Network.Value

    let target =
        McmcTarget.ofNetwork
            DensityChoice.Collapsed
            model.Likelihood
            priors
            model.Activation
            model.Layout.Units
            model.Data

    let settings =
        { Mcmc.defaults with
            Nuts =
                { NutsOptions.standard with
                    Ensembles = 1
                    BurnIn = 300
                    Steps = 300 + spacing * ranked
                    Seed = uint64 replicate
                }
            Start = Some(McmcStart.Given EnsembleStart.Prior)
            IsOpenEnded = false
        }

    let run = Mcmc.run settings { SamplingHooks.standard with Threads = 1 } [||] target
    let draws = run.Posterior.Value.Raw.Ensembles[0].Draws

    Array.init ranked (fun i ->
        let draw = Array.sub draws ((spacing * (i + 1) - 1) * 5) 5

        if isBroken then
            target.ToParameters(target.OfParameters draw)
        else
            draw)

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

            testCase "simulation-based calibration of the collapsed density: ranks are uniform"
            <| fun () ->
                Expect.equal
                    (calibrate (collapsedDraws false) (200 * replications))
                    [ []; []; [] ]
                    $"outside the simultaneous bands, seed {seed}"

            testCase "it catches amplitudes that are means and not draws (negative control)"
            <| fun () ->
                Expect.isNonEmpty
                    (List.concat (calibrate (collapsedDraws true) 200))
                    "outside the simultaneous bands"
        ]
