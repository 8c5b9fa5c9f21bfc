/// The figures of networks of one input: sums of neurons, anatomy and training history.
module UniversalApprox.Tests.Charts.NetworkFigureTests

open System
open System.Threading
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Figures
open UniversalApprox.Tests.Charts.DrawnFigure

let private parabola = lazy (Curve.sample (Rng.ofSeed 1UL) Curve.parabola)
let private hand = parse "25 sig(1.2x - 4) + 25 sig(-1.2*x - 4) + 0.5"

let private fit =
    lazy
        (let fits = ResizeArray<UnitFit>()

         let plan = { SweepPlan.defaults with Units = [| 3 |]; Restarts = 2; Validation = Validation.Skip }

         Sweep.run 1 ignore CancellationToken.None plan parabola.Value fits.Add
         fits[0])

let private withHistory history =
    { fit.Value with
        Trained = { fit.Value.Trained with History = history; Iterations = history.Length - 1 }
    }

let private sumTests =
    testList
        "sums of neurons"
        [
            testCase "the drawn neurons and the offset add up to the drawn sum"
            <| fun () ->
                let traces = lines "x" (NeuronSums.create None (Some parabola.Value) [ hand ])
                let find name = traces |> List.find (fun trace -> trace.Name = name)
                Expect.equal (find "offset").Y [| 0.5; 0.5 |] "offset"

                let draws name network =
                    let trace = find name
                    Expect.isGreaterThan trace.X.Length 30 "points"

                    for x, y in Array.zip trace.X trace.Y do
                        close (Network.evaluate network [| x |]) y $"{name} at {x}"

                draws "sum" hand

                for index, unit in Array.indexed hand.HiddenUnits do
                    draws $"u{index + 1}" (Network.ofUnits hand.Activation 1 [ unit ] 0.0)

            testCase "steps are level and vertical lines only, and jump at −b/w"
            <| fun () ->
                let stepped = Network.withActivation Activation.Heaviside hand
                let traces = lines "x2" (NeuronSums.create None (Some parabola.Value) [ hand ])
                let find name = traces |> List.find (fun trace -> trace.Name = name)
                let sum = find "sum"

                for trace in traces do
                    for (x0, y0), (x1, y1) in Array.pairwise (Array.zip trace.X trace.Y) do
                        Expect.isTrue (x0 = x1 || y0 = y1) $"{trace.Name}: slanted from {x0} to {x1}"

                let jumps =
                    Array.pairwise (Array.zip sum.X sum.Y)
                    |> Array.choose (fun ((x0, y0), (_, y1)) -> if y0 <> y1 then Some x0 else None)

                Expect.hasLength jumps 2 "jumps"
                close (-10.0 / 3.0) jumps[0] "u2's centre"
                close (10.0 / 3.0) jumps[1] "u1's centre"

                for x in [ -5.0; -3.34; -3.33; 0.0; 3.33; 3.34; 5.0 ] do
                    let expected = Network.evaluate stepped [| x |]
                    Expect.equal (levelAt sum x) expected $"the sum at {x}"

                    Expect.equal
                        (levelAt (find "u1") x + levelAt (find "u2") x + 0.5)
                        expected
                        $"the neurons at {x}"

            testCase "centres at one place, outside the range and missing draw no slanted line either"
            <| fun () ->
                let network = parse "1 step(x) + 2 step(2x) + 3 step(x - 100) + 4 step(0x + 1)"
                let figure = NeuronSums.create (Some(struct (-1.0, 1.0))) None [ network ]
                let sum = lines "x" figure |> List.find (fun trace -> trace.Name = "sum")
                Expect.equal sum.X [| -1.0; 0.0; 0.0; 1.0 |] "one jump"
                Expect.equal sum.Y [| 4.0; 4.0; 7.0; 7.0 |] "levels"
                Expect.isEmpty (lines "x2" figure) "steps have no other version"

            testCase "a steep neuron's step is drawn where it is"
            <| fun () ->
                let network = parse "1 sig(1e6x - 1e5) + 1 sig(x)"
                let figure = NeuronSums.create (Some(struct (-10.0, 10.0))) None [ network ]
                let steep = lines "x" figure |> List.find (fun trace -> trace.Name = "u1")

                let last = steep.X |> Array.findIndexBack (fun x -> x < 0.0999)
                close 0.0 steep.Y[last] "before"

                Expect.isTrue
                    (steep.X |> Array.exists (fun x -> x > 0.09999 && x < 0.1))
                    "close to the centre"

            testCase "up to five neurons have their own colours, and of many the largest are drawn"
            <| fun () ->
                let many count =
                    Network.ofUnits
                        Activation.Tanh
                        1
                        [
                            for i in 1..count ->
                                { Weights = [| 1.0 |]; Bias = float i / 50.0; Amplitude = float i }
                        ]
                        0.0

                let colours count =
                    lines "x" (NeuronSums.create None None [ many count ])
                    |> List.filter (fun trace -> trace.Name <> "sum")
                    |> List.map (fun trace -> string (trace.Json.SelectToken "line.color"))

                Expect.hasLength (colours 5 |> List.distinct) 5 "five"
                Expect.hasLength (colours 6) 6 "six"
                Expect.hasLength (colours 6 |> List.distinct) 1 "six are muted"

                let figure = NeuronSums.create None None [ many 40 ]
                let neurons = lines "x" figure |> List.filter (fun trace -> trace.Name = "neurons")
                Expect.hasLength neurons 30 "thirty"
                Expect.stringContains figure.Caption "Of 40 neurons the 30" "said"

                let largest =
                    neurons |> List.map (fun trace -> Array.max trace.Y - Array.min trace.Y) |> List.min

                Expect.isGreaterThan largest 20.0 "the ones with the largest amplitudes"

            testCase "the range is the given one, the data's, or one around the centres"
            <| fun () ->
                let ends figure =
                    let sum = lines "x" figure |> List.find (fun trace -> trace.Name = "sum")
                    sum.X[0], sum.X[sum.X.Length - 1]

                Expect.equal
                    (ends (NeuronSums.create (Some(struct (-1.0, 2.0))) (Some parabola.Value) [ hand ]))
                    (-1.0, 2.0)
                    "given"

                Expect.equal (ends (NeuronSums.create None (Some parabola.Value) [ hand ])) (-5.2, 5.2) "data"
                let low, high = ends (NeuronSums.create None None [ hand ])
                close (-10.0 / 3.0 - 5.0) low "six widths below"
                close (10.0 / 3.0 + 5.0) high "six widths above"
                Expect.equal (ends (NeuronSums.create None None [ parse "3" ])) (-1.0, 1.0) "a constant"

            testCase "each network has its row, and neurons out of scale do not flatten the sum"
            <| fun () ->
                let huge = parse "3000 sig(0.2x - 1) - 3000 sig(0.2x - 1.001) + 10 sig(x)"
                let figure = NeuronSums.create None (Some parabola.Value) [ hand; huge ]
                let axes = drawn figure |> List.map _.XAxis |> List.distinct
                Expect.equal axes [ "x"; "x2"; "x3"; "x4" ] "two rows of two"
                let range = numbers (at "yaxis3.range" figure)
                Expect.isLessThan (range[1] - range[0]) 120.0 "three times the data's range"

            testCase "errors name the argument"
            <| fun () ->
                let two = parse "1 sig(x1 + x2)"
                let plane = Curve.sample (Rng.ofSeed 1UL) (Curve.ofFunction "Plane" 2 (fun x -> x[0] + x[1]))
                rejects "networks" (fun () -> NeuronSums.create None None [] |> ignore)
                rejects "networks" (fun () -> NeuronSums.create None None [ two ] |> ignore)
                rejects "networks" (fun () -> NeuronSums.create None None (List.replicate 13 hand) |> ignore)
                rejects "data" (fun () -> NeuronSums.create None (Some plane) [ hand ] |> ignore)

                rejects "range" (fun () ->
                    NeuronSums.create (Some(struct (1.0, 1.0))) None [ hand ] |> ignore)

                rejects "range" (fun () ->
                    NeuronSums.create (Some(struct (nan, 1.0))) None [ hand ] |> ignore)
        ]

