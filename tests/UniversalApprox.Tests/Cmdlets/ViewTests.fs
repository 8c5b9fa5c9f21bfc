/// What PowerShell shows of the module's objects.
module UniversalApprox.Tests.Cmdlets.ViewTests

open System
open System.IO
open System.Xml.Linq
open Expecto
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private objects =
    "$fits = New-CurveData Sine -Points 40 | Invoke-UnitSweep -Units 1, 2 -Activation Sigmoid, Tanh -Restarts 2 -Folds 5
     $answer = $fits | Compare-UnitFit
     $posterior = $fits[0] | Invoke-Mcmc -Steps 60 -BurnIn 20 -WarningAction SilentlyContinue
     $summary = $posterior | Get-McmcSummary
     $estimates = $fits[0] | Get-UnitFitSummary -WarningAction SilentlyContinue
     $evidences = $fits | Where-Object Activation -eq tanh | Get-UnitFitEvidence -Starts 10 -AmplitudeFactors @() -WarningAction SilentlyContinue
     $crossings = '2 sin(x)' | Get-NeuronInverse 0.5 -Lower 0 -Upper 9
     $quantities = $fits[0] | Get-CurveQuantity -WarningAction SilentlyContinue
     $file = Join-Path ([IO.Path]::GetTempPath()) \"ua-views-$([guid]::NewGuid()).db\"
     try {
         New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 -Run $file | Out-Null
         $run = Get-ApproxRun $file
         $tasks = New-CurveData Sine -Points 20 | Invoke-UnitSweep -Units 1, 2 -Activation Sigmoid, Tanh -Plan \"$file.plan\"
         $statuses = Get-ApproxPlan \"$file.plan\" -Slurm
         $submission = Submit-ApproxPlan \"$file.plan\" -Slurm -ScriptOnly -Folder \"$file.shards\"
     } finally { Remove-Item $file* -Recurse }
     $chart = $fits | New-ApproxChart ErrorAgainstUnits
     $curves = Compare-CurveData (New-CurveData Step -Points 30), (New-CurveData Step -Points 30 -Seed 2 -Name other) -Units 1 -WarningAction SilentlyContinue
     $shared = (New-CurveData Step -Points 30), (New-CurveData Step -Points 30 -Seed 2 -Name other) | Invoke-SharedFit
     $next = $fits[0] | Get-NextMeasurement 2 -WarningAction SilentlyContinue
     $deciding = $fits | Where-Object Activation -eq tanh | Compare-UnitFit -Tolerance 100 | Get-NextMeasurement 2 -WarningAction SilentlyContinue\n"

/// The headers of the tables at 80 columns, where PowerShell leaves out what does not fit.
let private headers =
    [
        "$fits", "Data Activation Units MeanAbsResidual Rmse Turns Stop"
        "$answer", "Data Activation Units Criterion Answer"
        "$run", "Kind Data Name State CellsDone Cells StepsDone Steps LastWritten"
        "$tasks", "Index Data Kind Activations Units Ensemble Jobs"
        "$statuses", "Index State Job Reason Task"
        "$answer.Ranking", "Rank Activation Units Score Suffices IsRecommended"
        "$fits[0].GetData()", "Name Points InputNames OutputName"
        "$fits[0].GetNetwork()", "Activation Dimension Units Formula"
        "$posterior", "Parameters Ensembles Walkers KeptSteps Acceptance Verdict"
        "$summary", "Name Mean Sd Q05 Median Q95 EssBulk NestedRHat"
        "$estimates", "Units Name Estimate Mean Sd Q05 Q95 IsTrusted"
        "$crossings", "Units Y X Direction Mean Sd Q05 Q95 Share IsTrusted"
        "$quantities", "Units Name Value Mean Sd Q05 Q95 Share IsTrusted"
        "$evidences", "Activation Units LogEvidence Probability Elpd ElpdDifference StackingWeight"
        "$chart", "Name Title"
        "$curves", "First Second Relation Units PValue Answer"
        "$curves.Models", "Relation Parameters Sse PValue PValueOfDifferent Offset Scale Shift"
        "$curves.Difference", "X Mean Lower Upper IsZeroOutside Band"
        "$next", "Rank X Prediction Deviation Gain Information DeviationAfter IsTrusted"
        "$deciding", "Rank X FirstUnits SecondUnits First Second Gain IsTrusted"
        "Test-TorchBackend", "IsAvailable Version Devices FoundIn Problem"
    ]

