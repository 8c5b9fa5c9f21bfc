/// Compare-CurveData and Get-NextMeasurement.
module UniversalApprox.Tests.Cmdlets.CompareCurveDataTests

open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private pair =
    "$a = New-CurveData -Function { [math]::Tanh($_) } -Lower -3 -Upper 3 -Points 40 -NoiseLevel 0.05 -Seed 1 -Name before
     $b = New-CurveData -Function { 0.3 + [math]::Tanh($_) } -Lower -3 -Upper 3 -Points 40 -NoiseLevel 0.05 -Seed 2 -Name after\n"

let private shows script expected =
    inFolder (fun folder -> Expect.equal (linesIn folder (pair + script)) expected "lines")

let private comparisons =
    [
        testCase "two data sets, as an argument and through the pipeline, give one answer"
        <| shows
            "$one = Compare-CurveData $a, $b -Units 1
             $other = $a, $b | Compare-CurveData -Units 1
             $one.First, $one.Second, $one.Relation, $one.Units -join ' '
             $one.Answer -eq $other.Answer
             $one.Answer -match '^before and after have one curve but for an offset \\(1 sigmoid neuron\\): after lies 0\\.\\d+ ± 0\\.0\\d+ above'
             $one.Models.Relation -join ' '
             $one.Difference.Count, $one.Difference[0].Band, @($one.Difference | Where-Object IsZeroOutside).Count -join ' '
             $one.GetCommonNetwork().Units, $one.GetFirst().Count -join ' '"
            [
                "before after Offset 1"
                "True"
                "True"
                "Same Offset Scale Shift Different"
                "101 Simultaneous 101"
                "1 40"
            ]

        testCase "rows with a group give what their data give, whatever the case of columns"
        <| shows
            "$rows = foreach ($data in $a, $b) { 0..39 | ForEach-Object { [pscustomobject]@{ batch = $data.Name; dose = $data.Inputs[0].ToArray()[$_]; signal = $data.Outputs.ToArray()[$_] } } }
             $rows | Export-Csv rows.csv
             $found = Import-Csv rows.csv | Compare-CurveData -X Dose -Y signal -Group BATCH -Units 1, 2
             $found.First, $found.Second -join ' '
             $found.PValue -eq (Compare-CurveData $a, $b -Units 1, 2).PValue
             $found.Models | Export-Csv models.csv; (Import-Csv models.csv).Relation -join ' '
             $found.Difference | Export-Csv difference.csv; (Import-Csv difference.csv).Count"
            [ "before after"; "True"; "Same Offset Scale Shift Different"; "101" ]

        testCase "a pointwise band of other places, and the level"
        <| shows
            "$found = Compare-CurveData $a, $b -Units 1 -Band Pointwise -Points 11 -Level 0.2
             $found.Difference.Count, $found.Difference[0].Band, $found.Options.Level -join ' '"
            [ "11 Pointwise 0.2" ]

        testCase "figure and report show both curves with the difference"
        <| inFolder (fun folder ->
            let lines =
                linesIn
                    folder
                    (pair
                     + "$found = Compare-CurveData $a, $b -Units 1
                        $chart = $found | New-ApproxChart CurveDifference
                        $chart.Name
                        $chart.Caption.StartsWith($found.Answer)
                        $found | Export-ApproxReport report.html
                        (Get-Content report.html -Raw).Contains('two curves or one?')")

            Expect.equal lines [ "curve-difference"; "True"; "True" ] "lines")

        testCase
            "errors of the points are used where both data sets have them; else a warning says that they are not"
        <| fun () ->
            let warnings script = (run (pair + script)).Warnings
            Expect.isEmpty (warnings "Compare-CurveData $a, $b -Units 1") "without errors"

            let told script =
                warnings
                    $"$x = 0..19; $y = $x | ForEach-Object {{ [math]::Tanh($_ - 9) + 0.02 * [math]::Cos(3 * $_) }}
                      $plain = New-CurveData -X $x -Y $y -Name plain
                      $known = New-CurveData -X $x -Y $y -Sigma (@(0.1) * 20) -Name known
                      {script}"
                |> List.filter (fun line -> line.Contains "all points count alike")

            Expect.hasLength (told "Compare-CurveData $known, $plain -Units 1") 1 "one has errors"
            Expect.isEmpty (told "Compare-CurveData $known, $known -Units 1") "both have errors"

            let same =
                outputOf
                    "$rows = foreach ($i in 0..39) {
                         [pscustomobject]@{ group = $i % 2; x = $i; y = [math]::Tanh(($i - 20) / 5) + 0.02 * ($i % 3 - 1); e = 0.02 }
                     }
                     # A reading of the second group that its error forgives.
                     $rows[21].y += 30; $rows[21].e = 1e3
                     ($rows | Compare-CurveData -X x -Y y -Group group -Sigma e -Units 1).Relation
                     ($rows | Compare-CurveData -X x -Y y -Group group -Units 1).Models[0].ResidualDeviation -gt 1"

            Expect.equal (same |> List.map string) [ "Same"; "True" ] "a forgiven reading"

        testCase "what is not two data sets says so"
        <| fun () ->
            for script, id, parts in
                [
                    "Compare-CurveData $a", "WrongInput", [ "Two data sets"; "1: before" ]
                    "Compare-CurveData $a, $b, $a", "WrongInput", [ "3: before, after, before" ]
                    "5 | Compare-CurveData -ErrorAction Stop", "WrongInput", [ "Int32"; "-Group" ]
                    "[pscustomobject]@{ g = 1; x = 1; y = 2 } | Compare-CurveData -X x -Y y -Group h",
                    "UnknownColumns",
                    [ "\"h\""; "g, x, y" ]
                    "[pscustomobject]@{ g = 1; x = 1; y = 'two' } | Compare-CurveData -X x -Y y -Group g",
                    "InvalidRow",
                    [ "two" ]
                    "Compare-CurveData $a, $b -Level 2",
                    "InvalidArgument",
                    [ "-Level must be above 0 and below 1" ]
                    "Compare-CurveData $a, $b -Units 0", "InvalidArgument", [ "-Units" ]
                    "Compare-CurveData $a, (New-CurveData Step -Lower 8 -Upper 9 -Points 40)",
                    "InvalidArgument",
                    [ "no range of x in common" ]
                ] do
                let error = errorOf (pair + script)
                Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script

                for part in parts do
                    Expect.stringContains (string error) part script
    ]

