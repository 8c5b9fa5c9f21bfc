module UniversalApprox.Tests.Cmdlets.CompareUnitFitTests

open System.IO
open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private answers =
    testList
        "answers"
        [
            testCase "with the smallest number that suffices, the reason and the turning points"
            <| fun () ->
                let comparison =
                    outputOf
                        "New-CurveData Parabola -Points 100 | Invoke-UnitSweep -Units 1, 2, 3 -Restarts 6 | Compare-UnitFit"
                    |> List.exactlyOne

                Expect.equal (typeName comparison) "UniversalApprox.UnitComparison" "type"

                Expect.equal (property<int> "Units" comparison) 2 "units"
                Expect.equal (property<string> "Activation" comparison) "sigmoid" "activation"
                Expect.equal (property<string> "Criterion" comparison) "FTest" "criterion"

                for part in
                    [
                        "2 sigmoid neurons suffice: the data tell 2 from 1"
                        "1 does not"
                        "noise"
                        "turn once"
                    ] do
                    Expect.stringContains (property<string> "Answer" comparison) part "answer"

                Expect.equal (string comparison) (property<string> "Answer" comparison) "text"

            testCase "by the tolerance or BIC instead"
            <| fun () ->
                let result =
                    outputOf
                        "$fits = New-CurveData Parabola -Points 60 | Invoke-UnitSweep -Units 1, 2 -Restarts 4 -Fold 0
                         $fits | Compare-UnitFit
                         $fits | Compare-UnitFit -Criterion Bic
                         $fits | Compare-UnitFit -Tolerance 0.2
                         $fits | Compare-UnitFit -Tolerance 1000 -Measure Rmse
                         $fits | Compare-UnitFit -Tolerance 1e-9"

                Expect.equal
                    (properties<string> "Criterion" result)
                    [
                        "FTest"
                        "Bic"
                        "MeanAbsoluteResidual <= 0.2"
                        "Rmse <= 1000"
                        "MeanAbsoluteResidual <= 1E-09"
                    ]
                    "criteria"

                Expect.equal
                    (properties<System.Nullable<int>> "Units" result |> List.map Option.ofNullable)
                    [ Some 2; Some 2; Some 2; Some 1; None ]
                    "units"

                Expect.stringStarts
                    (property<string> "Answer" result[4])
                    "None of the numbers tried suffices"
                    "answer"

            testCase "by the evidence, whose table a report takes"
            <| inFolder (fun folder ->
                let lines =
                    linesIn
                        folder
                        "$fits = New-CurveData Step -Points 40 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Fold 0
                         $answer = $fits | Compare-UnitFit -Criterion Evidence
                         \"$($answer.Units) $($answer.Criterion) $($answer.Answer -match 'evidence|bare mention')\"
                         @($fits) + @($fits | Get-UnitFitEvidence -WarningAction SilentlyContinue) | Export-ApproxReport report.html"

                Expect.equal lines.Head "1 Evidence True" "answer"
                let page = File.ReadAllText(Path.Combine(folder, "report.html"))
                Expect.stringContains page "How probable each number is" "table"
                Expect.stringContains page "Get-UnitFitEvidence" "the command that gives it again")

            testCase "once for each data set, also where two have the same name"
            <| fun () ->
                let result =
                    outputOf
                        "$small = @{ Units = 1; Restarts = 1; Fold = 0 }
                         $fits = New-CurveData Abs -Points 20 | Invoke-UnitSweep @small
                         $fits = @($fits) + @(New-CurveData Step -Points 20 | Invoke-UnitSweep @small)
                         $fits = @($fits) + @(New-CurveData Step -Points 20 -Name Abs | Invoke-UnitSweep @small)
                         $fits = @($fits) + @(New-CurveData Step -Points 20 | Invoke-UnitSweep @small -Activation Tanh)
                         $fits | Compare-UnitFit | ForEach-Object { \"$($_.Data) $($_.Ranking.Count)\" }"

                Expect.equal
                    (result |> List.map string)
                    [ "Abs 1"; "Step 2"; "Abs 1" ]
                    "fits of equal data belong together"

            testCase "with a ranking of which one row is recommended"
            <| fun () ->
                let ranking =
                    outputOf
                        "$fits = New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -AllRestarts -Fold 0
                         (Compare-UnitFit $fits).Ranking | ForEach-Object { $_ }"

                Expect.equal (properties<int> "Rank" ranking) [ 1; 2 ] "one row for each number of units"

                Expect.equal
                    (properties<bool> "IsRecommended" ranking |> List.filter id |> List.length)
                    1
                    "recommended"
        ]

let private refuses =
    let fits = "$fits = New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0; "

    let refused script (identifier: string) (parts: string list) =
        testCase script
        <| fun () ->
            let error = errorOf (fits + script)
            Expect.stringStarts error.FullyQualifiedErrorId (identifier + ",") "identifier"

            for part in parts do
                Expect.stringContains (string error) part "message"

    testList
        "refuses"
        [
            refused
                "$fits | Compare-UnitFit -Tolerance 0"
                "InvalidArgument"
                [ "-Tolerance"; "above 0"; "got 0" ]
            refused "$fits | Compare-UnitFit -Tolerance NaN" "InvalidArgument" [ "-Tolerance"; "got NaN" ]
            refused
                "$fits | Compare-UnitFit -Margin -1"
                "InvalidArgument"
                [ "-Margin"; "0 or more"; "got -1" ]
            refused
                "$fits | Compare-UnitFit -Criterion Taste"
                "ParameterArgumentValidationError"
                [ "Criterion"; "Taste"; "Validation,Aicc,Bic" ]
            refused
                "$fits | Compare-UnitFit -Criterion Validation"
                "InvalidArgument"
                [ "validation"; "it needs a sweep with folds" ]
            refused "$fits | Compare-UnitFit -Criterion Bic -Tolerance 1" "AmbiguousParameterSet" []
            refused
                "New-CurveData Sine | Compare-UnitFit"
                "WrongInput"
                [ "CurveData"; "Invoke-UnitSweep first" ]
            refused
                "[pscustomobject]@{ Units = 1 } | Compare-UnitFit"
                "WrongInput"
                [ "PSCustomObject"; "CSV" ]

            testCase "an object that is no fit, and compares the others"
            <| fun () ->
                let result = run (fits + "@(1) + @($fits) | Compare-UnitFit")
                Expect.equal result.Output.Length 1 "answers"

                Expect.equal
                    (List.exactlyOne result.Errors).CategoryInfo.Category
                    ErrorCategory.InvalidType
                    "category"

            testCase "nothing where nothing comes: no answer and no error"
            <| fun () ->
                let result = run "@() | Compare-UnitFit"
                Expect.equal (result.Output, result.Errors) ([], []) "nothing"
        ]

[<Tests>]
let tests = testList "cmdlets Compare-UnitFit" [ answers; refuses ]
