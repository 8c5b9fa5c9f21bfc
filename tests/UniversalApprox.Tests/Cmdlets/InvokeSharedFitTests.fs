/// Invoke-SharedFit.
module UniversalApprox.Tests.Cmdlets.InvokeSharedFitTests

open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private pair =
    "$a = New-CurveData -Function { [math]::Tanh($_) } -Lower -3 -Upper 3 -Points 40 -NoiseLevel 0.05 -Seed 1 -Name before
     $b = New-CurveData -Function { [math]::Tanh($_ - 1) } -Lower -3 -Upper 3 -Points 40 -NoiseLevel 0.05 -Seed 2 -Name after\n"

let private shows script expected =
    inFolder (fun folder -> Expect.equal (linesIn folder (pair + script)) expected "lines")

[<Tests>]
let tests =
    testList
        "Invoke-SharedFit"
        [
            testCase "data sets share what is named, and each has the rest of its own"
            <| shows
                "$one = Invoke-SharedFit $a, $b -Activation Tanh
                 $other = $a, $b | Invoke-SharedFit -Activation Tanh -Shared C, a1, W
                 $one.Answer -eq $other.Answer
                 $one.Shared -join ' '
                 $one.Parameters | ForEach-Object { \"$($_.Parameter) $($_.Group)\".Trim() }
                 $one.PValue -gt 0.05
                 $one.PValueOfOwn -lt 1e-10
                 $w, $c, $amplitude, $first, $second = $one.Parameters
                 [math]::Abs(($first.Value - $second.Value) / $w.Value - 1) -lt 0.1
                 $one.Groups.Group -join ' '"
                [
                    "True"
                    "w1 a1 c"
                    "w1"
                    "a1"
                    "c"
                    "b1 before"
                    "b1 after"
                    "True"
                    "True"
                    "True"
                    "before after"
                ]

            testCase "rows with a group give what their data give, and rows go on as flat tables"
            <| shows
                "$rows = foreach ($data in $a, $b) { 0..39 | ForEach-Object { [pscustomobject]@{ plate = $data.Name; dose = $data.Inputs[0].ToArray()[$_]; signal = $data.Outputs.ToArray()[$_] } } }
                 $found = $rows | Invoke-SharedFit -X Dose -Y signal -Group PLATE -Units 1, 2
                 $found.Units -join ' '
                 $found[0].Sse -eq (Invoke-SharedFit $a, $b).Sse
                 $found.Parameters | Export-Csv parameters.csv; (Import-Csv parameters.csv).Count
                 $found.Groups | Export-Csv groups.csv; (Import-Csv groups.csv).Group -join ' '"
                [ "1 2"; "True"; "14"; "before after before after" ]

            testCase "a group is a network wherever one is taken"
            <| shows
                "$group = (Invoke-SharedFit $a, $b).Groups[1]
                 ($group | Get-NeuronPrediction -X 1).Prediction -eq ($group.GetNetwork() | Get-NeuronPrediction -X 1).Prediction
                 $group.Formula -like '*tanh(*x*' -or $group.Formula -like '*sig(*x*'
                 ($group | Get-NeuronInverse 0).X -eq ($group.GetNetwork() | Get-NeuronInverse 0 -Lower $b.Inputs[0].ToArray()[0] -Upper $b.Inputs[0].ToArray()[-1]).X
                 @($group | Show-ApproxChart -Height 9).Count"
                [ "True"; "True"; "True"; "9" ]

            testCase "figure and report show the groups with their curves"
            <| shows
                "$found = Invoke-SharedFit $a, $b
                 $chart = $found | New-ApproxChart SharedCurves
                 $chart.Name
                 $chart.Caption -eq $found.Answer
                 $found | Export-ApproxReport report.html
                 (Get-Content report.html -Raw).Contains('2 groups with w1, a1, c in common')"
                [ "shared-curves"; "True"; "True" ]

            testCase "what cannot be fitted together says so"
            <| fun () ->
                for script, id, parts in
                    [
                        "Invoke-SharedFit $a", "WrongInput", [ "Two groups"; "1: before" ]
                        "5 | Invoke-SharedFit -ErrorAction Stop",
                        "WrongInput",
                        [ "Groups of data"; "Int32"; "-Group" ]
                        "Invoke-SharedFit $a, $b -Shared d",
                        "InvalidArgument",
                        [ "-Shared"; "'d'"; "c, w1, b1 or a1" ]
                        "Invoke-SharedFit $a, $b -Shared w, W",
                        "InvalidArgument",
                        [ "-Shared must be all different" ]
                        "Invoke-SharedFit $a, $b -Shared w3",
                        "InvalidArgument",
                        [ "-Shared"; "'w3'"; "1 unit" ]
                        "Invoke-SharedFit $a, $b -Shared w2 -Units 1, 2",
                        "InvalidArgument",
                        [ "-Shared"; "1 units" ]
                        "Invoke-SharedFit $a, $b -Level 1",
                        "InvalidArgument",
                        [ "-Level must be above 0 and below 1" ]
                        "Invoke-SharedFit $a, $b -Units 40", "InvalidArgument", [ "80 points"; "too few" ]
                        "Invoke-SharedFit $a, (New-CurveData -X (1..9) -Y (1..9) -LogX x)",
                        "InvalidArgument",
                        [ "axes" ]
                    ] do
                    let error =
                        errorOf (
                            pair.Replace("Tanh", "1.1 + [math]::Tanh").Replace("[math]::1.1 + ", "2 + ")
                            + script
                        )

                    Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script

                    for part in parts do
                        Expect.stringContains (string error) part script
        ]
