/// What a posterior gives: Get-McmcSummary, Get-McmcSample and Get-NeuronPrediction.
module UniversalApprox.Tests.Cmdlets.GetMcmcTests

open System.IO
open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private posterior =
    "$posterior = New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 1 -Restarts 2 -Fold 0 |
         Invoke-Mcmc -Sampler Ensemble -Walkers 20 -Steps 40 -BurnIn 10 -Ensembles 2 -WarningAction SilentlyContinue\n"

let private ofPosterior script = outputOf (posterior + script)

let private refused script category (parts: string list) =
    let error = errorOf (posterior + script)
    Expect.equal error.CategoryInfo.Category category "category"

    for part in parts do
        Expect.stringContains (string error) part "message"

let private summaries =
    testList
        "Get-McmcSummary"
        [
            testCase "one flat row per parameter, with columns in this order"
            <| fun () ->
                let rows = ofPosterior "$posterior | Get-McmcSummary"
                Expect.equal (properties<string> "Name" rows) [ "w1"; "b1"; "a1"; "c"; "log_sigma" ] "names"

                Expect.equal
                    (columns rows.Head)
                    [
                        yield!
                            [
                                "Name"
                                "Mean"
                                "Sd"
                                "Median"
                                "Q05"
                                "Q25"
                                "Q75"
                                "Q95"
                                "HdiLow"
                                "HdiHigh"
                            ]
                        yield! [ "McseMean"; "EssBulk"; "EssTail"; "RHat"; "NestedRHat" ]
                        yield! [ "AutocorrelationTime"; "Contraction"; "IsOnlyPrior" ]
                    ]
                    "columns"

                for row in rows do
                    let value name = property<float> name row
                    Expect.isLessThan (value "Q05") (value "Q95") "quantiles"
                    Expect.isLessThan (value "HdiLow") (value "HdiHigh") "interval"

            testCase "refuses what is no posterior"
            <| fun () ->
                refused "1 | Get-McmcSummary" ErrorCategory.InvalidType [ "Invoke-Mcmc"; "got Int32" ]
        ]

let private samples =
    testList
        "Get-McmcSample"
        [
            testCase "a flat row per draw, with one column per parameter"
            <| fun () ->
                let rows = ofPosterior "$posterior | Get-McmcSample"

                Expect.equal
                    (columns rows.Head)
                    [ "Ensemble"; "Walker"; "Step"; "LogDensity"; "w1"; "b1"; "a1"; "c"; "log_sigma" ]
                    "columns"

                Expect.equal
                    [
                        for row in rows ->
                            property<int> "Ensemble" row,
                            property<int64> "Step" row,
                            property<int> "Walker" row
                    ]
                    [
                        for ensemble in 1..2 do
                            for step in 11L .. 40L do
                                for walker in 1..20 -> ensemble, step, walker
                    ]
                    "ensembles, steps, walkers"

            testCase "-Thin leaves steps out; -Raw leaves units as they were sampled"
            <| fun () ->
                let thinned = ofPosterior "$posterior | Get-McmcSample -Thin 10"
                Expect.equal (properties<int64> "Step" thinned |> List.distinct) [ 11L; 21L; 31L ] "steps"
                let raw = ofPosterior "$posterior | Get-McmcSample -Thin 10 -Raw"

                Expect.equal
                    (properties<float> "LogDensity" raw)
                    (properties<float> "LogDensity" thinned)
                    "relabelling leaves the density"

                for rows in [ raw; thinned ] do
                    Expect.hasLength rows 120 "draws"

            testCase "streams to Export-Csv"
            <| inFolder (fun folder ->
                let steps =
                    linesIn
                        folder
                        $"{posterior}$posterior | Get-McmcSample | Export-Csv draws.csv
                          ($posterior | Get-McmcSample | Select-Object -First 1).Step"

                Expect.equal steps [ "11" ] "the first"
                let lines = File.ReadAllLines(Path.Combine(folder, "draws.csv"))

                Expect.equal
                    lines[0]
                    "\"Ensemble\",\"Walker\",\"Step\",\"LogDensity\",\"w1\",\"b1\",\"a1\",\"c\",\"log_sigma\""
                    "header"

                Expect.hasLength lines (1 + 2 * 30 * 20) "lines")

            testCase "refuses what is no posterior"
            <| fun () ->
                refused "'x' | Get-McmcSample" ErrorCategory.InvalidType [ "Invoke-Mcmc"; "got String" ]
        ]

let private bands =
    testList
        "Get-NeuronPrediction of a posterior"
        [
            testCase "mean, quantiles of the curve and of new observations, beyond the data too"
            <| fun () ->
                let rows = ofPosterior "$posterior | Get-NeuronPrediction -Lower -10 -Upper 10 -Points 5"
                Expect.equal (properties<float> "x" rows) [ -10.0; -5.0; 0.0; 5.0; 10.0 ] "grid"

                Expect.equal
                    (columns rows.Head)
                    [ "x"; "Mean"; "Q05"; "Q50"; "Q95"; "New05"; "New50"; "New95" ]
                    "columns"

                for row in rows do
                    let value name = property<float> name row
                    Expect.isTrue (value "Q05" <= value "Q50" && value "Q50" <= value "Q95") "order"

                    Expect.isLessThan
                        (value "Q95" - value "Q05")
                        (value "New95" - value "New05")
                        "observations scatter more"

            testCase "at its own data, at points, with other probabilities"
            <| fun () ->
                Expect.hasLength (ofPosterior "$posterior | Get-NeuronPrediction") 30 "the points of the data"
                let row = (ofPosterior "$posterior | Get-NeuronPrediction -X 1 -Probability 0.025, 0.5").Head
                Expect.equal (columns row) [ "x"; "Mean"; "Q02.5"; "Q50"; "New02.5"; "New50" ] "columns"

            testCase "refuses other probabilities, and densities that are no network"
            <| fun () ->
                refused
                    "$posterior | Get-NeuronPrediction -X 1 -Probability 2"
                    ErrorCategory.InvalidArgument
                    [ "-Probabilities must be from 0 to 1; got 2" ]

                refused
                    "Invoke-Mcmc -LogProbability { param($p) -$p[0] * $p[0] } -Parameter a -Start 0 -Radius 1 -Steps 30 -BurnIn 10 -Ensembles 2 -WarningAction SilentlyContinue | Get-NeuronPrediction -X 1"
                    ErrorCategory.InvalidArgument
                    [ "not that of a network" ]
        ]

[<Tests>]
let tests = testList "cmdlets posteriors" [ summaries; samples; bands ]
