module UniversalApprox.Tests.Core.FormulaTests

open System
open System.Management.Automation
open System.Management.Automation.Runspaces
open Expecto
open FsCheck.FSharp
open UniversalApprox.Core.Networks
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

/// The bits of the parameters. 0 and −0 count as the same.
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

/// Evaluates an expression in PowerShell's own engine, with the error function that the documentation requires.
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
                        // At 1e4 the argument itself has a rounding error of 1e-12, which sin passes on.
                        let expected = Network.evaluate network [| x1; x2 |]
                        let slack = if activation = Activation.Sin then 1e-11 else 0.0

                        if abs (actual - expected) > slack then
                            close expected actual $"{text} at {x1}, {x2}"

            testCase "treats whole numbers, and text as Import-Csv delivers it, as numbers"
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
let tests = testList "Formula" [ printing; roundTrip; testSequenced powerShell ]
