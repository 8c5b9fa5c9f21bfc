/// Get-NeuronInverse and Get-CurveQuantity.
module UniversalApprox.Tests.Cmdlets.GetNeuronInverseTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support.ModuleSession

let private fit =
    "$fit = New-CurveData -Function { 1 / (1 + [math]::Exp(-2 * $_)) } -Lower -5 -Upper 5 -Points 60 -NoiseLevel 0.05 -Seed 3 -Name Dose | Invoke-UnitSweep -Units 1 -Restarts 2 -Folds 0\n"

let private ofFit script = outputOf (fit + script)

let private near tolerance what (expected: float) (actual: float) =
    Expect.isLessThan (abs (actual - expected)) tolerance $"{what}: {expected} and {actual}"

let private refused script category (parts: string list) =
    let error = errorOf (fit + script)
    Expect.equal error.CategoryInfo.Category category "category"

    for part in parts do
        Expect.stringContains (string error) part "message"

let private intervalColumns = [ "Mean"; "Sd"; "Q05"; "Q50"; "Q95"; "Share"; "IsTrusted" ]

let private inverse =
    testList
        "Get-NeuronInverse"
        [
            testCase "one flat row per crossing of a formula, in order, without errors"
            <| fun () ->
                let rows =
                    outputOf "'10 sig(2x - 4)', '3 gauss(x)' | Get-NeuronInverse 1, 5 -Lower -5 -Upper 5"

                Expect.equal (properties<float> "Y" rows) [ 1.0; 5.0; 1.0; 1.0 ] "levels"

                for expected, x in
                    List.zip
                        [ 2.0 - 0.5 * log 9.0; 2.0; -(sqrt (log 3.0)); sqrt (log 3.0) ]
                        (properties<float> "X" rows) do
                    near 1e-9 "x" expected x

                Expect.equal
                    (rows |> List.map (fun row -> string row.Properties["Direction"].Value))
                    [ "Rising"; "Rising"; "Rising"; "Falling" ]
                    "directions"

                Expect.equal
                    (columns rows.Head)
                    ([ "Data"; "Activation"; "Units"; "Y"; "X"; "Direction"; "Slope" ] @ intervalColumns)
                    "columns"

                Expect.isNull (rows.Head.Properties["Mean"].Value) "no errors"

            testCase "a fit and its posterior have errors, on the range of the data"
            <| fun () ->
                let rows =
                    ofFit
                        "$fit | Get-NeuronInverse 0.5
                         $fit | Invoke-Mcmc -Steps 400 -BurnIn 100 -WarningAction Ignore | Get-NeuronInverse 0.5"

                Expect.hasLength rows 2 "a row each"

                for row in rows do
                    let value name = property<float> name row
                    Expect.isTrue (value "Q05" <= value "Q50" && value "Q50" <= value "Q95") "quantiles"
                    Expect.equal (property<string> "Data" row) "Dose" "data"
                    Expect.isGreaterThan (value "Share") 0.9 "share"

            testCase
                "levels come through the pipeline, as a property or by a script block, and a warning comes once"
            <| fun () ->
                let result =
                    run (
                        fit
                        + "$readings = 'name,y,z', 'low,0.2,0.3', 'high,0.7,0.8' | ConvertFrom-Csv
                           $readings | Get-NeuronInverse -InputObject $fit
                           $readings | Get-NeuronInverse -InputObject $fit -Y { $_.z }
                           $fit | Get-NeuronInverse 0.2, 0.7, 0.3, 0.8
                           $sure = New-CurveData Sine -Points 40 | Invoke-UnitSweep -Units 6 -Restarts 1 -Folds 0
                           $null = $readings | Get-NeuronInverse -InputObject $sure"
                    )

                Expect.isNone result.Terminating "no error"
                Expect.isEmpty result.Errors "no error"
                let x = properties<float> "X" result.Output
                let sd = properties<float> "Sd" result.Output
                Expect.equal (List.take 4 x, List.take 4 sd) (List.skip 4 x, List.skip 4 sd) "the same rows"
                let untrusted = result.Warnings |> List.filter (fun line -> line.Contains "cannot be trusted")
                Expect.isLessThan untrusted.Length 2 "one warning for one fit"

            testCase "says so where there is no crossing, if asked"
            <| fun () ->
                let result =
                    run (fit + "$fit | Get-NeuronInverse 0.5, 50 -Verbose; $fit | Get-NeuronInverse 50")

                Expect.isNone result.Terminating "no error"
                Expect.hasLength result.Output 1 "a row for 0.5"
                let told = result.Verbose |> List.filter (fun line -> line.Contains "does not cross")

                Expect.equal
                    told
                    [ "Dose, 1 sigmoid: the curve does not cross y = 50 in the range." ]
                    "told once"

            testCase "refuses what it cannot do, with advice"
            <| fun () ->
                let invalid = ErrorCategory.InvalidArgument
                refused "'sig(x)' | Get-NeuronInverse 0.5" invalid [ "give -Lower and -Upper" ]

                refused
                    "'sig(x)' | Get-NeuronInverse 0.5 -Lower 2 -Upper 1"
                    invalid
                    [ "-Upper must be above -Lower = 2" ]

                refused "'sig(x1 - x2)' | Get-NeuronInverse 0.5 -Lower 0 -Upper 1" invalid [ "one input" ]
                refused "$fit | Get-NeuronInverse ([double]::NaN)" invalid [ "-Y[0] must be a finite number" ]
                refused "1 | Get-NeuronInverse 0.5" ErrorCategory.InvalidType [ "fit"; "got Int32" ]

                refused
                    "'sig(' | Get-NeuronInverse 0.5 -Lower 0 -Upper 1"
                    ErrorCategory.ParserError
                    [ "Position" ]

                refused "$fit | Get-NeuronInverse 0.5 -NoiseLevel 1" invalid [ "-NoiseLevel" ]
        ]

