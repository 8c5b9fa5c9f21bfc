module UniversalApprox.Tests.Core.FormulaReadingTests

open System
open Expecto
open FsCheck.FSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Tests.Core.Generators

let private oneInput activation theta = Network.create activation 1 theta

let private parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error struct (position, message) -> failtest $"'{text}' at {position}: {message}"

let private reading =
    testList
        "reading"
        [
            for text, activation, theta in
                [
                    "20 sig(x) + 20 sig(-x)", Activation.Sigmoid, [| 1.0; 0.0; 20.0; -1.0; 0.0; 20.0; 0.0 |]
                    "25 sig(1.2x-4) + 25 sig(-1.2*x - 4)",
                    Activation.Sigmoid,
                    [| 1.2; -4.0; 25.0; -1.2; -4.0; 25.0; 0.0 |]
                    "24 sig(-1.4*x -4.9) + 23 sig(1.5*x -5.0) + 1.0",
                    Activation.Sigmoid,
                    [| -1.4; -4.9; 24.0; 1.5; -5.0; 23.0; 1.0 |]
                    "-sig(x)", Activation.Sigmoid, [| 1.0; 0.0; -1.0; 0.0 |]
                    "2*sig(x)", Activation.Sigmoid, [| 1.0; 0.0; 2.0; 0.0 |]
                    "sig(x)", Activation.Sigmoid, [| 1.0; 0.0; 1.0; 0.0 |]
                    "2·σ(−1.5×x − .5)", Activation.Sigmoid, [| -1.5; -0.5; 2.0; 0.0 |]
                    " 2\t* TANH\n( x1 ) ", Activation.Tanh, [| 1.0; 0.0; 2.0; 0.0 |]
                    "1 + swish(1 + 2x + 3 - x) - 3", Activation.Silu, [| 1.0; 4.0; 1.0; -2.0 |]
                    "2erf(2e1x)", Activation.Erf, [| 20.0; 0.0; 2.0; 0.0 |]
                    "2 elu(3)", Activation.Elu, [| 0.0; 3.0; 2.0; 0.0 |]
                    "1e-3 + -2e+2 gauss(+x)", Activation.Gaussian, [| 1.0; 0.0; -200.0; 1e-3 |]
                    "5", Activation.Sigmoid, [| 5.0 |]
                ] do
                testCase $"accepts {text.Trim()}"
                <| fun () -> Expect.equal (parse text) (oneInput activation theta) "network"

            testCase "accepts several inputs, in any order, and takes the highest as the dimension"
            <| fun () ->
                Expect.equal
                    (parse "3 heaviside(2 x1 - x2 + 0.5) - 1")
                    (Network.create Activation.Heaviside 2 [| 2.0; -1.0; 0.5; 3.0; -1.0 |])
                    "2 inputs"

                Expect.equal
                    (parse "sig(x3 + 2x)")
                    (Network.create Activation.Sigmoid 3 [| 2.0; 0.0; 1.0; 0.0; 1.0; 0.0 |])
                    "3 inputs"

            testCase "takes a stated dimension"
            <| fun () ->
                match Formula.parse (Some 3) "sig(x2)" with
                | Ok network -> Expect.equal network.Dimension 3 "dimension"
                | Error struct (_, message) -> failtest message

                rejects [ "dimension"; "0" ] (fun () -> Formula.parse (Some 0) "sig(x)")
        ]

let private expectError dimension text (position: int) (part: string) =
    match Formula.parse dimension text with
    | Ok _ -> failtest $"'{text}' was accepted"
    | Error struct (where, message) ->
        Expect.equal where position $"position in '{text}': {message}"
        Expect.stringContains message part "message"

let private errors =
    testList
        "errors"
        [
            for text, position, part in
                [
                    "", 1, "expected a number or an activation, found the end of the text"
                    "   ", 4, "found the end of the text"
                    "sig()", 5, "expected a number or an input, found ')'"
                    "sig(x", 6, "expected '+', '-' or ')', found the end"
                    "sig(x))", 7, "found ')'"
                    "sig x", 5, "expected '(' after 'sig'"
                    "2 sigm(x)", 3, "unknown activation 'sigm'; known are sigmoid, tanh"
                    "sig(y)", 5, "expected a number or an input (x, or x1, x2, …), found 'y'"
                    "sig(2 tanh(x))", 7, "cannot stand inside another"
                    "2 x + 1", 3, "inside an activation only, as in sig(x)"
                    "sig(x)/2", 7, "division"
                    "sig(x^2)", 6, "powers"
                    "sig(x)*2", 7, "found '*'"
                    "1 2", 3, "found '2'"
                    "2*", 3, "expected an activation"
                    "sig(2*)", 7, "expected an input"
                    "1e999 sig(x)", 1, "too large"
                    "sig(1e308 + 1e308)", 13, "exceed the range"
                    "sig(x) + tanh(x)", 10, "the first uses sigmoid, this one tanh"
                    "sig(x0)", 5, "inputs are x1 to x1000"
                    "sig(x1001)", 5, "inputs are x1 to x1000"
                    "sig(x99999999999)", 5, "does not exist"
                    "1 - - - 1", 7, "found '-'"
                    "sig(\000)", 5, "U+0000"
                    ".", 1, "expected a number"
                ] do
                testCase $"""'{text.Replace("\000", "NUL")}' is wrong at {position}"""
                <| fun () -> expectError None text position part

            testCase "an input beyond the stated dimension is named"
            <| fun () ->
                expectError (Some 2) "sig(x1 + x3)" 10 "'x3' does not exist; inputs are x1 to x2"
                expectError (Some 1) "sig(x2)" 5 "the only input is x"

            testCase "at most 4096 units are read"
            <| fun () ->
                let terms count = Seq.replicate count "sig(x)" |> String.concat "+"
                Expect.equal (parse (terms 4096)).Units 4096 "units"
                expectError None (terms 4097) (4096 * 7 + 1) "at most 4096 units"

            testCase "hostile text is refused with a short message"
            <| fun () ->
                let size = 100000
                let repeated (text: string) = String.replicate (size / text.Length) text

                let hostile =
                    [
                        repeated "("
                        repeated "sig("
                        repeated "-"
                        repeated "+ "
                        repeated "\000"
                        repeated "x"
                        repeated "😀"
                        repeated " "
                        "sig(x" + repeated "1"
                        "1e" + repeated "9"
                        repeated "1" + "e-"
                        "sig(" + repeated "x+"
                        "sig(" + repeated "1+" + ")"
                        repeated "1+"
                        repeated "sig(x1000)+"
                    ]

                for text in hostile do
                    match Formula.parse None text with
                    | Ok _ -> failtest "accepted"
                    | Error struct (position, message) ->
                        Expect.isTrue (position >= 1 && position <= text.Length + 1) "position"
                        Expect.isLessThan message.Length 200 "message"

            testPropertyWithConfig config "any text is read or gives an error"
            <| fun (text: string) ->
                isNull text
                || match Formula.parse None text with
                   | Ok _ -> true
                   | Error struct (position, _) -> position >= 1 && position <= text.Length + 1

            testPropertyWithConfig config "a scrambled formula is read or gives an error"
            <| Prop.forAll
                (Gen.elements (List.ofSeq "0123.exX()+-*/ sigtanh−·σ\000") |> Gen.listOf |> Arb.fromGen)
                (fun letters ->
                    let text = String(List.toArray letters)

                    match Formula.parse None text with
                    | Ok _ -> true
                    | Error struct (position, _) -> position >= 1 && position <= text.Length + 1)
        ]

[<Tests>]
let tests = testList "Formula" [ reading; errors ]
