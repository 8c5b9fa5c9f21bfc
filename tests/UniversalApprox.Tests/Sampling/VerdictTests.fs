/// Verdicts beyond the draws: findings of NUTS, priors that fight the data, and when a run stops.
module UniversalApprox.Tests.Sampling.VerdictTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Sampling.Chains

let private chains = lazy (gaussian 3UL 0.2 2 4 1 2000)

let private nuts divergences eBfmi =
    Array.init 4 (fun chain ->
        {
            Steps = 2000L
            Divergences = if chain = 0 then divergences else 0L
            DepthLimitShare = 0.0
            EBfmi = Some(if chain = 2 then eBfmi else 1.0)
            AcceptanceRate = 0.8
            LeapfrogSteps = 14000L
            StepSize = 0.7
        })

let private judge evidence chain = Convergence.checkWith Convergence.defaults evidence chain

let private judgeNuts divergences eBfmi =
    judge { Convergence.noEvidence with Nuts = nuts divergences eBfmi } chains.Value

let private parts likelihood priors = { LogLikelihood = likelihood; LogPriors = priors }

/// Steps of a sigmoid between 2000 and 10 000 in x from −3 to 3.
let private signals =
    lazy
        (let x = Array.init 13 (fun i -> -3.0 + 0.5 * float i)
         let noise = normals 12UL 13
         let y = x |> Array.mapi (fun i x -> 2000.0 + 8000.0 / (1.0 + exp (-2.0 * x)) + 50.0 * noise[i])
         CurveData.create "signals" [| "x" |] "y" [| x |] y)

let private sampleSignals (priors: NetworkPriors) =
    let trained = Mcmc.train 1 Threading.CancellationToken.None Activation.Sigmoid 1 signals.Value
    let density = LogDensity.ofNetwork Likelihood.GaussianUnknown priors Activation.Sigmoid 1 signals.Value

    let settings =
        { Mcmc.defaults with
            Sampling = { SamplingOptions.standard with Steps = 6000; BurnIn = 2000 }
        }

    (Mcmc.run settings SamplingHooks.standard [| trained.Trained.Network |] density |> Mcmc.verdict).Value

