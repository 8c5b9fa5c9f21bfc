module UniversalApprox.Tests.Facade.ModelTests

open System
open System.Collections.Generic
open System.IO
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support.TemporaryFolder

let private network = ShallowNetwork.Parse "24.1 tanh(-1.4*x - 4.9) + 23 tanh(1.5*x - 5) + 0.1"

let private curve = CurveData.Generate KnownCurve.Parabola

let private adam =
    SweepOptions(
        Units = [| 2; 3 |],
        Restarts = 3,
        Optimizer = Optimizer.Adam,
        Epochs = Nullable 50,
        Folds = Nullable 0,
        Threads = Nullable 1
    )

let private on engine device =
    SweepOptions(
        Units = adam.Units,
        Restarts = adam.Restarts,
        Optimizer = adam.Optimizer,
        Epochs = adam.Epochs,
        Folds = Nullable 0,
        Threads = adam.Threads,
        Engine = engine,
        Device = device
    )

let private kindOf (error: exn) =
    if error :? ArgumentException then
        "ArgumentException"
    else
        error.GetType().Name

let private refusal action = Expect.throwsC action (fun error -> kindOf error, error.Message)

let private sum (numbers: IEnumerable<UnitFit>) = numbers |> Seq.map _.Sse |> Seq.toList

[<Tests>]
let files =
    testList
        "facade model files"
        [
            testCase "JSON and TorchSharp weights read back to the same network"
            <| inFolder (fun folder ->
                let json = Path.Combine(folder, "a.json")
                let weights = Path.Combine(folder, "a.dat")
                NeuronModelFile.ExportJson(network, json)
                Expect.equal (NeuronModelFile.ImportJson json) network "JSON"
                NeuronModelFile.ExportTorchWeights(network, weights)
                Expect.equal (NeuronModelFile.ImportTorchWeights(weights, Activation.Tanh)) network "weights"
                Expect.hasLength (Directory.GetFiles folder) 2 "nothing else is left")

            testCase "a fit keeps its provenance in JSON"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "fit.json")
                let fit = UnitSweep.Run(curve, adam)[0]
                NeuronModelFile.ExportJson(fit, path)
                Expect.equal (NeuronModelFile.ImportJson path) (fit.GetNetwork()) "network"
                Expect.stringContains (File.ReadAllText path) "\"optimizer\": \"Adam\"" "training")

            testCase "provenance outlives import and export, and belongs to the trained network only"
            <| inFolder (fun folder ->
                let first = Path.Combine(folder, "first.json")
                let second = Path.Combine(folder, "second.json")
                let onnx = Path.Combine(folder, "a.onnx")
                let fit = UnitSweep.Run(curve, adam)[0]
                NeuronModelFile.ExportJson(fit, first)
                let imported = NeuronModelFile.ImportJson first
                let provenance = imported.Provenance

                Expect.equal
                    (provenance.Data, provenance.Inputs, provenance.Output)
                    ("Parabola", "x", "y")
                    "data"

                Expect.equal provenance.Points (Nullable curve.Count) "points"

                Expect.equal
                    (provenance.Optimizer, provenance.LearningRate)
                    ("Adam", Nullable 0.03)
                    "optimizer"

                Expect.equal
                    (provenance.Seed, provenance.Restart, provenance.Iterations)
                    (Nullable fit.Seed, Nullable fit.Restart, Nullable 50)
                    "training"

                Expect.equal provenance.Rmse (Nullable fit.Rmse) "fit"

                Expect.stringStarts
                    (string provenance)
                    "Parabola (x → y, 500 points), Adam, seed 1"
                    "in words"

                for again in [ imported; fit.GetNetwork() ] do
                    NeuronModelFile.ExportJson(again, second)
                    Expect.equal (File.ReadAllBytes second) (File.ReadAllBytes first) "the same file"

                NeuronModelFile.ExportOnnx(imported, onnx)
                let model = File.ReadAllBytes onnx
                NeuronModelFile.ExportOnnx(fit, onnx)
                Expect.equal model (File.ReadAllBytes onnx) "the same model"
                Expect.isNull network.Provenance "a formula has none"

                Expect.isNull
                    (imported.WithActivation Activation.Tanh).Provenance
                    "nor has what was not trained"

                Expect.equal imported (ShallowNetwork.Parse(imported.ToString())) "no part of equality")

            testCase "ONNX and source text are written"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "a.onnx")
                NeuronModelFile.ExportOnnx(network, path)
                Expect.isGreaterThan (FileInfo(path).Length) 100L "ONNX"

                for language, word in
                    [
                        SourceLanguage.CSharp, "public static class Curve"
                        SourceLanguage.Python, "def Curve(x)"
                        SourceLanguage.PowerShell, "function Curve"
                    ] do
                    NeuronModelFile.ExportSource(network, path, language, "Curve")
                    Expect.stringContains (File.ReadAllText path) word "replaced")

            testCase "arguments are checked"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "a")
                let constant = ShallowNetwork.Parse "3"

                for action in
                    [
                        fun () -> NeuronModelFile.ExportJson(network, "")
                        fun () -> NeuronModelFile.ExportJson((null: ShallowNetwork), path)
                        fun () -> NeuronModelFile.ExportSource(network, path, SourceLanguage.Python, "1 a")
                        fun () ->
                            NeuronModelFile.ExportSource(network, path, LanguagePrimitives.EnumOfValue 7L)
                        fun () -> NeuronModelFile.ExportTorchWeights(constant, path)
                        fun () -> NeuronModelFile.ImportJson null |> ignore
                    ] do
                    Expect.stringStarts (fst (refusal action)) "Argument" "kind"

                Expect.isFalse (File.Exists path) "nothing is written"

                Expect.equal
                    (fst (refusal (fun () -> NeuronModelFile.ImportJson path |> ignore)))
                    "FileNotFoundException"
                    "missing file")
        ]

