/// Whole jobs in the embedded shell, with files: sweep to CSV and back, the examples, interruptions.
module UniversalApprox.Tests.Cmdlets.PipelineTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private shellFile = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"
let private shell arguments = Process.run "dotnet" (shellFile :: arguments) [] ""
let private command (text: string) = shell [ "-Command"; text ]
let private example name = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", name)
let private rat42 = example (Path.Combine("data", "rat42.csv"))

/// The columns of a fit, in the order in which users rely on them.
let private columns =
    [
        "Data"
        "Activation"
        "Units"
        "Parameters"
        "Restart"
        "Seed"
        "Optimizer"
        "Iterations"
        "StopReason"
        "Sse"
        "Rmse"
        "MeanAbsoluteResidual"
        "MaxAbsoluteResidual"
        "RSquared"
        "ValidationRmse"
        "ValidationStandardError"
        "Aicc"
        "Bic"
        "TurningPoints"
        "Milliseconds"
        "Formula"
    ]

let private quoted (values: string list) = String.Join(",", values |> List.map (fun value -> $"\"{value}\""))

let private csv =
    testList
        "csv"
        [
            testCase "a fit has its columns in their order, and its network can be had back from the file"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "sweep.csv")

                let result =
                    command
                        $"$fits = New-CurveData Sine -Points 50 | Invoke-UnitSweep -Units 1, 3 -Restarts 2
                          $fits | Export-Csv '{file}'
                          $rows = Import-Csv '{file}'
                          foreach ($i in 0, 1) {{
                              $was = ($fits[$i] | Get-NeuronPrediction -X -3, 0.1, 7).Prediction -join ' '
                              $is = ($rows[$i].Formula | Get-NeuronPrediction -X -3, 0.1, 7).Prediction -join ' '
                              \"$($was -eq $is) $($fits[$i].Rmse -eq [double] $rows[$i].Rmse)\"
                          }}"

                Expect.equal
                    (result.Error, result.Output)
                    ("", "True True\nTrue True\n")
                    "same networks and numbers"

                Expect.equal (File.ReadLines file |> Seq.head) (quoted columns) "header"
                Expect.hasLength (File.ReadAllLines file) 3 "rows")

            testCase "a file is swept through Import-Csv as through Import-CurveData"
            <| fun () ->
                let result =
                    command
                        $"$file = '{rat42}'
                          $names = Import-CurveData -LiteralPath $file
                          $one = Import-Csv $file | Invoke-UnitSweep $names.InputNames[0] $names.OutputName -Units 1 -NoOffset
                          $other = $names | Invoke-UnitSweep -Units 1 -NoOffset
                          $one.Formula -eq $other.Formula
                          '{{0:F6}}' -f $one.Sse"

                Expect.equal result.Output "True\n8.056523\n" "the certified sum of squares of Rat42"

            testCase "a full disk is an error of the write alone"
            <| fun () ->
                if not (File.Exists "/dev/full") then
                    skiptest "there is no /dev/full here"

                let result =
                    command
                        "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 | Export-Csv /dev/full
                         'still here'"

                Expect.equal result.Output "still here\n" "goes on"
                Expect.stringContains result.Error "Export-Csv" "command"
                Expect.stringContains result.Error "No space left" "reason"
        ]