let private quantity =
    testList
        "Get-CurveQuantity"
        [
            testCase "one flat row per quantity, with the percentages that are asked for"
            <| fun () ->
                let rows = outputOf "'10 sig(2x - 4)' | Get-CurveQuantity -Percent 10, 90 -Lower -5 -Upper 5"

                Expect.equal
                    (columns rows.Head)
                    ([ "Data"; "Activation"; "Units"; "Name"; "Value" ] @ intervalColumns)
                    "columns"

                Expect.equal
                    (properties<string> "Name" rows)
                    [
                        yield! [ "LowerPlateau"; "UpperPlateau"; "Inflection"; "InflectionSlope" ]
                        yield! [ "EC10"; "EC10Slope"; "EC90"; "EC90Slope"; "Integral" ]
                    ]
                    "names"

                near 1e-9 "EC90" (2.0 + 0.5 * log 9.0) (property<float> "Value" rows[6])

            testCase "a fit has errors of each, and the range can be chosen"
            <| fun () ->
                let rows = ofFit "$fit | Get-CurveQuantity -Lower 0 -Upper 2 -WarningAction Ignore"
                Expect.contains (properties<string> "Name" rows) "EC50" "a sigmoid"

                for row in rows do
                    Expect.isTrue (property<float> "Q05" row <= property<float> "Q95" row) "errors"

            testCase "a curve of another shape: told, and a warning where percentages were asked for"
            <| fun () ->
                let result =
                    run
                        "'gauss(x)' | Get-CurveQuantity -Lower -2 -Upper 2 -Verbose
                         'gauss(x)' | Get-CurveQuantity -Lower -2 -Upper 2 -Percent 10"

                Expect.equal
                    (properties<string> "Name" result.Output)
                    (List.replicate 2 [ "Maximum1"; "Maximum1Value"; "Integral" ] |> List.concat)
                    "names"

                for text in [ List.exactlyOne result.Verbose; List.exactlyOne result.Warnings ] do
                    Expect.stringContains text "not of a sigmoid shape" "told"

            testCase "refuses percentages that are none"
            <| fun () ->
                refused
                    "$fit | Get-CurveQuantity -Percent 50, 100"
                    ErrorCategory.InvalidArgument
                    [ "-Percent[1] must be above 0 and below 100; got 100" ]
        ]

[<Tests>]
let tests = testList "cmdlets crossings and quantities" [ inverse; quantity ]
