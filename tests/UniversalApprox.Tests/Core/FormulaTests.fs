module UniversalApprox.Tests.Core.FormulaTests

open System
open System.Diagnostics
open System.Management.Automation
open System.Management.Automation.Runspaces
open Expecto
open FsCheck.FSharp
open UniversalApprox.Core
open UniversalApprox.Tests.Core.Generators

let private twoInputs =
    Network.create Activation.Sigmoid 2 [| 2.0; -1.0; 0.5; -3.0; 1e-5; 0.0; -4.0; 1.0; -1.0 |]

let private oneInput activation theta = Network.create activation 1 theta
let private notebook = oneInput Activation.Sigmoid [| -1.4; -4.9; 24.0; 1.5; -5.0; 23.0; 1.0 |]
let private print style network = Formula.print style None network

let private parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error struct (position, message) -> failtest $"'{text}' at {position}: {message}"

/// Bits, not values: but 0 and −0 count as the same.
let private bits (network: Network) =
    network.Parameters |> Array.map (fun value -> BitConverter.DoubleToInt64Bits(value + 0.0))

let private isSame (expected: Network) (actual: Network) =
    actual.Activation = expected.Activation
    && actual.Dimension = expected.Dimension
    && bits actual = bits expected

let private printing =
    testList
        "printing"
        [
            testCase "the notebook's notation folds signs into operators"
            <| fun () ->
                Expect.equal
                    (print FormulaStyle.Notebook notebook)
                    "24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1"
                    "one input"

                Expect.equal
                    (print FormulaStyle.Notebook twoInputs)
                    "-3 sig(2*x1 - x2 + 0.5) + sig(1e-5*x1 + 0*x2 - 4) - 1"
                    "two inputs"

            testCase "units of weight, bias and amplitude 0 are printed, an offset of 0 is not"
            <| fun () ->
                let text theta = print FormulaStyle.Notebook (oneInput Activation.Tanh theta)
                Expect.equal (text [| 0.0; 2.0; -1.0; 0.0 |]) "-tanh(0*x + 2)" "zero weight"
                Expect.equal (text [| -1.0; 0.0; 0.0; -0.0 |]) "0 tanh(-x)" "zero amplitude"
                Expect.equal (text [| 0.0 |]) "0" "nothing but the offset"
                Expect.equal (text [| -2.5 |]) "-2.5" "a constant"

            testCase "each other notation has its own text"
            <| fun () ->
                let text style = print style notebook

                Expect.equal
                    (text FormulaStyle.Excel)
                    "=24*(0.5*(1+TANH((-1.4*A2-4.9)/2)))+23*(0.5*(1+TANH((1.5*A2-5)/2)))+1"
                    "Excel"

                Expect.equal (text FormulaStyle.LaTeX) @"24\,\sigma(-1.4x-4.9)+23\,\sigma(1.5x-5)+1" "LaTeX"

                Expect.equal
                    (text FormulaStyle.CSharp)
                    "24.0/(1.0 + Math.Exp(-(-1.4*x - 4.9))) + 23.0/(1.0 + Math.Exp(-(1.5*x - 5.0))) + 1.0"
                    "C#"

                Expect.equal
                    (text FormulaStyle.Python)
                    "24*(0.5*(1 + np.tanh(0.5*(-1.4*x - 4.9)))) + 23*(0.5*(1 + np.tanh(0.5*(1.5*x - 5)))) + 1"
                    "Python"

                Expect.equal
                    (text FormulaStyle.PowerShell)
                    "24.0/(1.0 + [math]::Exp(-(-1.4*$x - 4.9))) + 23.0/(1.0 + [math]::Exp(-(1.5*$x - 5.0))) + 1.0"
                    "PowerShell"

            testCase "several inputs are cells, subscripts and variables"
            <| fun () ->
                let network = Network.create Activation.Relu 2 [| 2.0; -1e-5; 0.0; -3.0; 0.0 |]
                let text style = print style network
                Expect.equal (text FormulaStyle.Excel) "=-3*MAX(0,2*A2-1E-5*B2)" "Excel"

                Expect.equal
                    (text FormulaStyle.LaTeX)
                    @"-3\,\operatorname{relu}(2x_{1}-1\times10^{-5}\,x_{2})"
                    "LaTeX"

                Expect.equal (text FormulaStyle.CSharp) "-3.0*Math.Max(0.0, 2.0*x1 - 1e-5*x2)" "C#"
                Expect.equal (text FormulaStyle.Python) "-3*np.maximum(0, 2*x1 - 1e-5*x2)" "Python"

                Expect.equal
                    (text FormulaStyle.PowerShell)
                    "-3.0*[math]::Max(0.0, 2.0*$x1 - 1e-5*$x2)"
                    "PowerShell"

            testCase "Excel's columns go on after Z"
            <| fun () ->
                let network = Network.create Activation.Sin 703 (Array.init 706 (fun _ -> 1.0))
                let text = print FormulaStyle.Excel network
                Expect.stringContains text "+Z2+AA2+" "27th"
                Expect.stringContains text "+ZZ2+AAA2+1)" "703rd"

            testCase "digits round every number, and are from 1 to 17"
            <| fun () ->
                let network = oneInput Activation.Sigmoid [| 1.0 / 3.0; 0.99996; 1234.5; 2.0 |]

                Expect.equal
                    (Formula.print FormulaStyle.Notebook (Some 3) network)
                    "1.23e3 sig(0.333*x + 1) + 2"
                    "3 digits"

                rejects [ "digits"; "0"; "17" ] (fun () ->
                    Formula.print FormulaStyle.Notebook (Some 0) network)

                rejects [ "digits"; "18"; "17" ] (fun () ->
                    Formula.print FormulaStyle.Notebook (Some 18) network)

            testCase "rounding up never leaves the range of numbers"
            <| fun () ->
                let network = oneInput Activation.Tanh [| Double.MaxValue |]
                let text = Formula.print FormulaStyle.Notebook (Some 2) network
                Expect.isTrue (isSame (oneInput Activation.Sigmoid [| Double.MaxValue |]) (parse text)) text

            testCase "Excel never squares with a bare minus, nor calls EXP above its limit"
            <| fun () ->
                let text activation = print FormulaStyle.Excel (oneInput activation [| 1.0; 0.0; 1.0; 0.0 |])
                Expect.equal (text Activation.Gaussian) "=EXP(-((A2)^2))" "gaussian"
                Expect.equal (text Activation.Softplus) "=(MAX(0,A2)+LN(1+EXP(-ABS(A2))))" "softplus"
                Expect.equal (text Activation.Elu) "=(MAX(0,A2)+(EXP(MIN(0,A2))-1))" "elu"
                Expect.equal (text Activation.Erf) "=ERF.PRECISE(A2)" "erf"
                Expect.equal (text Activation.Gelu) "=((A2)*NORM.S.DIST(A2,TRUE))" "gelu"
        ]