let private words (shown: string) = shown.Split([| ' '; '\r'; '\n' |], StringSplitOptions.RemoveEmptyEntries)

let private shown =
    [
        testCase "tables of every type fit 80 columns"
        <| fun () ->
            let tables =
                [ for value, _ in headers -> $"{value} | Format-Table | Out-String -Width 80" ]
                |> String.concat "\n"

            for table, (value, header) in List.zip (outputOf (objects + tables)) headers do
                let first = (string table).Trim().Split '\n' |> Array.head
                Expect.equal (words first |> String.concat " ") header value

        testCase "a view of fits has their validation"
        <| fun () ->
            let shown =
                outputOf
                    "New-CurveData Step -Points 30 | Invoke-UnitSweep -Units 1 -Restarts 2 -Folds 3 |
                     Format-Table -View Validation | Out-String -Width 120"

            Expect.sequenceContainsOrder
                (words (string shown.Head))
                [ "MeanAbsResidual"; "Validation"; "Turns"; "±" ]
                "columns"

        testCase "data and fits are tables without asking, and answers and networks are lists"
        <| fun () ->
            let views =
                outputOf
                    "$data = New-CurveData Step -Points 30 -Name curve
                     $fits = $data | Invoke-UnitSweep -Units 1, 2 -Restarts 2
                     foreach ($shown in $data, $fits, (Compare-UnitFit $fits), (New-NeuronSum '2 sig(x)')) { $shown | Out-String -Width 120 }"
                |> List.map string

            match views with
            | [ data; fits; comparison; network ] ->
                Expect.sequenceContainsOrder
                    (words data)
                    [ "Name"; "Points"; "InputNames"; "OutputName"; "curve"; "30"; "x"; "y" ]
                    "data"

                Expect.sequenceContainsOrder
                    (words fits)
                    [
                        "Data"
                        "Activation"
                        "Units"
                        "MeanAbsResidual"
                        "Rmse"
                        "Turns"
                        "Stop"
                        "curve"
                        "sigmoid"
                        "1"
                    ]
                    "fits"

                Expect.stringContains comparison "Answer " "comparison"
                Expect.stringContains network "Formula " "network"
                Expect.stringContains network "2 sig(x)" "formula"
            | other -> failtest $"{other.Length} views"

        testCase "lists have everything, and no names of .NET types"
        <| fun () ->
            Expect.equal
                (linesOf (
                    objects
                    + "foreach ($shown in $fits[0], $answer, $answer.Ranking[0], $fits[0].GetData(), $fits[0].GetNetwork(), $posterior, $summary[0], $estimates[0], $evidences[0], $crossings[0], $quantities[0], $chart, $curves, $curves.Models[0], $curves.Difference[0], $next[0], $deciding[0]) {
                           $text = $shown | Format-List | Out-String -Width 80
                           \"$([regex]::Matches($text, '(?m)^\\w+ +:').Count) $($text -match 'System\\.')\"
                       }
                       # What is shown without asking: lists of what has text, tables of the rest.
                       foreach ($shown in $fits[0], $answer, $fits[0].GetNetwork(), $posterior, $summary[0]) {
                           ($shown | Out-String -Width 120).Trim() -match '^\\w+ +:'
                       }"
                ))
                ([ 22; 6; 6; 7; 5; 5; 18; 13; 15; 14; 12; 4; 11; 12; 6; 9; 9 ]
                 |> List.map (fun properties -> $"{properties} False")
                 |> List.append
                 <| [ "False"; "True"; "True"; "True"; "False" ])
                "lists"

        testCase "Export-Csv of networks, summaries, draws and predictions has their numbers"
        <| inFolder (fun folder ->
            Expect.equal
                (linesIn
                    folder
                    (objects
                     + "$fits[0].GetNetwork() | Export-Csv network.csv
                        (Import-Csv network.csv).Formula -eq $fits[0].Formula
                        $summary | Export-Csv summary.csv
                        (Import-Csv summary.csv).Name -join ' '
                        $posterior | Get-McmcSample | Export-Csv draws.csv
                        (Import-Csv draws.csv).Count -eq $posterior.Ensembles * $posterior.Walkers * $posterior.KeptSteps
                        $fits | Get-NeuronPrediction -WarningAction SilentlyContinue | Export-Csv predictions.csv
                        (Import-Csv predictions.csv | Group-Object Activation, Units).Count"))
                [ "True"; "w1 b1 a1 c log_sigma"; "True"; "4" ]
                "rows")

        testCase "a report's file is shown as Get-Item shows it"
        <| inFolder (fun folder ->
            Expect.equal
                (linesIn
                    folder
                    "$fit = New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1
                     ($fit | Export-ApproxReport report.html -PassThru | Out-String) -eq (Get-Item report.html | Out-String)")
                [ "True" ]
                "the same")
    ]

let private read name = XDocument.Load(Path.Combine(moduleFolder, $"UniversalApprox.{name}.ps1xml")).Root
let private named (name: string) (element: XElement) = element.Descendants(XName.Get name) |> Seq.toList

/// An object of each type that has a view.
let private instances =
    [
        "UnitFit", "$fits[0]"
        "UnitComparison", "$answer"
        "ShallowNetwork", "$fits[0].GetNetwork()"
        "Posterior", "$posterior"
        "ParameterSummary", "$summary[0]"
        "ParameterEstimate", "$estimates[0]"
        "LevelCrossing", "$crossings[0]"
        "CurveQuantity", "$quantities[0]"
        "TorchBackendInfo", "(Test-TorchBackend)"
        "CurveData", "$fits[0].GetData()"
        "RankedFit", "$answer.Ranking[0]"
        "Chart", "$chart"
        "CurveComparison", "$curves"
        "CurveModel", "$curves.Models[0]"
        "SharedFit", "$shared"
        "SharedGroup", "$shared.Groups[0]"
        "SharedParameter", "$shared.Parameters[0]"
        "CurveDifference", "$curves.Difference[0]"
        "NextMeasurement", "$next[0]"
        "DecidingMeasurement", "$deciding[0]"
        "UnitFitEvidence", "$evidences[0]"
        "ApproxRun", "$run"
        "ApproxTask", "$tasks[0]"
        "ApproxTaskStatus", "$statuses[0]"
        "SlurmSubmission", "$submission"
    ]
    |> List.map (fun (name, value) -> $"UniversalApprox.{name}", value)

/// The headers of tables and the labels of lists, by type.
let private labels () =
    [
        for view in read "format" |> named "View" do
            let owner = (view |> named "TypeName" |> List.exactlyOne).Value

            for label in view |> named "Label" do
                owner, label.Value

            for item in view |> named "ListItem" do
                if named "Label" item = [] then
                    owner, (named "PropertyName" item |> List.exactlyOne).Value
    ]
    |> List.distinct

/// Select-Object, Sort-Object and Where-Object take what they do not know for nothing, and say nothing.
let private viewHeaders =
    testCase "every header and label of every view is a property that Select-Object and Where-Object know"
    <| fun () ->
        let labels = labels ()
        Expect.isGreaterThan labels.Length 60 "labels were looked at"
        let types = labels |> List.map fst |> List.distinct |> List.sort
        Expect.equal types (instances |> List.map fst |> List.sort) "types with views"

        let lookUp =
            [
                for owner, label in labels ->
                    $"\"{owner}.{label} $($null -ne {(dict instances)[owner]}.PSObject.Properties['{label}'])\""
            ]
            |> String.concat "\n"

        for line in linesOf (objects + lookUp) do
            Expect.stringContains line " True" line

let private headersInUse =
    testCase "headers select, sort and filter"
    <| fun () ->
        Expect.equal
            (linesOf (
                objects
                + "($fits | Sort-Object Validation).Validation -join ' ' -eq (($fits.ValidationRmse | Sort-Object) -join ' ')
                   @($fits | Where-Object Turns -ge 0).Count -eq $fits.Count
                   @($fits | Where-Object Turns -gt 100).Count
                   ($fits | Select-Object MeanAbsResidual).MeanAbsResidual -join ' ' -eq ($fits.MeanAbsoluteResidual -join ' ')
                   ($fits | Group-Object Stop).Name -join ' ' -eq (($fits | Group-Object StopReason).Name -join ' ')
                   $row = $posterior | Select-Object Parameters, Draws, Acceptance, BestDraw
                   $row.Parameters, $row.Draws, ($row.Acceptance -eq $posterior.AcceptanceRate), (\"$($row.BestDraw)\" -eq \"$($posterior.MaximumProbability)\")
                   ($fits[0].GetData() | Select-Object Points).Points
                   # Files, Get-Member and Format-List * have each number once.
                   ($fits[0] | ConvertTo-Csv)[0] -match 'Turns|MeanAbsRes'
                   ($fits[0] | Get-Member -Name Turns)"
            ))
            [ "True"; "True"; "0"; "True"; "True"; "5"; "160"; "True"; "True"; "40"; "False" ]
            "lines"

let private cultures =
    testCase "numbers in tables, lists, answers and warnings have a decimal point in every culture"
    <| fun () ->
        let tables =
            [
                for _, value in instances ->
                    $"{value} | Format-Table | Out-String; {value} | Format-List | Out-String"
            ]
            |> String.concat "\n"

        let german =
            "$german = [cultureinfo]::InvariantCulture.Clone()
             $german.NumberFormat.NumberDecimalSeparator = ','
             $german.NumberFormat.PercentDecimalSeparator = ','
             $before = [cultureinfo]::CurrentCulture\n"

        let result =
            run (
                $"{german}try {{\n[cultureinfo]::CurrentCulture = $german\n{objects}{tables}\n\"$answer\"; \"$posterior\"; \"$($summary[0])\"
                   $fits[-1] | Invoke-Mcmc -Steps 40 -BurnIn 10 -Verbose | Out-Null
                   $fits[-1] | Get-UnitFitSummary -Verbose | Out-Null
                   }} finally {{ [cultureinfo]::CurrentCulture = $before }}"
            )

        Expect.equal (List.map string result.Errors) [] "errors"
        let texts = (result.Output |> List.map string) @ result.Warnings @ result.Verbose
        Expect.isGreaterThan texts.Length 20 "texts"

        for text in texts do
            // A list of numbers has a blank behind its commas.
            Expect.isFalse (System.Text.RegularExpressions.Regex.IsMatch(text, @"\d,\d")) text

/// PowerShell shows an empty column for a property that is not there.
let private viewProperties =
    testCase "views and default property sets name properties that are there"
    <| fun () ->
        let facade = typeof<UniversalApprox.UnitFit>.Assembly

        let referenced =
            [
                for view in read "format" |> named "View" do
                    let owner = (view |> named "TypeName" |> List.exactlyOne).Value

                    for property in view |> named "PropertyName" do
                        owner, property.Value

                for entry in read "types" |> named "Type" do
                    let owner = (entry.Element(XName.Get "Name")).Value

                    for set in entry |> named "ReferencedProperties" do
                        for property in set |> named "Name" do
                            owner, property.Value
            ]

        Expect.isGreaterThan referenced.Length 40 "properties were looked at"

        for owner, property in referenced do
            let found =
                facade.GetType owner
                |> Option.ofObj
                |> Option.bind (fun t -> t.GetProperty property |> Option.ofObj)

            Expect.isSome found $"{owner}.{property}"

[<Tests>]
let tests =
    testList "cmdlets views" (viewProperties :: viewHeaders :: headersInUse :: cultures :: shown)
