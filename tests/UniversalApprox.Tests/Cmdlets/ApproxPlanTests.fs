module UniversalApprox.Tests.Cmdlets.ApproxPlanTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private linesIn folder script =
    let result = ModuleSession.runIn folder script

    Expect.equal
        (result.Errors |> List.map string, result.Terminating |> Option.map string)
        ([], None)
        "errors"

    result.Output |> List.map string

let private refusal folder script =
    let result = ModuleSession.runIn folder script

    match result.Errors with
    | error :: _ -> string error
    | [] -> failtest "it was not refused"

let private chains =
    testCase "the chains of fits, done as tasks and merged, are those of Invoke-Mcmc"
    <| inFolder (fun folder ->
        let lines =
            linesIn
                folder
                "$fits = New-CurveData Sine -Points 30 | Invoke-UnitSweep -Units 1, 2 -Activation Tanh -Restarts 2 -Folds 0
                 $tasks = $fits | Invoke-Mcmc -Steps 300 -Ensembles 2 -Plan chain.plan
                 \"$($tasks[2])\"
                 $tasks.Kind -join ' '; $tasks.Ensemble -join ' '; $tasks.Units -join ' '; $tasks.Jobs -join ' '
                 $row = Invoke-ApproxTask chain.plan -Index 0 -TasksPerIndex 3 -Run shard-0.db | Select-Object -Last 1
                 \"$row\"
                 Invoke-ApproxTask chain.plan -Index 1 -TasksPerIndex 3 -Run shard-1.db | Out-Null
                 $whole = Merge-ApproxRun shard-*.db -Run whole.db
                 $whole.State -join ' '
                 $merged = Get-ApproxRun whole.db -Posterior
                 $local = $fits | Invoke-Mcmc -Steps 300 -Ensembles 2 3> $null
                 ($merged | Get-McmcSample | ConvertTo-Csv) -join ';' -eq (($local | Get-McmcSample | ConvertTo-Csv) -join ';')
                 ($merged.Verdict -join ';') -eq ($local.Verdict -join ';')
                 $same = $fits[1] | Invoke-Mcmc -Steps 300 -Ensembles 2 -Run whole.db 3> $null
                 $same.LogDensity -eq $local[1].LogDensity"

        Expect.equal
            lines
            [
                "2: chain 1 of 2 tanh on Sine"
                "Chain Chain Chain Chain"
                "1 2 1 2"
                "1 1 2 2"
                "1 1 1 1"
                "Chain of 2 tanh on Sine: Interrupted, 300 of 300 steps"
                "Finished Finished"
                "True"
                "True"
                "True"
            ]
            "lines")

let private refusals =
    testCase "plans of chains refuse what has no meaning in them, each time with the parameter"
    <| inFolder (fun folder ->
        let refused script expected = Expect.stringContains (refusal folder script) expected script

        let data = "New-CurveData Sine -Points 30"
        refused $"{data} | Invoke-Mcmc -Units 1 -Plan a.plan" "-Steps is needed"
        refused $"{data} | Invoke-Mcmc -Units 1 -Steps 300 -Until -Plan a.plan" "leave out -Until"
        refused $"{data} | Invoke-Mcmc -Units 1 -Steps 300 -Run b.db -Plan a.plan" "-Run has no use"

        refused
            "Invoke-Mcmc -LogDensity { -$args[0][0] } -ParameterNames a -Start 0 -Steps 300 -Plan a.plan"
            "must be text"

        refused
            $"{data} | Invoke-UnitSweep -Units 1 -Restarts 2 -Folds 0 -KeepAllRestarts | Invoke-Mcmc -Steps 300 -Plan a.plan"
            "3 fits are of 1 sigmoid on Sine"

        refused
            $"{data} | Invoke-Mcmc -Units 1 -Steps 300 -Plan c.plan | Out-Null
              Invoke-ApproxTask c.plan -Index 1 -TasksPerIndex 4 -Run s.db"
            "from 0 to 0")

[<Tests>]
let tests = testList "plans in PowerShell" [ chains; refusals ]
