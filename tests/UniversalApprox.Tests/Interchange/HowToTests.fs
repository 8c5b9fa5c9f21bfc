/// The pages about other programs: their blocks run one after the other, in a folder with files that these programs write.
module UniversalApprox.Tests.Interchange.HowToTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private docs = Path.Combine(Process.repositoryRoot, "cmdlets", "docs")

let private blocks language page =
    let text = File.ReadAllText(Path.Combine(docs, page)).ReplaceLineEndings "\n"
    [ for m in Regex.Matches(text, $"(?ms)^```{language}\n(.*?)^```") -> m.Groups[1].Value ]

/// The data of the examples at the place that the pages name.
let private copyData (folder: string) =
    let place = Path.Combine(folder, "cmdlets", "examples", "data")
    Directory.CreateDirectory place |> ignore
    let source = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv")
    File.Copy(source, Path.Combine(place, "rat42.csv"))

let private powerShell folder page =
    let script = blocks "powershell" page |> String.concat "\n"
    ModuleSession.linesIn folder $"$ErrorActionPreference = 'Stop'\n{script}"

let private python folder packages page =
    let quoted = System.Text.Json.JsonSerializer.Serialize<string> folder

    for block in blocks "python" page do
        let output = Samples.python ("os" :: packages) $"os.chdir({quoted})\n{block}"
        Expect.isNotEmpty output "output"

[<Tests>]
let tests =
    testList
        "how-to pages"
        [
            testCase "Stan: the blocks give verdict, summary, diagnostics and a report"
            <| inFolder (fun folder ->
                stanFiles folder |> ignore
                let shown = powerShell folder "stan.md"
                Expect.exists shown _.StartsWith("converged") "verdict"
                Expect.exists shown _.StartsWith("theta[2] ") "summary"

                Expect.stringContains
                    (File.ReadAllText(Path.Combine(folder, "stan.html")))
                    "Stan 2.36.0"
                    "report"

                Expect.isTrue (Directory.Exists(Path.Combine(folder, "stan.zarr"))) "Zarr")

            testCase "emcee: what PowerShell writes Python goes on with, and PowerShell reads it again"
            <| inFolder (fun folder ->
                let shown = powerShell folder "emcee.md"
                Expect.exists shown (fun line -> line.StartsWith "b ") "summary"
                Expect.isTrue (File.Exists(Path.Combine(folder, "chain.html"))) "report"
                python folder [ "emcee"; "h5py" ] "emcee.md"
                let kept = "(Import-McmcChain chain.h5 -WarningAction SilentlyContinue).KeptSteps"

                Expect.equal
                    (ModuleSession.linesIn folder kept)
                    [ "5500" ]
                    "5000 steps of ours, 500 of emcee")

            testCase "clusters: plan, job script for every index, merge and the sweep from the merged file"
            <| inFolder (fun folder ->
                match blocks "powershell" "clusters.md" with
                | [ plan; submit; again; job; merge; chains ] ->
                    let scripts = submit.Replace("-Slurm -Time", "-Slurm -ScriptOnly -Time")
                    let local = again.Replace(" -Run whole.db", "")

                    let indices = Regex.Match(job, @"--array=(\d+-\d+)").Groups[1].Value.Replace("-", "..")

                    let shown =
                        ModuleSession.linesIn
                            folder
                            $"$ErrorActionPreference = 'Stop'
                              $tasks = . {{ {plan} }}
                              $submission = . {{ {scripts} }}
                              foreach ($index in {indices}) {{
                                  $env:SLURM_ARRAY_TASK_ID = $index
                                  . {{ {job} }} | Out-Null
                              }}
                              $env:SLURM_ARRAY_TASK_ID = $null
                              $answers = . {{ {merge} }}
                              $done = (Get-ApproxRun whole.db).LastWritten -join ' '
                              $fits = . {{ {again} }}
                              $local = {local}
                              $tasks.Count; $answers.Count; $fits.Count
                              (Get-ApproxRun whole.db).LastWritten -join ' ' -eq $done
                              $fits.Formula -join ';' -eq ($local.Formula -join ';')
                              $fits.Sse -join ';' -eq ($local.Sse -join ';')
                              $submission[0].Indices; $submission[1..4].State -join ' '
                              (. {{ {chains} }} 3> $null | Select-Object -Last 1).Name"

                    let states = "Missing Missing Missing Missing"

                    Expect.equal
                        shown
                        [ "4"; "4"; "12"; "True"; "True"; "True"; "0-3"; states; "log_sigma" ]
                        "lines"
                | found -> failtest $"{found.Length} blocks"

            )

            testCase "ArviZ: xarray reads what PowerShell writes"
            <| inFolder (fun folder ->
                copyData folder
                powerShell folder "arviz.md" |> ignore

                for name in [ "draws.parquet"; "summary.parquet" ] do
                    Expect.isTrue (File.Exists(Path.Combine(folder, name))) name

                python folder [ "xarray"; "zarr" ] "arviz.md")
        ]
