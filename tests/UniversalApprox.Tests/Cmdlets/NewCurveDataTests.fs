module UniversalApprox.Tests.Cmdlets.NewCurveDataTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

/// The columns of the data that a script puts out.
let private columns script =
    outputOf
        $"$data = {script}
          foreach ($column in $data.Inputs) {{ ,$column.ToArray() }}
          ,$data.Outputs.ToArray()"
    |> List.map LanguagePrimitives.ConvertTo<float[]>

let private makes =
    testList
        "makes"
        [
            testCase "the notebook's curves, with its points and ranges"
            <| fun () ->
                for curve, points, lower, upper in [ "Parabola", 500, -5.0, 5.0; "Sine", 1000, -10.0, 10.0 ] do
                    match columns $"New-CurveData {curve}" with
                    | [ x; y ] ->
                        Expect.equal (x.Length, y.Length) (points, points) "points"
                        Expect.equal (x[0], x[points - 1]) (lower, upper) "range"
                    | other -> failtest $"{other.Length} columns"

            testCase "one data set for each name from the pipeline, and a bad name does not end it"
            <| fun () ->
                let result = run "'Parabola', 'Nonsense', 'Sine' | New-CurveData"
                Expect.equal (properties<string> "Name" result.Output) [ "Parabola"; "Sine" ] "names"
                Expect.equal result.Errors.Length 1 "errors"

            testCase "a data set for each row of a table of experiments; what a row leaves out is as usual"
            <| fun () ->
                let script =
                    "[pscustomobject]@{ Curve = 'Sine'; Points = '10'; Seed = '3'; Name = 'first' },
                     [pscustomobject]@{ Curve = 'Parabola'; Lower = -1; Upper = 1; NoiseLevel = 0.5 } | New-CurveData"

                let data = outputOf script
                Expect.equal (properties<string> "Name" data) [ "first"; "Parabola" ] "names"
                Expect.equal (properties<int> "Count" data) [ 10; 500 ] "points"
                let alone = columns "New-CurveData Sine -Points 10 -Seed 3"
                Expect.equal (columns $"({script})[0]") alone "the same as by arguments"

            testCase "the same points for the same seed, others for another"
            <| fun () ->
                let sine seed = columns $"New-CurveData Sine -Points 20 -Seed {seed}"
                Expect.equal (sine 3) (sine 3) "same seed"
                Expect.notEqual (sine 3) (sine 4) "another seed"
                Expect.notEqual (sine 3) (sine System.UInt64.MaxValue) "the largest seed"

            testCase "a function of $_, of its parameter, and of several inputs"
            <| fun () ->
                let line = [ [| -1.0; 0.0; 1.0 |]; [| -2.0; 0.0; 2.0 |] ]

                for body in [ "2 * $_"; "param($x) 2 * $x"; "2 * $args[0]" ] do
                    Expect.equal (columns $"New-CurveData -Function {{ {body} }} -Points 3") line body

                match
                    columns "New-CurveData -Function { param($a, $b) $a - 10 * $b } -Dimension 2 -Points 7"
                with
                | [ a; b; y ] -> Expect.equal y (Array.map2 (fun a b -> a - 10.0 * b) a b) "two inputs"
                | other -> failtest $"{other.Length} columns"

            testCase "columns of numbers, with texts in invariant notation"
            <| fun () ->
                Expect.equal
                    (columns "New-CurveData -X 1, '2.5' -Y '-3e1', 4 -Name own")
                    [ [| 1.0; 2.5 |]; [| -30.0; 4.0 |] ]
                    "columns"

            testCase "an object that shows its name, points and columns"
            <| fun () ->
                let data = outputOf "New-CurveData Step -Points 5 -Name mine" |> List.exactlyOne
                Expect.equal (typeName data) "UniversalApprox.CurveData" "type"
                Expect.equal (string data) "mine: 5 points, y(x)" "text"
        ]