let private stops =
    /// The first network takes no time, the others minutes.
    let long =
        "New-CurveData Sine -Points 100000 | Invoke-UnitSweep -Units 1, 100, 200 -Restarts 1 -Fold 0 -Epochs 5"

    testList
        "stops"
        [
            testCase "Select-Object -First ends a stream of draws"
            <| fun () ->
                let clock = Diagnostics.Stopwatch.StartNew()

                let result =
                    command
                        "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 |
                             Invoke-Mcmc -Steps 1000000000 -BurnIn 0 -Ensembles 1 -Stream |
                             Select-Object -First 2 | ForEach-Object Walker"

                Expect.equal result.Output "1\n2\n" "the first draws"

                Expect.isLessThan
                    clock.Elapsed
                    (TimeSpan.FromSeconds 15.0)
                    "without the run, which would take hours"

            testCase "Select-Object -First ends the sweep"
            <| fun () ->
                let clock = Diagnostics.Stopwatch.StartNew()
                let result = command $"{long} | Select-Object -First 1 | ForEach-Object Units"
                Expect.equal result.Output "1\n" "rows"
                Expect.isLessThan clock.Elapsed (TimeSpan.FromSeconds 15.0) "without the large networks"

            testCase "Ctrl-C ends a long sweep at once and leaves the finished rows in the file"
            <| inFolder (fun folder ->
                if OperatingSystem.IsWindows() then
                    skiptest "signals are sent with kill"

                let file = Path.Combine(folder, "sweep.csv")
                let tell = "ForEach-Object { $_; [Console]::WriteLine('row') }"

                let clock = Diagnostics.Stopwatch.StartNew()

                let result =
                    Process.signalAfterFirstLine
                        "INT"
                        "dotnet"
                        [ shellFile; "-Command"; $"{long} | {tell} | Export-Csv '{file}'" ]

                Expect.equal result.ExitCode 130 "exit code"
                Expect.isLessThan clock.Elapsed (TimeSpan.FromSeconds 15.0) "at once"
                Expect.hasLength (File.ReadAllLines file) 2 "header and the finished row")
        ]

let private examples =
    testList
        "examples"
        [
            testCase "scheduled-report.ps1 writes report and fits, and fails with a reason and an exit code"
            <| inFolder (fun folder ->
                let report = Path.Combine(folder, "rat42.html")

                let run csv =
                    shell
                        [
                            "-NoProfile"
                            "-File"
                            example "scheduled-report.ps1"
                            "-Csv"
                            csv
                            "-X"
                            "days"
                            "-Y"
                            "yield"
                            "-Report"
                            report
                        ]

                let result = run rat42
                Expect.equal result.ExitCode 0 result.Error
                Expect.stringContains result.Output "rat42: 1 sigmoid neuron suffices" "answer"
                Expect.stringContains (File.ReadAllText report) "1 sigmoid neuron suffices" "report"
                Expect.hasLength (File.ReadAllLines(Path.ChangeExtension(report, "csv"))) 7 "fits"
                let failed = run (Path.Combine(folder, "none.csv"))
                Expect.equal failed.ExitCode 1 "exit code"
                Expect.stringContains failed.Error "none.csv" "reason")

            testCase "how-many-neurons.ps1 answers for both curves and the measurements, and writes all fits"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "sweep.csv")
                let result = shell [ "-File"; example "how-many-neurons.ps1"; "-Path"; file ]
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"

                for part in
                    [
                        "Parabola: 2 sigmoid neurons suffice: "
                        "Sine: 4 sigmoid neurons suffice: "
                        "rat42: 1 sigmoid neuron suffices: "
                        file
                    ] do
                    Expect.stringContains result.Output part "answers"

                let lines = File.ReadAllLines file
                Expect.equal lines[0] (quoted columns) "header"
                Expect.hasLength lines (1 + 7 + 7 + 2) "rows"
                let report = Path.Combine(folder, "report.html")
                Expect.stringContains result.Output report "says where the report is"
                Expect.stringContains (File.ReadAllText report) "4 sigmoid neurons suffice" "report")

            testCase "notebook.ps1 repeats the notebook's runs"
            <| fun () ->
                let result = shell [ "-File"; example "notebook.ps1" ]
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"

                for curve, rows in [ "Parabola", 15; "Sine", 18 ] do
                    let shown = result.Output.Split '\n' |> Array.filter (fun line -> line.StartsWith curve)
                    Expect.hasLength shown rows curve
        ]

[<Tests>]
let tests = testList "pipelines" [ csv; stops; examples ]
