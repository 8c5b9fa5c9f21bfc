/// Invoke-UnitSweep on data: what it writes, to which stream and in which order.
module UniversalApprox.Tests.Cmdlets.InvokeUnitSweepTests

open System
open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

let private cells (fits: PSObject list) =
    fits |> List.map (fun fit -> property<string> "Activation" fit, property<int> "Units" fit)

let private rows =
    testList
        "rows"
        [
            testCase "one for each activation and number of units, in the order of the arguments"
            <| fun () ->
                let fits =
                    outputOf
                        "New-CurveData Step -Points 30 |
                             Invoke-UnitSweep -Activation tanh, ReLU, sig -Units 3, 1 -Restarts 2 -Fold 0"

                Expect.equal
                    (cells fits)
                    [
                        for activation in [ "tanh"; "relu"; "sigmoid" ] do
                            for units in [ 3; 1 ] -> activation, units
                    ]
                    "cells"

                Expect.all fits (fun fit -> typeName fit = "UniversalApprox.UnitFit") "type"

            testCase "the defaults of the documentation"
            <| fun () ->
                let fits = outputOf "New-CurveData Step -Points 60 | Invoke-UnitSweep -Epochs 2"
                Expect.equal (cells fits) [ for units in 1..8 -> "sigmoid", units ] "cells"

                for name, value in [ "Optimizer", "LevenbergMarquardt"; "Seed", "1"; "Data", "Step" ] do
                    Expect.all fits (fun fit -> property<string> name fit = value) name

                Expect.all fits (fun fit -> property<int> "Restart" fit <= 8) "restarts"

                Expect.all fits (fun fit -> isNull fit.Properties["ValidationRmse"].Value) "no folds"

            testCase "every restart on request, with the best of them as without"
            <| fun () ->
                let all, best =
                    outputOf
                        "$data = New-CurveData Sine -Points 40
                         $data | Invoke-UnitSweep -Units 2 -Restarts 4 -Fold 0 -AllRestarts
                         $data | Invoke-UnitSweep -Units 2 -Restarts 4 -Fold 0"
                    |> List.splitAt 5

                Expect.equal
                    (properties<int> "Restart" all)
                    [ 0..4 ]
                    "four restarts, and the search from them"

                let least = properties<float> "Sse" all |> List.min
                Expect.equal (properties<float> "Sse" best) [ least ] "best"

            testCase "the same for one thread and two, and for another seed others"
            <| fun () ->
                let formulas options =
                    outputOf
                        $"New-CurveData Sine -Points 50 | Invoke-UnitSweep -Units 1, 3 -Restarts 3 -Activation Sigmoid, Softsign {options}"
                    |> properties<string> "Formula"

                let one = formulas "-Seed 5 -ThrottleLimit 1"
                Expect.equal (formulas "-Seed 5 -ThrottleLimit 2") one "threads"
                Expect.notEqual (formulas "-Seed 6 -Epochs 3") (formulas "-Seed 5 -Epochs 3") "seeds"

            testCase "for each data set, though one of them is bad"
            <| fun () ->
                let result =
                    run
                        "(New-CurveData Step -Points 20), (New-CurveData -Function { param($a, $b) $a } -Dimension 2 -Points 20 -Name two),
                         (New-CurveData Abs -Points 20) | Invoke-UnitSweep -Units 1 -Start 'sig(x)' -Fold 0"

                Expect.equal (properties<string> "Data" result.Output) [ "Step"; "Abs" ] "data"
                let error = List.exactlyOne result.Errors
                Expect.stringStarts error.FullyQualifiedErrorId "InvalidArgument," "identifier"
                Expect.stringContains (string error.TargetObject) "two" "target"

            testCase "data as an argument, in arrays as well"
            <| fun () ->
                let fits =
                    outputOf
                        "$data = New-CurveData Step -Points 20
                         Invoke-UnitSweep -InputObject $data, @($data, $data) -Units 1 -Restarts 1 -Fold 0"

                Expect.equal fits.Length 3 "fits"

            testCase "a network, a fit or a formula to start from"
            <| fun () ->
                let fits =
                    outputOf
                        "$data = New-CurveData Step -Points 30
                         $first = $data | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 -Activation Tanh -Epochs 1
                         $data | Invoke-UnitSweep -Units 1 -Fold 0 -Activation Tanh -Epochs 1 -Start $first
                         $data | Invoke-UnitSweep -Units 1 -Fold 0 -Activation Tanh -Epochs 1 -Start $first.GetNetwork()
                         $data | Invoke-UnitSweep -Units 1 -Fold 0 -Activation Tanh -Epochs 1 -Start $first.Formula"

                Expect.equal
                    (fits |> properties<string> "Formula" |> List.distinct |> List.length)
                    1
                    "same start"

            testCase "optimizers, losses and scalings by name"
            <| fun () ->
                for options, optimizer in
                    [
                        "-Optimizer Adam -Epochs 20 -LearningRate 0.1 -Loss MeanAbsolute -Scaling None -Precision Single",
                        "Adam"
                        "-Optimizer LBfgs -Epochs 20 -Loss Huber -HuberDelta 0.5", "LBfgs"
                        "-Optimizer LevenbergMarquardt -NoOffset -ValidationFraction 0.25",
                        "LevenbergMarquardt"
                    ] do
                    let fit =
                        outputOf
                            $"New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 2 -Restarts 1 {options}"
                        |> List.exactlyOne

                    Expect.equal (property<string> "Optimizer" fit) optimizer options
                    Expect.isFalse (Double.IsNaN(property<float> "Rmse" fit)) options

            testCase "divergence as the reason for the stop, not as an error"
            <| fun () ->
                let fit =
                    outputOf
                        "New-CurveData Parabola -Points 30 |
                             Invoke-UnitSweep -Units 2 -Activation ReLU -Restarts 1 -Fold 0 -Optimizer Adam -LearningRate 1e200 -Epochs 50"
                    |> List.exactlyOne

                Expect.equal (property<string> "StopReason" fit) "Diverged" "stop"
        ]

