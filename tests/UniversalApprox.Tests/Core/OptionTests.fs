/// The exception that every layer makes its words of: option, value and allowed range as data.
module UniversalApprox.Tests.Core.OptionTests

open System
open Expecto
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics

let private data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

let private refused work =
    try
        work ()
        failtest "was accepted"
    with :? OptionException as error ->
        error

let private dashed = Func<string, string>(fun name -> "-" + name)

[<Tests>]
let tests =
    testList
        "Options"
        [
            testCase "an option out of range is data, and one sentence"
            <| fun () ->
                let error =
                    refused (fun () -> SweepPlan.validate data { SweepPlan.defaults with Restarts = 0 })

                Expect.equal (error.Option, error.ParamName) ("Restarts", "Restarts") "option"
                Expect.equal error.Value (box 0) "value"
                Expect.equal error.ActualValue (box 0) "as .NET calls it"
                Expect.equal error.Allowed "from 1 to 100000" "allowed"
                Expect.equal error.Message "Restarts must be from 1 to 100000; got 0." "message"

                Expect.equal
                    (error.Describe dashed)
                    "-Restarts must be from 1 to 100000; got 0."
                    "in other words"

            testCase "names of other options are spelled too, in what is allowed and in the advice"
            <| fun () ->
                let plan =
                    { SweepPlan.defaults with
                        Training = { TrainingOptions.defaults with Loss = Loss.MeanAbsolute }
                    }

                let error = refused (fun () -> SweepPlan.validate data plan)
                Expect.equal error.Value (box "meanAbsolute") "value"

                Expect.equal
                    (error.Describe dashed)
                    "-Loss must be SumOfSquares or MeanOfSquares with -Optimizer LevenbergMarquardt; got meanAbsolute. \
                     -Optimizer Adam takes every loss, LBfgs every smooth one."
                    "message"

            testCase "arguments that do not fit each other have a reason instead of a range"
            <| fun () ->
                let error = refused (fun () -> Sampler.checkMemory 1000000L 4000L 10 9 10)
                Expect.isNull error.Allowed "no range"
                Expect.isNull error.Value "no value"
                Expect.stringContains (error.Describe dashed) "by a larger -Thin" "reason"

            testCase "a reason that does not name its argument is followed by it, as in .NET"
            <| fun () ->
                let error = OptionException.Because("fits", $"None of them can be used.")
                Expect.equal error.Message "None of them can be used. (Parameter 'fits')" "message"
                Expect.equal (error.Describe dashed) "None of them can be used." "reason"

            testCase "lists, numbers and texts are shown as values are written"
            <| fun () ->
                for value, shown in
                    [
                        box "x", "'x'"
                        box 'x', "'x'"
                        box 0.1, "0.1"
                        box -infinity, "-Infinity"
                        box [| 1; 2 |], "1, 2"
                        box Array.empty<int>, "none"
                        box [| 1..12 |], "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"
                    ] do
                    Expect.equal
                        (OptionException("Units", value, $"another").Message)
                        $"Units must be another; got {shown}."
                        shown

                Expect.equal
                    (OptionException("Tolerance", null, $"given").Message)
                    "Tolerance must be given."
                    "none"

            testCase "the default of the burn-in is named when it is in the way"
            <| fun () ->
                let error =
                    refused (fun () ->
                        SamplingOptions.validateOptions { SamplingOptions.standard with Steps = 100 })

                Expect.equal
                    error.Message
                    "BurnIn must be from 0 to 99, below Steps; got 500. 500 is the default: give another BurnIn, or more Steps."
                    "message"

            testCase "a verdict gives its advice as data, and spells options in its words"
            <| fun () ->
                let reason = Unconverged.Disagreement(ChainKind.Ensembles, "b2", 1.2, 5600L)

                Expect.equal
                    [ for advice in Verdict.advice reason -> advice.Option, advice.AtLeast ]
                    [ "Steps", Some 5600L; "BurnIn", None; "Start", None ]
                    "advice"

                Expect.stringEnds
                    (Verdict.describe (fun name -> "-" + name) reason)
                    "Set -Steps to at least 5600, use a longer -BurnIn, or start from fits."
                    "words"
        ]
