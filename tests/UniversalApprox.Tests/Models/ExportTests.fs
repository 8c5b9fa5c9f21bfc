module UniversalApprox.Tests.Models.ExportTests

open System
open System.Globalization
open System.IO
open System.Management.Automation
open System.Management.Automation.Runspaces
open System.Reflection
open Expecto
open UniversalApprox
open Microsoft.ML.OnnxRuntime
open Microsoft.ML.OnnxRuntime.Tensors
open UniversalApprox.Core.Networks
open UniversalApprox.Models
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private network = Generators.randomNetwork 31UL

let private columns dimension =
    Array.init dimension (fun k -> Array.init 41 (fun i -> 6.0 * sin (float (i * (k + 1)))))

/// The values that ONNX Runtime computes with the exported model.
let private byOnnxRuntime (network: Network) (columns: float[][]) =
    use session = new InferenceSession(OnnxModel.toBytes (SavedNetwork.ofNetwork network))
    let count = columns[0].Length

    let rows =
        Array.init (count * columns.Length) (fun i -> columns[i % columns.Length][i / columns.Length])

    let tensor = DenseTensor<float>(Memory rows, ReadOnlySpan [| count; columns.Length |])
    use results = session.Run [| NamedOnnxValue.CreateFromTensor("x", tensor) |]
    (Seq.head results).AsEnumerable<float>() |> Seq.toArray

[<Tests>]
let onnx =
    testList
        "ONNX"
        [
            for activation in Activation.all do
                testCase $"{Activation.name activation}: ONNX Runtime computes the network's values"
                <| fun () ->
                    // ONNX Runtime has erf in float32 only.
                    let isSingle = activation = Activation.Erf || activation = Activation.Gelu
                    let tolerance = if isSingle then 1e-5 else 1e-12

                    for dimension, units in [ 1, 1; 1, 7; 3, 5; 2, 0 ] do
                        let network = network activation dimension units
                        let points = columns dimension
                        let expected = Network.predict network points

                        for actual, expected in Array.zip (byOnnxRuntime network points) expected do
                            Expect.isLessThan
                                (abs (actual - expected))
                                (tolerance * (1.0 + abs expected))
                                $"{units} units"
        ]

/// The SDK's own compiler, which needs no package.
let private compile (sources: string list) target =
    let runtime = Path.GetDirectoryName(typeof<obj>.Assembly.Location)
    let sdks = Path.Combine(runtime, "..", "..", "..", "sdk")

    let compiler =
        Directory.GetFiles(sdks, "csc.dll", SearchOption.AllDirectories) |> Array.sort |> Array.last

    let reference = Path.Combine(runtime, "System.Private.CoreLib.dll")

    let options = [ "-nologo"; "-target:library"; $"-out:{target}"; "-nostdlib"; $"-r:{reference}" ]
    let result = Process.run "dotnet" ([ "exec"; compiler ] @ options @ sources)
    Expect.equal result.ExitCode 0 $"{result.Output} {result.Error}"

let private close (actual: float) (expected: float) name =
    Expect.isLessThan (abs (actual - expected)) (1e-12 * (1.0 + abs expected)) name

[<Tests>]
let sources =
    testList
        "Source text"
        [
            testCase "C#: compiles and computes the network's values"
            <| fun () ->
                withFolder (fun folder ->
                    let networks = [ for activation in Activation.all -> network activation 2 3 ]
                    let nameOf (network: Network) = "Net_" + Activation.name network.Activation

                    let files =
                        networks
                        |> List.map (fun network ->
                            let path = Path.Combine(folder, nameOf network + ".cs")

                            File.WriteAllText(
                                path,
                                SourceText.print SourceLanguage.CSharp (nameOf network) network
                            )

                            path)

                    let target = Path.Combine(folder, "networks.dll")
                    compile files target
                    let assembly = Assembly.Load(File.ReadAllBytes target)

                    for network in networks do
                        let evaluate = assembly.GetType(nameOf network).GetMethod "Evaluate"

                        for x in [ [| 0.3; -2.0 |]; [| 5.0; 4.0 |]; [| -7.0; 0.1 |] ] do
                            let actual = evaluate.Invoke(null, Array.map box x) :?> float
                            close actual (Network.evaluate network x) (nameOf network))

            testCase "PowerShell: computes the network's values"
            <| fun () ->
                for activation in Activation.all do
                    let network = network activation 1 3
                    use shell = PowerShell.Create(InitialSessionState.CreateDefault2())
                    let text = SourceText.print SourceLanguage.PowerShell "Net" network
                    let points = [ -3.5; -0.2; 0.0; 1.7; 4.0 ]

                    let calls =
                        points
                        |> List.map (fun x -> $"Net ({x.ToString CultureInfo.InvariantCulture})")
                        |> String.concat "\n"

                    let results = shell.AddScript(text + calls).Invoke<float>()
                    Expect.isFalse shell.HadErrors (Activation.name activation)

                    for actual, x in Seq.zip results points do
                        close actual (Network.evaluate network [| x |]) (Activation.name activation)

            testCase "Python: the text of a function"
            <| fun () ->
                let text = SourceText.print SourceLanguage.Python "net" (network Activation.Erf 2 2)
                Expect.stringContains text "def net(x1, x2):" "function"
                Expect.stringContains text "import scipy.special" "import"

            testCase "invalid names are rejected"
            <| fun () ->
                for name in [ ""; null; "1st"; "a b"; "a;b" ] do
                    Expect.throwsT<OptionException>
                        (fun () ->
                            SourceText.print SourceLanguage.CSharp name (network Activation.Tanh 1 1)
                            |> ignore)
                        $"'{name}'"
        ]