let private otherStreams =
    testList
        "other streams"
        [
            testCase "progress has a percentage that grows, a time that remains, and an end"
            <| fun () ->
                let records =
                    (run
                        "New-CurveData Sine -Points 300 | Invoke-UnitSweep -Units 1, 2, 6, 12 -Restarts 8 -Epochs 15")
                        .Progress

                let working, ended =
                    records |> List.partition (fun at -> at.RecordType = ProgressRecordType.Processing)

                let percentages = working |> List.map (fun at -> at.PercentComplete)
                Expect.isNonEmpty working "records"
                Expect.equal percentages (List.sort percentages) "grows"
                Expect.all percentages (fun at -> at >= 0 && at <= 100) "from 0 to 100"
                Expect.exists working (fun at -> at.SecondsRemaining >= 0) "remaining"
                Expect.all working (fun at -> at.Activity.Contains "Sine") "names the data"

                Expect.exists
                    working
                    (fun at -> at.StatusDescription.Contains "sigmoid, training ")
                    "says what is done"

                Expect.equal (List.length ended) 1 "end"

            testCase "-Verbose says how each fit came about"
            <| fun () ->
                let verbose =
                    (run
                        "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1, 2 -Restarts 1 -Fold 0 -Verbose")
                        .Verbose

                Expect.equal verbose.Length 2 "lines"

                for part in [ "Step: 1 sigmoid unit"; "iterations"; "restart 0"; "ms" ] do
                    Expect.stringContains verbose[0] part "line"

            testCase "warnings say what odd data means"
            <| fun () ->
                for data, parts in
                    [
                        "New-CurveData -X 1, 2, 3 -Y 1, 2, 1", [ "3 points"; "fewer than the 4 parameters" ]
                        "New-CurveData -X 1 -Y 1", [ "single point" ]
                        "New-CurveData -X (@(2) * 9) -Y (1..9)", [ "input x"; "equal" ]
                        "New-CurveData -X (1..9) -Y (@(5) * 9)", [ "y are equal"; "constant 5" ]
                    ] do
                    let result = run $"{data} | Invoke-UnitSweep -Units 1 -Restarts 2"
                    Expect.equal (result.Errors, result.Output.Length) ([], 1) data

                    for part in parts do
                        Expect.exists result.Warnings (fun warning -> warning.Contains part) data

            testCase "warnings name parameters that have no effect"
            <| fun () ->
                let result =
                    run
                        "New-CurveData Step -Points 20 |
                             Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 -LearningRate 0.1 -HuberDelta 2 -X dose -Name own"

                Expect.equal (List.length result.Warnings) 3 "warnings"
                Expect.stringContains result.Warnings[0] "-LearningRate" "first"
                Expect.stringContains result.Warnings[1] "-HuberDelta" "second"
                Expect.stringContains result.Warnings[2] "-X, -Name" "third"
        ]

