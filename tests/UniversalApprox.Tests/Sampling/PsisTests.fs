module UniversalApprox.Tests.Sampling.PsisTests

open System
open Expecto
open MathNet.Numerics.Distributions
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Tests.Sampling.Support

/// n numbers that fill (0, 1) evenly, the same in any language.
let private golden count = Array.init count (fun i -> float (i + 1) * 0.6180339887498949 % 1.0)

let private close tolerance what (expected: float) (actual: float) =
    Expect.isLessThan
        (abs (actual - expected) / max 1.0 (abs expected))
        tolerance
        $"{what}: {expected} and {actual}"

[<Tests>]
let tests =
    testList
        "Psis"
        [
            testCase "k̂ and weights agree with R's package loo 2.5.1"
            <| fun () ->
                // psis(x, r_eff = 1): k̂, the largest log-weight, the sum of the squared weights.
                let cases =
                    [
                        "lognormal",
                        (fun u -> 2.0 * Normal.InvCDF(0.0, 1.0, u)),
                        (0.68001274190898897, -2.2271655705714419, 0.022235884322983568)

                        "pareto",
                        (fun u -> -0.9 * log (1.0 - u)),
                        (0.86027432646690638, -1.9494729132229844, 0.028247419496211838)

                        "uniform", id, (-0.80049172206872732, -6.4498407234992126, 0.0010822584312631285)

                        "bounded",
                        (fun u ->
                            let z = Normal.InvCDF(0.0, 1.0, u)
                            -0.4 * z * z),
                        (-1.5798449086678874, -6.6140012097729342, 0.00111608993870151)
                    ]

                for name, ratio, (k, largest, squares) in cases do
                    let result = golden 1000 |> Array.map ratio |> Psis.smooth 1.0
                    close 1e-9 $"k̂, {name}" k result.ParetoK
                    close 1e-9 $"largest, {name}" largest (Array.max result.LogWeights)

                    close
                        1e-9
                        $"squares, {name}"
                        squares
                        (result.LogWeights |> Array.sumBy (fun l -> exp (2.0 * l)))

            testCase "so does the fit of the generalised Pareto distribution"
            <| fun () ->
                let u = Array.init 200 (fun i -> (float i + 0.5) / 200.0)
                let heavy = u |> Array.map (fun u -> 2.0 * (Math.Pow(1.0 - u, -0.4) - 1.0) / 0.4)
                let light = u |> Array.map (fun u -> 2.0 * (1.0 - Math.Pow(1.0 - u, 0.3)) / 0.3)

                for name, sample, (k, sigma) in
                    [
                        "heavy", heavy, (0.40863404827794048, 1.9871073621914745)
                        "light", light, (-0.24677825433061143, 1.9670887787173705)
                    ] do
                    let struct (fittedK, fittedSigma) = Psis.fit sample
                    close 1e-10 $"k, {name}" k fittedK
                    close 1e-10 $"σ, {name}" sigma fittedSigma

            testCase "less efficient draws have a longer tail"
            <| fun () ->
                Expect.equal (Psis.tailLength 1.0 1000) 95 "independent"
                Expect.equal (Psis.tailLength 0.5 1000) 135 "half as many"
                Expect.equal (Psis.tailLength 1.0 100) 20 "a fifth at most"

                let result =
                    golden 100 |> Array.map (fun u -> 2.0 * Normal.InvCDF(0.0, 1.0, u)) |> Psis.smooth 0.5

                close 1e-9 "k̂" 0.60003175022025557 result.ParetoK

            testCase "weights add up to 1, keep the order of the ratios and correct a proposal"
            <| fun () ->
                // Draws of N(0, 1.2²) weighted to N(0, 1).
                let count = 20000
                let draws: float[] = Array.zeroCreate count
                Rng.fillNormal (draws.AsSpan()) (Rng.ofSeed seed) |> ignore
                let points = draws |> Array.map (fun z -> 1.2 * z)
                let ratios = Array.map2 (fun z x -> 0.5 * z * z - 0.5 * x * x) draws points
                let result = Psis.smooth 1.0 ratios
                let weights = result.LogWeights |> Array.map exp
                close 1e-12 "sum" 1.0 (Array.sum weights)
                let sorted = Array.zip ratios weights |> Array.sort |> Array.map snd
                Expect.isTrue (sorted |> Array.pairwise |> Array.forall (fun (a, b) -> a <= b)) "order"
                let variance = Array.map2 (fun w x -> w * x * x) weights points |> Array.sum
                // Var(x²) = 2 under the target; the weights cost less than half of the draws.
                Expect.isLessThan (abs (variance - 1.0)) (gate * sqrt (4.0 / float count)) "variance"
                Expect.isLessThan result.ParetoK (Psis.limit count) "k̂"

            testCase "a proposal with lighter tails is found out"
            <| fun () ->
                let count = 4000
                let draws: float[] = Array.zeroCreate count
                Rng.fillNormal (draws.AsSpan()) (Rng.ofSeed seed) |> ignore
                // Normal draws for a Cauchy distribution.
                let ratios = draws |> Array.map (fun z -> 0.5 * z * z - log (1.0 + z * z))
                Expect.isGreaterThan (Psis.smooth 1.0 ratios).ParetoK 0.7 "k̂"

            testCase "equal, impossible and few ratios are no error"
            <| fun () ->
                Expect.equal (Psis.smooth 1.0 (Array.create 100 3.0)).ParetoK -infinity "its own proposal"
                let few = Psis.smooth 1.0 [| 1.0; 2.0; 3.0 |]
                Expect.equal few.ParetoK infinity "few"
                close 1e-12 "sum" 1.0 (few.LogWeights |> Array.sumBy exp)
                let some = Array.init 100 (fun i -> if i % 2 = 0 then -infinity else log (float (i + 1)))
                let result = Psis.smooth 1.0 some
                close 1e-12 "sum" 1.0 (result.LogWeights |> Array.sumBy exp)
                Expect.equal result.LogWeights[0] -infinity "impossible"
        ]
