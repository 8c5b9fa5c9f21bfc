/// Errors and bands of fits: Get-UnitFitSummary and Get-NeuronPrediction.
module UniversalApprox.Tests.Cmdlets.GetUnitFitSummaryTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support.ModuleSession

let private fit =
    "$fit = New-CurveData Parabola -Points 60 | Invoke-UnitSweep -Units 2 -Restarts 4 -Fold 0\n"

let private ofFit script = outputOf (fit + script)

let private refused script category (parts: string list) =
    let error = errorOf (fit + script)
    Expect.equal error.CategoryInfo.Category category "category"

    for part in parts do
        Expect.stringContains (string error) part "message"

let private warnings script =
    linesOf (fit + script + " -WarningVariable warned -WarningAction SilentlyContinue > $null; $warned")

let private summaries =
    testList
        "Get-UnitFitSummary"
        [
            testCase "one flat row per parameter of each fit, with columns in this order"
            <| fun () ->
                let rows = ofFit "$fit, $fit | Get-UnitFitSummary"
                Expect.hasLength rows 16 "rows of two fits"

                Expect.equal
                    (columns rows.Head)
                    [
                        yield! [ "Data"; "Activation"; "Units"; "Name"; "Estimate"; "Mean"; "Sd"; "Median" ]
                        yield! [ "Q05"; "Q25"; "Q75"; "Q95"; "IsTrusted" ]
                    ]
                    "columns"

                for row in rows do
                    let value name = property<float> name row
                    Expect.isTrue (value "Q05" < value "Median" && value "Median" < value "Q95") "quantiles"

            testCase "takes likelihood, priors and seed as Invoke-Mcmc does"
            <| fun () ->
                Expect.equal
                    (properties<string>
                        "Name"
                        (ofFit
                            "$fit | Get-UnitFitSummary -Likelihood Gaussian -NoiseLevel 0.15 -Prior Notebook -Seed 2 -Draws 500 -Threads 1"))
                    [ "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c" ]
                    "σ is known"

                let sds priors = properties<float> "Sd" (ofFit $"$fit | Get-UnitFitSummary -Priors {priors}")

                Expect.isLessThan
                    (sds "@{ Weight = 'normal(0, 0.01)' }").Head
                    (0.5 * (sds "Notebook").Head)
                    "a narrow prior"

            testCase "warns of what cannot be trusted"
            <| fun () ->
                Expect.isEmpty
                    (warnings "$fit | Get-UnitFitSummary -Priors @{ Amplitude = 'normal(0, 100)' }")
                    "trusted"

                for cmdlet in [ "Get-UnitFitSummary"; "Get-NeuronPrediction" ] do
                    match
                        warnings
                            $"New-CurveData Parabola -Points 60 | Invoke-UnitSweep -Units 8 -Restarts 2 -Fold 0 | {cmdlet}"
                    with
                    | [ warning ] ->
                        for part in [ "Parabola, 8 sigmoid"; "k̂"; "Sample instead"; "Invoke-Mcmc" ] do
                            Expect.stringContains warning part "warning"
                    | other -> failtest $"{other}"

            testCase "refuses what it cannot do, with advice"
            <| fun () ->
                let invalid = ErrorCategory.InvalidArgument
                refused "1 | Get-UnitFitSummary" ErrorCategory.InvalidType [ "Invoke-UnitSweep"; "got Int32" ]
                refused "$fit | Get-UnitFitSummary -Draws 5" invalid [ "-Draws must be at least 100; got 5" ]
                refused "$fit | Get-UnitFitSummary -NoiseLevel 1" invalid [ "-NoiseLevel"; "GaussianUnknown" ]
                refused "$fit | Get-UnitFitSummary -Likelihood Gaussian" invalid [ "-NoiseLevel" ]
                refused "$fit | Get-UnitFitSummary -Priors x" invalid [ "-Priors must be Notebook"; "'x'" ]

                refused
                    "$fit | Get-UnitFitSummary -Priors @{ Amplitude = 'uniform(-99, 99)' }"
                    invalid
                    [ "amplitudes"; "Sample"; "Mcmc" ]
        ]

let private bands =
    testList
        "Get-NeuronPrediction of a fit"
        [
            testCase "has the bands of a posterior's rows, with the noise apart"
            <| fun () ->
                let row = (ofFit "$fit | Get-NeuronPrediction -X 1, 2 -Probability 0.05, 0.95").Head

                Expect.equal
                    (columns row)
                    [ "Activation"; "Units"; "x"; "Prediction"; "Mean"; "Q05"; "Q95"; "New05"; "New95" ]
                    "columns"

                let value name = property<float> name row
                Expect.isTrue (value "New05" < value "Q05" && value "Q05" < value "Mean") "below"
                Expect.isTrue (value "Mean" < value "Q95" && value "Q95" < value "New95") "above"

            testCase "takes priors, likelihood and draws, and refuses priors that it cannot use"
            <| fun () ->
                let row =
                    (ofFit
                        "$fit | Get-NeuronPrediction -X 1 -Likelihood MeanSquaredError -Priors Notebook -Draws 200 -WarningAction Ignore")
                        .Head

                Expect.equal
                    (columns row)
                    [ "Activation"; "Units"; "x"; "Prediction"; "Mean"; "Q05"; "Q50"; "Q95" ]
                    "no noise"

                refused
                    "$fit | Get-NeuronPrediction -X 1 -Priors @{ Offset = 'uniform(-99, 99)' }"
                    ErrorCategory.InvalidArgument
                    [ "offset"; "Sample"; "Mcmc" ]

            testCase "has an input called Mean beside the mean"
            <| fun () ->
                let rows =
                    outputOf
                        "1..20 | ForEach-Object { @{ Mean = $_; y = $_ * $_ } } |
                             Invoke-UnitSweep -X Mean -Y y -Units 1 -Restarts 1 -Fold 0 -WarningAction Ignore |
                             Get-NeuronPrediction -X 2 -WarningAction Ignore"

                Expect.equal
                    (columns rows.Head |> List.truncate 5)
                    [ "Activation"; "Units"; "Mean2"; "Prediction"; "Mean" ]
                    "columns"
        ]

[<Tests>]
let tests = testList "cmdlets errors and bands of fits" [ summaries; bands ]