let private refuses =
    let refused options (identifier: string) (parts: string list) =
        testCase options
        <| fun () ->
            let error = errorOf $"New-CurveData Step -Points 20 | Invoke-UnitSweep {options}"
            Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"

            for part in parts do
                Expect.stringContains (string error) part "message"

            if identifier = "InvalidArgument" then
                Expect.equal error.CategoryInfo.Category ErrorCategory.InvalidArgument "category"

    let transformation = "ParameterArgumentTransformationError"

    testList
        "refuses"
        [
            refused "-Units 0" "InvalidArgument" [ "-Units must be from 1 to 4096; got 0." ]
            refused "-Units '1,2'" transformation [ "'Units'"; "'1,2'"; "array" ]
            refused "-Units 1.5" transformation [ "'Units'"; "'1.5'"; "whole" ]
            refused "-LearningRate '0,1'" transformation [ "'LearningRate'"; "'0,1'"; "decimal point" ]
            refused "-Units 4096" "InvalidArgument" [ "12289 parameters"; "at most 6000"; "-Optimizer Adam" ]
            refused "-Units 2, 2" "InvalidArgument" [ "-Units"; "all different"; "got 2, 2" ]
            refused "-Restarts 0" "InvalidArgument" [ "-Restarts"; "from 1"; "got 0" ]
            refused "-LearningRate 0" "InvalidArgument" [ "-LearningRate"; "above 0"; "got 0" ]
            refused "-Activation Sigmund" transformation [ "'Activations'"; "'Sigmund'"; "sigmoid, tanh" ]
            refused "-Activation Heaviside" "InvalidArgument" [ "heaviside"; "no gradient" ]
            refused "-Optimizer Newton" "CannotConvertArgumentNoMessage" [ "'Optimizer'"; "Newton"; "Adam" ]
            refused "-Loss MeanAbsolute" "InvalidArgument" [ "LevenbergMarquardt"; "Adam" ]
            refused "-Seed -1" transformation [ "'Seed'"; "'-1'"; "from 0 to 18446744073709551615" ]
            refused "-Fold 1" "InvalidArgument" [ "-Folds"; "from 2"; "got 1" ]
            refused "-ValidationFraction 1" "InvalidArgument" [ "-ValidationFraction"; "below 1"; "got 1" ]
            refused
                "-Fold 3 -ValidationFraction 0.2"
                "ContradictoryArguments"
                [ "-Folds"; "-ValidationFraction" ]
            refused "-Threads 0" "InvalidArgument" [ "-Threads"; "at least 1"; "got 0" ]
            refused "-Start nowhere" transformation [ "'Start'"; "Auto, PyTorch, Spread" ]
            refused "-Start 'sig(x)'" "InvalidArgument" [ "got 1 sigmoid"; "2 sigmoid" ]
            refused "-Precision Single" "InvalidArgument" [ "Single"; "Adam" ]
            refused "-Epochs 0" "InvalidArgument" [ "-Epochs"; "from 1"; "got 0" ]
        ]

let private stops =
    /// The first network is there at once, the second takes hours.
    let long =
        "New-CurveData Sine -Points 100000 | Invoke-UnitSweep -Units 1, 900 -Restarts 1 -Fold 0 -Epochs 1000"

    testList
        "stops"
        [
            testCase "when the pipeline is stopped, and keeps the rows that were finished"
            <| fun () ->
                let result = stopAfterFirstOutput long
                Expect.isSome result.Terminating "was stopped"
                Expect.equal (cells result.Output, result.Errors) ([ "sigmoid", 1 ], []) "rows"

            for name, next in
                [
                    "wants no more", "Select-Object -First 1"
                    "leaves the loop around the pipeline", "ForEach-Object { $_; break }"
                ] do
                testCase $"when the next command {name}"
                <| fun () ->
                    let fits = outputOf $"foreach ($once in 1) {{ {long} | {next} }}"
                    Expect.equal (cells fits) [ "sigmoid", 1 ] "rows"
        ]

[<Tests>]
let tests = testList "cmdlets Invoke-UnitSweep" [ rows; otherStreams; refuses; stops ]