let private tickTexts (axis: JToken) = axis["ticktext"] |> Seq.map string |> List.ofSeq

let private ruleXs (figure: Figure) =
    at "shapes" figure
    |> Seq.map (fun shape -> float shape["x0"])
    |> Seq.distinct
    |> Seq.sort
    |> List.ofSeq

let private anatomyTests =
    testList
        "anatomy"
        [
            testCase
                "the drawn neurons and the offset add up to the drawn sum, solid within the data and dashed outside"
            <| fun () ->
                let figure = Anatomy.ofFit fit.Value
                let network = fit.Value.Trained.Network
                let above, below = lines "x" figure, lines "x2" figure
                let neurons = below |> List.filter (fun trace -> trace.Name <> "offset c")
                let solid, dashed = above[0], above[1]
                Expect.hasLength neurons 3 "neurons"

                let low, high = Array.min fit.Value.Data.Inputs[0], Array.max fit.Value.Data.Inputs[0]
                // Coordinates in figures have seven digits.
                let isEdge x = min (abs (x - low)) (abs (x - high)) < 1e-5

                for i in 0 .. solid.X.Length - 1 do
                    let x = solid.X[i]

                    if isEdge x then
                        Expect.equal solid.Y[i] dashed.Y[i] "the two meet"
                    else
                        let isInside = low < x && x < high

                        Expect.equal
                            (Double.IsNaN solid.Y[i], Double.IsNaN dashed.Y[i])
                            (not isInside, isInside)
                            $"at {x}"

                        let value = if isInside then solid.Y[i] else dashed.Y[i]

                        let scale =
                            network.HiddenUnits |> Array.map (fun unit -> abs unit.Amplitude) |> Array.max

                        let off = abs (Network.evaluate network [| x |] - value)
                        Expect.isLessThan off (1e-5 * max 1.0 scale) $"the sum at {x}"

                for unit, neuron in Seq.zip network.HiddenUnits neurons do
                    let alone = Network.ofUnits network.Activation 1 [ unit ] 0.0

                    for x, y in Array.zip neuron.X neuron.Y do
                        let off = abs (Network.evaluate alone [| x |] - y)
                        Expect.isLessThan off (1e-5 * max 1.0 (abs unit.Amplitude)) $"the neuron at {x}"

            testCase "rules and names are at the centres −b/w"
            <| fun () ->
                let figure =
                    Anatomy.ofNetwork
                        None
                        (Some parabola.Value)
                        (parse "25 sig(2x - 4) + 9 sig(-1*x - 4) - 1")

                let axis = at "xaxis" figure
                Expect.equal (ruleXs figure) [ -4.0; 2.0 ] "rules"
                Expect.equal (tickTexts axis) [ "u2"; "u1" ] "names"
                Expect.equal (numbers axis["tickvals"]) [| -4.0; 2.0 |] "at the rules"
                let dots = drawn figure |> List.filter (fun trace -> trace.XAxis = "x2" && trace.X.Length = 1)

                Expect.equal
                    (dots |> List.map (fun dot -> dot.X[0], dot.Y[0]))
                    [ 2.0, 12.5; -4.0, 4.5 ]
                    "half the amplitude"

                Expect.stringContains figure.Caption "u1 2.00 and u2 −4.00" "said"

            testCase "centres nearby widen the range, those far off are named at the end of their curve"
            <| fun () ->
                let network = parse "1 sig(x - 12) + 1 sig(x + 90) + 1 sig(0x + 1) + 1 sig(x)"
                let figure = Anatomy.ofNetwork None (Some parabola.Value) network
                let range = numbers (at "xaxis.range" figure)
                Expect.isTrue (range[0] > -6.0 && range[1] > 12.0) "to 12, not to −90"
                Expect.equal (tickTexts (at "xaxis" figure)) [ "u4"; "u1" ] "names inside"
                let names = drawn figure |> List.filter (fun trace -> string trace.Json["mode"] = "text")

                Expect.equal
                    (names |> List.map (fun name -> string (name.Json.SelectToken "text[0]"), name.X[0]))
                    [ "u2", range[0]; "u3", range[1] ]
                    "ends"

                Expect.stringContains figure.Caption "u2 −90.0 (outside), u3 none" "said"

            testCase "names of centres at one place are joined"
            <| fun () ->
                let figure = Anatomy.ofNetwork None None (parse "1 tanh(x) + 2 tanh(2x) + 1 tanh(x - 3)")
                Expect.equal (tickTexts (at "xaxis" figure)) [ "u1 u2"; "u3" ] "names"

            testCase "amplitudes that cancel have an axis of their own, and the caption says so"
            <| fun () ->
                let network = parse "3000 sig(0.2x - 1) - 3000 sig(0.2x - 1.001) + 10 sig(x)"
                let figure = Anatomy.ofNetwork None (Some parabola.Value) network
                let range = numbers (at "yaxis.range" figure)
                Expect.isLessThan (range[1] - range[0]) 60.0 "the sum's axis is the data's"
                Expect.stringContains figure.Caption "largely cancel" "said"
                let plain = Anatomy.ofNetwork None (Some parabola.Value) hand
                Expect.isFalse (plain.Caption.Contains "cancel") "not said of others"

            testCase "bare networks: steps, kinks, no neurons"
            <| fun () ->
                for text in [ "2 step(x - 1) + 1"; "2 relu(x - 1) - 1 relu(2x)"; "3" ] do
                    let figure = Anatomy.ofNetwork None None (parse text)
                    Expect.isTrue figure.IsBasic text
                    Expect.isNonEmpty (lines "x" figure) text

                let stepped = lines "x" (Anatomy.ofNetwork None None (parse "2 step(x - 1) + 1"))
                Expect.equal stepped[0].Y [| 1.0; 1.0; 3.0; 3.0 |] "levels"

            testCase "values beyond all floats are gaps, and the JSON stays JSON"
            <| fun () ->
                let network = parse "1e308 relu(1e10x) + 1 relu(x + 1)"

                for figure in
                    [
                        NeuronSums.create None None [ network ]
                        Anatomy.ofNetwork None (Some parabola.Value) network
                    ] do
                    let json = Figure.toJson figure
                    Expect.isFalse (json.Contains "Infinity" || json.Contains "NaN") figure.Name

            testCase "errors name the argument"
            <| fun () ->
                rejects "network" (fun () -> Anatomy.ofNetwork None None (parse "1 sig(x1 + x2)") |> ignore)
                rejects "range" (fun () -> Anatomy.ofNetwork (Some(struct (2.0, 1.0))) None hand |> ignore)
        ]

