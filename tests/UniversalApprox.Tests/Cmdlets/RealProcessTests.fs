/// Whole processes of real PowerShell: start, interruption, and the examples as people and schedulers start them.
module UniversalApprox.Tests.Cmdlets.RealProcessTests

open System
open System.Diagnostics
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private example name = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", name)

let private rat42 = example (Path.Combine("data", "rat42.csv"))

/// By itself: others' work would count. A bare start takes 0.4 s where nothing else runs; on a busy machine both take longer.
let private start =
    testSequenced (
        testCase
            "importing the module takes less than 300 ms, or three quarters of a bare start if that is more"
        <| fun () ->
            let time script =
                let clock = Stopwatch.StartNew()
                RealPowerShell.linesOf script |> ignore
                clock.Elapsed.TotalMilliseconds

            let median times = (List.sort times)[List.length times / 2]
            let pairs = [ for _ in 1..7 -> time "exit", time "Import-Module UniversalApprox; exit" ]
            let bare = pairs |> List.map fst |> median
            let added = pairs |> List.map (fun (bare, full) -> full - bare) |> median
            Expect.isLessThan added (max 300.0 (0.75 * bare)) $"%A{pairs} ms"
    )

let private interruptions =
    let interrupted script test =
        inFolder (fun folder ->
            if OperatingSystem.IsWindows() then
                skiptest "signals are sent with kill"

            let file = Path.Combine(folder, "rows.csv")
            let tell = "ForEach-Object { if (-not $told) { $told = $true; [Console]::WriteLine($PID) }; $_ }"

            let result =
                RealPowerShell.signalAfterFirstLine
                    "INT"
                    $"{script} | {tell} | Export-Csv '{file}'; [Console]::WriteLine('after')"

            Expect.equal (result.Output, result.Error) ("", "") "no more than that"
            test (File.ReadAllLines file))

    testList
        "Ctrl-C"
        [
            testCase "ends a long sweep at once and leaves the finished rows"
            <| interrupted
                "New-CurveData Sine -Points 100000 | Invoke-UnitSweep -Units 1, 100, 200 -Restarts 1 -Fold 0 -Epochs 5"
                (fun lines -> Expect.hasLength lines 2 "header and the finished row")

            testCase "ends an endless stream of draws at once and leaves whole rows"
            <| interrupted
                "New-CurveData Sine -Points 100 | Invoke-UnitSweep -Units 2 -Restarts 1 -Fold 0 | Invoke-Mcmc -Stream -Steps 1000000000"
                (fun lines ->
                    Expect.isGreaterThan lines.Length 1 "rows"
                    let fields = lines |> Array.map (fun line -> line.Split(',').Length) |> Array.distinct
                    Expect.hasLength fields 1 "as many fields in each")
        ]

let private examples =
    testList
        "examples"
        [
            testCase
                "scheduled-report.ps1 writes report and fits, and fails with a plain reason and exit code 1"
            <| inFolder (fun folder ->
                let report = Path.Combine(folder, "rat42.html")

                let run csv =
                    [ "-File"; example "scheduled-report.ps1"; "-Csv"; csv; "-X"; "days"; "-Y"; "yield" ]
                    @ [ "-Report"; report ]
                    |> RealPowerShell.run

                let result = run rat42
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                Expect.stringContains result.Output "rat42: 1 sigmoid neuron suffices" "answer"
                Expect.stringContains (File.ReadAllText report) "1 sigmoid neuron suffices" "report"
                Expect.hasLength (File.ReadAllLines(Path.ChangeExtension(report, "csv"))) 7 "fits"
                let failed = run (Path.Combine(folder, "none.csv"))
                Expect.equal failed.ExitCode 1 "exit code"
                Expect.stringContains failed.Error "none.csv" "reason"
                Expect.isFalse (failed.Error.Contains '\027') "escape sequences")

            testCase "how-many-neurons.ps1 answers for both curves and the measurements, and writes all fits"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "sweep.csv")
                let result = RealPowerShell.run [ "-File"; example "how-many-neurons.ps1"; "-Path"; file ]
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"

                for part in [ "Parabola: 2"; "Sine: 4"; "rat42: 1" ] do
                    Expect.stringContains result.Output $"{part} sigmoid neuron" "answers"

                Expect.hasLength (File.ReadAllLines file) (1 + 7 + 7 + 2) "rows")

            testCase "notebook.ps1 and notebook-mcmc.ps1 repeat the notebook's runs"
            <| fun () ->
                let result = RealPowerShell.run [ "-File"; example "notebook.ps1" ]
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                let rows = result.Output.Split '\n' |> Array.filter (fun line -> line.Contains " 16 ")
                Expect.hasLength rows 6 "networks of 16 units"

                let result =
                    RealPowerShell.run
                        [ "-File"; example "notebook-mcmc.ps1"; "-Steps"; "600"; "-BurnIn"; "100" ]

                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                Expect.stringContains result.Output "Started from the fit:" "sampling"

            testCase "a script that needs the module says so where it is not installed"
            <| inFolder (fun folder ->
                let result = RealPowerShell.runWithModules folder [ "-File"; example "notebook.ps1" ]
                Expect.equal result.ExitCode 1 "exit code"
                Expect.stringContains result.Error "'UniversalApprox' cannot be found" "reason")
        ]

let private torch =
    testCase "the Torch engine trains as the own one does"
    <| fun () ->
        let lines =
            RealPowerShell.linesOf
                "(Test-TorchBackend).IsAvailable
                 $job = @{ Units = 2; Optimizer = 'Adam'; Epochs = 20; Restarts = 1; Fold = 0 }
                 $one, $other = 'Torch', 'Simd' | ForEach-Object { New-CurveData Sine -Points 50 | Invoke-UnitSweep @job -Engine $_ }
                 [math]::Abs($one.Rmse - $other.Rmse) -lt 1e-9"

        Expect.equal lines [ "True"; "True" ] "available, and the same"

[<Tests>]
let tests = testList "real PowerShell" [ start; interruptions; examples; torch ]
