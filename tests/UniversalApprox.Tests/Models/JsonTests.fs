module UniversalApprox.Tests.Models.JsonTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Models
open UniversalApprox.Tests.Support.TemporaryFolder

let private fit =
    lazy
        (let data = Curve.sample (Rng.ofSeed 1UL) Curve.parabola

         let plan =
             { SweepPlan.defaults with
                 Units = [| 2 |]
                 Restarts = 2
                 Seed = UInt64.MaxValue
                 Validation = Validation.Skip
             }

         let fits = ResizeArray<UnitFit>()
         Sweep.run 1 ignore CancellationToken.None plan data fits.Add
         fits[0])

let private text = lazy (ModelJson.print (SavedNetwork.ofFit fit.Value))

let private refusal (text: string) =
    Expect.throwsC (fun () -> ModelJson.parse text |> ignore) (fun e ->
        Expect.isTrue (e :? InvalidDataException) $"{e}"
        e.Message)

/// Invalid UTF-8 at a place of the file.
let private refusalOfBytes place =
    let bytes = Text.Encoding.UTF8.GetBytes text.Value

    for wrong in [ [| 0xFFuy |]; [| 0xC3uy |]; [| 0xEDuy; 0xA0uy; 0x80uy |] ] do
        let broken =
            Array.concat [ Array.truncate place bytes; wrong; Array.skip (min place bytes.Length) bytes ]

        Expect.throwsT<InvalidDataException>
            (fun () -> ModelJsonRead.ofBytes broken |> ignore)
            $"0x{wrong[0]:X} at {place}"

[<Tests>]
let tests =
    testList
        "Model JSON"
        [
            testCase "network, data and training read back as they were written"
            <| fun () ->
                let model = SavedNetwork.ofFit fit.Value
                let back = ModelJson.parse text.Value
                Expect.equal back.Network model.Network "network"
                Expect.equal back.Data model.Data "data"
                Expect.equal back.Training model.Training "training"

            testCase
                "lone surrogates and bytes that are not UTF-8 give the documented error, wherever they stand"
            <| fun () ->
                for place in 0 .. text.Value.Length do
                    refusalOfBytes place

                for broken in
                    [
                        text.Value.Replace("\"units\"", "\"\\ud800units\"")
                        text.Value.Replace("\"sigmoid\"", "\"\\udc00\"")
                        text.Value
                            .Replace("\"format\"", "\"\\ud800\", \"format\"")
                            .Replace("\"bias\"", "\"\\udfff\"")
                    ] do
                    Expect.notEqual broken text.Value "it is another text"
                    refusal broken |> ignore

            testCase "what a terminal obeys is not in names, nor in messages, and messages are short"
            <| fun () ->
                let named = ModelJson.parse (text.Value.Replace("\"Parabola\"", "\"a\\u001b[31mb\""))
                Expect.equal named.Data.Value.Name "a\uFFFD[31mb" "name"
                let long = String.replicate 1_000_000 "s"
                let message = refusal (text.Value.Replace("\"sigmoid\"", $"\"\\u001b{long}\""))
                Expect.isLessThan message.Length 1000 "length"
                Expect.isFalse (message.Contains '\u001B') "escape"

            testCase "a model that was read writes the same bytes"
            <| fun () ->
                let again = ModelJson.print (ModelJson.parse text.Value)
                Expect.equal again text.Value "text"

            testCase "every activation, any size, every finite number, without provenance"
            <| fun () ->
                for activation in Activation.all do
                    let extremes =
                        [| Double.MaxValue; Double.Epsilon; -0.1; 1.0 / 3.0; 1e22; -Double.MaxValue; 5e-324 |]

                    let network = Network.create activation 1 extremes

                    Expect.equal
                        (ModelJson.parse (ModelJson.print (SavedNetwork.ofNetwork network))).Network
                        network
                        "network"

                let constant = Network.create Activation.Tanh 3 [| 2.5 |]
                let back = ModelJson.parse (ModelJson.print (SavedNetwork.ofNetwork constant))
                Expect.equal back.Network constant "no units"
                Expect.isNone back.Data "data"

            testCase "a file cut off anywhere is refused"
            <| fun () ->
                let whole = text.Value.TrimEnd()

                for length in 0..7 .. whole.Length - 1 do
                    refusal (whole.Substring(0, length)) |> ignore

            testCase "the error names the place and the reason"
            <| fun () ->
                let model =
                    """{"format":"UniversalApprox.Network","version":1,"activation":"tanh","dimension":1,"units":[{"weights":[1],"bias":2,"amplitude":3}],"offset":4}"""

                Expect.equal (ModelJson.parse model).Network.Units 1 "the model itself is fine"

                for from, into, parts in
                    [
                        "\"version\":1", "\"version\":3", [ "version 3"; "newer" ]
                        "\"version\":1", "\"version\":0", [ "version" ]
                        "UniversalApprox.Network", "Other", [ "no model file" ]
                        "tanh", "tanhh", [ "activation"; "tanhh" ]
                        "\"bias\":2", "\"bias\":\"NaN\"", [ "units[0].bias"; "finite" ]
                        "\"bias\":2", "\"bias\":1e999", [ "units[0].bias"; "finite" ]
                        "\"bias\":2", "\"bios\":2", [ "units[0].bias is missing" ]
                        "[1]", "[1,2]", [ "units[0].weights"; "there are 2" ]
                        "[1]", "[null]", [ "units[0].weights[0]"; "null" ]
                        "\"dimension\":1", "\"dimension\":1.5", [ "dimension"; "1.5" ]
                        "\"dimension\":1", "\"dimension\":0", [ "dimension" ]
                        "\"offset\":4", "\"offset\":[]", [ "offset" ]
                        "\"offset\":4", "\"offset\":4,\"data\":3", [ "data must be an object" ]
                    ] do
                    let message = refusal (model.Replace(from, into))

                    for part in parts do
                        Expect.stringContains message part into

                let named =
                    model.Replace(
                        "\"offset\":4",
                        "\"offset\":4,\"data\":{\"inputs\":[\"x\"],\"name\":\"\\ud800\"}"
                    )

                Expect.stringContains (refusal named) "data.name is no Unicode text" "half a character"
                refusal (model.Replace("UniversalApprox.Network", "\\ud800")) |> ignore
                refusal "[1, 2]" |> ignore
                refusal "hello" |> ignore

            testCase "files: the error names them, and only a complete file replaces them"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "model.json")
                ModelJson.save path (SavedNetwork.ofFit fit.Value)
                Expect.equal (ModelJson.load path).Network fit.Value.Trained.Network "network"
                Expect.hasLength (Directory.GetFiles folder) 1 "no rests"
                File.WriteAllText(path, text.Value, System.Text.UTF8Encoding true)
                Expect.equal (ModelJson.load path).Data.Value.Points 500 "a byte order mark is no harm"
                File.WriteAllText(path, "{")
                let message = Expect.throwsC (fun () -> ModelJson.load path |> ignore) (fun e -> e.Message)
                Expect.stringContains message path "path")
        ]
