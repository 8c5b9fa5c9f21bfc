module UniversalApprox.Tests.Sampling.ConvergenceTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Chains

let private healthy = lazy (gaussian 1UL 0.5 3 4 20 3000)

/// The issue's case: walkers 3 and 17 of ensemble 2 at −32.
let private withStuck =
    lazy
        (healthy.Value
         |> mapLogDensity (fun e w s value ->
             if e = 1 && (w = 2 || w = 16) && s >= 1000 then
                 -32.0 + 0.1 * sin (float s)
             else
                 value + 1.0))

let private names (verdict: Verdict) =
    verdict.Reasons
    |> List.map (fun reason ->
        match reason with
        | Unconverged.TooShort _ -> "short"
        | Unconverged.NeverMoved -> "never"
        | Unconverged.Stuck _ -> "stuck"
        | Unconverged.PriorFightsData _ -> "prior"
        | Unconverged.Diverged _ -> "diverged"
        | Unconverged.LowEnergyExchange _ -> "energy"
        | Unconverged.FewRoundTrips _ -> "travel"
        | Unconverged.SlowWalkers _ -> "slow"
        | Unconverged.TauGrows _ -> "grows"
        | Unconverged.OnlyOne _ -> "one"
        | Unconverged.Disagreement _ -> "disagree"
        | Unconverged.TooFewDraws _ -> "few"
        | Unconverged.LargeError _ -> "error"
        | Unconverged.AboveStart _ -> "above")

let private judge = Convergence.check Convergence.defaults