let private fits =
    "$WarningPreference = 'SilentlyContinue'
     $fits = New-CurveData -Function { [math]::Tanh($_) } -Lower -3 -Upper 3 -Points 25 -NoiseLevel 0.1 -Name tanh | Invoke-UnitSweep -Units 1, 2 -Restarts 2 -Folds 0\n"

let private measurements =
    [
        testCase "rows for a fit and a posterior, ranked, within the range asked for"
        <| fun () ->
            let rows =
                outputOf (
                    fits
                    + "$fits[0] | Get-NextMeasurement 3 -Lower 0 -Upper 2
                       $fits[0] | Invoke-Mcmc -Steps 200 -BurnIn 100 | Get-NextMeasurement -Count 2 -Aim Information"
                )

            Expect.equal (properties<int> "Rank" rows) [ 1; 2; 3; 1; 2 ] "ranks"
            Expect.all (List.truncate 3 (properties<float> "X" rows)) (fun x -> x >= 0.0 && x <= 2.0) "range"
            Expect.all (properties<float> "Gain" rows) (fun gain -> gain > 0.0 && gain < 1.0) "gains"
            Expect.equal (List.distinct (properties<string> "Data" rows)) [ "tanh" ] "data"

        testCase "a comparison asks which size, and with -Aim what its recommended fit asks"
        <| fun () ->
            let rows =
                outputOf (
                    fits
                    + "$comparison = $fits | Compare-UnitFit
                       $comparison | Get-NextMeasurement 2
                       [pscustomobject]@{ Same = -not (Compare-Object ($comparison | Get-NextMeasurement -Aim Average) ($comparison.GetRecommended() | Get-NextMeasurement) -Property X, Gain) }"
                )

            let deciding =
                rows |> List.filter (fun row -> typeName row = "UniversalApprox.DecidingMeasurement")

            Expect.isNonEmpty deciding "rows"

            let sizes = [ property<int> "FirstUnits" deciding[0]; property<int> "SecondUnits" deciding[0] ]
            Expect.equal (List.sort sizes) [ 1; 2 ] "sizes"
            Expect.equal (property<bool> "Same" (List.last rows)) true "the fit's"

        testCase "what has no answer says so"
        <| fun () ->
            for script, id, part in
                [
                    "5 | Get-NextMeasurement", "WrongInput", "Int32"
                    fits + "$fits[0] | Get-NextMeasurement -Count 0",
                    "InvalidArgument",
                    "-Count must be from 1 to 1000"
                    fits + "$fits[0] | Get-NextMeasurement -Points 1",
                    "InvalidArgument",
                    "-Points must be from 2 to 5000"
                    fits + "$fits[0] | Compare-UnitFit | Get-NextMeasurement",
                    "InvalidArgument",
                    "one size only"
                    fits + "$fits[0] | Get-NextMeasurement -Likelihood MeanSquaredError",
                    "InvalidArgument",
                    "says nothing about the noise"
                ] do
                let error = errorOf script
                Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script
                Expect.stringContains (string error) part script
    ]

[<Tests>]
let tests =
    testList
        "cmdlets measurements"
        [ testList "Compare-CurveData" comparisons; testList "Get-NextMeasurement" measurements ]