[<Tests>]
let tests =
    testList
        "Verdict"
        [
            testCase "chains of NUTS are judged as chains"
            <| fun () ->
                let verdict = judgeNuts 0L 1.0
                Expect.isTrue verdict.IsConverged verdict.Text
                Expect.isEmpty verdict.Warnings "no warning"

                let shifted =
                    { chains.Value with
                        Ensembles =
                            chains.Value.Ensembles
                            |> Array.mapi (fun e chain ->
                                { chain with Draws = chain.Draws |> Array.map (fun x -> x + 0.5 * float e) })
                    }

                let text = (judge Convergence.noEvidence shifted).Text
                Expect.stringContains text "the chains disagree about x" "in words"

                Expect.isFalse
                    (text.Contains "walker" || text.Contains "Moves" || text.Contains "nsemble")
                    text

                let single = { chains.Value with Ensembles = Array.truncate 1 chains.Value.Ensembles }

                Expect.stringContains
                    (judge Convergence.noEvidence single).Text
                    "there is one chain only"
                    "one chain"

            testCase "divergences in more than one step of a thousand are a reason, fewer a warning"
            <| fun () ->
                let many, few = judgeNuts 9L 1.0, judgeNuts 8L 1.0
                Expect.isFalse many.IsConverged "9 of 8000"
                Expect.stringStarts many.Text "not converged: 9 of 8000 steps diverged" "in words"
                Expect.isTrue few.IsConverged few.Text
                Expect.stringContains few.Text ". But 8 of 8000 steps diverged" "in words"
                Expect.isTrue (few.Warnings |> List.forall _.IsDiverged) "as data"

            testCase "an E-BFMI below 0.3 is a reason"
            <| fun () ->
                Expect.isTrue (judgeNuts 0L 0.31).IsConverged "0.31"
                let text = (judgeNuts 0L 0.29).Text

                Expect.stringStarts
                    text
                    "not converged: chain 3 hardly reaches the tails (E-BFMI = 0.29, below 0.3)."
                    "0.29"

            testCase "a prior fights the data where draws lie far below the fit, and priors gain by it"
            <| fun () ->
                Expect.floatClose Accuracy.high (PriorConflict.limit 8) 24.0 "4 + 10·2"

                let draws likelihood priors =
                    Array.init 5 (fun i -> parts (likelihood + float i - 2.0) priors)

                let find draws = PriorConflict.find 8 (parts 100.0 [| -5.0; -90.0; -3.0 |]) draws
                Expect.isNone (find (draws 96.0 [| -5.0; -90.0; -3.0 |])) "as usual"
                Expect.isNone (find (draws 76.5 [| -5.0; -5.0; -3.0 |])) "within the limit"

                Expect.equal
                    (find (draws 40.0 [| -4.0; -10.0; -3.0 |]))
                    (Some(struct (60.0, 1, 80.0)))
                    "a conflict"

                Expect.isNone
                    (find (draws 40.0 [| -4.0; -90.0; -3.0 |]))
                    "a poor region, in which no prior holds them"

            testCase "narrow priors on large signals are named, with the value to allow"
            <| fun () ->
                let narrow = sampleSignals NetworkPriors.standard
                Expect.isFalse narrow.IsConverged narrow.Text

                let conflict =
                    narrow.Reasons
                    |> List.pick (fun reason ->
                        match reason with
                        | Unconverged.PriorFightsData conflict -> Some conflict
                        | _ -> None)

                // The fit is 8000 σ(2x) + 2000 or −8000 σ(−2x) + 10 000.
                Expect.contains [ "Amplitude"; "Offset" ] conflict.Group "the group"
                Expect.equal conflict.Prior "normal(0, 30)" "the prior"

                Expect.isTrue
                    (abs conflict.FitValue > 7000.0 && abs conflict.FitValue < 11000.0)
                    $"{conflict.FitValue}"

                Expect.isGreaterThan conflict.Deficit conflict.Limit "far below"
                Expect.stringContains narrow.Text "the prior fights the data" "in words"
                Expect.stringContains narrow.Text "Give Priors that allow this value." "what to do"

                let wide =
                    { NetworkPriors.standard with
                        Amplitude = Prior.Normal(0.0, 1e5)
                        Offset = Prior.Normal(0.0, 1e5)
                    }

                let verdict = sampleSignals wide
                Expect.isFalse (verdict.Reasons |> List.exists _.IsPriorFightsData) verdict.Text

            testCase "draws far above the start are a warning"
            <| fun () ->
                let start level =
                    judge { Convergence.noEvidence with StartLogDensity = Some level } chains.Value

                Expect.isEmpty (start -1.0).Warnings "near the mode"
                let text = (start -180.0).Text
                Expect.stringStarts text "converged: " "no reason"
                Expect.stringContains text "far above the −180 of the fit that they started from" "in words"

            testCase "independent thinned draws are converged, and no more effective than they are many"
            <| fun () ->
                for seed in 1UL .. 10UL do
                    // As after -Thin 200: 47 kept steps.
                    let verdict =
                        Convergence.check Convergence.defaults (gaussian (100UL * seed) 0.0 7 4 28 47)

                    Expect.isTrue verdict.IsConverged $"seed {seed}: {verdict.Text}"
                    Expect.isLessThanOrEqual verdict.SmallestEss.Value (float (4 * 28 * 47)) $"seed {seed}"

            testCase "a good run of 65 τ is converged whatever its τ"
            <| fun () ->
                let refused =
                    [
                        for seed in 1UL .. 20UL do
                            // τ = 9.
                            let verdict =
                                Convergence.check
                                    Convergence.defaults
                                    (gaussian (1000UL * seed) 0.8 3 4 14 585)

                            if not verdict.IsConverged then
                                $"seed {seed}: {verdict.Text}"
                    ]

                Expect.isLessThan refused.Length 2 (String.concat "\n" refused)

            testCase "a run stops soon after it has the effective samples that it is asked for"
            <| fun () ->
                let density =
                    LogDensity.ofFunction
                        [| "a"; "b" |]
                        (PointDensity(fun x -> -0.5 * (x[0] * x[0] + x[1] * x[1])))

                for wanted in [ 400.0; 4000.0 ] do
                    let settings =
                        { Mcmc.defaults with
                            Start = Some(McmcStart.Given(EnsembleStart.Ball([| [| 0.0; 0.0 |] |], 0.1)))
                            Until = Some { Convergence.defaults with EffectiveSamples = wanted }
                        }

                    let run = Mcmc.run settings SamplingHooks.standard [||] density
                    let verdict = (Mcmc.verdict run).Value
                    Expect.isTrue run.Stop.IsConverged "stopped"
                    Expect.isTrue verdict.IsConverged verdict.Text
                    let kept = run.Posterior.Value.Raw.Ensembles[0].KeptSteps
                    Expect.isLessThan verdict.SmallestEss.Value (2.0 * wanted) $"{wanted}: {kept} kept steps"

            testCase "many numbers are sorted as Array.Sort does"
            <| fun () ->
                let values =
                    normals 9UL 20000
                    |> Array.map (fun x -> Math.Round(x, 3) * (if x > 1.0 then 1e300 else 1e-300))

                values[17] <- -infinity
                values[18] <- infinity
                values[19] <- -0.0
                let sorted, radix = Array.sort values, Array.copy values
                let places = RadixSort.sortWithPlaces radix
                Expect.equal radix sorted "values"
                Expect.equal (places |> Array.map (fun place -> values[place])) sorted "places"
        ]
