module UniversalApprox.Tests.Sampling.DiagnosticsTests

open System.Text.Json
open Expecto
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Chains

let private agrees (case: JsonElement) =
    let series = rows (case.GetProperty "series")
    let number (name: string) = case.GetProperty(name).GetDouble()

    let same name (actual: float option) = close 1e-9 (number name) actual.Value name
    same "rhat" (Diagnostics.rHat series)
    same "essBulk" (Diagnostics.essBulk series)
    same "essTail" (Diagnostics.essTail series)
    same "essMean" (Diagnostics.essMean series)
    same "essQuantile" (Diagnostics.essQuantile 0.3 series)
    same "mcseMean" (Diagnostics.mcseMean series)
    same "mcseSd" (Diagnostics.mcseSd series)
    let probabilities = [| 0.05; 0.5; 0.9 |]

    Array.iter2
        (fun p expected ->
            close 1e-9 expected (Diagnostics.mcseQuantile p series).Value $"mcse of quantile {p}")
        probabilities
        (numbers (case.GetProperty "mcseQuantile"))

    Array.iter2
        (fun expected actual -> close 1e-12 expected actual "quantile")
        (numbers (case.GetProperty "quantiles"))
        (ParameterSummary.quantiles probabilities (Array.concat series))

    if case.GetProperty("nested").ValueKind = JsonValueKind.Number then
        same "nested" (Diagnostics.nestedRHat (Array.chunkBySize 2 series))

/// Walkers that share a part of their noise: the covariance of two of them is `shared`, their variance 1.
let private coupled shared phi walkers steps =
    Array.init 4 (fun e ->
        let common = autoregressive (uint64 (900 + e)) phi steps

        Array.init walkers (fun w ->
            Array.map2
                (fun c x -> sqrt shared * c + sqrt (1.0 - shared) * x)
                common
                (autoregressive (uint64 (100 * e + w)) phi steps)))

