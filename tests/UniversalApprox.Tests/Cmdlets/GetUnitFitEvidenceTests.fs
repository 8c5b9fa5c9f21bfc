/// Get-UnitFitEvidence, and Get-NeuronPrediction of its rows.
module UniversalApprox.Tests.Cmdlets.GetUnitFitEvidenceTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support.ModuleSession

let private fits =
    "$fits = New-CurveData Parabola -Points 40 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 0\n"

let private ofFits script = outputOf (fits + script)

let private quick = "Get-UnitFitEvidence -Starts 20 -AmplitudeFactors @()"

[<Tests>]
let tests =
    testList
        "Get-UnitFitEvidence"
        [
            testCase "one flat row per model, with columns in this order"
            <| fun () ->
                let rows = ofFits "$fits | Get-UnitFitEvidence -Starts 20 -WarningAction SilentlyContinue"
                Expect.equal (properties<int> "Units" rows) [ 1; 2 ] "models, not restarts"

                Expect.equal
                    (columns rows.Head)
                    [
                        yield!
                            [
                                "Data"
                                "Activation"
                                "Units"
                                "LogEvidence"
                                "StandardError"
                                "Probability"
                                "IsLowerBound"
                            ]
                        yield!
                            [ "Elpd"; "ElpdStandardError"; "ElpdDifference"; "ElpdDifferenceStandardError" ]
                        yield! [ "EffectiveParameters"; "MaxParetoK"; "StackingWeight"; "PriorTable" ]
                    ]
                    "columns"

                Expect.isLessThan
                    (abs (List.sum (properties<float> "Probability" rows) - 1.0))
                    1e-12
                    "probabilities"

                Expect.isGreaterThan
                    (property<float> "Probability" rows[1])
                    0.999
                    "one sigmoid makes no parabola"

                Expect.isGreaterThan (property<float> "StackingWeight" rows[1]) 0.99 "nor does it predict one"

            testCase "tables of priors are text in a CSV"
            <| fun () ->
                match
                    linesOf (
                        fits
                        + "$fits | Get-UnitFitEvidence -Starts 20 -AmplitudeFactors 2 -WarningAction SilentlyContinue | ConvertTo-Csv"
                    )
                with
                | header :: row :: _ ->
                    Expect.stringEnds header "\"PriorTable\"" "header"
                    Expect.stringContains row "\"x1: " "text"
                | other -> failtest $"{other}"

            testCase "takes likelihood, priors and seed; the same seed gives the same rows"
            <| fun () ->
                let logs arguments =
                    properties<float>
                        "LogEvidence"
                        (ofFits $"$fits | {quick} {arguments} -WarningAction SilentlyContinue")

                let known = logs "-Likelihood Gaussian -NoiseLevel 0.15 -Seed 2 -Threads 1"
                Expect.equal (logs "-Likelihood Gaussian -NoiseLevel 0.15 -Seed 2 -Threads 2") known "threads"
                Expect.notEqual (logs "-Likelihood Gaussian -NoiseLevel 0.15 -Seed 3") known "seed"
                Expect.notEqual (logs "-Priors Notebook") known "priors"

            testCase "warns of lower bounds and of points that decide too much"
            <| fun () ->
                let warnings =
                    linesOf
                        "New-CurveData Parabola -Points 8 | Invoke-UnitSweep -Units 4 -Restarts 1 -Folds 0 |
                            Get-UnitFitEvidence -Starts 6 -AmplitudeFactors @() -Priors Notebook -WarningVariable warned -WarningAction SilentlyContinue > $null
                         $warned"

                let one (part: string) = warnings |> List.exists (fun warning -> warning.Contains part)
                Expect.isTrue (one "a lower bound" && one "Raise -Starts") $"{warnings}"
                Expect.isTrue (one "Elpd cannot be trusted") $"{warnings}"

            testCase "its rows give the averaged curve"
            <| fun () ->
                let rows =
                    ofFits
                        $"$fits | {quick} -WarningAction SilentlyContinue | Get-NeuronPrediction -X -4, 0, 4 -Probabilities 0.1, 0.9"

                Expect.equal (columns rows.Head) [ "x"; "Mean"; "Q10"; "Q90"; "New10"; "New90" ] "columns"

                for row in rows do
                    let x = property<float> "x" row
                    Expect.isLessThan (abs (property<float> "Mean" row - x * x)) 0.5 $"at {x}"

                Expect.hasLength
                    (ofFits $"$fits | {quick} -WarningAction SilentlyContinue | Get-NeuronPrediction")
                    40
                    "at the data"

            testCase "refuses what it cannot do, with advice"
            <| fun () ->
                let refused script category (parts: string list) =
                    let error = errorOf (fits + script)
                    Expect.equal error.CategoryInfo.Category category "category"

                    for part in parts do
                        Expect.stringContains (string error) part "message"

                let invalid = ErrorCategory.InvalidArgument

                refused
                    "1 | Get-UnitFitEvidence"
                    ErrorCategory.InvalidType
                    [ "Invoke-UnitSweep"; "got Int32" ]

                refused
                    "$fits | Get-UnitFitEvidence -Draws 150"
                    invalid
                    [ "-Draws must be at least 200; got 150" ]

                refused
                    "$fits | Get-UnitFitEvidence -Starts 0"
                    invalid
                    [ "-Starts must be at least 1; got 0" ]

                refused
                    "$fits | Get-UnitFitEvidence -AmplitudeFactors 1, 0"
                    invalid
                    [ "-AmplitudeFactors[1]"; "above 0" ]

                refused
                    "$fits[0] | Get-UnitFitEvidence -Priors @{ Amplitude = 'uniform(-99, 99)' }"
                    invalid
                    [ "cannot be computed"; "not normal" ]
        ]
