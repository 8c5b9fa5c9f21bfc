/// -Fix, -Bound, -Monotone and -NonNegative of the cmdlets.
module UniversalApprox.Tests.Cmdlets.ConstraintCmdletTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private rows =
    "$rows = 0..39 | ForEach-Object { $x = $_ / 10 - 2; [pscustomobject]@{ x = $x; y = [math]::Tanh($x) + 0.05 * ($_ % 3 - 1) } }"

let private quick = "-Units 1, 2 -Restarts 2 -Folds 0"

[<Tests>]
let tests =
    testList
        "constraints of the cmdlets"
        [
            testCase "hold exactly, and the answer and the model file name them"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"{rows}
                          $fits = $rows | Invoke-UnitSweep {quick} -Fix @{{ c = -1; w1 = 2.5 }} -Bound @{{ a = 0, 1.9; b2 = $null, '3.5' }} -Monotone Increasing
                          $fits.Parameters -join ' '
                          $fits.ForEach{{ $_.GetNetwork().HiddenUnits[0].Weights[0] -eq 2.5 -and $_.GetNetwork().Offset -eq -1 }} -join ' '
                          $fits[0].GetNetwork().HiddenUnits[0].Amplitude
                          $fits[0].GetActiveBounds() -join ' '
                          ($fits | Compare-UnitFit).Answer
                          ($fits[0] | Invoke-Mcmc -Steps 400 -WarningAction Ignore).GetSummaries().Where{{ $_.Name -in 'w1', 'c' }}.Sd -join ' '
                          $fits[0] | Export-NeuronModel model.json
                          (Import-NeuronModel model.json).Provenance.Constraints"

                Expect.isEmpty (result.Errors |> List.map string) "errors"
                let lines = result.Output |> List.map string
                Expect.equal lines[0].[0..1] "1 " "b1 alone is free"
                Expect.equal lines[1..3] [ "True True"; "1.9"; "a1" ] "values"
                let words = "c = -1, w1 = 2.5, 0 ≤ a ≤ 1.9, b2 ≤ 3.5, increasing"
                Expect.stringContains lines[4] words "answer"
                Expect.equal lines[5] "0 0" "constant in draws, though unit 2 has a bound too"
                Expect.equal lines[6] words "model file")

            testCase "are in the code that gives the same again, whatever the order of a table"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"$data = New-CurveData Step -Points 30 -Seed 2
                          $given = @{{ Units = 1; Restarts = 1; Folds = 0; Fix = @{{ c = 0; b1 = 0.5 }}; Bound = @{{ a1 = 0, $null }}; NonNegative = $true; Monotone = 'Increasing' }}
                          $fit = $data | Invoke-UnitSweep @given
                          $fit | Export-ApproxReport report.md -Markdown -Force | Out-Null
                          $code = [regex]::Match((Get-Content -Raw report.md), 'Invoke-UnitSweep[^|\\r\\n]*').Value
                          $code
                          $again = Invoke-Expression \"`$data | $code\"
                          $again.Formula -ceq $fit.Formula"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                match result.Output |> List.map string with
                | [ code; same ] ->
                    Expect.stringContains
                        code
                        "-Fix @{ 'b1' = 0.5; 'c' = 0 } -Bound @{ 'a1' = 0, $null } -Monotone Increasing -NonNegative"
                        "code"

                    Expect.equal same "True" "the same network"
                | other -> failtest $"{other}")

            testCase "that are no numbers, or of no parameter, are refused by the name of the parameter"
            <| fun () ->
                for arguments, words in
                    [
                        "-Fix @{ c = 'zero' }", [ "-Fix"; "'zero'" ]
                        "-Bound @{ a1 = 5 }", [ "-Bound"; "a1"; "two numbers" ]
                        "-Fix @{ d = 1 }", [ "-Fix"; "'d'" ]
                        "-Fix @{ c = 1 } -NoOffset", [ "-Fix and -NoOffset" ]
                        "-NonNegative -Activations tanh", [ "-NonNegative"; "tanh" ]
                        "-Monotone Increasing -Optimizer LBfgs", [ "-Optimizer"; "-Monotone" ]
                    ] do
                    let result = run $"{rows}; $rows | Invoke-UnitSweep {quick} {arguments}"
                    let error = Option.toList result.Terminating @ result.Errors |> List.head |> string

                    for word in words do
                        Expect.stringContains error word arguments

            testCase "survive a kill: a plan and its tasks make the same networks"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"{rows}
                          $given = @{{ Units = 1, 2; Restarts = 1; Folds = 0; Fix = @{{ c = -1 }}; Bound = @{{ a = 0, $null }}; Monotone = 'Increasing' }}
                          $direct = $rows | Invoke-UnitSweep @given
                          $rows | Invoke-UnitSweep @given -Plan sweep.plan | Out-Null
                          1..(@(Get-ApproxPlan sweep.plan).Count) | ForEach-Object {{ Invoke-ApproxTask sweep.plan -Run \"task$_.db\" -Index ($_ - 1) | Out-Null }}
                          Merge-ApproxRun task*.db -Run whole.db | Out-Null
                          $resumed = $rows | Invoke-UnitSweep @given -Run whole.db
                          ($resumed.Formula -join ';') -ceq ($direct.Formula -join ';')"

                Expect.isEmpty (result.Errors |> List.map string) "errors"
                Expect.equal (result.Output |> List.map string |> List.last) "True" "the same")
        ]
