/// Errors as scripts meet them: identifiers that stay, categories, targets; and what the next item gets.
module UniversalApprox.Tests.Cmdlets.ErrorTests

open System
open System.IO
open System.Management.Automation
open System.Text.RegularExpressions
open System.Threading.Tasks
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
            "TorchInstallationFailed"
            ErrorCategory.NotInstalled
            (Some "none.nupkg")
            "Install-TorchBackend none.nupkg -Force"
    ]

/// Torch's identifiers: a failure each. What is not there cannot be missing, so one is enough here.
let private torchIds =
    Enum.GetNames<UniversalApprox.TorchFailure>() |> Array.map (fun name -> $"Torch{name}")

let private errorOfCase folder case =
    // The folder is given back, since other tests go on in this session.
    errorOf
        $"$before = $ExecutionContext.SessionState.Path.CurrentLocation
          $ExecutionContext.SessionState.Path.SetLocation('{folder}') > $null
          try {{ {case.Script} }} finally {{ $ExecutionContext.SessionState.Path.SetLocation($before.Path) > $null }}"

let private prepared test =
    inFolder (fun folder ->
        write folder "words.csv" "x,y\none,two\n" |> ignore
        write folder "words.json" "words" |> ignore
        write folder "words.dat" "words" |> ignore
        // Nobody else may read a file that is written to.
        use _busy =
            File.Open(write folder "busy.csv" "x,y\n1,2\n", FileMode.Open, FileAccess.Write, FileShare.None)

        test folder)

let private identifiers =
    [
        for c in cases do
            testCase $"{c.Id}: {c.Script}"
            <| prepared (fun folder ->
                let error = errorOfCase folder c
                Expect.equal ((string error.FullyQualifiedErrorId).Split ',').[0] c.Id "identifier"
                Expect.equal error.CategoryInfo.Category c.Category "category"

                match c.Target with
                | Some text -> Expect.stringEnds (string error.TargetObject) text "target"
                | None -> ())

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

            Expect.equal (List.sort listed) (List.sort (tested @ List.ofArray torchIds)) "in the table"
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
                "'words.csv', 'good.csv', 'none.csv' | Import-CurveData", 1, 2
                "'words.json', 'good.json', 'none.json' | Import-NeuronModel", 1, 2
                "'Parabola', 'Sine' | New-CurveData -Points 5", 2, 0
            ] do
            testCase script
            <| prepared (fun folder ->
                write folder "good.csv" "x,y\n1,2\n2,3\n" |> ignore

                let result =
                    run
                        $"$data = New-CurveData Step -Points 20
                          $fits = $data | Invoke-UnitSweep -Units 1, 2 -Restarts 1 -Fold 0
                          $posterior = Invoke-Mcmc -LogProbability {{ param($p) -$p[0] * $p[0] - $p[1] * $p[1] }} -Parameter a, b `
                              -Start 0, 0 -Radius 1 -Steps 30 -BurnIn 10 -WarningAction SilentlyContinue
                          New-NeuronSum 'sig(x)' | Export-NeuronModel '{folder}/good.json'
                          $before = $ExecutionContext.SessionState.Path.CurrentLocation
                          $ExecutionContext.SessionState.Path.SetLocation('{folder}') > $null
                          try {{ {script} }} finally {{ $ExecutionContext.SessionState.Path.SetLocation($before.Path) > $null }}"

                Expect.isNone result.Terminating "goes on"

                Expect.equal
                    (result.Output.Length, result.Errors.Length)
                    (outputs, errors)
                    "outputs and errors")
    ]

let private preferences =
    [
        testCase "-ErrorAction Stop ends at the first error, SilentlyContinue and Ignore are silent"
        <| fun () ->
            let formulas = "'sig(x)', 'sig(', 'tanh(x)' | New-NeuronSum"
            let stopped = run $"{formulas} -ErrorAction Stop"
            Expect.isSome stopped.Terminating "Stop"
            let silent = run $"{formulas} -ErrorAction Ignore"
            Expect.equal (silent.Output.Length, silent.Errors.Length) (2, 0) "Ignore"

        testCase "-ErrorVariable and -WarningVariable collect, -WarningAction silences"
        <| fun () ->
            let counts =
                run
                    "'sig(' | New-NeuronSum -ErrorVariable wrong -ErrorAction SilentlyContinue
                     $wrong.Count
                     New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 -LearningRate 0.1 `
                         -WarningVariable warned -WarningAction SilentlyContinue > $null
                     $warned.Count"

            Expect.equal (counts.Output |> List.map string) [ "1"; "1" ] "collected"
            Expect.isEmpty counts.Warnings "silent"

        testCase "-Verbose says what is done, and nothing is said without it"
        <| fun () ->
            let sweep = "New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0"
            Expect.isNonEmpty (run $"{sweep} -Verbose").Verbose "with"
            Expect.isEmpty (run sweep).Verbose "without"

        testCase "-WhatIf writes nothing"
        <| inFolder (fun folder ->
            run
                $"New-NeuronSum 'sig(x)' | Export-NeuronModel '{folder}/n.json' -WhatIf
                  New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0 | Export-ApproxReport '{folder}/r.html' -WhatIf"
            |> ignore

            Expect.isEmpty (Directory.GetFiles folder) "files")
    ]

/// What takes minutes if it is not stopped.
let private stops =
    [
        for name, script in
            [
                "New-CurveData", "'begin'; New-CurveData -Function { $_ } -Points 20000000"
                "Get-NeuronPrediction",
                "New-NeuronSum 'sig(x)' | Get-NeuronPrediction -Lower 0 -Upper 1 -Points 10000000"
            ] do
            testCase $"{name} stops at once"
            <| fun () ->
                let result, elapsed = stopAfterFirstOutput (TimeSpan.FromMilliseconds 200.0) script
                Expect.isSome result.Terminating "was stopped"
                Expect.isLessThan elapsed (TimeSpan.FromSeconds 5.0) "without going on"
    ]

let private runspaces =
    testCase "runspaces that work at the same time give the same networks and draws"
    <| fun () ->
        let script =
            "$fits = New-CurveData Sine -Points 60 | Invoke-UnitSweep -Units 2, 3 -Restarts 3
             $fits.Formula
             ($fits | Compare-UnitFit).Answer
             ($fits[0] | Invoke-Mcmc -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue | Get-McmcSummary | ForEach-Object Mean) -join ' '"

        let alone = outputOf script |> List.map string
        Expect.hasLength alone 4 "two formulas, an answer, means"

        let together =
            [ for _ in 1..3 -> Task.Run(fun () -> outputOf script |> List.map string) ]
            |> Task.WhenAll
            |> _.Result

        for result in together do
            Expect.equal result alone "the same as alone"

[<Tests>]
let tests =
    testList
        "errors"
        [
            testList "identifiers" identifiers
            testList "one bad item does not end the pipeline" pipelines
            testList "preferences" preferences
            testList "stops" stops
            runspaces
        ]
