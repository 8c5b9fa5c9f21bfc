/// Export-NeuronModel, Import-NeuronModel, Test-TorchBackend, and the engines of Invoke-UnitSweep.
module UniversalApprox.Tests.Cmdlets.ModelCmdletsTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private formula = "24.1 tanh(-1.4*x - 4.9) + 23 tanh(1.5*x - 5) + 0.1"

let private model =
    """{"format":"UniversalApprox.Network","version":1,"activation":"tanh","dimension":1,"units":[{"weights":[1],"bias":2,"amplitude":3}],"offset":4}"""

let private idOf script =
    let error = errorOf script
    error.FullyQualifiedErrorId.Split(',')[0], string error

let private expectError id part script =
    let found, message = idOf script
    Expect.equal found id script
    Expect.stringContains message part script

let private export =
    [
        testCase "networks go through JSON and TorchSharp weights unchanged"
        <| inFolder (fun folder ->
            let same =
                outputOf
                    $"$n = New-NeuronSum '{formula}'
                      $n | Export-NeuronModel '{folder}/a.json'
                      Export-NeuronModel -InputObject $n -Path '{folder}/a.dat'
                      Export-NeuronModel -InputObject $n -Path '{folder}/[b].weights' -Format TorchWeights
                      $n.Equals((Import-NeuronModel '{folder}/a.json'))
                      $n.Equals((Import-NeuronModel '{folder}/*.dat' -Activation tanh))
                      $n.Equals((Import-NeuronModel -LiteralPath '{folder}/[b].weights' -Activation tanh))"

            Expect.equal (same |> List.map string) [ "True"; "True"; "True" ] "same"
            Expect.hasLength (Directory.GetFiles folder) 3 "files")

        testCase "fits and comparisons are exported with their provenance"
        <| inFolder (fun folder ->
            let same =
                outputOf
                    $"$fits = New-CurveData Parabola | Invoke-UnitSweep -Units 1, 2 -Restarts 2
                      $fits[1] | Export-NeuronModel '{folder}/fit.json'
                      $comparison = $fits | Compare-UnitFit
                      $comparison | Export-NeuronModel '{folder}/best.json'
                      $fits[1].Formula -eq (Import-NeuronModel '{folder}/fit.json').ToString()
                      $comparison.GetRecommended().Formula -eq (Import-NeuronModel '{folder}/best.json').ToString()"

            Expect.equal (same |> List.map string) [ "True"; "True" ] "same"
            Expect.stringContains (File.ReadAllText(folder + "/fit.json")) "LevenbergMarquardt" "training")

        testCase "what is imported is exported to the same file, and shows where it comes from"
        <| inFolder (fun folder ->
            let shown =
                outputOf
                    $"New-CurveData Parabola | Invoke-UnitSweep -Units 2 -Restarts 2 | Export-NeuronModel '{folder}/a.json'
                      Import-NeuronModel '{folder}/a.json' | Export-NeuronModel '{folder}/b.json'
                      Import-NeuronModel '{folder}/b.json' | Export-NeuronModel '{folder}/c.json'
                      (Import-NeuronModel '{folder}/c.json').Provenance.ToString()"
                |> List.exactlyOne
                |> string

            Expect.stringStarts
                shown
                "Parabola (x → y, 500 points), LevenbergMarquardt, seed 1, restart"
                "words"

            let content name = File.ReadAllText(Path.Combine(folder, name))
            Expect.stringContains (content "a.json") "\"training\"" "training"
            Expect.equal (content "b.json") (content "a.json") "second"
            Expect.equal (content "c.json") (content "a.json") "third")

        testCase "the extension says the format"
        <| inFolder (fun folder ->
            outputOf
                $"foreach ($extension in 'cs', 'py', 'ps1', 'JSON') {{ New-NeuronSum '{formula}' | Export-NeuronModel \"{folder}/a.$extension\" }}
                  New-NeuronSum '{formula}' | Export-NeuronModel '{folder}/b.txt' -Format Python -Name curve"
            |> ignore

            for name, part in
                [
                    "a.cs", "class Network"
                    "a.py", "def Network"
                    "a.ps1", "function Network"
                    "a.JSON", "\"format\""
                    "b.txt", "def curve"
                ] do
                Expect.stringContains (File.ReadAllText(Path.Combine(folder, name))) part name)

        testCase "source text evaluates the network"
        <| inFolder (fun folder ->
            let values =
                outputOf
                    $"$n = New-NeuronSum '{formula}'
                      $n | Export-NeuronModel '{folder}/curve.ps1' -Name curve
                      . '{folder}/curve.ps1'
                      curve 1.5
                      ($n | Get-NeuronPrediction -X 1.5).Prediction"
                |> List.map (string >> float)

            Expect.floatClose Accuracy.high values[0] values[1] "value")

        testCase "-Force keeps the mode of what it replaces, and writes through a link"
        <| inFolder (fun folder ->
            if OperatingSystem.IsWindows() then
                skiptest "there are no modes on Windows"

            let path name = Path.Combine(folder, name)

            for name in [ "a.json"; "a.py"; "r.html" ] do
                write folder name "old" |> ignore
                File.SetUnixFileMode(path name, UnixFileMode.UserRead ||| UnixFileMode.UserWrite)
                File.CreateSymbolicLink(path $"link-{name}", path name) |> ignore

            outputIn
                folder
                $"$fit = New-CurveData Step -Points 20 | Invoke-UnitSweep -Units 1 -Restarts 1 -Fold 0
                  $fit | Export-NeuronModel a.json -Force
                  $fit | Export-NeuronModel link-a.py -Force
                  $fit | Export-ApproxReport link-r.html -Force"
            |> ignore

            for name in [ "a.json"; "a.py"; "r.html" ] do
                Expect.isGreaterThan (FileInfo(path name).Length) 3L $"{name} was written"

                Expect.equal
                    (File.GetUnixFileMode(path name))
                    (UnixFileMode.UserRead ||| UnixFileMode.UserWrite)
                    name

            Expect.equal (FileInfo(path "link-a.py").LinkTarget) (path "a.py") "still a link")

        testCase "a file that is there is replaced by -Force only, and nothing is written by -WhatIf"
        <| inFolder (fun folder ->
            let path = write folder "a.json" "mine"
            expectError "FileExists" "-Force" $"New-NeuronSum '{formula}' | Export-NeuronModel '{path}'"
            Expect.equal (File.ReadAllText path) "mine" "kept"

            let quiet =
                run
                    $"New-NeuronSum '{formula}' | Export-NeuronModel '{path}' -Force -WhatIf
                      New-NeuronSum '{formula}' | Export-NeuronModel '{folder}/new.json' -WhatIf"

            Expect.isEmpty quiet.Errors "no errors"
            Expect.equal (File.ReadAllText path) "mine" "still kept"
            Expect.isFalse (File.Exists(folder + "/new.json")) "not written"
            outputOf $"New-NeuronSum '{formula}' | Export-NeuronModel '{path}' -Force" |> ignore
            Expect.stringContains (File.ReadAllText path) "UniversalApprox.Network" "replaced")

        testCase "what cannot be exported is said, and writes nothing"
        <| inFolder (fun folder ->
            let network = $"New-NeuronSum '{formula}'"

            for id, part, script in
                [
                    "ContradictoryArguments", "-Format", $"{network} | Export-NeuronModel '{folder}/a.txt'"
                    "ContradictoryArguments",
                    "one file",
                    $"({network}), ({network}) | Export-NeuronModel '{folder}/a.json'"
                    "WrongInput", "Int32", $"3 | Export-NeuronModel '{folder}/a.json'"
                    "InvalidArgument", "units", $"New-NeuronSum '3' | Export-NeuronModel '{folder}/a.dat'"
                    "UnwritableFile", "none", $"{network} | Export-NeuronModel '{folder}/none/a.json'"
                    "NotAFile", "folder", $"{network} | Export-NeuronModel '{folder}' -Format Json"
                ] do
                expectError id part script

            Expect.isEmpty (Directory.GetFiles folder) "files")
    ]

