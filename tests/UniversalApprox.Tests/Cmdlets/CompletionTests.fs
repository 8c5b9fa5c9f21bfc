/// What Tab offers.
module UniversalApprox.Tests.Cmdlets.CompletionTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

/// What Tab offers at the end of a line, in a folder and after a script that prepares the session.
let private completionsIn folder prepare (line: string) =
    let quoted = line.Replace("'", "''")

    outputIn
        folder
        $"{prepare}\n$line = '{quoted}'\n(TabExpansion2 $line $line.Length).CompletionMatches.CompletionText"
    |> List.map string
    |> List.filter (fun text -> text <> "")
    |> List.sort

let private completionsAfter prepare line = completionsIn moduleFolder prepare line

let private names =
    testCase "parameters, names of activations, moves, figures and so on, properties, types and topics"
    <| fun () ->
        for line, expected in
            [
                "Invoke-UnitSweep -Activation Soft", [ "Softplus"; "Softsign" ]
                "Invoke-UnitSweep -Optimizer L", [ "LBfgs"; "LevenbergMarquardt" ]
                "Invoke-UnitSweep -Start P", [ "PyTorch" ]
                "Invoke-UnitSweep -Device c", [ "cpu"; "cuda"; "cuda:0"; "cuda:1" ]
                "Invoke-Mcmc -Move S", [ "Snooker"; "Stretch" ]
                "Invoke-Mcmc -Start ", [ "Fit"; "Prior" ]
                "Invoke-Mcmc -Likelihood G", [ "Gaussian"; "GaussianUnknown" ]
                "Get-UnitFitSummary -Likelihood G", [ "Gaussian"; "GaussianUnknown" ]
                "Get-UnitFitSummary -Priors ", [ "Notebook" ]
                "New-CurveData S", [ "Sine"; "Step" ]
                "New-ApproxChart C", [ "Convergence"; "Corner" ]
                "Export-NeuronModel m -Format P", [ "PowerShell"; "Python" ]
                "Export-ApproxReport r -PlotlyJs C", [ "Cdn" ]
                "Compare-UnitFit -Criterion A", [ "Aicc" ]
                "Compare-UnitFit -Tolerance 1 -Measure R", [ "Rmse" ]
                "Invoke-UnitSweep -Act", [ "-Activations" ]
                "Invoke-UnitSweep -Activation Sigmoid, t", [ "Tanh" ]
                "New-CurveData Sine | Invoke-UnitSweep | Sort-Object Valid",
                [ "ValidationRmse"; "ValidationStandardError" ]
                "[UniversalApprox.KnownCurve]::Ru", [ "Runge" ]
                "Get-Help about_Neu", [ "about_NeuronSum" ]
            ] do
            Expect.equal (completionsAfter "" line) expected line

let private moves =
    testCase "every move that Tab offers is one"
    <| fun () ->
        let offered = completionsAfter "" "Invoke-Mcmc -Move "
        Expect.hasLength offered 8 "moves"

        for move in offered do
            outputOf $"[UniversalApprox.Move]::FromName('{move}')" |> ignore

let private columns =
    testCase "columns of the file, of piped rows, and of rows in a variable; quoted where needed"
    <| inFolder (fun folder ->
        let file = write folder "in put.csv" "days;the yield;it's\n1;2;3\n"
        let offeredFile = $"'.{Path.DirectorySeparatorChar}in put.csv'"
        let all = [ "'it''s'"; "'the yield'"; "days" ]

        for line, expected in
            [
                $"Import-CurveData '{file}' -X ", all
                $"Import-CurveData -LiteralPath '{file}' -Y d", [ "days" ]
                $"Import-CurveData '{file}' -X days, t", [ "'the yield'" ]
                $"Import-Csv -Delimiter ';' '{file}' | Invoke-UnitSweep -X ", all
                $"Import-Csv '{file}' | Invoke-UnitSweep -Y 't", [ "'the yield'" ]
                "$rows | Invoke-UnitSweep -X ", [ "a"; "b" ]
                "$numbers | Invoke-UnitSweep -X ", []
                "Import-CurveData no-such-file.csv -X ", []
                $"Import-CurveData '{folder}' -X ", []
                $"Import-Csv -Delimiter ';' '{file}' | Where-Object days -gt 0 | Sort-Object days | Invoke-UnitSweep -Y ",
                all
            ] do
            let prepare =
                "$rows = [pscustomobject]@{ a = 1; b = 2 }, [pscustomobject]@{ a = 3; b = 4 }; $numbers = $null"
            // Where the module offers nothing, PowerShell offers files.
            Expect.equal (completionsIn folder prepare line |> List.except [ offeredFile ]) expected line

        Expect.equal (completionsIn folder "" "Import-CurveData -LiteralPath in") [ offeredFile ] "files")

let private parameters =
    testCase "the parameters of the posterior that is piped"
    <| fun () ->
        let prepare =
            "$posterior = Invoke-Mcmc -LogProbability { param($p) -$p[0] * $p[0] - $p[1] * $p[1] } -Parameter up, down -Start 0, 0 `
                 -Radius 1 -Steps 30 -BurnIn 10 -WarningAction SilentlyContinue"

        Expect.equal
            (completionsAfter prepare "$posterior | New-ApproxChart Corner -Parameter u")
            [ "up" ]
            "piped"

        Expect.equal
            (completionsAfter prepare "New-ApproxChart Corner -InputObject $posterior -Parameter ")
            [ "down"; "up" ]
            "as an argument"

[<Tests>]
let tests = testList "cmdlets completion" [ names; moves; columns; parameters ]