let private refuses =
    let refused script identifier (parts: string list) =
        testCase script
        <| fun () ->
            let error = errorOf script
            Expect.stringStarts error.FullyQualifiedErrorId identifier "identifier"

            for part in parts do
                Expect.stringContains (string error) part "message"

    testList
        "refuses"
        [
            refused "New-CurveData Nonsense" "CannotConvertArgument" [ "Curve"; "Nonsense"; "Parabola, Sine" ]
            refused "New-CurveData Sine -Points 0" "InvalidArgument" [ "-Points must be at least 1; got 0" ]
            refused
                "New-CurveData Sine -Seed -1"
                "ParameterArgumentTransformation"
                [ "Seed"; "-1"; "from 0 to 18446744073709551615" ]
            refused
                "New-CurveData Sine -Lower 2 -Upper 1"
                "InvalidArgument"
                [ "Upper"; "above Lower"; "2"; "1" ]
            refused "New-CurveData Sine -NoiseLevel -1" "InvalidArgument" [ "NoiseLevel"; "0 or more"; "-1" ]
            refused "New-CurveData -Function { }" "InvalidArgument" [ "one number"; "0 objects" ]
            refused "New-CurveData -Function { 'abc' }" "InvalidArgument" [ "one number"; "'abc'" ]
            refused "New-CurveData -Function { [double]::NaN } " "InvalidArgument" [ "finite"; "NaN" ]
            refused "New-CurveData -X 1, 2 -Y 1" "InvalidArgument" [ "2 values"; "1" ]
            refused
                "New-CurveData -X '1,5' -Y 1"
                "ParameterArgumentTransformation"
                [ "'X'"; "'1,5'"; "point" ]
            refused "New-CurveData -X 1, NaN -Y 1, 2" "InvalidArgument" [ "row 2"; "NaN" ]
            refused
                "New-CurveData Sine -Lower '-1,5'"
                "ParameterArgumentTransformation"
                [ "'Lower'"; "'-1,5'" ]
            refused
                "New-CurveData Sine -Points 2.5"
                "ParameterArgumentTransformation"
                [ "'Points'"; "'2.5'"; "whole" ]
            refused
                "New-CurveData Sine -Seed 2.5"
                "ParameterArgumentTransformation"
                [ "'Seed'"; "'2.5'"; "whole" ]
            refused "New-CurveData -X 1, ([double]::NaN) -Y 1, 2" "InvalidArgument" [ "row 2"; "NaN" ]
            testCase "a function that throws, with its own message"
            <| fun () ->
                Expect.stringContains
                    (string (errorOf "New-CurveData -Function { throw 'my own words' }"))
                    "my own words"
                    "message"
        ]

let private several =
    [
        testCase "several known curves are as many data sets"
        <| fun () ->
            let data = outputOf "New-CurveData Sine, Parabola, Step -Points 20"
            Expect.equal (properties<string> "Name" data) [ "Sine"; "Parabola"; "Step" ] "names"
            Expect.equal (properties<int> "Count" data) [ 20; 20; 20 ] "points"

        testCase "several names where one is meant are an error, in every cmdlet"
        <| fun () ->
            for script in
                [
                    "New-CurveData Sine -Noise Normal, Uniform"
                    "New-CurveData Sine -Design 'Random, Grid'"
                    "New-CurveData Sine | Invoke-UnitSweep -Optimizer Adam, LBfgs"
                    "1 | Compare-UnitFit -Tolerance 1 -Measure Rmse, ValidationRmse"
                    "1 | New-ApproxChart SweepPanels, ErrorAgainstUnits"
                    "1 | Export-NeuronModel m -Format Json, Onnx"
                    "1 | Export-ApproxReport r.html -PlotlyJs Inline, Cdn"
                ] do
                let error = errorOf script

                Expect.stringContains
                    error.FullyQualifiedErrorId
                    "ParameterArgumentTransformationError"
                    script

                Expect.stringContains (string error) "It takes one value; got 2" script
    ]

[<Tests>]
let tests = testList "cmdlets New-CurveData" [ makes; refuses; testList "several" several ]