[<Tests>]
let tests =
    testList
        "Diagnostics"
        [
            testList
                "agrees with R's posterior to 1e-9"
                [
                    for case in (fixture "diagnostics_posterior.json").EnumerateArray() do
                        testCase (case.GetProperty("name").GetString()) (fun () -> agrees case)
                ]

            // R̂ of 4 chains of 1000 independent draws exceeds 1.01 with probability below 1e-6 (simulated: standard
            // deviation 0.001); ESS lies within 25 % of N by more than 5 standard deviations of its estimate.
            testCase "independent draws: R-hat 1 and ESS of about N, in 20 repetitions"
            <| fun () ->
                for repetition in 1..20 do
                    let series = (ensembles (uint64 (50000 * repetition)) 0.0 1 4 1000)[0]
                    Expect.isLessThan (Diagnostics.rHat series).Value 1.01 "R-hat"

                    Expect.floatGreaterThanOrClose
                        Accuracy.high
                        (Diagnostics.rHat series).Value
                        0.999
                        "R-hat from below"

                    let bulk = (Diagnostics.essBulk series).Value
                    Expect.isTrue (bulk > 3000.0 && bulk < 5000.0) $"bulk ESS {bulk} of 4000"

            testCase "AR(1): ESS is N/τ within 5 standard errors"
            <| fun () ->
                for phi in [ -0.5; 0.5; 0.9 ] do
                    let steps, count = 10000, 8
                    let tau = (1.0 + phi) / (1.0 - phi)
                    let total = float (steps * count)
                    let ess = (Diagnostics.essMean (walkers 21UL phi count steps)).Value
                    // As for a window of 10 τ, wider than Geyer's.
                    let error = sqrt (2.0 * (2.0 * 10.0 * max 1.0 tau + 1.0) / total)
                    Expect.isLessThan (abs (ess * tau / total - 1.0)) (5.0 * error) $"phi {phi}: {ess}"

            testCase "shifted, spread and split chains are detected (negative controls)"
            <| fun () ->
                let series = walkers 31UL 0.3 4 500

                let change (f: int -> int -> float -> float) =
                    series |> Array.mapi (fun m values -> values |> Array.mapi (f m))

                let isBad name series = Expect.isGreaterThan (Diagnostics.rHat series).Value 1.05 name

                isBad "one chain is shifted" (change (fun m _ x -> if m = 0 then x + 1.0 else x))
                isBad "one chain is wider" (change (fun m _ x -> if m = 0 then 3.0 * x else x))
                isBad "all chains drift" (change (fun _ s x -> x + 0.003 * float s))
                Expect.isLessThan (Diagnostics.rHat series).Value 1.02 "as they are"

            testCase "nested R-hat sees ensembles that disagree where walkers look alike within each"
            <| fun () ->
                let chains shift =
                    ensembles 41UL 0.5 4 10 1000
                    |> Array.mapi (fun e walkers ->
                        walkers |> Array.map (Array.map (fun x -> x + shift * float e)))

                Expect.isLessThan (Diagnostics.nestedRHat (chains 0.0)).Value 1.01 "the same"
                Expect.isGreaterThan (Diagnostics.nestedRHat (chains 0.3)).Value 1.02 "shifted by 0.3 each"

            testCase "the coupling of walkers is found: 1 + (W − 1) times their correlation"
            <| fun () ->
                let dependence shared = Diagnostics.walkerDependence (coupled shared 0.8 10 10000)
                // The estimate's standard error is below 8 % (window 5τ = 45 of 4 × 10000 steps).
                Expect.isLessThan (dependence 0.0) 1.4 "independent"
                close 0.4 (1.0 + 9.0 * 0.1) (dependence 0.1) "10 %"
                close 0.4 10.0 (dependence 1.0) "all the same"

            testCase "undefined diagnostics are None, not an error"
            <| fun () ->
                let constant = Array.init 4 (fun _ -> Array.create 100 0.7)
                Expect.isNone (Diagnostics.rHat constant) "R-hat of a constant"
                Expect.isNone (Diagnostics.essBulk constant) "ESS of a constant"
                Expect.isNone (Diagnostics.essTail constant) "tail ESS of a constant"
                Expect.isNone (Diagnostics.mcseMean constant) "MCSE of a constant"
                Expect.isNone (Diagnostics.mcseQuantile 0.5 constant) "MCSE of a constant's median"
                Expect.isNone (Diagnostics.nestedRHat [| constant; constant |]) "nested R-hat of a constant"
                Expect.isNone (Diagnostics.nestedRHat [| [| [| 1.0; 2.0; 3.0 |] |] |]) "one superchain"
                Expect.isNone (Diagnostics.rHat [| [| 1.0; 2.0; 3.0 |] |]) "3 steps"
                Expect.isNone (Diagnostics.essMean [| [| 1.0 .. 11.0 |] |]) "11 steps"
                Expect.isNone (Diagnostics.rHat [| [| 1.0; nan; 3.0; 4.0 |] |]) "NaN"
                Expect.isSome (Diagnostics.essMean [| [| 1.0 .. 12.0 |] |]) "12 steps"

            testCase "walkers frozen in different places have an infinite R-hat"
            <| fun () ->
                let frozen = [| Array.create 100 1.0; Array.create 100 2.0 |]
                Expect.equal (Diagnostics.rHat frozen) (Some infinity) "R-hat"
                let superchains = frozen |> Array.map Array.singleton
                Expect.equal (Diagnostics.nestedRHat superchains) (Some infinity) "nested R-hat"

            testCase "a chain of every short length has diagnostics"
            <| fun () ->
                for steps in 0..30 do
                    for ensembleCount in 1..2 do
                        let chain =
                            build
                                [| "a" |]
                                ensembleCount
                                2
                                steps
                                (fun e w s -> [| sin (float (17 * e + 5 * w + s)) |])
                                (fun _ _ s -> float (s % 3))

                        let found = (Diagnostics.ofChain chain)[0]
                        Expect.equal found.RHat.IsSome (steps >= 4) $"R-hat of {steps}"
                        Expect.equal found.EssBulk.IsSome (steps >= 12) $"ESS of {steps}"

                        Expect.equal
                            found.NestedRHat.IsSome
                            (steps >= 4 && ensembleCount > 1)
                            $"nested R-hat of {steps}"

                        Convergence.check Convergence.defaults chain |> ignore

            testCase "bad probabilities are named"
            <| fun () ->
                rejects [ "probability"; "1" ] (fun () -> Diagnostics.essQuantile 1.0 [| [| 1.0 .. 20.0 |] |])

                rejects [ "probability"; "NaN" ] (fun () ->
                    Diagnostics.mcseQuantile nan [| [| 1.0 .. 20.0 |] |])
        ]
