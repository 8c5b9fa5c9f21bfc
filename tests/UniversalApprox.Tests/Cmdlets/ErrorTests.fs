/// Errors as scripts meet them: identifiers that stay, categories, targets; and what the next item gets.
module UniversalApprox.Tests.Cmdlets.ErrorTests

open System
open System.IO
open System.Management.Automation
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

type private Case =
    {
        Script: string
        Id: string
        Category: ErrorCategory
        /// The text of the target; None where there is none.
        Target: string option
    }

let private case id category target script =
    { Script = script; Id = id; Category = category; Target = target }

/// Each identifier of the module at least once. Scripts run in a folder with the files that they name.
let private cases =
    [
        case
            "InvalidArgument"
            ErrorCategory.InvalidArgument
            (Some "Parabola")
            "New-CurveData Parabola -Lower 2 -Upper 1"
        case
            "ContradictoryArguments"
            ErrorCategory.InvalidArgument
            None
            "New-CurveData Parabola | Invoke-UnitSweep -Fold 3 -ValidationFraction 0.5"
        case "WrongInput" ErrorCategory.InvalidType (Some "5") "5 | Get-McmcSummary"
        case
            "UnknownColumns"
            ErrorCategory.InvalidArgument
            (Some "@{a=1}")
            "[pscustomobject]@{ a = 1 } | Invoke-UnitSweep -X b -Y a"
        case
            "InvalidRow"
            ErrorCategory.InvalidData
            (Some "@{a=one; b=2}")
            "[pscustomobject]@{ a = 'one'; b = 2 } | Invoke-UnitSweep -X a -Y b"
        case "InvalidFormula" ErrorCategory.ParserError (Some "2 sig(x") "New-NeuronSum '2 sig(x'"
        case "InvalidCurveFile" ErrorCategory.InvalidData (Some "words.csv") "Import-CurveData words.csv"
        case "InvalidChainFile" ErrorCategory.InvalidData (Some "words.csv") "Import-McmcChain words.csv"
        case "InvalidModelFile" ErrorCategory.InvalidData (Some "words.json") "Import-NeuronModel words.json"
        case
            "MissingActivation"
            ErrorCategory.InvalidArgument
            (Some "words.dat")
            "Import-NeuronModel words.dat"
        case "FileNotFound" ErrorCategory.ObjectNotFound (Some "none.csv") "Import-CurveData none.csv"
        case "FileNotFound" ErrorCategory.ObjectNotFound (Some "none*.csv") "Import-CurveData none*.csv"
        case "NotAFile" ErrorCategory.OpenError (Some "") "Import-CurveData ."
        case "UnreadableFile" ErrorCategory.OpenError (Some "busy.csv") "Import-CurveData busy.csv"
        case
            "FileExists"
            ErrorCategory.ResourceExists
            (Some "words.json")
            "New-NeuronSum 'sig(x)' | Export-NeuronModel words.json"
        case
            "UnwritableFile"
            ErrorCategory.WriteError
            (Some(Path.Combine("nowhere", "n.json")))
            "New-NeuronSum 'sig(x)' | Export-NeuronModel nowhere/n.json"
        case
            "LogDensityFailed"
            ErrorCategory.InvalidResult
            None
            "Invoke-Mcmc -LogProbability { 'no number' } -Parameter a -Start 0 -Steps 5 -BurnIn 0"
        case
            "SlurmFailed"
            ErrorCategory.ResourceUnavailable
            (Some "sbatch")
            "$null = New-CurveData Sine | Invoke-UnitSweep -Units 1 -Plan sine.plan
             $path = $env:PATH
             try { $env:PATH = ''; Submit-ApproxPlan sine.plan -Slurm } finally { $env:PATH = $path }"
        case
            "TorchInstallationFailed"
            ErrorCategory.NotInstalled
            (Some "none.nupkg")
            "Install-TorchBackend none.nupkg -Force"
    ]

/// Torch's identifiers: a failure each. What is not there cannot be missing, so one is enough here.
let private torchIds =
    Enum.GetNames<UniversalApprox.TorchFailure>() |> Array.map (fun name -> $"Torch{name}")

/// The identifiers of run files, a failure each.
let private runIds =
    Enum.GetNames<UniversalApprox.RunFailure>() |> Array.map (fun name -> $"RunFile{name}")

let private prepared test =
    inFolder (fun folder ->
        write folder "words.csv" "x,y\none,two\n" |> ignore
        write folder "words.json" "words" |> ignore
        write folder "words.dat" "words" |> ignore
        // A file that another process writes to cannot be read.
        use _busy =
            File.Open(write folder "busy.csv" "x,y\n1,2\n", FileMode.Open, FileAccess.Write, FileShare.None)

        test folder)

