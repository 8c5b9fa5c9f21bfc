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
                "Invoke-Mcmc -Likelihood G", [ "Gaussian"; "GaussianLine"; "GaussianUnknown" ]
                "Get-UnitFitSummary -Likelihood G", [ "Gaussian"; "GaussianUnknown" ]
                "Get-UnitFitSummary -Priors N", [ "Notebook" ]
                "Invoke-Mcmc -Prior ",
                List.sort
                    [
                        "Notebook"
                        "@{ Amplitude = 'Normal(0, 5)' }"
                        "@{ Bias = 'Normal(0, 5)' }"
                        "@{ Noise = 'HalfNormal(1)' }"
                        "@{ Offset = 'Normal(0, 5)' }"
                        "@{ Weight = 'Normal(0, 5)' }"
                    ]
                "Invoke-Mcmc -LogDensity { 0 } -ParameterNames a, b -Priors ",
                [ "@{ a = 'Normal(0, 5)'; b = 'Normal(0, 5)' }" ]
                "Import-CurveData -Delimiter ", List.sort [ "','"; "';'"; "\"`t\""; "'|'"; "' '" ]
                "Import-CurveData -Encoding w", [ "'windows-1252'" ]
                "New-CurveData Sine | Invoke-UnitSweep | Select-Object T", [ "TurningPoints"; "Turns" ]
                "New-CurveData Sine | Select-Object P", [ "Points" ]
                "New-CurveData Sine | Invoke-UnitSweep | Get-NeuronPrediction | Select-Object ",
                [
                    "Activation"
                    "Mean"
                    "New05"
                    "New95"
                    "Observed"
                    "Prediction"
                    "Q05"
                    "Q95"
                    "Residual"
                    "Units"
                ]
                "New-CurveData Sine | Invoke-Mcmc -Units 1 | Get-McmcSample | Select-Object ",
                [ "Ensemble"; "LogDensity"; "Step"; "Walker" ]
                "New-CurveData Sine | Invoke-Mcmc -Units 1 | Select-Object A",
                [ "Acceptance"; "AcceptanceRate"; "Activations"; "Advice" ]
                "New-CurveData S", [ "Sine"; "Step" ]
                "New-CurveData Sine | Invoke-SharedFit -Units 2 -Shared w", [ "w"; "w1"; "w2" ]
                "New-ApproxChart C", [ "Convergence"; "Corner"; "CurveDifference" ]
                "Export-NeuronModel m -Format P", [ "PowerShell"; "Python" ]
                "Export-ApproxReport r -PlotlyJs C", [ "Cdn" ]
                "Compare-UnitFit -Criterion A", [ "Aicc" ]
                "Compare-UnitFit -Tolerance 1 -Measure R", [ "Rmse" ]
                "Invoke-UnitSweep -Act", [ "-Activations" ]
                "Invoke-UnitSweep -Activation Sigmoid, t", [ "Tanh" ]
                "New-CurveData Sine | Invoke-UnitSweep | Sort-Object Valid",
                [ "Validation"; "ValidationRmse"; "ValidationStandardError" ]
                "[UniversalApprox.KnownCurve]::Ru", [ "Runge" ]
                "Get-Help about_Neu", [ "about_NeuronSum" ]
            ] do
            Expect.equal (completionsAfter "" line) expected line

let private data =
    testCase "variables that hold data"
    <| fun () ->
        let prepare = "$data = New-CurveData Sine; $other = 1; $damped = New-CurveData Step"

        for line, expected in
            [
                "Get-NeuronPrediction -Data ", [ "$damped"; "$data" ]
                "New-ApproxChart Prediction -Data $dat", [ "$data" ]
            ] do
            // PowerShell adds variables of its own where a word begins with a dollar sign.
            Expect.equal
                (completionsAfter prepare line |> List.filter (fun text -> not (text.Contains "Preference")))
                expected
                line

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
let tests = testList "cmdlets completion" [ names; data; moves; columns; parameters ]
