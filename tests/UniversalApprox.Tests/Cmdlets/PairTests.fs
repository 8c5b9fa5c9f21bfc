/// What goes where: comparisons and posteriors do wherever a fit does, and rows of a file go through a model.
module UniversalApprox.Tests.Cmdlets.PairTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private objects =
    "$WarningPreference = 'SilentlyContinue'
     $fits = New-CurveData -Function { 1 / (1 + [math]::Exp(-6 * $_)) } -Points 40 -NoiseLevel 0.02 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 0
     $comparison = $fits | Compare-UnitFit
     $fit = $comparison.GetRecommended()
     $posterior = $fit | Invoke-Mcmc -Steps 60 -BurnIn 20 -Ensembles 2
     $ofData = $fit.GetData() | Invoke-Mcmc -Units 1 -Steps 60 -BurnIn 20 -Ensembles 2
     $none = $fits | Compare-UnitFit -Tolerance 1e-9\n"

/// What takes a fit, and what comes out as text. A posterior has bands and errors of its own, so that only the pairs of the first
/// list give what the fit gives.
let private asTheFit =
    [
        "(Invoke-Mcmc -Steps 40 -BurnIn 10 -Ensembles 1).GetFits()[0].Formula"
        "New-ApproxChart Anatomy | ForEach-Object Caption"
        "New-ApproxChart NeuronSums | ForEach-Object ToJson | ForEach-Object Length"
        "Export-NeuronModel n.json -Force; Get-Content n.json | Where-Object { $_ -notmatch 'created' }"
    ]

let private ofComparisons =
    [
        "Get-NeuronPrediction -X 0.5 | ForEach-Object { $_.Prediction, $_.Q05, $_.Q95 -join ' ' }"
        "Get-NeuronInverse 0.5 | ForEach-Object { $_.X, $_.Sd -join ' ' }"
        "Get-CurveQuantity | ForEach-Object { $_.Name, $_.Value, $_.Sd -join ' ' }"
        "Get-UnitFitSummary | ForEach-Object { $_.Name, $_.Sd -join ' ' }"
    ]

let private ofPosteriors =
    [
        "Get-NeuronPrediction -X 0.5 | ForEach-Object { $_.Q05 -lt $_.Q95 }"
        "Get-NeuronInverse 0.5 | ForEach-Object { $_.Share -gt 0.5 }"
        "Get-CurveQuantity | ForEach-Object Name"
        "New-ApproxChart SweepPanels | ForEach-Object Name"
        "New-ApproxChart TrainingHistory | ForEach-Object Name"
        "Compare-UnitFit | ForEach-Object Units"
        "Get-UnitFitEvidence -Starts 5 -AmplitudeFactors @() | ForEach-Object Units"
        "Export-ApproxReport r.html -Force; (Get-Item r.html).Length -gt 1MB"
    ]

/// The first command of a pipeline in parentheses gets the object too.
let private piped object (command: string) =
    if command.StartsWith "(" then
        $"({object} | {command[1..]}"
    else
        $"{object} | {command}"

/// What each command writes about an object, as one text each.
let private texts folder object commands =
    let each = commands |> List.map (fun command -> $"(. {{ {piped object command} }} | Out-String)")
    outputIn folder (objects + String.concat "\n" each) |> List.map string