let private identifiers =
    [
        for c in cases do
            testCase $"{c.Id}: {c.Script}"
            <| prepared (fun folder ->
                let error = errorIn folder c.Script
                Expect.equal ((string error.FullyQualifiedErrorId).Split ',').[0] c.Id "identifier"
                Expect.equal error.CategoryInfo.Category c.Category "category"

                match c.Target with
                | Some text -> Expect.stringEnds (string error.TargetObject) text "target"
                | None -> ())

        testCase "scripts catch an option that is not allowed by its type"
        <| fun () ->
            let script =
                "try { New-CurveData Sine -Points 20 | Invoke-UnitSweep -Restarts 0 -ErrorAction Stop }
                 catch [UniversalApprox.OptionException] { $_.Exception.Option, $_.Exception.Value, $_.Exception.Allowed }"

            Expect.equal
                (Pwsh.linesOf script)
                [ "Restarts"; "0"; "from 1 to 100000" ]
                "option, value and range"

        testCase "all are in the table of about_UniversalApprox, and no others"
        <| fun () ->
            let read parts =
                File.ReadAllText(Path.Combine(Array.append [| Process.repositoryRoot; "cmdlets" |] parts))

            let about = read [| "docs"; "en-US"; "about_UniversalApprox.md" |]
            let listed = [ for m in Regex.Matches(about, @"(?m)^\| ([A-Z]\w+) \|") -> m.Groups[1].Value ]
            let source = read [| "UniversalApprox.PowerShell"; "Support"; "ErrorRecords.cs" |]

            let inSource =
                [ for m in Regex.Matches(source, "\"([A-Z]\\w+)\",\\s+ErrorCategory") -> m.Groups[1].Value ]

            let tested = cases |> List.map _.Id |> List.distinct

            Expect.equal
                (List.sort tested)
                (List.sort (List.distinct inSource))
                "of ErrorRecords.cs, each has a test"

            Expect.equal
                (List.sort listed)
                (List.sort (tested @ List.ofArray torchIds @ List.ofArray runIds))
                "in the table"
    ]