[<Tests>]
let tests =
    testList
        "Convergence"
        [
            testCase "stuck walkers are found with their ensemble, indices and level"
            <| fun () ->
                let report = StuckWalkers.find None withStuck.Value
                Expect.hasLength report.Groups 1 "one ensemble"
                let group = report.Groups[0]

                Expect.equal
                    (group.Ensemble, group.Walkers, group.IsWholeEnsemble)
                    (1, [| 2; 16 |], false)
                    "who"

                Expect.isLessThan (abs (group.Level + 32.0)) 0.2 "level"
                Expect.isLessThan (abs (report.RestLevel + 0.2)) 0.5 "rest"

            // By the stated rule one healthy walker is called stuck with probability below (1.2·10⁻³)ⁿ; here n > 5 in the second
            // half. In the first tenth it is about 1: those chains are short of what a verdict needs, and their seeds fixed.
            testCase "healthy chains have none, in 1 to 30 dimensions, with heavy tails and slow mixing"
            <| fun () ->
                for dimension in [ 1; 2; 7; 30 ] do
                    for repetition in 1..5 do
                        let chain = gaussian (uint64 (77 * repetition)) 0.9 dimension 4 20 200
                        Expect.isEmpty (StuckWalkers.find None chain).Groups $"{dimension} dimensions"

                let cauchy =
                    gaussian 5UL 0.9 1 4 30 400
                    |> fun chain ->
                        mapLogDensity
                            (fun e w s _ ->
                                let x = chain.Ensembles[e].Draws[s * 30 + w]
                                -log(1.0 + x * x * x * x))
                            chain

                Expect.isEmpty (StuckWalkers.find None cauchy).Groups "heavy tails"

            testCase "a frozen walker at the peak does not cast out the others"
            <| fun () ->
                let chain =
                    healthy.Value |> mapLogDensity (fun e w _ value -> if e = 0 && w < 4 then 0.0 else value)

                Expect.isEmpty (StuckWalkers.find None chain).Groups "none"

            testCase "most walkers, and whole ensembles, can be stuck"
            <| fun () ->
                let chain =
                    healthy.Value
                    |> mapLogDensity (fun e w _ value -> if e > 0 || w > 5 then value - 60.0 else value)

                let report = StuckWalkers.find None chain

                Expect.equal
                    (report.Groups |> Array.map _.IsWholeEnsemble)
                    [| false; true; true; true |]
                    "groups"

                Expect.equal report.Groups[0].Walkers [| 6..19 |] "of the first"

            testCase "walkers that leave after more than a tenth of the steps were stuck until then"
            <| fun () ->
                let stuckUntil steps =
                    healthy.Value
                    |> mapLogDensity (fun e w s value -> if e = 1 && w = 2 && s < steps then -32.0 else value)

                Expect.isEmpty (StuckWalkers.find None (stuckUntil 300)).Groups "a tenth"
                let group = Array.exactlyOne (StuckWalkers.find None (stuckUntil 301)).Groups
                Expect.equal (group.Walkers, group.LeftAfter, group.Level) ([| 2 |], Some 301, -32.0) "who"
                let verdict = judge (stuckUntil 2500)

                Expect.stringStarts
                    verdict.Text
                    "not converged: walker 3 of ensemble 2 was stuck at log-density −32 for 2500 of the 3000 kept steps; the rest at −1."
                    "text"

                Expect.stringContains verdict.Text "Start from fits or use a longer BurnIn." "what to do"

            testCase "walkers that left do not hide those that stayed"
            <| fun () ->
                let chain =
                    healthy.Value
                    |> mapLogDensity (fun e w s value ->
                        if w = 7 || e > 1 && w < 8 && s < 2000 then -12.0 else value)

                let report = StuckWalkers.find None chain

                Expect.equal
                    [ for group in report.Groups -> group.Ensemble, group.Walkers, group.LeftAfter ]
                    [
                        for e in 0..3 do
                            e, [| 7 |], None

                            if e > 1 then
                                e, [| 0..6 |], Some 2000
                    ]
                    "both"

            testCase "when all walkers are stuck, a reference tells"
            <| fun () ->
                let chain = healthy.Value |> mapLogDensity (fun _ _ _ value -> -32.0 + 0.01 * value)
                Expect.isEmpty (StuckWalkers.find None chain).Groups "alone it cannot know"
                let report = StuckWalkers.find (Some -0.3) chain
                Expect.all report.Groups _.IsWholeEnsemble "all of them"
                Expect.equal report.RestLevel -0.3 "the reference"
                Expect.isEmpty (StuckWalkers.find (Some 0.0) healthy.Value).Groups "healthy chains reach it"

                let text =
                    (Convergence.check { Convergence.defaults with ReferenceLogDensity = Some -0.3 } chain)
                        .Text

                Expect.stringContains
                    text
                    "all walkers of ensemble 4 are stuck at log-density −32; the rest at −0.3. Start from fits"
                    "in words"

            testCase "the verdict names stuck walkers in plain words"
            <| fun () ->
                let verdict = judge withStuck.Value
                Expect.isFalse verdict.IsConverged "not converged"

                Expect.stringStarts
                    verdict.Text
                    "not converged: walkers 3, 17 of ensemble 2 are stuck at log-density −32; the rest at −0."
                    "text"

                Expect.stringContains verdict.Text "Start from fits or use more Ensembles." "what to do"

            // The ball of 1e-4 around 0 and −SSE/n, in the notebook's own size: stuck walkers are the rule (11 of 11 seeds), and
            // from the mode there are none (11 of 11).
            testCase "the notebook's run from zero has stuck walkers, from the fit none"
            <| fun () ->
                let density =
                    LogDensity.ofNetwork
                        Likelihood.MeanSquaredError
                        NetworkPriors.notebook
                        Activation.Sigmoid
                        2
                        (Curve.sample (Rng.ofSeed 0UL) Curve.parabola)

                let from start =
                    let settings =
                        { Mcmc.defaults with
                            Sampling = { SamplingOptions.standard with Walkers = Some 28 }
                            Start = Some(McmcStart.Given start)
                        }

                    let run = Mcmc.run settings SamplingHooks.standard [||] (McmcTarget.ofDensity density)
                    StuckWalkers.find None run.Posterior.Value.Raw

                let fromZero = from (EnsembleStart.Ball([| Array.zeroCreate 7 |], 1e-4))
                Expect.isNonEmpty fromZero.Groups "from zero"

                for group in fromZero.Groups do
                    Expect.isTrue
                        (group.Level > -90.0 && group.Level < -60.0)
                        $"one neuron works: {group.Level}"

                Expect.isTrue (fromZero.RestLevel > -40.0) $"the others: {fromZero.RestLevel}"

                // Two steep sigmoids: 25 sig(1.2x − 4) + 25 sig(−1.2x − 4).
                let mode =
                    [| 1.2; -4.0; 25.0; -1.2; -4.0; 25.0; 0.0 |]
                    |> Mcmc.climb Threading.CancellationToken.None density

                Expect.isEmpty (from (EnsembleStart.RelativeBall([| mode |], 1e-3))).Groups "from the mode"

            testCase "a good chain is converged"
            <| fun () ->
                let verdict = judge healthy.Value
                Expect.equal verdict.Reasons [] verdict.Text
                Expect.isTrue verdict.IsConverged "converged"

                Expect.stringStarts
                    verdict.Text
                    "converged: largest autocorrelation time 2.98, R̂ at most 1.00"
                    "text"

                Expect.isGreaterThan verdict.SmallestEss.Value 10000.0 "ESS"
                Expect.isLessThan verdict.LargestRHat.Value 1.01 "R-hat"

            testCase "large numbers are written out"
            <| fun () ->
                Expect.stringContains
                    (Verdict.describe id (Unconverged.TauGrows("b2", 537.4, 0.456, 28000L)))
                    "now 537 kept steps, grew by 46 % in the second half. Set Steps to at least 28000"
                    "steps"

                Expect.stringContains
                    (Verdict.describe id (Unconverged.TooFewDraws("a", 12345.6, 20000.0, 28000L)))
                    "12300 effective draws of the 20000 wanted"
                    "draws"

            testCase "the number of steps to set counts burn-in and what is thinned out"
            <| fun () ->
                let after stepsBefore thin chain = judge { chain with StepsBefore = stepsBefore; Thin = thin }

                let stepsToRun stepsBefore thin chain =
                    (after stepsBefore thin chain).Reasons
                    |> List.map (fun reason ->
                        match reason with
                        | Unconverged.TooShort(_, steps)
                        | Unconverged.SlowWalkers(_, _, _, steps)
                        | Unconverged.TauGrows(_, _, _, steps)
                        | Unconverged.LargeError(_, _, _, steps)
                        | Unconverged.Disagreement(_, _, _, steps)
                        | Unconverged.TooFewDraws(_, _, _, steps) -> steps
                        | _ -> 0L)

                let short = gaussian 1UL 0.5 2 4 10 19
                Expect.equal (stepsToRun 0L 1 short) [ 20L ] "20 have to be kept"
                // 510, 520, …, 700 are kept.
                Expect.equal (stepsToRun 500L 10 short) [ 700L ] "after a burn-in of 500"
                Expect.stringContains (after 500L 10 short).Text "Set Steps to at least 700." "in words"

                // Of 300 kept steps with τ = 199, R̂ of single walkers below 1.2 needs about five times as many.
                let slow = gaussian 1UL 0.99 2 4 10 300
                let needed = List.head (stepsToRun 1000L 3 slow)

                Expect.isTrue
                    (needed >= 3000L && needed < 12000L)
                    $"{needed} for 300 kept of every third step"

            testCase "each flaw is named (negative controls)"
            <| fun () ->
                let has name chain =
                    let verdict = judge chain
                    Expect.contains (names verdict) name verdict.Text
                    Expect.isFalse verdict.IsConverged name

                has "short" (gaussian 1UL 0.5 2 4 10 19)
                has "never" (build [| "a" |] 4 4 100 (fun _ _ _ -> [| 1.0 |]) (fun _ _ _ -> -1.0))
                has "slow" (gaussian 1UL 0.99 2 4 10 500)
                has "slow" (gaussian 1UL 0.9999 2 4 10 2000)
                has "few" (gaussian 1UL 0.99 2 4 10 500)
                has "one" (gaussian 1UL 0.5 2 1 10 2000)
                has "few" (gaussian 1UL 0.5 2 4 2 100)

                let shifted =
                    { healthy.Value with
                        Ensembles =
                            healthy.Value.Ensembles
                            |> Array.mapi (fun e ensemble ->
                                { ensemble with
                                    Draws = ensemble.Draws |> Array.map (fun x -> x + 0.4 * float e)
                                })
                    }

                has "disagree" shifted
                Expect.equal (names (judge shifted)) [ "disagree" ] "and nothing else"

            testCase "parameters that never change are left out, if others move"
            <| fun () ->
                let chain =
                    build
                        [| "x"; "one" |]
                        4
                        10
                        3000
                        (fun e w s ->
                            let ensemble = healthy.Value.Ensembles[e]
                            [| ensemble.Draws[(s * 20 + w) * 3]; 1.0 |])
                        (fun e w s -> healthy.Value.Ensembles[e].LogDensity[s * 20 + w])

                Expect.isTrue (judge chain).IsConverged (judge chain).Text

            testCase "settings out of range are named"
            <| fun () ->
                let check settings () = Convergence.check settings healthy.Value

                rejects
                    [ "EffectiveSamples"; "0" ]
                    (check { Convergence.defaults with EffectiveSamples = 0.0 })

                rejects [ "MaximumRHat"; "1" ] (check { Convergence.defaults with MaximumRHat = 1.0 })
                rejects [ "MaximumTauGrowth" ] (check { Convergence.defaults with MaximumTauGrowth = nan })

            testCase "acceptance is counted per walker, per move and in total"
            <| fun () ->
                let chain = build [| "a" |] 2 2 20 (fun _ _ s -> [| float s |]) (fun _ _ _ -> 0.0)

                let counted =
                    { chain with
                        Ensembles =
                            chain.Ensembles
                            |> Array.map (fun ensemble ->
                                { ensemble with
                                    AcceptedPerWalker = [| 5L; 0L |]
                                    ProposedPerWalker = [| 20L; 20L |]
                                    AcceptedPerMove = [| 4L; 1L; 0L |]
                                    ProposedPerMove = [| 8L; 32L; 0L |]
                                })
                    }

                Expect.equal (Array.item 1 (Acceptance.perWalker counted)) [| Some 0.25; Some 0.0 |] "walkers"
                Expect.equal (Acceptance.perMove counted) [| Some 0.5; Some(1.0 / 32.0); None |] "moves"
                Expect.equal (Acceptance.total counted) (Some 0.125) "total"
        ]