let private import =
    [
        testCase "a bad file is an error that names it, and the next one is read"
        <| inFolder (fun folder ->
            let good = write folder "good.json" model

            for name, text, part in
                [
                    "foreign.json", """{"name":"x"}""", "no model file"
                    "cut.json", model.Substring(0, 90), "cut off"
                    "newer.json", model.Replace("\"version\":1", "\"version\":9"), "version 9"
                    "infinite.json", model.Replace("\"bias\":2", "\"bias\":1e999"), "units[0].bias"
                    "nan.json", model.Replace("\"bias\":2", "\"bias\":\"NaN\""), "finite"
                    "empty.json", "", "cut off"
                    "foreign.dat", "hello, this is no tensor", "foreign.dat"
                    "a.onnx", "", "not read"
                ] do
                let path = write folder name text
                let result = run $"Import-NeuronModel '{path}', '{good}' -Activation Tanh"
                Expect.hasLength result.Output 1 $"{name}: the good one"

                match result.Errors with
                | [ error ] ->
                    Expect.stringStarts error.FullyQualifiedErrorId "InvalidModelFile," name
                    Expect.stringContains (string error) part name
                    Expect.stringContains (string error) path name
                | errors -> failtest $"{name}: {errors.Length} errors"

            let weights = Path.Combine(folder, "weights.dat")
            outputOf $"New-NeuronSum '{formula}' | Export-NeuronModel '{weights}'" |> ignore
            let content = File.ReadAllBytes weights
            File.WriteAllBytes(weights, Array.truncate (content.Length - 3) content)
            expectError "InvalidModelFile" "cut off" $"Import-NeuronModel '{weights}' -Activation Tanh"

            File.WriteAllBytes(
                weights,
                Array.append (Array.truncate (content.Length - 8) content) (BitConverter.GetBytes nan)
            )

            expectError "InvalidModelFile" "finite" $"Import-NeuronModel '{weights}' -Activation Tanh")

        testCase "weights need an activation; a missing file is said to be missing"
        <| inFolder (fun folder ->
            expectError "MissingActivation" "-Activation" $"Import-NeuronModel '{folder}/a.dat'"
            expectError "FileNotFound" "a.json" $"Import-NeuronModel '{folder}/a.json'"
            expectError "NotAFile" "folder" $"Import-NeuronModel '{folder}'")
    ]