let private pairs =
    [
        testCase "a comparison gives what its recommended fit gives"
        <| inFolder (fun folder ->
            let commands = asTheFit @ ofComparisons
            let expected = texts folder "$fit" commands
            Expect.all expected (fun text -> text.Trim() <> "") "the fit gives something"
            Expect.equal (texts folder "$comparison" commands) expected "the same")

        testCase "a posterior goes where a fit goes"
        <| inFolder (fun folder ->
            Expect.equal (texts folder "$posterior" asTheFit) (texts folder "$fit" asTheFit) "as the fit"

            for command, text in List.zip ofPosteriors (texts folder "$posterior" ofPosteriors) do
                Expect.isNotEmpty (text.Trim()) command)

        testCase "a posterior of data stands for its draw of highest density"
        <| inFolder (fun folder ->
            let lines =
                linesIn
                    folder
                    (objects
                     + "$ofData | Export-NeuronModel d.json; (Import-NeuronModel d.json).Formula -eq $ofData.MaximumProbability.Formula
                        ($ofData | New-ApproxChart NeuronSums).Name, ($ofData | New-ApproxChart Anatomy).Name -join ' '
                        ($ofData | Get-NeuronInverse 0.5).Count -ge 1")

            Expect.equal lines [ "True"; "neuron-sums anatomy"; "True" ] "lines")

        testCase "training starts from a comparison or a posterior as from their fit"
        <| inFolder (fun folder ->
            let lines =
                linesIn
                    folder
                    (objects
                     + "$formulas = foreach ($start in $fit, $comparison, $posterior) {
                            ($fit.GetData() | Invoke-UnitSweep -Units $fit.Units -Restarts 1 -Folds 0 -Start $start).Formula
                        }
                        ($formulas | Sort-Object -Unique).Count")

            Expect.equal lines [ "1" ] "one formula")

        testCase "a comparison counts with all its fits where fits are compared"
        <| inFolder (fun folder ->
            let lines =
                linesIn
                    folder
                    (objects
                     + "($comparison | Compare-UnitFit -Criterion Bic).Units -eq ($fits | Compare-UnitFit -Criterion Bic).Units
                        ($fits + $comparison | Compare-UnitFit).Ranking.Count
                        ($comparison | Get-UnitFitEvidence -Starts 5 -AmplitudeFactors @()).Count
                        ($comparison | New-ApproxChart SweepPanels).Count")

            Expect.equal lines [ "True"; "2"; "2"; "1" ] "lines")

        testCase "a comparison without a recommendation says what to do"
        <| inFolder (fun folder ->
            let commands =
                [
                    "Invoke-Mcmc"
                    "Get-NeuronPrediction"
                    "Get-NeuronInverse 0.5"
                    "Get-CurveQuantity"
                    "Get-UnitFitSummary"
                    "New-ApproxChart Anatomy"
                    "New-ApproxChart NeuronSums"
                    "Export-NeuronModel none.json"
                ]

            let piped = [ for command in commands -> $"$none | {command}" ] |> String.concat "\n"
            let result = runIn folder (objects + piped)
            Expect.equal (result.Output.Length, result.Errors.Length) (0, commands.Length) "errors alone"

            for error in result.Errors do
                Expect.stringStarts error.FullyQualifiedErrorId "InvalidArgument," "identifier"

                for part in [ "recommends no fit"; "<= 1E-09"; "another criterion"; "Ranking[0].GetFit()" ] do
                    Expect.stringContains (string error) part "message"

            Expect.isFalse (File.Exists(Path.Combine(folder, "none.json"))) "nothing was written")
    ]

let private shows script expected =
    inFolder (fun folder -> Expect.equal (linesIn folder (objects + script)) expected "lines")

let private rows =
    [
        testCase "Import-Csv goes through a model by the names of its inputs, and keeps the other columns"
        <| shows
            "'sample,X,note', 'a,0.5,first', 'b,-1,second' | Set-Content new.csv
             $rows = Import-Csv new.csv | Get-NeuronPrediction -Model $fit
             $rows[0].psobject.Properties.Name -join ' '
             $direct = $fit | Get-NeuronPrediction -X 0.5, -1
             foreach ($i in 0, 1) { \"$($rows[$i].sample) $($rows[$i].note) $($rows[$i].Prediction -eq $direct[$i].Prediction) $($rows[$i].Q05 -eq $direct[$i].Q05) $($rows[$i].New95 -eq $direct[$i].New95)\" }"
            [
                "sample X note Prediction Mean Q05 Q50 Q95 New05 New50 New95"
                "a first True True True"
                "b second True True True"
            ]

        testCase "rows go through every kind of model, and bands are there where the model has them"
        <| shows
            "$new = [pscustomobject]@{ x = 0.5 }
             $weights = $comparison | Get-UnitFitEvidence -Starts 5 -AmplitudeFactors @()
             foreach ($model in $fit, $comparison, $posterior, $ofData, $fit.GetNetwork(), $fit.Formula) {
                 ($new | Get-NeuronPrediction -Model $model -Probability 0.1).psobject.Properties.Name -join ' '
             }
             $one = $new | Get-NeuronPrediction -Model $weights
             $one.Q05 -eq ($weights | Get-NeuronPrediction -X 0.5).Q05"
            [
                yield! List.replicate 2 "x Prediction Mean Q10 New10"
                yield! List.replicate 2 "x Mean Q10 New10"
                yield! List.replicate 2 "x Prediction"
                "True"
            ]

        testCase "rows stream, many are the same as one by one, and hash tables are rows"
        <| shows
            "$many = 1..3000 | ForEach-Object { [pscustomobject]@{ id = $_; x = $_ / 3000 } } | Get-NeuronPrediction -Model $fit
             $many.Count
             $alone = [ordered]@{ id = 2999; x = 2999 / 3000 } | Get-NeuronPrediction -Model $fit
             $many[2998].Q95 -eq $alone.Q95
             (1..1000000 | ForEach-Object { [pscustomobject]@{ x = 1 } } | Get-NeuronPrediction -Model 'sig(x)' | Select-Object -First 1).Prediction -gt 0.7"
            [ "3000"; "True"; "True" ]

        testCase "several inputs, in any order of columns"
        <| shows
            "[pscustomobject]@{ x2 = 1; keep = 'k'; x1 = 3 } | Get-NeuronPrediction -Model 'relu(x1 - x2)' | ForEach-Object { $_.psobject.Properties.Value -join ' ' }"
            [ "1 k 3 2" ]

        testCase "columns that are called like results get a number, and cells must be numbers"
        <| fun () ->
            let result =
                run
                    "$rows = [pscustomobject]@{ x = 1; Prediction = 'mine' }, [pscustomobject]@{ x = 'one' }, [pscustomobject]@{ x = '2' }
                     $rows | Get-NeuronPrediction -Model 'relu(x)'"

            Expect.equal (columns result.Output[0]) [ "x"; "Prediction2"; "Prediction" ] "names"
            Expect.equal (properties<float> "Prediction" result.Output) [ 1.0; 2.0 ] "the good rows"

            match result.Errors with
            | [ error ] ->
                Expect.stringStarts error.FullyQualifiedErrorId "InvalidRow," "identifier"
                Expect.stringContains (string error) "\"x\" must hold finite numbers; got 'one'" "message"
            | other -> failtest $"{other.Length} errors"

        testCase "a missing column, no model, several models and a model without a network are errors"
        <| fun () ->
            for script, id, parts in
                [
                    "[pscustomobject]@{ time = 1 } | Get-NeuronPrediction -Model 'sig(x)'",
                    "UnknownColumns",
                    [ "\"x\""; "time" ]
                    "[pscustomobject]@{ x = 1 } | Get-NeuronPrediction -X 1", "WrongInput", [ "-Model" ]
                    "[pscustomobject]@{ x = 1 } | Get-NeuronPrediction -Model 'sig(x)', 'tanh(x)'",
                    "InvalidArgument",
                    [ "one model"; "2 objects" ]
                    "[pscustomobject]@{ x = 1 } | Get-NeuronPrediction -Model 5",
                    "InvalidArgument",
                    [ "Int32" ]
                    "[pscustomobject]@{ x = 1 } | Get-NeuronPrediction -Model 'sig('", "InvalidFormula", []
                ] do
                let error = errorOf script
                Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script

                for part in parts do
                    Expect.stringContains (string error) part script
    ]

[<Tests>]
let tests = testList "cmdlets pairs" [ testList "objects" pairs; testList "rows" rows ]
