module UniversalApprox.Tests.Sampling.AutocorrelationTests

open Expecto
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Chains

/// Asymptotic standard error of τ with window M from N steps of W independent series (Sokal 1996).
let private standardError tau (window: int) total =
    tau * sqrt (2.0 * (2.0 * float window + 1.0) / float total)

[<Tests>]
let tests =
    testList
        "Autocorrelation"
        [
            testList
                "agrees with emcee to 1e-8"
                [
                    for case in (fixture "autocorrelation_emcee.json").GetProperty("cases").EnumerateArray() do
                        let phi = case.GetProperty("phi").GetDouble()

                        testCase $"phi = {phi}"
                        <| fun () ->
                            let series = rows (case.GetProperty "series")
                            let time = (Autocorrelation.time series).Value
                            close 1e-8 (case.GetProperty("tau").GetDouble()) time.Tau "tau"
                            let rho = (Autocorrelation.correlations 100000 series).Value

                            Array.iter2
                                (fun expected actual -> close 1e-10 expected actual "rho")
                                (numbers (case.GetProperty "rho"))
                                rho[..19]

                            close 1e-10 (case.GetProperty("last").GetDouble()) rho[rho.Length - 1] "last lag"
                ]

            testList
                "finds the time of AR(1) within 5 standard errors and the bias of the window"
                [
                    for phi in [ 0.0; 0.5; 0.9; 0.98 ] do
                        testCase $"phi = {phi}"
                        <| fun () ->
                            let steps, count = 20000, 8
                            let expected = (1.0 + phi) / (1.0 - phi)
                            let time = (Autocorrelation.time (walkers 17UL phi count steps)).Value
                            let error = standardError expected time.Window (steps * count)
                            // What lies beyond the window, 2 Σ φᵗ, and what the mean of N steps takes away.
                            let cut = 2.0 * pown phi (time.Window + 1) / (1.0 - phi)
                            let centring = expected * 2.0 * float time.Window / float steps

                            Expect.isLessThan
                                (abs (time.Tau - expected))
                                (5.0 * error + cut + centring)
                                $"tau {time.Tau} for {expected}"

                            Expect.isTrue time.IsTrusted "400 times as long"
                ]

            testCase "short chains are not trusted"
            <| fun () ->
                let time steps = (Autocorrelation.time (walkers 3UL 0.9 8 steps)).Value

                Expect.isFalse (time 500).IsTrusted "N = 26 τ"
                Expect.isTrue (time 4000).IsTrusted "N = 210 τ"

            testCase "direct sums and the Fourier transform agree"
            <| fun () ->
                let traces = Traces.centre (Traces.ofSeries "s" (ensembles 5UL 0.99 1 3 2001))
                let direct = Autocovariance traces
                let transformed = Autocovariance traces
                transformed.Transform()

                for lag in [ 0; 1; 15; 16; 17; 500; 1000 ] do
                    close 1e-11 (transformed.Sum lag) (direct.Sum lag) $"lag {lag}"

            testCase "the change says whether tau still grows"
            <| fun () ->
                let long = gaussian 7UL 0.5 2 2 10 20000

                for change in Autocorrelation.change 0.95 long do
                    Expect.isLessThan change.Value 0.01 "a long chain"

                // τ of a random walk grows with its length.
                let walk = gaussian 7UL 0.99999 1 2 10 2000
                Expect.isGreaterThan (Array.head (Autocorrelation.change 0.5 walk)).Value 0.2 "a random walk"

            testCase "what does not move, is too short or not finite has no time"
            <| fun () ->
                Expect.isNone
                    (Autocorrelation.time [| Array.create 100 0.1; Array.create 100 0.3 |])
                    "constant"

                Expect.isNone (Autocorrelation.time [| [| 1.0; 2.0; 3.0 |] |]) "3 steps"
                Expect.isNone (Autocorrelation.time [| [| 1.0; nan; 3.0; 4.0; 5.0 |] |]) "NaN"
                Expect.isNone (Autocorrelation.time [| [| 1.0; -infinity; 3.0; 4.0 |] |]) "−∞"
                Expect.isNone (Autocorrelation.time [| [||] |]) "no steps"
                Expect.isSome (Autocorrelation.time [| [| 1.0; 2.0; 3.0; 5.0 |] |]) "4 steps"

            testCase "a walker that never moves makes the time long instead of undefined"
            <| fun () ->
                let series = walkers 11UL 0.5 10 2000
                let moving = (Autocorrelation.time series).Value.Tau
                let frozen = Array.append series[2..] [| Array.create 2000 0.1; Array.create 2000 0.7 |]
                let time = (Autocorrelation.time frozen).Value
                Expect.isGreaterThan time.Tau (2.0 * moving) "two of ten frozen"
                Expect.isFalse time.IsTrusted "not to be trusted"

            testCase "bad arguments are named"
            <| fun () ->
                rejects [ "series" ] (fun () -> Autocorrelation.time [||])

                rejects [ "series"; "3"; "got 2" ] (fun () ->
                    Autocorrelation.time [| [| 1.; 2.; 3. |]; [| 1.; 2. |] |])

                rejects [ "fraction"; "1" ] (fun () -> Autocorrelation.change 1.0 (gaussian 1UL 0.0 1 1 2 10))
                rejects [ "maximumLag"; "-1" ] (fun () -> Autocorrelation.correlations -1 [| [| 1.0 |] |])
                let chain = gaussian 1UL 0.0 1 1 2 10
                let broken = { chain with ParameterNames = [| "a"; "b" |] }
                rejects [ "chain" ] (fun () -> Autocorrelation.ofChain broken)
        ]
