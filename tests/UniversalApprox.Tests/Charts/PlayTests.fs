/// The panel to play with a network, in a real browser: its numbers are the library's, and hands do what they should.
module UniversalApprox.Tests.Charts.PlayTests

open System
open System.Globalization
open System.Text.RegularExpressions
open Expecto
open Microsoft.Playwright
open Newtonsoft.Json.Linq
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Pages
open UniversalApprox.Charts.Reports
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.Browser

let parse text =
    match Formula.parse None text with
    | Ok network -> network
    | Error error -> failwith (Formula.explain text error)

/// Two steps of known places with normal noise.
let steps =
    lazy
        (let truth = parse "2 sig(4x - 4) - 1.5 sig(3x + 5) + 0.3"

         Curve.sample
             (Rng.ofSeed 3UL)
             { Curve.ofFunction "Steps" 1 (Network.evaluate truth) with
                 Lower = -4.0
                 Upper = 4.0
                 Design = Design.Random 80
                 Noise = Noise.Normal 0.05
             })

/// Errors of the steps' points, some of which are much larger than others.
let private sigmas =
    lazy (steps.Value.Outputs |> Array.mapi (fun i _ -> if i % 3 = 0 then 0.3 else 0.05))

let network = parse "1.7 sig(3x - 2) - 1.2 sig(2.5x + 3) + 0.4 sig(-1*x) + 0.25"

let play = "document.querySelector('.ua-play').play"

/// Opens the panel's own page.
let playing width (figure: Figure) test =
    visit width ColorScheme.Light (Page.ofFigure PlotlyJs.Inline figure) test

let usual test = playing 1280 (Play.ofNetwork (Some steps.Value) network) test

let text (value: float) = value.ToString("R", CultureInfo.InvariantCulture)

let shown watched : Network =
    let state: string =
        evaluate watched ("JSON.stringify((n => [n.activation, n.units, n.c])(" + play + ".network))")

    let state = JArray.Parse state

    let unit (token: JToken) =
        {
            Weights = [| float token["w"] |]
            Bias = float token["b"]
            Amplitude = float token["a"]
        }

    Network.ofUnits
        (Activation.tryParse (string state[0])).Value
        1
        (state[1] |> Seq.map unit)
        (float state[2])

let edit watched (network: Network) =
    let units =
        network.HiddenUnits
        |> Array.map (fun u -> $"{{w: {text u.Weights[0]}, b: {text u.Bias}, a: {text u.Amplitude}}}")

    let name = Activation.name network.Activation

    evaluate<int>
        watched
        $"""({play}.edit({{activation: '{name}', units: [{String.Join(",", units)}], c: {text network.Offset}}}), {play}.draw(), 0)"""
    |> ignore

/// The relative difference, or the absolute one below 1.
let private difference (a: float) (b: float) = abs (a - b) / max 1.0 (max (abs a) (abs b))

