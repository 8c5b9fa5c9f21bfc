module UniversalApprox.Tests.Cmdlets.GetNeuronPredictionTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

let private sigmoid z = 1.0 / (1.0 + exp -z)

/// A small fit to predict with.
let private fit =
    "New-CurveData Sine -Points 30 -Seed 2 | Invoke-UnitSweep -Units 2 -Restarts 1 -Fold 0"

let private evaluates =
    testList
        "evaluates"
        [
            testCase "a network at points, with numbers and texts of numbers"
            <| fun () ->
                let rows = outputOf "New-NeuronSum '2 sig(x)' | Get-NeuronPrediction -X 0, '1.5', 2"
                Expect.equal (columns rows[0]) [ "x"; "Prediction" ] "columns"
                Expect.equal (properties<float> "x" rows) [ 0.0; 1.5; 2.0 ] "points"

                for row in rows do
                    Expect.floatClose
                        Accuracy.high
                        (property<float> "Prediction" row)
                        (2.0 * sigmoid (property<float> "x" row))
                        "value"

            testCase "a network of two inputs, with an array for each point"
            <| fun () ->
                let rows = outputOf "'relu(x1 - x2)' | Get-NeuronPrediction -X @(3, 1), @(1, 3)"
                Expect.equal (columns rows[0]) [ "x1"; "x2"; "Prediction" ] "columns"
                Expect.equal (properties<float> "Prediction" rows) [ 2.0; 0.0 ] "values"

            testCase "on a grid with both ends"
            <| fun () ->
                let rows = outputOf "'relu(x)' | Get-NeuronPrediction -Lower -1 -Upper 1 -Points 5"
                Expect.equal (properties<float> "x" rows) [ -1.0; -0.5; 0.0; 0.5; 1.0 ] "points"
                Expect.equal (properties<float> "Prediction" rows) [ 0.0; 0.0; 0.0; 0.5; 1.0 ] "values"

                Expect.equal
                    (outputOf "'relu(x)' | Get-NeuronPrediction -Lower -1 -Upper 1").Length
                    201
                    "default number of points"

            testCase "a fit at its own data, with the residuals"
            <| fun () ->
                let rows =
                    outputOf
                        $"$fit = {fit}; $fit | Get-NeuronPrediction; [pscustomobject]@{{ Mean = $fit.MeanAbsoluteResidual }}"

                let rows, mean = List.splitAt 30 rows

                Expect.equal
                    (columns rows[0])
                    [
                        yield! [ "Activation"; "Units"; "x"; "Prediction"; "Observed"; "Residual" ]
                        yield! [ "Mean"; "Q05"; "Q50"; "Q95"; "New05"; "New50"; "New95" ]
                    ]
                    "columns"

                let residuals = properties<float> "Residual" rows

                Expect.floatClose
                    Accuracy.high
                    (residuals |> List.averageBy abs)
                    (property<float> "Mean" mean[0])
                    "mean absolute residual"

            testCase "fits and networks as arguments, also in arrays, at other data"
            <| fun () ->
                let rows =
                    outputOf
                        $"$fit = {fit}
                          Get-NeuronPrediction -InputObject @($fit, (New-NeuronSum 'relu(x)')) -Data (New-CurveData Step -Points 4)"

                Expect.equal (properties<float> "x" rows |> List.distinct |> List.length) 4 "points"
                Expect.equal rows.Length 8 "rows"

            testCase "the same numbers from the formula of a fit"
            <| fun () ->
                let pairs =
                    outputOf
                        $"$fit = {fit}
                          $mine = $fit | Get-NeuronPrediction -Lower -10 -Upper 10
                          $again = New-NeuronSum $fit.Formula | Get-NeuronPrediction -Lower -10 -Upper 10
                          0..200 | ForEach-Object {{ $mine[$_].Prediction -eq $again[$_].Prediction }}"

                Expect.all pairs (fun same -> same.BaseObject = box true) "bit by bit"

            testCase "inputs whose names are those of results, or differ by case"
            <| fun () ->
                let rows =
                    outputOf
                        "1..6 | ForEach-Object { @{ Prediction = $_; Units = 7 - $_; y = $_ * $_ } } |
                             Invoke-UnitSweep -X Prediction, Units -Y y -Units 1 -Restarts 1 -Fold 0 -WarningAction Ignore |
                             Get-NeuronPrediction -WarningAction Ignore"

                Expect.equal
                    (columns rows[0] |> List.truncate 7)
                    [ "Activation"; "Units"; "Prediction2"; "Units2"; "Prediction"; "Observed"; "Residual" ]
                    "columns"

                Expect.equal (properties<float> "Prediction2" rows) [ 1.0 .. 6.0 ] "input"
                Expect.equal (properties<float> "Observed" rows) [ for i in 1.0 .. 6.0 -> i * i ] "output"
        ]

let private refuses =
    let refused script (identifier: string) (parts: string list) =
        testCase script
        <| fun () ->
            let error = errorOf script
            Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"

            for part in parts do
                Expect.stringContains (string error) part "message"

    testList
        "refuses"
        [
            refused "'sig(x)' | Get-NeuronPrediction" "InvalidArgument" [ "-X"; "-Lower"; "-Data" ]
            refused "'sig(x)' | Get-NeuronPrediction -X 1, a" "InvalidArgument" [ "-X"; "'a'"; "finite" ]
            refused "'sig(x)' | Get-NeuronPrediction -X '1,5'" "InvalidArgument" [ "-X"; "'1,5'" ]
            refused "'sig(x)' | Get-NeuronPrediction -X ([double]::NaN)" "InvalidArgument" [ "-X"; "NaN" ]
            refused
                "'sig(x1 + x2)' | Get-NeuronPrediction -X 1, 2"
                "InvalidArgument"
                [ "2 inputs"; "1 coordinate" ]
            refused "'sig(x1 + x2)' | Get-NeuronPrediction -Lower 0 -Upper 1" "InvalidArgument" [ "-X"; "2" ]
            refused
                "'sig(x)' | Get-NeuronPrediction -Lower 1 -Upper 0"
                "InvalidArgument"
                [ "Lower"; "1 and 0" ]
            refused
                "'sig(x)' | Get-NeuronPrediction -Lower 0 -Upper 1 -Points 1"
                "ParameterArgumentValidationError"
                [ "Points"; "1"; "2" ]
            refused "'sig(x)' | Get-NeuronPrediction -Lower 0 -X 1" "AmbiguousParameterSet" []
            refused
                "'sig(x1 + x2)' | Get-NeuronPrediction -Data (New-CurveData Step)"
                "InvalidArgument"
                [ "2 input"; "Step has 1" ]
            refused "5 | Get-NeuronPrediction -X 1" "WrongInput" [ "Int32" ]
            refused "'sig(' | Get-NeuronPrediction -X 1" "InvalidFormula" [ "Position 5" ]

            testCase "one bad input, and goes on with the next"
            <| fun () ->
                let result = run "5, 'sig(', 'relu(x)' | Get-NeuronPrediction -X 3"
                Expect.equal (properties<float> "Prediction" result.Output) [ 3.0 ] "the good one"
                Expect.equal result.Errors.Length 2 "errors"
        ]

[<Tests>]
let tests = testList "cmdlets Get-NeuronPrediction" [ evaluates; refuses ]