[<Tests>]
let engines =
    testList
        "facade engines"
        [
            testCase "Torch trains to the errors of Simd"
            <| fun () ->
                let simd = sum (UnitSweep.Run(curve, adam))
                let torch = sum (UnitSweep.Run(curve, on EngineKind.Torch "cpu"))
                let auto = sum (UnitSweep.Run(curve, on EngineKind.Auto null))
                Expect.equal auto simd "Auto is Simd for small sweeps"

                for a, b in List.zip torch simd do
                    Expect.isLessThan (abs (a - b) / b) 1e-9 "sum of squares"

            testCase "what an engine cannot do is an error before any work"
            <| fun () ->
                let message options =
                    let name, message = refusal (fun () -> UnitSweep.GetWarnings(curve, options) |> ignore)
                    Expect.stringStarts name "Argument" "kind"
                    message

                Expect.stringContains
                    (message (SweepOptions(Engine = EngineKind.Torch)))
                    "LevenbergMarquardt"
                    "optimizer"

                Expect.stringContains
                    (message (on EngineKind.Simd "cpu"))
                    "unless Engine is Torch"
                    "device of Simd"

                Expect.stringContains (message (on EngineKind.Torch "gpu")) "gpu" "unknown device"

                Expect.stringContains
                    (message (on (LanguagePrimitives.EnumOfValue 5L) null))
                    "Engine"
                    "unknown engine"

            testCase "a device that is not there is named"
            <| fun () ->
                let error =
                    Expect.throwsC
                        (fun () -> UnitSweep.Run(curve, on EngineKind.Torch "cuda:99") |> ignore)
                        id

                match error with
                | :? TorchUnavailableException as error ->
                    Expect.equal error.Failure TorchFailure.MissingDevice "failure"
                    Expect.stringContains error.Message "cuda:99" "message"
                | other -> failtest $"unexpected {other}"

            testCase "the probe tells what was loaded"
            <| fun () ->
                let info = TorchBackend.Probe()
                Expect.isTrue info.IsAvailable info.Problem
                Expect.equal (info.GetDevices()[0]) "cpu" "devices"
                Expect.stringStarts info.Devices "cpu" "in one text"
                Expect.isTrue (File.Exists info.LibTorchSharpPath) "library"
                Expect.isFalse info.Failure.HasValue "failure"
                Expect.stringContains (string info) "cpu" "line"
        ]