let private sweep =
    "New-CurveData Parabola | Invoke-UnitSweep -Units 2, 3 -Restarts 3 -Epochs 50 -Fold 0"

let private engines =
    [
        testCase "-Engine Torch has the errors of Simd"
        <| fun () ->
            let errors engine = outputOf $"{sweep} -Optimizer Adam {engine}" |> properties<float> "Sse"
            let simd = errors ""

            for engine in [ "-Engine Torch"; "-Engine Torch -Device cpu"; "-Engine Auto" ] do
                for a, b in List.zip (errors engine) simd do
                    Expect.isLessThan (abs (a - b) / b) 1e-9 engine

        testCase "what an engine cannot do is said"
        <| fun () ->
            for id, part, arguments in
                [
                    "InvalidArgument", "-Optimizer must be Adam or LBfgs with -Engine Torch", "-Engine Torch"
                    "InvalidArgument", "-Device must be left out, unless -Engine is Torch", "-Device cpu"
                    "InvalidArgument", "-Device must be left out", "-Engine Auto -Device cuda"
                    "InvalidArgument", "gpu", "-Engine Torch -Optimizer Adam -Device gpu"
                    "TorchMissingDevice", "cuda:99", "-Engine Torch -Optimizer LBfgs -Device cuda:99"
                ] do
                expectError id part $"{sweep} {arguments}"

        testCase "Test-TorchBackend tells what is loaded"
        <| fun () ->
            let info = outputOf "Test-TorchBackend" |> List.exactlyOne
            Expect.isTrue (property<bool> "IsAvailable" info) (property<string> "Problem" info)
            Expect.stringStarts (property<string> "Devices" info) "cpu" "devices"

        testCase
            "in a process of its own: nothing of torch is loaded before it is asked for; missing, it is said why"
        <| fun () ->
            let script =
                $"{sweep} -Optimizer Adam | Out-Null
                  [AppDomain]::CurrentDomain.GetAssemblies().ForEach({{ $_.GetName().Name }}).Where({{ $_ -match 'Torch' }}).Count
                  (Test-TorchBackend).IsAvailable
                  (Test-TorchBackend).Problem
                  {sweep} -Optimizer Adam -Engine Auto | Out-Null
                  try {{ {sweep} -Optimizer Adam -Engine Torch }} catch {{ $_.FullyQualifiedErrorId }}"

            let result = Pwsh.runWith [ "UNIVERSALAPPROX_LIBTORCH", "/nowhere" ] [ "-Command"; script ]

            match result.Output.Trim().Split '\n' with
            | [| count; available; problem; id |] ->
                Expect.equal (count, available) ("0", "False") "not loaded, not available"
                Expect.stringContains problem "UNIVERSALAPPROX_LIBTORCH is '/nowhere'" "why"
                Expect.stringStarts id "TorchMissingLibrary," "error"
            | _ -> failtest $"{result}"
    ]

[<Tests>]
let tests =
    testList
        "cmdlets models"
        [ testList "export" export; testList "import" import; testList "engines" engines ]
