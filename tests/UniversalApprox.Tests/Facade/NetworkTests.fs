module UniversalApprox.Tests.Facade.NetworkTests

open System
open System.Collections.Generic
open Expecto
open UniversalApprox

let private notebook = "24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5.0) + 1.0"

/// F# arrays of arrays do not convert to lists of lists by themselves.
let private columns (values: float[] list) =
    values |> List.map (fun column -> column :> IReadOnlyList<float>) |> List.toArray

/// The character that the caret in the last line of a message is under.
let private underCaret (lines: string[]) =
    let shown = lines[1]
    shown[lines[2].IndexOf '^']

[<Tests>]
let tests =
    testList
        "facade networks"
        [
            testCase "a formula is read and written" (fun () ->
                let network = ShallowNetwork.Parse notebook
                Expect.equal network.Activation Activation.Sigmoid "activation"
                Expect.equal (network.Dimension, network.Units, network.Offset) (1, 2, 1.0) "sizes"
                Expect.equal network.HiddenUnits[1] (HiddenUnit(1.5, -5.0, 23.0)) "second unit"
                Expect.equal network.Parameters [| -1.4; -4.9; 24.0; 1.5; -5.0; 23.0; 1.0 |] "parameters"

                Expect.sequenceEqual
                    network.ParameterNames
                    [ "w1"; "b1"; "a1"; "w2"; "b2"; "a2"; "c" ]
                    "names"

                Expect.equal (string network) "24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1" "text"
                Expect.equal (ShallowNetwork.Parse(string network)) network "round trip"

                Expect.equal
                    (network.ToFormula(FormulaStyle.Notebook, 1))
                    "2e1 sig(-x - 5) + 2e1 sig(2*x - 5) + 1"
                    "1 digit"

                Expect.isTrue (network.ToFormula(FormulaStyle.Excel).StartsWith '=') "Excel")

            testCase "full precision survives" (fun () ->
                let numbers = [| 1.0 / 3.0; -2e-17; Math.PI; 0.1 |]
                let network = ShallowNetwork.FromParameters(Activation.Tanh, 1, numbers)
                Expect.equal (ShallowNetwork.Parse(network.ToString())) network "round trip")

            testCase "a bad formula shows where" (fun () ->
                let error =
                    try
                        ShallowNetwork.Parse "24 sig(-1.4*y - 4.9)" |> ignore
                        failtest "was accepted"
                    with :? FormulaException as error ->
                        error

                Expect.equal error.Position 13 "position"
                let lines = error.Message.Split Environment.NewLine
                Expect.equal lines.Length 3 "lines"
                Expect.equal (underCaret lines) 'y' "caret under the character")

            testCase "a long bad formula shows its surroundings" (fun () ->
                let sum = String.replicate 20 "1 sig(x) + "

                let error =
                    try
                        ShallowNetwork.Parse(sum + "2 sig(q) + " + sum + "1") |> ignore
                        failtest "was accepted"
                    with :? FormulaException as error ->
                        error

                let lines = error.Message.Split Environment.NewLine
                Expect.isLessThan lines[1].Length 80 "length"
                Expect.equal (underCaret lines) 'q' "caret under the character")

            testCase "TryParse" (fun () ->
                Expect.isTrue (fst (ShallowNetwork.TryParse notebook)) "good"
                Expect.isFalse (fst (ShallowNetwork.TryParse "sig(")) "bad"
                Expect.isFalse (fst (ShallowNetwork.TryParse null)) "null")

            testCase "values, predictions and gradients are the core's" (fun () ->
                let theta = [| 1.0; -2.0; 0.5; 3.0; 0.25 |]
                let network = ShallowNetwork.FromParameters(Activation.Sin, 2, theta)
                let core = Core.Networks.Network.create Core.Networks.Activation.Sin 2 theta
                let x = [| 0.3; 0.7 |]

                Expect.equal
                    (network.Evaluate(ReadOnlySpan x))
                    (Core.Networks.Network.evaluate core x)
                    "value"

                Expect.equal
                    (network.Gradient(ReadOnlySpan x))
                    (Core.Networks.Network.gradient core x)
                    "gradient"

                Expect.equal
                    (network.Predict(columns [ [| 0.3 |]; [| 0.7 |] ]))
                    [| network.Evaluate(ReadOnlySpan x) |]
                    "prediction")

            testCase "predictions of one input" (fun () ->
                let network = ShallowNetwork.Parse notebook
                let x = [| 0.0; 2.0 |]
                Expect.equal (network.Predict x) (x |> Array.map network.Evaluate) "values"
                Expect.equal (network.CountTurningPoints(-5.0, 5.0)) (Nullable 1) "turning points")

            testCase "equality is by value" (fun () ->
                let network = ShallowNetwork.Parse notebook
                let same = ShallowNetwork.FromUnits(Activation.Sigmoid, network.HiddenUnits, network.Offset)
                Expect.equal same network "the same"
                Expect.equal (same.GetHashCode()) (network.GetHashCode()) "hash"
                Expect.notEqual (network.WithActivation Activation.Heaviside) network "another activation")

            testCase "arguments are checked" (fun () ->
                let network = ShallowNetwork.Parse notebook

                let rejects (action: unit -> obj) what =
                    Expect.throwsT<OptionException> (fun () -> action () |> ignore) what

                let outOfRange (action: unit -> obj) what =
                    Expect.throwsT<OptionException> (fun () -> action () |> ignore) what

                let nobody (action: unit -> obj) what =
                    Expect.throwsT<ArgumentNullException> (fun () -> action () |> ignore) what

                rejects (fun () -> network.Evaluate(ReadOnlySpan [| 1.0; 2.0 |])) "two coordinates"
                rejects (fun () -> network.Gradient(ReadOnlySpan [||])) "no coordinates"
                rejects (fun () -> network.Predict(columns [ [| 1.0 |]; [| 2.0 |] ])) "two columns"

                rejects
                    (fun () -> ShallowNetwork.FromParameters(Activation.Tanh, 1, [| 1.0; 2.0 |]))
                    "length"

                rejects (fun () -> ShallowNetwork.FromUnits(Activation.Tanh, [||])) "no units"

                outOfRange
                    (fun () -> ShallowNetwork.FromParameters(Activation.Tanh, 0, [| 1.0 |]))
                    "dimension"

                outOfRange (fun () -> ShallowNetwork.FromParameters(Activation.Tanh, 1, [| nan |])) "NaN"

                outOfRange
                    (fun () ->
                        ShallowNetwork.FromParameters(
                            LanguagePrimitives.EnumOfValue<int64, Activation> 99L,
                            1,
                            [| 1.0 |]
                        ))
                    "activation"

                outOfRange (fun () -> network.ToFormula(digits = 18)) "digits"

                outOfRange
                    (fun () -> network.ToFormula(LanguagePrimitives.EnumOfValue<int64, FormulaStyle> 99L))
                    "style"

                outOfRange (fun () -> ShallowNetwork.Parse("1", 0)) "dimension of a formula"
                nobody (fun () -> ShallowNetwork.Parse null) "formula"
                nobody (fun () -> network.Predict(null: float[])) "x")

            testCase "names of activations" (fun () ->
                for activation in Enum.GetValues<Activation>() do
                    Expect.equal
                        (ActivationNames.TryParse(activation.GetName()))
                        (true, activation)
                        "there and back"

                Expect.equal (ActivationNames.TryParse "swish") (true, Activation.Silu) "another name"
                Expect.isFalse (fst (ActivationNames.TryParse "foo")) "unknown"
                Expect.isFalse (fst (ActivationNames.TryParse null)) "null")
        ]