let private roundTrip =
    testList
        "round trip"
        [
            testPropertyWithConfig config "any network reads back bit for bit"
            <| Prop.forAll (Arb.fromGen (network (Gen.choose (1, 8)) finite)) (fun network ->
                network |> print FormulaStyle.Notebook |> parse |> isSame network)

            testPropertyWithConfig config "a network read with 17 digits evaluates the same"
            <| Prop.forAll (Arb.fromGen (network (Gen.choose (1, 5)) (within 50.0))) (fun network ->
                let again = Formula.print FormulaStyle.Notebook (Some 17) network |> parse
                let x = Array.init network.Dimension (fun k -> 0.7 - float k)
                Network.evaluate again x = Network.evaluate network x)

            testList
                "every activation reads back"
                [
                    for activation in Activation.all do
                        testCase (Activation.name activation)
                        <| fun () ->
                            let network =
                                oneInput activation [| -0.1; 1e-300; 1e300; 5e-324; -0.0; -1.0; 0.3 |]

                            let text = print FormulaStyle.Notebook network
                            Expect.isTrue (isSame network (parse text)) text
                ]

            testCase "inputs whose weights are all 0 survive"
            <| fun () ->
                let network = Network.create Activation.Relu 3 [| 1.0; 0.0; 0.0; 0.5; 2.0; 1.0 |]
                Expect.equal (print FormulaStyle.Notebook network) "2 relu(x1 + 0*x2 + 0*x3 + 0.5) + 1" "text"
                Expect.isTrue (isSame network (parse "2 relu(x1 + 0*x2 + 0*x3 + 0.5) + 1")) "same network"

            testCase "a constant reads back given its dimension"
            <| fun () ->
                let constant = Network.create Activation.Sigmoid 4 [| 2.5 |]

                match Formula.parse (Some 4) (print FormulaStyle.Notebook constant) with
                | Ok network -> Expect.equal network constant "constant"
                | Error struct (_, message) -> failtest message

            testCase "the culture of the thread does not matter"
            <| fun () ->
                let culture = Globalization.CultureInfo("")
                culture.NumberFormat.NumberDecimalSeparator <- ","
                culture.NumberFormat.NegativeSign <- "~"
                let before = Globalization.CultureInfo.CurrentCulture

                try
                    Globalization.CultureInfo.CurrentCulture <- culture
                    let text = print FormulaStyle.Notebook twoInputs
                    Expect.equal text "-3 sig(2*x1 - x2 + 0.5) + sig(1e-5*x1 + 0*x2 - 4) - 1" "text"
                    Expect.isTrue (isSame twoInputs (parse text)) "same network"
                finally
                    Globalization.CultureInfo.CurrentCulture <- before
        ]

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

            testCase "hostile text is refused quickly, with a short message"
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

                let watch = Stopwatch.StartNew()

                for text in hostile do
                    match Formula.parse None text with
                    | Ok _ -> failtest "accepted"
                    | Error struct (position, message) ->
                        Expect.isTrue (position >= 1 && position <= text.Length + 1) "position"
                        Expect.isLessThan message.Length 200 "message"

                Expect.isLessThan watch.Elapsed (TimeSpan.FromSeconds 2.0) "time"

            testPropertyWithConfig config "no text whatever makes the reader fail other than by an error"
            <| fun (text: string) ->
                isNull text
                || match Formula.parse None text with
                   | Ok _ -> true
                   | Error struct (position, _) -> position >= 1 && position <= text.Length + 1

            testPropertyWithConfig config "no scrambled formula makes the reader fail other than by an error"
            <| Prop.forAll
                (Gen.elements (List.ofSeq "0123.exX()+-*/ sigtanh−·σ\000") |> Gen.listOf |> Arb.fromGen)
                (fun letters ->
                    let text = String(List.toArray letters)

                    match Formula.parse None text with
                    | Ok _ -> true
                    | Error struct (position, _) -> position >= 1 && position <= text.Length + 1)
        ]

