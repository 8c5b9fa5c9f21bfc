module UniversalApprox.Tests.Cmdlets.GetApproxRunTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private data = "New-CurveData Sine -Points 30"
let private sweep = $"{data} | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 2 -Run run.db"

let private chain =
    $"{data} | Invoke-Mcmc -Units 1 -Steps 1200 -BurnIn 150 -Run run.db -WarningVariable ignored 3> $null"

let private linesIn folder script =
    let result = ModuleSession.runIn folder script

    Expect.equal
        (result.Errors |> List.map string, result.Terminating |> Option.map string)
        ([], None)
        "errors"

    result.Output |> List.map string

let private lists =
    testCase "lists sweep and chain of a file, and reads fits and draws that are those of the run"
    <| inFolder (fun folder ->
        let lines =
            linesIn
                folder
                $"$fits = {sweep}
                  $posterior = {chain}
                  $runs = Get-ApproxRun run.db
                  $runs.Kind -join ' '; $runs.State -join ' '; $runs.Data -join ' '; $runs[1].Name
                  $runs[0].CellsDone, $runs[0].Cells, $runs[0].JobsDone, $runs[0].Jobs -join ' '
                  $runs[1].StepsDone, $runs[1].Steps -join ' '
                  $runs[0].Answer -eq ($fits | Compare-UnitFit).Answer
                  $runs[1].Answer -eq $posterior.Verdict
                  (Get-ApproxRun run.db -Last).Kind
                  (Get-ApproxRun run.db -Fits).Formula -join ';' -eq ($fits.Formula -join ';')
                  @(Get-ApproxRun run.db -Fits -KeepAllRestarts).Count
                  $read = Get-ApproxRun run.db -Posterior
                  ($read | Get-McmcSummary | ConvertTo-Csv) -join ';' -eq (($posterior | Get-McmcSummary | ConvertTo-Csv) -join ';')
                  $read.Verdict -eq $posterior.Verdict
                  @(Get-ApproxRun run.db -Wait).Count
                  (Get-ApproxRun run.db -Fits | Compare-UnitFit).Units -eq ($fits | Compare-UnitFit).Units"

        Expect.equal
            lines
            [
                "Sweep Chain"
                "Finished Finished"
                "Sine Sine"
                "1 sigmoid"
                "2 2 10 10"
                "1200 1200"
                "True"
                "True"
                "Chain"
                "True"
                "6"
                "True"
                "True"
                "2"
                "True"
            ]
            "lines")

let private repeats =
    testCase "the same command writes the same rows from the file, in one pipeline with its chain too"
    <| inFolder (fun folder ->
        let lines =
            linesIn
                folder
                $"$first = {sweep}
                  $second = {sweep}
                  ($first | Select-Object * -ExcludeProperty Milliseconds | ConvertTo-Csv) -join ';' -eq (($second | Select-Object * -ExcludeProperty Milliseconds | ConvertTo-Csv) -join ';')
                  ($first.Milliseconds -join ' ') -eq ($second.Milliseconds -join ' ')
                  $posterior = {data} | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 -Run both.db | Invoke-Mcmc -Steps 1100 -Run both.db 3> $null
                  (Get-ApproxRun both.db).Kind -join ' '"

        Expect.equal lines [ "True"; "True"; "Sweep Chain" ] "lines"

        Expect.equal
            (Directory.GetFiles folder |> Array.map Path.GetFileName |> Array.sort)
            [| "both.db"; "run.db" |]
            "files")

let private refuses =
    testCase "what cannot be is an error with its identifier"
    <| inFolder (fun folder ->
        linesIn folder $"$null = {sweep}" |> ignore
        write folder "text.db" "This is no database." |> ignore

        for script, id, texts in
            [
                "Get-ApproxRun missing.db", "FileNotFound", [ "missing.db" ]
                "Get-ApproxRun text.db", "RunFileNotARunFile", [ "no database" ]
                "Get-ApproxRun run.db -KeepAllRestarts", "ContradictoryArguments", [ "-Fits" ]
                "Get-ApproxRun run.db -Fits -Posterior", "ContradictoryArguments", [ "-Posterior" ]
                $"{data} | Invoke-UnitSweep -Units 1, 2 -Restarts 3 -Folds 2 -Run run.db",
                "InvalidArgument",
                [ "-Restarts was 2 and is 3 now" ]
                "New-CurveData Sine -Points 31 | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 2 -Run run.db",
                "InvalidArgument",
                [ "30 points there, and 31 here" ]
                $"{data} | Invoke-UnitSweep -Units 1 -Run text.db", "RunFileNotARunFile", [ "text.db" ]
                $"{data} | Invoke-Mcmc -Units 1 -Steps 50 -Run no/run.db",
                "RunFileUnreadable",
                [ "folder does not exist" ]
                $"{data} | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 | Invoke-Mcmc -Steps 50 -Stream -Run run.db",
                "ContradictoryArguments",
                [ "-Stream" ]
                $"{data} | Invoke-UnitSweep -Units 1 -Run Env:x",
                "InvalidArgument",
                [ "-Run must be a file" ]
            ] do
            let error = ModuleSession.errorIn folder script
            Expect.stringStarts error.FullyQualifiedErrorId id script

            for text in texts do
                Expect.stringContains (string error) text script)

[<Tests>]
let tests = testList "cmdlets Get-ApproxRun" [ lists; repeats; refuses ]