let private historyTests =
    testList
        "training history"
        [
            testCase "every loss of a short history is drawn"
            <| fun () ->
                let figure = TrainingHistory.create fit.Value
                let trace = (drawn figure).Head
                Expect.equal trace.X (Array.init fit.Value.Trained.History.Length float) "iterations"
                Array.iter2 (fun loss y -> close loss y "loss") fit.Value.Trained.History trace.Y
                Expect.equal (string (at "yaxis.type" figure)) "log" "axis"

            testCase "a long history keeps its first, its last and its extremes"
            <| fun () ->
                let history = Array.init 100_001 (fun i -> 2.0 + sin (float i) + 1000.0 / float (i + 1))
                history[0] <- 1500.0
                history[31_413] <- 1e6
                history[77_777] <- 1e-6
                history[100_000] <- 2.5
                let figure = TrainingHistory.create (withHistory history)
                let trace = (drawn figure).Head
                Expect.isLessThanOrEqual trace.X.Length 2002 "thinned"
                let points = Array.zip trace.X trace.Y

                for at in [ 0; 31_413; 77_777; 100_000 ] do
                    let value = points |> Array.tryFind (fun (x, _) -> x = float at)
                    Expect.isSome value $"iteration {at}"
                    close history[at] (snd value.Value) $"loss {at}"

                Expect.stringContains figure.Caption "of 100\u202f001 values are drawn" "said"

            testCase "losses that a logarithmic axis cannot show are gaps"
            <| fun () ->
                let figure = TrainingHistory.create (withHistory [| 4.0; infinity; 3.0; 0.0; nan; 2.0; 1.0 |])
                let trace = (drawn figure).Head
                Expect.equal trace.X [| 0.0; 1.0; 2.0; 4.0; 5.0; 6.0 |] "iterations"

                Expect.equal
                    (trace.Y |> Array.map (fun y -> if Double.IsNaN y then -1.0 else y))
                    [| 4.0; -1.0; 3.0; -1.0; 2.0; 1.0 |]
                    "gaps"

                Expect.stringContains figure.Caption "3 values" "said"

            testCase "losses that a logarithmic axis cannot show get a linear axis"
            <| fun () ->
                for history in [ [| 0.0; 0.0 |]; [| infinity |]; [| nan; nan |] ] do
                    let figure = TrainingHistory.create (withHistory history)
                    Expect.isNull (at "yaxis.type" figure) "a linear axis"
                    Expect.stringContains (Figure.toFragment figure) "figcaption" "drawn"
        ]

[<Tests>]
let tests = testList "Charts.Network" [ sumTests; anatomyTests; historyTests ]