/// Bad items between good ones: what comes out, and how many errors.
let private pipelines =
    [
        for script, outputs, errors in
            [
                "'sig(x)', 'sig(', 'tanh(x)' | New-NeuronSum", 2, 1
                "'sig(x)', 5, 'no formula', 'tanh(x)' | Get-NeuronPrediction -X 1", 2, 2
                "$data, 'x', $data | ForEach-Object { $_ } | Invoke-Mcmc -Units 1 -Steps 30 -BurnIn 10", 2, 1
                "$posterior, 1, $posterior | Get-McmcSummary", 4, 1
                "$posterior, 1, $posterior | Get-McmcSample -Thin 20", 2 * 4 * 8, 1
                "$fits[0], 1, $fits[1] | Compare-UnitFit", 1, 1
                "$fits[0], 1 | Get-UnitFitSummary", 5, 1
                "'sig(x)', 1, 'sig(', 'tanh(x)' | Get-NeuronInverse 0.5 -Lower 0 -Upper 1", 2, 2
                "'sig(x)', 1, 'sig(', 'gauss(x)' | Get-CurveQuantity -Lower 0.5 -Upper 1", 8, 2
                "$fits[0], 1, $fits[0] | Get-UnitFitEvidence -Starts 5 -AmplitudeFactors 2", 1, 1
                "'words.csv', 'good.csv', 'none.csv' | Import-CurveData", 1, 2
                "'words.json', 'good.json', 'none.json' | Import-NeuronModel", 1, 2
                "'Parabola', 'Sine' | New-CurveData -Points 5", 2, 0
            ] do
            testCase script
            <| prepared (fun folder ->
                write folder "good.csv" "x,y\n1,2\n2,3\n" |> ignore

                let result =
                    runIn
                        folder
                        $"$data = New-CurveData Step -Points 20
                          $fits = $data | Invoke-UnitSweep -Units 1, 2 -Restarts 1 -Fold 0
                          $posterior = Invoke-Mcmc -LogProbability {{ param($p) -$p[0] * $p[0] - $p[1] * $p[1] }} -Parameter a, b `
                              -Start 0, 0 -Radius 1 -Steps 30 -BurnIn 10 -WarningAction SilentlyContinue
                          New-NeuronSum 'sig(x)' | Export-NeuronModel good.json
                          {script}"

                Expect.isNone result.Terminating "goes on"

                Expect.equal
                    (result.Output.Length, result.Errors.Length)
                    (outputs, errors)
                    "outputs and errors")
    ]

/// These take minutes if they are not stopped, which happens while they work.
let private stops =
    [
        for name, script in
            [
                "New-CurveData",
                "$calls = @{ Count = 0 }
                 New-CurveData -Function { if ($calls.Count++ -eq 9) { Write-Progress at-work }; $_ } -Points 20000000"
                "Get-NeuronPrediction",
                "New-NeuronSum 'sig(x)' | Get-NeuronPrediction -Lower 0 -Upper 1 -Points 10000000 |
                     ForEach-Object { if (-not $worked) { $worked = 1; Write-Progress at-work } }"
            ] do
            testCase $"{name} stops"
            <| fun () ->
                let result = stopAtProgress (fun at -> at.Activity = "at-work") script
                Expect.equal (result.Output, result.Errors) ([], []) "a stop is no error"
                Expect.isSome result.Terminating "was stopped"
    ]

let private runspaces =
    testCase "runspaces that work at the same time give the same networks and draws"
    <| fun () ->
        let script =
            "$fits = New-CurveData Sine -Points 60 | Invoke-UnitSweep -Units 2, 3 -Restarts 3
             $means = $fits[0] | Invoke-Mcmc -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue | Get-McmcSummary | ForEach-Object Mean
             \"$($fits.Formula) $(($fits | Compare-UnitFit).Answer) $means\""

        let lines =
            outputOf
                $"& {{ {script} }}; 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {{ Import-Module UniversalApprox\n{script} }}"
            |> List.map string

        Expect.hasLength lines 4 "alone, and three together"
        Expect.hasLength (List.distinct lines) 1 "the same"

/// Messages about inputs of megabytes.
let private sizes =
    testCase "messages are cut to a screen, and a terminal obeys nothing in them"
    <| inFolder (fun folder ->
        let scripts =
            [
                "New-NeuronSum \"sig($big\""
                "New-NeuronSum $big"
                "New-NeuronSum 'sig(x)' | Get-NeuronPrediction -X $big"
                "Invoke-Mcmc -LogDensity $big"
                "Invoke-Mcmc -LogDensity \"$big(\""
                "New-CurveData Sine | Invoke-UnitSweep -Activations $big"
                "New-CurveData Sine | Invoke-UnitSweep -Units $big"
                "New-CurveData Sine | Invoke-UnitSweep -Seed $big"
                "New-CurveData Sine | Invoke-UnitSweep -Start $big"
                "New-CurveData Sine | Invoke-Mcmc -Units 1 -Priors $big"
                "New-CurveData Sine | Invoke-Mcmc -Units 1 -Priors @{ Weight = $big }"
                "New-CurveData Sine | Invoke-Mcmc -Units 1 -Start $big"
                "New-CurveData Sine | Invoke-Mcmc -Units 1 -Moves $big"
                "$big | Invoke-UnitSweep -X a -Y b"
                "[pscustomobject]@{ a = $big; b = 1 } | Invoke-UnitSweep -X a -Y b"
                "[pscustomobject]@{ a = 1; b = 1 } | Invoke-UnitSweep -X $big -Y b"
                "[pscustomobject]@{ $big = 1; b = 1; c = 2 } | Invoke-UnitSweep"
                "[IO.File]::WriteAllText(\"$PWD/big.csv\", \"$big,y`n1,2`n\"); Import-CurveData big.csv -X a -Y y"
                "[IO.File]::WriteAllText(\"$PWD/cell.csv\", \"x,y`n1,$big`n\"); Import-CurveData cell.csv"
                "[IO.File]::WriteAllText(\"$PWD/big.json\", \"{`\"format`\":`\"universalapprox.network`\",`\"version`\":`\"$('v' * 1MB)`\"}\"); Import-NeuronModel big.json"
                "Import-CurveData one.csv -Encoding $big"
                "Export-NeuronModel $big -InputObject (New-NeuronSum 'sig(x)')"
            ]

        write folder "one.csv" "x,y\n1,2\n" |> ignore
        let prepared = "$big = [char] 27 + '[2J' + 'v' * 1MB\n"

        for script in scripts do
            let result = runIn folder (prepared + script)
            let errors = Option.toList result.Terminating @ result.Errors
            Expect.isNonEmpty errors script

            for error in errors do
                Expect.isLessThan (string error).Length 2500 script
                Expect.isFalse ((string error).Contains '\027') script)

[<Tests>]
let tests =
    testList
        "cmdlets errors"
        [
            sizes
            testList "identifiers" identifiers
            testList "one bad item does not end the pipeline" pipelines
            testList "stops" stops
            runspaces
        ]