/// Evaluates an expression in PowerShell's own engine, with an error function as the documentation asks for.
let private evaluator () =
    let state = InitialSessionState.Create()
    state.LanguageMode <- PSLanguageMode.FullLanguage
    let erf = "param([double]$z) [MathNet.Numerics.SpecialFunctions]::Erf($z)"
    state.Commands.Add(SessionStateFunctionEntry("Erf", erf))
    let runspace = RunspaceFactory.CreateRunspace state
    runspace.Open()

    fun (variables: (string * obj) list) (expression: string) ->
        use shell = PowerShell.Create()
        shell.Runspace <- runspace

        for name, value in variables do
            runspace.SessionStateProxy.SetVariable(name, value)

        let results = shell.AddScript(expression).Invoke<float>()
        Expect.isEmpty (shell.Streams.Error |> Seq.map string) expression
        Seq.exactlyOne results

let private close (expected: float) actual what =
    Expect.isLessThanOrEqual (abs (actual - expected)) (1e-13 * max 1.0 (abs expected)) what

let private powerShell =
    testList
        "PowerShell's own engine"
        [
            testCase "evaluates the expression of every activation to the network's value"
            <| fun () ->
                let evaluate = evaluator ()

                for activation in Activation.all do
                    let network =
                        Network.create activation 2 [| 0.7; -1.1; 0.3; 2.5; -2.0; 0.4; -1.0; -1.5; 0.25 |]

                    let text = print FormulaStyle.PowerShell network

                    for x1, x2 in [ 0.5, -0.75; -3.0, 2.0; 4.0, 1.0; 1e4, 3.0; -1e4, 3.0 ] do
                        let actual = evaluate [ "x1", box x1; "x2", box x2 ] text
                        // At 1e4 the argument itself is rounded to 1e-12, and sin passes that on.
                        let expected = Network.evaluate network [| x1; x2 |]
                        let slack = if activation = Activation.Sin then 1e-11 else 0.0

                        if abs (actual - expected) > slack then
                            close expected actual $"{text} at {x1}, {x2}"

            testCase "takes whole numbers and text, as Import-Csv delivers it, for numbers"
            <| fun () ->
                let evaluate = evaluator ()
                let network = oneInput Activation.Relu [| 1.0; 0.5; 1.0; 2.0 |]
                let text = print FormulaStyle.PowerShell network
                close 5.5 (evaluate [ "x", box 3 ] text) "int"
                close 5.5 (evaluate [ "x", box "3" ] text) "string"

            testCase "evaluates any finite network"
            <| fun () ->
                let evaluate = evaluator ()

                let networks =
                    network (Gen.choose (0, 3)) (within 4.0)
                    |> Gen.sampleWithSeed (FsCheck.Rnd(5UL, 7UL)) 30 30

                for network in networks do
                    let x = Array.init network.Dimension (fun k -> 1.3 - 0.6 * float k)

                    let variables =
                        x
                        |> Array.mapi (fun k value ->
                            (if network.Dimension = 1 then "x" else $"x{k + 1}"), box value)
                        |> List.ofArray

                    let text = print FormulaStyle.PowerShell network
                    close (Network.evaluate network x) (evaluate variables text) text
        ]

[<Tests>]
let tests = testList "Formula" [ printing; roundTrip; reading; errors; testSequenced powerShell ]
