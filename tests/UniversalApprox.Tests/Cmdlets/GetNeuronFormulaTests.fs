/// Formulas with the names of columns, and the effect of each input.
module UniversalApprox.Tests.Cmdlets.GetNeuronFormulaTests

open Expecto
open UniversalApprox.Core.Networks
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private unit weights bias amplitude : HiddenUnit =
    { Weights = weights; Bias = bias; Amplitude = amplitude }

let private plane =
    Network.ofUnits Activation.Tanh 2 [ unit [| 0.0; -1.5 |] 0.25 2.0; unit [| 1.0; 3.0 |] 0.0 -1.0 ] 0.5

let private parsed text =
    match Formula.parse None text with
    | Ok network -> network
    | Error(struct (position, message)) -> failtest $"{position}: {message}"

let private refused text (position: int) (part: string) =
    match Formula.parse None text with
    | Ok _ -> failtest $"{text} was read"
    | Error(struct (at, message)) ->
        Expect.equal at position text
        Expect.stringContains message part text

let private core =
    [
        testCase "named formulas have the inputs in brackets and read back to the same network"
        <| fun () ->
            let text = Formula.printNamed [| "dose (mg)"; "x1" |] None plane

            Expect.equal
                text
                "2 tanh(0*[dose (mg)] - 1.5*[x1] + 0.25) - tanh([dose (mg)] + 3*[x1]) + 0.5"
                "text"

            Expect.equal (parsed text) plane "network"

        testCase "usual names need no brackets, and brackets in names are doubled"
        <| fun () ->
            Expect.equal
                (Formula.printNamed [| "x1"; "x2" |] None plane)
                (Formula.print FormulaStyle.Notebook None plane)
                "usual"

            let hostile = [| "a]b"; "[[)+*" |]
            let text = Formula.printNamed hostile (Some 3) plane
            Expect.stringContains text "[a]]b]" "doubled"
            Expect.equal (parsed text) plane "network"

        testCase "names count in the order in which they appear, in any spelling of products"
        <| fun () ->
            Expect.equal
                (parsed "2tanh(3[t] - [s]) + tanh([s])")
                (parsed "2tanh(3x1 - x2) + tanh(0x1 + x2)")
                "network"

        testCase "what cannot be read says where and why"
        <| fun () ->
            refused "sig([dose + 1)" 5 "expected ']'"
            refused "sig([])" 6 "the name of an input"
            refused "sig([a] + x2)" 11 "names its inputs"
            refused "sig(x1 + [a])" 10 "numbers its inputs"

            match Formula.parse (Some 1) "sig([a] + [b])" with
            | Error(struct (11, message)) -> Expect.stringContains message "one too many" "message"
            | other -> failtest $"%A{other}"

        testCase "names are as many as inputs, different and not empty"
        <| fun () ->
            for names in [ [| "a" |]; [| "a"; "a" |]; [| "a"; "" |] ] do
                Expect.throws (fun () -> Formula.printNamed names None plane |> ignore) $"%A{names}"
    ]

let private shows script expected =
    inFolder (fun folder -> Expect.equal (linesIn folder script) expected "lines")

let private data =
    "$rows = foreach ($i in 0..39) { [pscustomobject]@{ dose = $i % 8; 'time (h)' = [math]::Floor($i / 8); yield = [math]::Tanh($i % 8 - 3) + 0.1 * [math]::Floor($i / 8) } }
     $fit = $rows | Invoke-UnitSweep -X dose, 'time (h)' -Y yield -Units 2 -Restarts 2 -Folds 0 -WarningAction SilentlyContinue\n"

let private cmdlet =
    [
        testCase "a fit has the names of its columns, and its formula gives the same network"
        <| shows
            (data
             + "$text = $fit | Get-NeuronFormula
                $text.Contains('*[dose]') -and $text.Contains('*[time (h)]')
                ($text | New-NeuronSum).Formula -eq $fit.Formula
                ($fit | Compare-UnitFit -Tolerance 100 | Get-NeuronFormula) -eq $text
                ($text | Get-NeuronPrediction -X @(, @(3, 1))).Prediction -eq ($fit.GetNetwork() | Get-NeuronPrediction -X @(, @(3, 1))).Prediction")
            [ "True"; "True"; "True"; "True" ]

        testCase "networks alone, names of one's own, digits and other notations"
        <| shows
            "'2 tanh(x1 - 3x2)' | Get-NeuronFormula
             '2 tanh(x1 - 3x2)' | Get-NeuronFormula -InputNames dose, time
             '0.123456 sin(2*x)' | Get-NeuronFormula -Digits 2
             '2 tanh(x1 - 3x2)' | Get-NeuronFormula Excel"
            [ "2 tanh(x1 - 3*x2)"; "2 tanh([dose] - 3*[time])"; "0.12 sin(2*x)"; "=2*TANH(A2-3*B2)" ]

        testCase "what has no formula says so"
        <| fun () ->
            for script, id, part in
                [
                    "5 | Get-NeuronFormula", "WrongInput", "Int32"
                    "'sig(' | Get-NeuronFormula", "InvalidFormula", "Position"
                    "'sig(x)' | Get-NeuronFormula -Digits 0", "InvalidArgument", "from 1 to 17"
                    "'sig(x)' | Get-NeuronFormula -InputNames a, b", "InvalidArgument", "2"
                    "'sig(x)' | Get-NeuronFormula Excel -InputNames a", "ContradictoryArguments", "Notebook"
                ] do
                let error = errorOf script
                Expect.stringStarts error.FullyQualifiedErrorId (id + ",") script
                Expect.stringContains (string error) part script

        testCase "the effect of each input has its name, its median and its span"
        <| shows
            (data
             + "$chart = $fit | New-ApproxChart Effects
                $chart.Name
                $chart.Caption -match 'the other inputs at their medians \\(dose = 3\\.50 and time \\(h\\) = 2\\.00\\)'
                $chart.Caption -match 'each input changes .*: dose by [12]\\.\\d+ and time \\(h\\) by 0\\.'
                $posterior = $fit | Invoke-Mcmc -Steps 60 -BurnIn 20 -Ensembles 2 -WarningAction SilentlyContinue
                ($posterior | New-ApproxChart Effects).Caption -match '^The median of the posterior'
                # Bands for several inputs as for one.
                @($posterior | Get-NeuronPrediction -X @(1, 2), @(3, 4)).Count, @($fit | Get-NeuronPrediction -WarningAction SilentlyContinue)[0].psobject.Properties.Name.Contains('Q05') -join ' '")
            [ "effects"; "True"; "True"; "True"; "2 True" ]
    ]

[<Tests>]
let tests = testList "cmdlets Get-NeuronFormula" [ testList "core" core; testList "cmdlet" cmdlet ]
