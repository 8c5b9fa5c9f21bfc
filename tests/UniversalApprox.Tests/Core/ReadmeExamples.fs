/// The F# examples of core-fs/README.md, as a user writes them.
module UniversalApprox.Tests.Core.ReadmeExamples

open Expecto
open System
open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

let private howManyNeurons () =
    let data = Curve.parabola |> Curve.sample (Rng.ofSeed 1UL)
    let plan = { SweepPlan.defaults with Units = [| 1; 2; 4 |]; Restarts = 4 }
    let fits = ResizeArray<UnitFit>()
    Sweep.run Environment.ProcessorCount ignore CancellationToken.None plan data fits.Add

    let answer = Selection.recommend (Selection.defaultCriterion fits) fits
    printfn "%s" answer.Answer

    for fit in Option.toList answer.Recommended do
        printfn "%s" (Formula.print FormulaStyle.Notebook (Some 3) fit.Trained.Network)

    answer

let private aDensityOfOnesOwn () =
    let density =
        PointDensity(fun p -> -0.5 * p[0] * p[0] / exp p[1] - 0.5 * p[1])
        |> LogDensity.ofFunction [| "position"; "width" |]
        |> LogDensity.withPriors [| Prior.Normal(0.0, 10.0); Prior.Normal(0.0, 1.0) |]

    let run = Mcmc.run Mcmc.defaults SamplingHooks.standard [||] (McmcTarget.ofDensity density)

    for verdict in Option.toList (Mcmc.verdict run) do
        printfn "%s" verdict.Text

    run

[<Tests>]
let tests =
    testList
        "F# examples"
        [
            testCase "two neurons suffice for the parabola"
            <| fun () -> Expect.equal (howManyNeurons().Recommended |> Option.map _.Units) (Some 2) "units"

            testCase "the density is sampled"
            <| fun () -> Expect.equal (aDensityOfOnesOwn ()).Stop SamplingStop.Completed "all steps"
        ]