let private numbers =
    [
        inBrowser "activations and slopes are the core's, in its order"
        <| fun () ->
            let z =
                [|
                    for k in -300 .. 300 -> float k / 10.0
                    yield! [ 1e-300; -1e-300; 1e-9; -1e-9; 2.4999; 2.5001; -3.5355; -3.5356; 700.0; -700.0 ]
                |]

            usual (fun watched ->
                let names: string[] = evaluate watched $"Object.keys({play}.activations)"
                Expect.equal names (Activation.all |> List.map Activation.name |> Array.ofList) "names"

                for activation in Activation.all do
                    for kind, expected in [ "value", Activation.value; "slope", Activation.derivative ] do
                        let places = String.Join(",", Array.map text z)

                        let actual: float[] =
                            evaluate
                                watched
                                $"[{places}].map({play}.activations.{Activation.name activation}.{kind})"

                        for z, actual in Array.zip z actual do
                            Expect.isLessThan
                                (difference actual (expected activation z))
                                1e-13
                                $"{kind} of {Activation.name activation} at {z}")

        inBrowser "scores are those of the core, of every activation"
        <| fun () ->
            usual (fun watched ->
                for activation in Activation.all do
                    let changed = Network.withActivation activation network
                    edit watched changed
                    let expected = GoodnessOfFit.ofNetwork 0 changed steps.Value

                    let actual: float[] =
                        evaluate watched $"(s => [s.rmse, s.meanAbsolute, s.rSquared])({play}.scores)"

                    for actual, expected in
                        List.zip
                            (List.ofArray actual)
                            [ expected.Rmse; expected.MeanAbsoluteResidual; expected.RSquared.Value ] do
                        Expect.isLessThan (difference actual expected) 1e-12 (Activation.name activation))

        inBrowser "fits from a wrong start reach the core's optimum"
        <| fun () ->
            let sine =
                Curve.sample
                    (Rng.ofSeed 5UL)
                    { Curve.sine with Lower = -4.0; Upper = 4.0; Design = Design.Random 100 }

            let weighted = CurveData.withErrors (PointErrors.Known sigmas.Value) steps.Value

            for data, activation in
                [ steps.Value, Activation.Sigmoid; sine, Activation.Gaussian; weighted, Activation.Sigmoid ] do
                let best = (SweepFigureTests.sweep [| 2 |] [| activation |] false data).Head
                let factors = [| 1.3; 0.8; 0.7; 0.75; 1.15; 1.4; 0.5 |]
                let trained = best.Trained.Network
                let start = Network.create activation 1 (Array.map2 (*) factors trained.Parameters)

                Expect.isGreaterThan
                    (GoodnessOfFit.ofNetwork 0 start data).Rmse
                    (1.5 * best.Accuracy.Rmse)
                    "a wrong start"

                playing 1280 (Play.ofNetwork (Some data) start) (fun watched ->
                    let fit = watched.Page.Locator ".play-fit"

                    for _ in 1..3 do
                        finish (fit.ClickAsync())
                        until watched.Page ".play-fit:text('Fit again')"

                    let rmse = (GoodnessOfFit.ofNetwork 0 (shown watched) data).Rmse
                    Expect.isLessThan (abs (rmse / best.Accuracy.Rmse - 1.0)) 1e-6 data.Name)

        inBrowser "points count by their errors"
        <| fun () ->
            for errors, counted, hasChi in
                [
                    PointErrors.Known sigmas.Value, "errors", true
                    PointErrors.Known(Array.create sigmas.Value.Length 0.07), "", true
                    PointErrors.Relative(sigmas.Value |> Array.map (fun s -> 1.0 / (s * s))), "weights", false
                ] do
                let data = CurveData.withErrors errors steps.Value

                playing 1280 (Play.ofNetwork (Some data) network) (fun watched ->
                    let scores () : float[] =
                        evaluate
                            watched
                            $"(s => [s.rmse, s.meanAbsolute, s.rSquared, s.chiSquarePerDof ?? -1])({play}.scores)"

                    let expected network =
                        let fit = GoodnessOfFit.ofNetwork 10 network data
                        let chi = fit.ChiSquare |> Option.map _.PerDof |> Option.defaultValue -1.0
                        [ fit.Rmse; fit.MeanAbsoluteResidual; fit.RSquared.Value; chi ]

                    for actual, expected in List.zip (List.ofArray (scores ())) (expected network) do
                        Expect.isLessThan (difference actual expected) 1e-12 counted

                    let than = wait (watched.Page.Locator(".play-than").TextContentAsync())
                    Expect.equal (than.Contains "count by their") (counted <> "") "said"
                    Expect.stringContains than counted "by what"

                    Expect.equal
                        (wait (watched.Page.Locator(".play-chi").CountAsync()) > 0)
                        hasChi
                        "χ² where errors are known")

        inBrowser "heaviside says why it cannot be fitted, and so does a panel without data"
        <| fun () ->
            for data, text, reason in
                [ Some steps.Value, "2 step(x - 1)", "slope 0"; None, "2 tanh(x - 1)", "no data" ] do
                playing 1280 (Play.ofNetwork data (parse text)) (fun watched ->
                    finish (watched.Page.Locator(".play-fit").ClickAsync(LocatorClickOptions(Force = true)))
                    let note = wait (watched.Page.Locator(".play-note").TextContentAsync())
                    Expect.stringContains note reason "why"
                    Expect.equal (shown watched) (parse text) "unchanged")

        inBrowser "the command makes exactly the same network in PowerShell"
        <| fun () ->
            let commands = ResizeArray()

            for text in
                [
                    "0.1 tanh(-1*x + 1e-7) - 12345678901234567890123 tanh(0.333333333333333333*x - 1e21) - 3e-300"
                    "1 gelu(1*x) - 1 gelu(-2*x)"
                    "-2.5"
                ] do
                let network = parse text

                playing 1280 (Play.ofNetwork (Some steps.Value) network) (fun watched ->
                    let command = wait (watched.Page.Locator(".play-command").InputValueAsync())
                    commands.Add(network, command))

            let all = commands |> Seq.map (fun (_, command) -> $"({command})") |> String.concat ", "

            let made =
                ModuleSession.outputOf
                    $"{all} | ForEach-Object {{ \"$($_.Activation) $($_.Parameters.ForEach{{ $_.ToString('R') }})\" }}"
                |> List.map (fun line -> string(line).ToLowerInvariant())

            let expected =
                commands
                |> Seq.map (fun (network, _) ->
                    let parameters = network.Parameters |> Array.map text |> String.concat " "
                    $"{Activation.name network.Activation} {parameters}".ToLowerInvariant())
                |> List.ofSeq

            Expect.equal made expected "networks"
    ]

