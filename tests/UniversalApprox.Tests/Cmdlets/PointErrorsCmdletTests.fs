/// -Sigma and -Weight of the cmdlets.
module UniversalApprox.Tests.Cmdlets.PointErrorsCmdletTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private quick = "-Units 1 -Activations tanh -Restarts 1 -Folds 0"

let private rows =
    "$rows = 0..39 | ForEach-Object { $x = $_ / 10 - 2
         [pscustomobject]@{ x = $x; y = [math]::Tanh($x) + 0.05 * ($_ % 3 - 1); y_err = 0.04; n = 1 + $_ % 2 } }"

[<Tests>]
let tests =
    testList
        "-Sigma and -Weight"
        [
            testCase "of a file, of rows and of arrays are the same data"
            <| inFolder (fun folder ->
                let result =
                    runIn
                        folder
                        $"{rows}
                          $rows | Export-Csv rows.csv
                          $file = Import-CurveData rows.csv -X x -Y y -Sigma Y_ERR
                          $fit = $rows | Invoke-UnitSweep -X x -Y y -Sigma y_err {quick}
                          $array = New-CurveData -X $rows.x -Y $rows.y -Sigma $rows.y_err -Name data
                          $other = $rows | Select-Object x, y, n | Invoke-UnitSweep -Weight n {quick}
                          $file.Origin -match '-Sigma'
                          $fit.GetData().HasSameValues($array)
                          $fit.ChiSquarePerDof -gt 0.2 -and $fit.ChiSquarePerDof -lt 5
                          $null -eq $other.ChiSquarePerDof
                          ($other.GetData().Weight.ToArray() | Measure-Object -Sum).Sum -eq 60"

                Expect.isEmpty (result.Errors |> List.map string) "errors"
                Expect.equal (result.Output |> List.map string) (List.replicate 5 "True") "answers")

            testCase "samples with the known errors unless another likelihood is asked for"
            <| fun () ->
                let result =
                    run
                        $"{rows}
                          $few = @{{ Steps = 200; BurnIn = 50; WarningAction = 'Ignore' }}
                          $fit = $rows | Invoke-UnitSweep -X x -Y y -Sigma y_err {quick}
                          ($fit | Invoke-Mcmc @few).ParameterNames -contains 'log_sigma'
                          ($fit | Invoke-Mcmc @few -Likelihood GaussianUnknown).ParameterNames -contains 'log_sigma'
                          ($rows | Invoke-Mcmc -X x -Y y -Sigma y_err -Units 1 -Activation tanh @few).ParameterNames -contains 'log_sigma'"

                Expect.isEmpty (result.Errors |> List.map string) "errors"
                Expect.equal (result.Output |> List.map string) [ "False"; "True"; "False" ] "log_sigma"

            testCase
                "noise along a line is sampled with its slope, and is in the code that gives the same again"
            <| fun () ->
                let result =
                    run
                        $"{rows}
                          $fit = $rows | Invoke-UnitSweep -X x -Y y {quick}
                          $posterior = $fit | Invoke-Mcmc -Likelihood GaussianLine -Steps 200 -BurnIn 50 -WarningAction Ignore
                          $posterior.ParameterNames -join ' '
                          ($posterior | Get-McmcSummary).Name -contains 'log_sigma_slope'"

                Expect.isEmpty (result.Errors |> List.map string) "errors"

                Expect.equal
                    (result.Output |> List.map string)
                    [ "w1 b1 a1 c log_sigma log_sigma_slope"; "True" ]
                    "parameters"

            testCase "exclude each other, and name a column that is there"
            <| fun () ->
                for script, words in
                    [
                        $"{rows}; $rows | Invoke-UnitSweep -X x -Y y -Sigma y_err -Weight n {quick}",
                        [ "-Sigma"; "-Weight"; "exclude" ]
                        "New-CurveData -X 1, 2 -Y 1, 2 -Sigma 1, 1 -Weight 1, 1",
                        [ "-Sigma"; "-Weight"; "exclude" ]
                        $"{rows}; $rows | Invoke-UnitSweep -X x -Y y -Sigma e {quick}", [ "no column"; "e" ]
                        $"{rows}; $rows | Invoke-UnitSweep -X x -Y y -Sigma y {quick}",
                        [ "-Sigma"; "different" ]
                        "New-CurveData -X 1, 2 -Y 1, 2 -Sigma 1, 0", [ "-Sigma"; "above 0" ]
                    ] do
                    let result = run script

                    let errors =
                        (result.Errors |> List.map string)
                        @ (result.Terminating |> Option.map string |> Option.toList)

                    Expect.isNonEmpty errors script

                    for word in words do
                        Expect.stringContains (String.concat " " errors) word script
        ]
