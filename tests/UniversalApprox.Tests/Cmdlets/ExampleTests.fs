/// The example scripts. Those that schedulers start run in processes of their own, since exit codes count there. The README's
/// first command runs how-many-neurons.ps1: BuildScriptTests has it.
module UniversalApprox.Tests.Cmdlets.ExampleTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private example name = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", name)

/// What an example prints in a folder.
let private printedIn folder name arguments =
    outputIn folder $"& '{example name}' {arguments} | Out-String -Width 120"
    |> List.map string
    |> String.concat "\n"

let private count (pattern: string) (text: string) = Regex.Count(text, pattern)

[<Tests>]
let tests =
    testList
        "cmdlets examples"
        [
            testCase "notebook.ps1 repeats the notebook's runs"
            <| inFolder (fun folder ->
                let printed = printedIn folder "notebook.ps1" ""

                for curve, rows in [ "Parabola", 15; "Sine", 18 ] do
                    Expect.equal (count $"(?m)^{curve} " printed) rows curve)

            testCase "notebook-mcmc.ps1 prints both networks from both starts"
            <| inFolder (fun folder ->
                let printed = printedIn folder "notebook-mcmc.ps1" "-Steps 600 -BurnIn 100"

                for pattern in [ "Started from "; @"NN model .*sig\("; @"MCMC model .*sig\(" ] do
                    Expect.equal (count pattern printed) 2 pattern

                Expect.equal (count @"LOSS \d" printed) 4 "losses")

            testCase
                "scheduled-report.ps1 writes report and fits, and fails with a plain reason and exit code 1"
            <| inFolder (fun folder ->
                let report = Path.Combine(folder, "rat42.html")

                let runWith options csv =
                    [ "-File"; example "scheduled-report.ps1"; "-Csv"; csv; "-X"; "days"; "-Y"; "yield" ]
                    @ [ "-Report"; report ]
                    @ options
                    |> Pwsh.run

                let run = runWith []

                let result = run (example (Path.Combine("data", "rat42.csv")))
                Expect.equal (result.ExitCode, result.Error) (0, "") "success"
                Expect.stringContains result.Output "rat42: 1 sigmoid neuron suffices" "answer"
                Expect.stringContains (File.ReadAllText report) "1 sigmoid neuron suffices" "report"
                Expect.hasLength (File.ReadAllLines(Path.ChangeExtension(report, "csv"))) 7 "fits"

                let german =
                    File
                        .ReadAllText(example (Path.Combine("data", "rat42.csv")))
                        .Replace(',', ';')
                        .Replace('.', ',')
                    + "99;k.A.\n"

                let options = [ "-DecimalSeparator"; ","; "-MissingValues"; "k.A." ]
                let again = runWith options (write folder "rat42.csv" german)
                Expect.equal (again.ExitCode, again.Error) (0, "") "decimal commas"
                Expect.equal again.Output result.Output "the same answer"
                let failed = run (Path.Combine(folder, "none.csv"))
                Expect.equal failed.ExitCode 1 "exit code"
                Expect.stringContains failed.Error "none.csv" "reason"
                Expect.isFalse (failed.Error.Contains '\027') "escape sequences")

            testCase "a script that needs the module says so where it is not installed"
            <| inFolder (fun folder ->
                let result = Pwsh.runWith [ "PSModulePath", folder ] [ "-File"; example "notebook.ps1" ]
                Expect.equal result.ExitCode 1 "exit code"
                Expect.stringContains result.Error "'UniversalApprox' cannot be found" "reason")
        ]