let private figure =
    [
        testCase "has the network, its data and the still picture of the anatomy"
        <| fun () ->
            let figure = Play.ofNetwork (Some steps.Value) network
            let still = JObject.Parse(Figure.toJson figure)
            let anatomy = JObject.Parse(Figure.toJson (Anatomy.ofNetwork None (Some steps.Value) network))
            Expect.isTrue (JToken.DeepEquals(still["data"], anatomy["data"])) "still picture"

            let spec =
                Regex
                    .Match(Figure.toFragment figure, "<script type=\"application/json\">(.*?)</script>")
                    .Groups[1].Value
                |> JObject.Parse

            let numbers (name: string) = spec[name] |> Seq.map float |> Array.ofSeq
            Expect.equal (numbers "parameters") network.Parameters "network"
            Expect.equal (numbers "x") steps.Value.Inputs[0] "x, exactly"
            Expect.equal (numbers "y") steps.Value.Outputs "y, exactly"

        inBrowser "needs no plotly.js, and takes many points but not all"
        <| fun () ->
            let x = Array.init 5000 (fun i -> float (4999 - i))
            let data = CurveData.create "many" [| "x" |] "y" [| x |] x
            let figure = Play.ofNetwork (Some data) network
            Expect.isEmpty (Page.assets PlotlyJs.Directory [ figure ]) "no files beside"
            Expect.isLessThan (Page.ofFigure PlotlyJs.Inline figure).Length 200_000 "size of the page"

            visit 1280 ColorScheme.Light (Page.ofFigure PlotlyJs.Inline figure) (fun watched ->
                let than = wait (watched.Page.Locator(".play-than").TextContentAsync())
                Expect.stringContains than "2000 of 5000 points" "said")

        testCase "is for one input and 64 neurons at most, and reports leave it out where it cannot be"
        <| fun () ->
            let wide = Network.create Activation.Tanh 1 (Array.create (3 * 65 + 1) 1.0)

            let rejects network =
                Expect.throwsT<UniversalApprox.OptionException>
                    (fun () -> Play.ofNetwork None network |> ignore)
                    "no"

            rejects wide
            rejects (parse "1 tanh(x1 + x2)")
            let fit = (SweepFigureTests.sweep [| 1 |] [| Activation.Tanh |] false steps.Value).Head
            let report fits = Report.toHtml PlotlyJs.Inline (ReportTests.content [ ReportTests.part fits [] ])
            let isThere (html: string) = html.Contains "<section class=\"ua-play\""
            Expect.isTrue (isThere (report [ fit ])) "a panel"
            let large = { fit with Units = 65; Trained = { fit.Trained with Network = wide } }
            Expect.isFalse (isThere (report [ large ])) "none"
    ]

[<Tests>]
let tests =
    testSequenced (testList "Charts.Play" [ testList "figure" figure; testList "numbers" numbers ])
