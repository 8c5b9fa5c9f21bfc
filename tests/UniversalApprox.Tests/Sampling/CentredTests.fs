/// Statistics of parameters far from zero, or of extreme size.
module UniversalApprox.Tests.Sampling.CentredTests

open Expecto
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Chains

/// A Julian date, in whose last digits a day's observation lies.
let private origin = 2458000.5

/// 4 ensembles of 30 walkers and 2000 steps: 240 000 draws of one parameter, far and minus the origin. The difference of two
/// neighbouring numbers of double precision is exact.
let private chains =
    lazy
        (let series = ensembles 4242UL 0.3 4 30 2000
         let at e w s = series |> Array.item e |> Array.item w |> Array.item s
         let far e w s = origin + 1e-5 * at e w s
         let near e w s = far e w s - origin

         let chain value =
             build [| "t" |] 4 30 2000 (fun e w s -> [| value e w s |]) (fun e w s -> -0.5 * at e w s ** 2.0)

         struct (chain far, chain near))

let private summary chain = (Posterior.create Posterior.defaults chain).Summaries[0]

[<Tests>]
let tests =
    testList
        "Centred statistics"
        [
            testCase "240 000 draws of N(2458000.5, 1e-5) are summarised as the same draws minus the constant"
            <| fun () ->
                let struct (far, near) = chains.Value
                let away, centred = summary far, summary near
                // Half the distance of two numbers of double precision at the origin.
                let rounding = 2.4e-10

                let same what tolerance expected actual =
                    Expect.isLessThan (abs (actual - expected)) tolerance $"{what}: {actual} for {expected}"

                same "mean" rounding centred.Mean (away.Mean - origin)
                same "median" rounding centred.Median (away.Median - origin)
                same "sd" (1e-12 * centred.Sd) centred.Sd away.Sd
                same "Sd of 1e-5" 0.01e-5 1e-5 away.Sd
                same "MCSE of the mean" (1e-9 * centred.Sd) centred.McseMean.Value away.McseMean.Value
                same "MCSE of the sd" (1e-9 * centred.Sd) centred.McseSd.Value away.McseSd.Value
                same "MCSE of the median" rounding centred.McseMedian.Value away.McseMedian.Value

                Array.iter2
                    (fun q p -> same "quantile" rounding q (p - origin))
                    centred.Quantiles
                    away.Quantiles

                same "interval" rounding centred.IntervalLow (away.IntervalLow - origin)
                Expect.equal away.Diagnostics centred.Diagnostics "R̂ and effective sizes"
                close 1e-9 centred.AutocorrelationTime.Value.Tau away.AutocorrelationTime.Value.Tau "τ"

            testCase "the verdict is that of the same draws minus the constant"
            <| fun () ->
                let struct (far, near) = chains.Value

                let away, centred =
                    Convergence.check Convergence.defaults far, Convergence.check Convergence.defaults near

                Expect.isTrue centred.IsConverged centred.Text
                Expect.equal away.Text centred.Text "text"
                Expect.equal away.LargestRHat centred.LargestRHat "R̂"
                Expect.equal away.SmallestEss centred.SmallestEss "ESS"

            testCase "public functions of series see no constant"
            <| fun () ->
                let shifted =
                    ensembles 4242UL 0.3 4 30 2000
                    |> Array.map (Array.map (Array.map (fun x -> origin + 1e-5 * x)))

                let centred = shifted |> Array.map (Array.map (Array.map (fun x -> x - origin)))

                for what, f in
                    [
                        "ESS of the mean", Diagnostics.essMean
                        "MCSE of the mean", Diagnostics.mcseMean
                        "MCSE of the sd", Diagnostics.mcseSd
                        "R̂", Diagnostics.rHat
                    ] do
                    let expected = (f centred[0]).Value
                    close (1e-9 * abs expected) 0.0 ((f shifted[0]).Value - expected) what

                close
                    1e-9
                    (Diagnostics.nestedRHat centred).Value
                    (Diagnostics.nestedRHat shifted).Value
                    "nested R̂"

                close
                    1e-9
                    (Diagnostics.walkerDependence centred)
                    (Diagnostics.walkerDependence shifted)
                    "dependence"

            testCase "draws of any size have summaries: 1e-300 to 1e300"
            <| fun () ->
                let struct (_, near) = chains.Value

                for size in [ 1e-290; 1e-100; 1e100; 1e300 ] do
                    let scaled =
                        { near with
                            Ensembles =
                                near.Ensembles
                                |> Array.map (fun ensemble ->
                                    { ensemble with
                                        Draws = ensemble.Draws |> Array.map (fun x -> 1e5 * x * size)
                                    })
                        }

                    let found, expected = summary scaled, summary near
                    close 1e-9 1.0 (found.Sd / size / (1e5 * expected.Sd)) $"sd at {size}"

                    close
                        1e-9
                        1.0
                        (found.McseSd.Value / size / (1e5 * expected.McseSd.Value))
                        $"MCSE of the sd at {size}"

                    close
                        1e-9
                        1.0
                        (found.McseMean.Value / size / (1e5 * expected.McseMean.Value))
                        $"MCSE of the mean at {size}"

            testCase "priors whose squares are no numbers are rejected with the range"
            <| fun () ->
                let refused (prior: Prior) words = rejects words (fun () -> Prior.validate "amplitude" prior)
                refused (Prior.Normal(0.0, 1e300)) [ "amplitude"; "normal(0, 1E+300)"; "1e-100 to 1e100" ]
                refused (Prior.Normal(1e101, 1.0)) [ "a mean from -1e100 to 1e100" ]
                refused (Prior.Normal(0.0, 1e-300)) [ "1e-100 to 1e100" ]
                refused (Prior.Normal(nan, 1.0)) [ "a mean from -1e100 to 1e100" ]
                refused (Prior.StudentT(0.01, 0.0, 1.0)) [ "degrees of freedom from 0.1" ]
                refused (Prior.Uniform(-1e101, 0.0)) [ "bounds from -1e100 to 1e100" ]
                refused (Prior.Uniform(1.0, 1.0)) [ "the lower below the upper" ]
                refused (Prior.LogNormal(0.0, 100.0)) [ "to 50 (of the logarithm)" ]
                refused (Prior.HalfNormal 0.0) [ "a scale from 1e-100 to 1e100" ]

                for prior in
                    [
                        Prior.Normal(-1e100, 1e100)
                        Prior.StudentT(1.0, 0.0, 1e-100)
                        Prior.LogNormal(230.0, 50.0)
                    ] do
                    Prior.validate "amplitude" prior

            testCase "a posterior that is the widest prior has a summary"
            <| fun () ->
                let density =
                    LogDensity.ofFunction [| "a"; "b" |] (PointDensity(fun _ -> 0.0))
                    |> LogDensity.withPriors [| Prior.Normal(0.0, 1e100); Prior.Normal(0.0, 1e-100) |]

                let settings =
                    { Mcmc.defaults with
                        Sampling = { SamplingOptions.standard with Steps = 2000; BurnIn = 100 }
                        Start = Some(McmcStart.Given EnsembleStart.Prior)
                    }

                let run = Mcmc.run settings SamplingHooks.standard [||] density
                Expect.isTrue run.Posterior.Value.Summaries[0].IsOnlyPrior "a is its prior"
        ]
