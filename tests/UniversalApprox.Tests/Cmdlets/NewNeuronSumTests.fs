module UniversalApprox.Tests.Cmdlets.NewNeuronSumTests

open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession

/// The value of a formula at a point, through both cmdlets.
let private valueAt (point: string) (formula: string) =
    outputOf $"New-NeuronSum '{formula}' | Get-NeuronPrediction -X {point}"
    |> List.exactlyOne
    |> property<float> "Prediction"

let private sigmoid z = 1.0 / (1.0 + exp -z)

[<Tests>]
let tests =
    testList
        "cmdlets New-NeuronSum"
        [
            testCase "reads the notebook's formulas and evaluates them"
            <| fun () ->
                for formula, units, value in
                    [
                        "20 sig(x) + 20 sig(-x)", 2, 20.0
                        "25 sig(1.2x-4) + 25 sig(-1.2*x - 4)", 2, 25.0 * (sigmoid -2.2 + sigmoid -5.8)
                        "24 sig(-1.4*x -4.9) + 23 sig(1.5*x -5.0) + 1.0",
                        2,
                        24.0 * sigmoid -7.0 + 23.0 * sigmoid -2.75 + 1.0
                    ] do
                    let network = outputOf $"New-NeuronSum '{formula}'" |> List.exactlyOne
                    Expect.equal (property<int> "Units" network) units formula
                    Expect.floatClose Accuracy.high (valueAt "1.5" formula) value formula

                let step = "3 heaviside(2 x1 - x2 + 0.5) - 1"
                Expect.equal (valueAt "(, @(1, 2))" step) 2.0 "above the edge"
                Expect.equal (valueAt "(, @(1, 3))" step) -1.0 "below the edge"

            testCase "prints what it reads back as the same network"
            <| fun () ->
                let texts =
                    outputOf
                        "foreach ($formula in '24 sig(-1.4*x -4.9) + 23 sig(1.5*x -5.0) + 1.0', '3 heaviside(2 x1 - x2 + 0.5) - 1') {
                             $once = (New-NeuronSum $formula).ToFormula()
                             $once -eq (New-NeuronSum $once).ToFormula()
                         }"

                Expect.equal (texts |> List.map string) [ "True"; "True" ] "same text"

            testCase "takes formulas from the pipeline, by value and by name; a bad one does not end it"
            <| fun () ->
                let result =
                    run "'sig(x)', 'sig(', [pscustomobject]@{ Formula = '2 tanh(x) + 1' } | New-NeuronSum"

                Expect.equal (properties<string> "Activation" result.Output) [ "Sigmoid"; "Tanh" ] "networks"
                Expect.equal result.Errors.Length 1 "errors"

            testCase "takes a number of inputs, and another activation"
            <| fun () ->
                let network =
                    outputOf "New-NeuronSum 'sig(x1)' -Dimension 3 -Activation Heaviside" |> List.exactlyOne

                Expect.equal (property<int> "Dimension" network) 3 "inputs"
                Expect.equal (property<string> "Activation" network) "Heaviside" "activation"

            testCase "points at the character where a formula cannot be read"
            <| fun () ->
                for formula, part in
                    [
                        "3 foo(x)", "3 →foo(x)"
                        "2 sig(x) + ", "→"
                        "sig(1.2.3x)", "Position"
                        "", "Position 1"
                        "sig(x) + tanh(x)", "→tanh(x)"
                    ] do
                    let error = errorOf $"New-NeuronSum '{formula}'"
                    Expect.stringStarts error.FullyQualifiedErrorId "InvalidFormula," formula
                    Expect.equal error.CategoryInfo.Category ErrorCategory.ParserError formula
                    Expect.stringContains (string error) part formula
                    Expect.equal (string error.TargetObject) formula "target"
        ]
