module UniversalApprox.Tests.Charts.PosteriorFigureTests

open System
open Expecto
open Newtonsoft.Json.Linq
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Posteriors
open UniversalApprox.Tests.Sampling

/// Aliases, because the test support has a module of the same name.
module private ChainFigures =
    let defaults = UniversalApprox.Charts.Figures.Chains.defaults
    let traces = UniversalApprox.Charts.Figures.Chains.traces
    let ranks = UniversalApprox.Charts.Figures.Chains.ranks
    let autocorrelation = UniversalApprox.Charts.Figures.Chains.autocorrelation
    let convergence = UniversalApprox.Charts.Figures.Chains.convergence
    let acceptance = UniversalApprox.Charts.Figures.Chains.acceptance
    let all = UniversalApprox.Charts.Figures.Chains.all

let private hostile = "</script><img src=x onerror=alert(1)>"

let private posterior chain = Posterior.create Posterior.defaults chain

/// Independent draws: x1 normal, the others normal with the given correlation with it.
let private correlated names correlation steps =
    let dimension = Array.length names
    let walkers, ensembles = 8, 2
    let noise = Chains.normals 20260901UL (ensembles * walkers * steps * dimension)

    let value e w s =
        let at = ((e * walkers + w) * steps + s) * dimension

        Array.init dimension (fun p ->
            if p = 0 then
                noise[at]
            else
                correlation * noise[at] + sqrt (1.0 - correlation * correlation) * noise[at + p])

    Chains.build names ensembles walkers steps value (fun e w s ->
        -0.5 * Array.sumBy (fun x -> x * x) (value e w s))

let private named count = Array.init count (fun i -> $"p{i + 1}")

let private mapDraws (f: int -> float -> float) (chain: Chain) =
    { chain with
        Ensembles =
            chain.Ensembles
            |> Array.map (fun ensemble ->
                { ensemble with Draws = ensemble.Draws |> Array.mapi (fun i value -> f i value) })
    }

let private spec figure = JObject.Parse(Figure.toJson figure)

let private axes (figure: Figure) =
    (spec figure).["layout"] :?> JObject
    |> _.Properties()
    |> Seq.map _.Name
    |> Seq.filter _.StartsWith("xaxis")
    |> Seq.length

let private traces (figure: Figure) = (spec figure).["data"] |> List.ofSeq

let private tracesNamed (name: string) figure =
    traces figure |> List.filter (fun trace -> string trace["name"] = name)

let private numbers (token: JToken) =
    token |> Seq.map (fun v -> if v.Type = JTokenType.Null then nan else float v) |> Array.ofSeq

let private colourOf (trace: JToken) = string (trace.SelectToken "line.color")

let private xy (trace: JToken) = struct (numbers trace["x"], numbers trace["y"])

/// The texts of a figure.
let private annotations (figure: Figure) =
    (spec figure).["layout"].["annotations"] |> Seq.map (fun a -> string a["text"]) |> List.ofSeq

/// The closed lines of a trace, which gaps separate.
let private rings (struct (x: float[], y: float[])) =
    let gaps = List.init x.Length id |> List.filter (fun i -> Double.IsNaN(x[i]))
    let breaks = [ -1 ] @ gaps @ [ x.Length ]

    breaks
    |> List.pairwise
    |> List.filter (fun (a, b) -> b - a > 1)
    |> List.map (fun (a, b) -> Array.zip (x[a + 1 .. b - 1]) (y[a + 1 .. b - 1]))

/// Whether a point is inside an odd number of rings.
let private isInside rings (px: float, py: float) =
    let crossings (ring: (float * float)[]) =
        ring
        |> Array.pairwise
        |> Array.filter (fun ((x0, y0), (x1, y1)) ->
            (y0 > py) <> (y1 > py) && px < x0 + (py - y0) / (y1 - y0) * (x1 - x0))
        |> Array.length

    List.sumBy crossings rings % 2 = 1

/// Expects a fraction of n independent draws within 5 standard errors of its probability, with false alarms at 6e-7.
let private expectShare expected count total message =
    let share = float count / float total
    let error = sqrt (expected * (1.0 - expected) / float total)
    Expect.isLessThan (abs (share - expected)) (5.0 * error) $"{message}: {share} for {expected}"

let private corner = Corner.create Corner.defaults

let private contours =
    testList
        "contours"
        [
            testCase "a cone's level lines are circles"
            <| fun _ ->
                let height x y = max 0.0 (1.0 - sqrt (x * x + y * y))

                let surface: Density.Surface =
                    {
                        Across = 41
                        Up = 31
                        Origin = struct (-2.0, -1.5)
                        Step = struct (0.1, 0.1)
                        Values =
                            Array.init (41 * 31) (fun i ->
                                height (-2.0 + 0.1 * float (i % 41)) (-1.5 + 0.1 * float (i / 41)))
                    }

                match Contour.lines 0.4 surface with
                | [ struct (x, y) ] ->
                    Expect.equal (x[0], y[0]) (Array.last x, Array.last y) "closed"

                    for i in 0 .. x.Length - 1 do
                        Expect.isLessThan
                            (abs (sqrt (x[i] * x[i] + y[i] * y[i]) - 0.6))
                            5e-3
                            $"radius at {x[i]}, {y[i]}"

                    let area =
                        Seq.sum (
                            seq { for i in 0 .. x.Length - 2 -> 0.5 * (x[i] * y[i + 1] - x[i + 1] * y[i]) }
                        )

                    Expect.isLessThan
                        (abs (area - Math.PI * 0.36))
                        0.01
                        "counter-clockwise around high ground"
                | lines -> failtest $"{lines.Length} lines"

            testCase "a ridge around a hollow gives two rings, and saddles do not break lines"
            <| fun _ ->
                let surface values : Density.Surface =
                    {
                        Across = 3
                        Up = 3
                        Origin = struct (0.0, 0.0)
                        Step = struct (1.0, 1.0)
                        Values = values
                    }

                let lines = Contour.lines 0.5 (surface [| 1.0; 1.0; 1.0; 1.0; 0.0; 1.0; 1.0; 1.0; 1.0 |])
                Expect.equal lines.Length 2 "ring and hollow"

                let board = Contour.lines 0.5 (surface [| 1.0; 0.0; 1.0; 0.0; 1.0; 0.0; 1.0; 0.0; 1.0 |])

                for struct (x, y) in board do
                    Expect.equal (x[0], y[0]) (Array.last x, Array.last y) "closed"

                // With the middle of a saddle at 0.5, which is not above the level, all five peaks stand alone.
                Expect.equal board.Length 5 "peaks"

            testCase "a surface cut off at its border still has closed lines"
            <| fun _ ->
                let surface: Density.Surface =
                    {
                        Across = 2
                        Up = 2
                        Origin = struct (0.0, 0.0)
                        Step = struct (1.0, 1.0)
                        Values = [| 1.0; 1.0; 1.0; 1.0 |]
                    }

                Expect.equal (Contour.lines 0.5 surface).Length 1 "lines"

            testCase "contours hold the stated share of fresh draws of a normal distribution"
            <| fun _ ->
                let correlation = 0.8
                let chain = correlated [| "a"; "b" |] correlation 1200
                let masses = [| 0.393; 0.865; 0.5 |]
                let figure = Corner.create { Corner.defaults with Masses = masses } (posterior chain)
                let fresh = Chains.normals 77UL 40000

                let points =
                    Array.init 20000 (fun i ->
                        fresh[2 * i],
                        correlation * fresh[2 * i]
                        + sqrt (1.0 - correlation * correlation) * fresh[2 * i + 1])

                let own = Array.zip (Draws.column chain 0) (Draws.column chain 1)

                for mass in masses do
                    let trace = tracesNamed (CornerPanels.massName mass) figure |> List.exactlyOne
                    let rings = rings (xy trace)

                    for ring in rings do
                        Expect.equal (ring[0]) (Array.last ring) "closed"

                    let share points =
                        float (points |> Array.filter (isInside rings) |> Array.length)
                        / float (Array.length points)
                    // For its own draws the error is only the area that straight pieces cut off.
                    Expect.isLessThan (abs (share own - mass)) 0.004 $"own share {share own} of {mass}"
                    // For others it is the counting error of both samples (5 standard errors, 6e-7) and the same 0.004.
                    let error = sqrt (mass * (1.0 - mass) * (1.0 / 20000.0 + 1.0 / float own.Length))

                    Expect.isLessThan
                        (abs (share points - mass))
                        (5.0 * error + 0.004)
                        $"fresh share {share points} of {mass}"

            testCase "a smoothed curve integrates to the share of draws in its range"
            <| fun _ ->
                let values = Chains.normals 5UL 20000
                let struct (x, density) = Density.curve 128 struct (-1.0, 1.0) values
                let integral = Array.sum density * (x[1] - x[0])
                // The mass that the kernel moves across the edges nearly cancels, up to about 1 %.
                let inside = values |> Array.filter (fun v -> abs v < 1.0) |> Array.length
                expectShare 0.6826895 inside values.Length "draws"
                Expect.isLessThan (abs (integral - float inside / 20000.0)) 0.05 "integral"
        ]

let private corners =
    testList
        "corner"
        [
            for count, panels in [ 1, 1; 2, 3; 3, 6; 15, 120; 20, 120 ] do
                testCase $"{count} parameters"
                <| fun _ ->
                    let figure = corner (posterior (correlated (named count) 0.5 20))
                    Expect.equal (axes figure) panels "panels"
                    Expect.isTrue figure.IsBasic "needs the basic bundle only"

                    Expect.equal
                        (figure.Caption.Contains "first 15 of 20")
                        (count = 20)
                        "says what is left out"

                    let dots = traces figure |> List.filter (fun t -> string t["mode"] = "markers")
                    Expect.isLessThanOrEqual (dots |> List.sumBy (fun t -> Seq.length t["x"])) 8000 "dots"

            testCase "quantile lines and titles are those of all draws"
            <| fun _ ->
                let chain = correlated (named 2) 0.3 2000
                let figure = corner (posterior chain)
                let lines = tracesNamed "16, 50 and 84 % quantiles" figure
                Expect.equal lines.Length 2 "one per diagonal panel"

                lines
                |> List.iteri (fun p line ->
                    let expected = ParameterSummary.quantiles [| 0.16; 0.5; 0.84 |] (Draws.column chain p)
                    let struct (x, _) = xy line
                    let drawn = x |> Array.filter Double.IsFinite |> Array.distinct

                    Array.iter2
                        (fun (a: float) b -> Expect.isLessThan (abs (a - b)) 1e-6 "quantile")
                        drawn
                        expected

                    let struct (centre, distances) =
                        CornerLayout.estimate
                            (expected[1])
                            (expected[1] - expected[0])
                            (expected[2] - expected[1])

                    let titles = annotations figure |> String.concat " "
                    Expect.stringContains titles $"p{p + 1} = {centre}" "median"
                    Expect.stringContains titles distances "distances")

            testCase "digits of a title follow the smaller distance"
            <| fun _ ->
                Expect.equal
                    (CornerLayout.estimate 1.23456 0.0512 0.0431)
                    struct ("1.235", "+0.043 −0.051")
                    "plain"

                Expect.equal (CornerLayout.estimate -171.4 53.2 33.3) struct ("−171", "+33 −53") "large"
                Expect.equal (CornerLayout.estimate 2e-9 1e-9 1e-9) struct ("(2.0", "+1.0 −1.0)×10⁻⁹") "tiny"

                Expect.equal
                    (CornerLayout.estimate 123456.0 1.0 1.0)
                    struct ("123456.0", "+1.0 −1.0")
                    "narrow"

                Expect.equal
                    (CornerLayout.estimate -0.001 1.0 1.0)
                    struct ("0.0", "+1.0 −1.0")
                    "no negative zero"

                Expect.equal (CornerLayout.estimate 2.5 0.0 0.0) struct ("2.500", "constant") "constant"

            testCase "constant parameters, draws that are not finite, and parameters without finite draws"
            <| fun _ ->
                let chain =
                    correlated (named 4) 0.5 100
                    |> mapDraws (fun i value ->
                        match i % 4 with
                        | 1 -> 2.5
                        | 2 when i % 7 = 0 -> nan
                        | 2 when i % 11 = 0 -> infinity
                        | 3 -> nan
                        | _ -> value)

                let figure = corner (posterior chain)
                Expect.equal (axes figure) 10 "panels"
                Expect.exists (annotations figure) _.Contains("p2 = 2.500") "constant"
                Expect.exists (annotations figure) _.Contains("no finite draws") "none"
                Expect.stringContains figure.Caption "not finite are left out" "says so"

                let finite = Draws.finite (Draws.column chain 2)
                let struct (x, _) = tracesNamed "16, 50 and 84 % quantiles" figure |> List.item 2 |> xy
                let median = ParameterSummary.quantiles [| 0.5 |] finite
                Expect.exists x (fun v -> abs (v - median[0]) < 1e-6) "median of the finite draws"

            testCase "few draws are dots"
            <| fun _ ->
                let chain = correlated (named 3) 0.5 2
                let figure = corner (posterior chain)
                let clouds = traces figure |> List.filter (fun t -> string t["mode"] = "markers")
                Expect.equal clouds.Length 3 "one per pair"

                for cloud in clouds do
                    Expect.equal (Seq.length cloud["x"]) 32 "all draws"

                Expect.isEmpty
                    (tracesNamed (CornerPanels.massName (Corner.defaults.Masses[0])) figure)
                    "no contours"

            testCase "overlays: a point, another posterior by names, and errors"
            <| fun _ ->
                let first = posterior (correlated [| "a"; "b" |] 0.5 200)
                let second = posterior (correlated [| "b"; "other" |] 0.1 200)

                let overlaid overlays = Corner.create { Corner.defaults with Overlays = overlays } first

                let figure =
                    overlaid [ Overlay.Point("truth", [ "a", 0.25 ]); Overlay.Posterior("second", second) ]

                let struct (x, _) = tracesNamed "truth" figure |> List.exactlyOne |> xy
                Expect.equal (x[0]) 0.25 "on the diagonal only: it has no b"
                Expect.equal (tracesNamed "second" figure).Length 1 "b only"

                for overlay in
                    [
                        Overlay.Point("truth", [ "c", 1.0 ])
                        Overlay.Point("truth", [ "a", nan ])
                        Overlay.Posterior("third", posterior (correlated [| "z" |] 0.0 50))
                        Overlay.Network("network", Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.0 |])
                    ] do
                    Expect.throwsT<UniversalApprox.OptionException>
                        (fun () -> overlaid [ overlay ] |> ignore)
                        $"{overlay}"

            testCase "settings out of range are rejected by name"
            <| fun _ ->
                let it = posterior (correlated (named 3) 0.5 20)

                for settings, argument in
                    [
                        { Corner.defaults with Masses = [||] }, "Masses"
                        { Corner.defaults with Masses = [| 1.0 |] }, "Masses"
                        { Corner.defaults with Quantiles = [| 1.1 |] }, "Quantiles"
                        { Corner.defaults with Parameters = Some [| "no" |] }, "Parameters"
                        { Corner.defaults with Parameters = Some [| "p1"; "p1" |] }, "Parameters"
                        { Corner.defaults with Parameters = Some [||] }, "Parameters"
                    ] do
                    let error =
                        Expect.throwsC (fun () -> Corner.create settings it |> ignore) (fun e ->
                            e :?> ArgumentException)

                    Expect.equal error.ParamName argument "argument"

            testCase "the same draws give the same figure"
            <| fun _ ->
                let make () = correlated (named 5) 0.5 300 |> posterior |> corner |> Figure.toJson
                Expect.equal (make ()) (make ()) "JSON"
        ]

let private firstEnsemble (chain: Chain) = { chain with Ensembles = chain.Ensembles[..0] }

let private stuckChain =
    let chain = correlated (named 2) 0.5 60

    chain |> Chains.mapLogDensity (fun e w _ value -> if e = 1 && w = 3 then -200.0 + value else value)

let private chains =
    testList
        "chains"
        [
            testCase "stuck walkers are drawn in the alert colour, others are not"
            <| fun _ ->
                let figure = ChainFigures.traces ChainFigures.defaults (posterior stuckChain)
                let stuck = tracesNamed "stuck walkers" figure
                Expect.equal stuck.Length 3 "log-density and two parameters"

                for trace in stuck do
                    Expect.equal (colourOf trace) Palette.alert "colour"

                let struct (_, y) = xy stuck[0]

                Expect.isTrue
                    (y |> Array.filter Double.IsFinite |> Array.forall (fun v -> v < -150.0))
                    "its log-density"

                for trace in traces figure |> List.filter (fun t -> string t["name"] <> "stuck walkers") do
                    Expect.notEqual (colourOf trace) Palette.alert "other colours"

                let acceptance = ChainFigures.acceptance ChainFigures.defaults (posterior stuckChain)
                Expect.stringContains acceptance.Caption "1 walker of ensemble 2 is stuck" "caption"

            testCase "traces go through the draws themselves"
            <| fun _ ->
                let chain = correlated (named 1) 0.0 30
                let figure = ChainFigures.traces ChainFigures.defaults (posterior chain)
                let trace = tracesNamed "ensemble 2" figure |> List.last
                let struct (x, y) = xy trace
                let last = Array.IndexOf(x |> Array.map Double.IsNaN, true) - 1
                Expect.equal (x[..last]) [| 1.0 .. 30.0 |] "steps"

                let expected = Draws.series (chain.Ensembles[1]) 0 0 [| 0..29 |]
                Array.iter2 (fun a b -> Expect.isLessThan (abs (a - b)) 1e-3 "value") (y[..last]) expected

            testCase "ranks of equal ensembles are even, of a shifted one are not"
            <| fun _ ->
                let even = ChainPanels.rankShares [| Chains.normals 1UL 10000; Chains.normals 2UL 10000 |]
                let half = ChainPanels.rankBand 2 20000.0

                for shares in even do
                    Expect.isLessThan (abs (Array.average shares - 1.0)) 1e-9 "mean"
                    // The band is 1.96 standard deviations; 5 of them have a false alarm of 6e-7 per bin, 40 bins.
                    Expect.isTrue (shares |> Array.forall (fun s -> abs (s - 1.0) < 5.0 / 1.96 * half)) "bins"

                let shifted =
                    ChainPanels.rankShares
                        [| Chains.normals 1UL 10000; Chains.normals 2UL 10000 |> Array.map ((+) 1.0) |]

                Expect.isGreaterThan (shifted[0][0]) (1.0 + 5.0 * half) "low ranks"
                Expect.isLessThan (shifted[1][0]) (1.0 - 5.0 * half) "high ranks"

            testCase "autocorrelation, its time and window are the core's"
            <| fun _ ->
                let it = posterior (Chains.gaussian 3UL 0.9 1 2 8 2000)
                let figure = ChainFigures.autocorrelation ChainFigures.defaults it
                let time = it.Summaries[0].AutocorrelationTime.Value

                let at name =
                    let struct (x, _) = tracesNamed name figure |> List.exactlyOne |> xy
                    x[0]

                Expect.isLessThan (abs (at "τ" - time.Tau)) 1e-4 "τ"
                Expect.equal (at "window of its sum") (float time.Window) "window"

                let struct (lag, rho) = tracesNamed "autocorrelation" figure |> List.exactlyOne |> xy

                let series =
                    it.Canonical.Ensembles
                    |> Array.collect (fun e -> Array.init 8 (fun w -> Draws.series e 0 w [| 0..1999 |]))

                let expected = (Autocorrelation.correlations (int (Array.last lag)) series).Value

                Array.iter2
                    (fun l (r: float) -> Expect.isLessThan (abs (r - expected[int l])) 1e-6 "ρ")
                    lag
                    rho

            testCase "the last running values are those of the whole chain"
            <| fun _ ->
                let chain = Chains.gaussian 3UL 0.5 2 2 8 400
                let figure = ChainFigures.convergence ChainFigures.defaults (posterior chain)
                let whole = Diagnostics.ofChain chain
                let worst = whole |> Array.map _.NestedRHat.Value |> Array.max
                let drawn = traces figure |> List.find (fun t -> (string t["name"]).StartsWith "largest R̂")
                let struct (x, y) = xy drawn
                Expect.equal (Array.last x) 400.0 "steps"
                Expect.isLessThan (abs (Array.last y - (worst - 1.0))) 1e-6 "R̂"
                let fewest = whole |> Array.map (fun q -> min q.EssBulk.Value q.EssTail.Value) |> Array.min
                let drawn = traces figure |> List.find (fun t -> (string t["name"]).StartsWith "fewest draws")
                let struct (_, y) = xy drawn
                Expect.isLessThan (abs (Array.last y / fewest - 1.0)) 1e-5 "effective draws"

            for name, chain in
                [
                    "one step", correlated (named 2) 0.5 1
                    "few steps", correlated (named 2) 0.5 5
                    "constant", correlated (named 2) 0.5 30 |> mapDraws (fun _ _ -> 1.0)
                    "not finite",
                    correlated (named 2) 0.5 30 |> mapDraws (fun i v -> if i % 2 = 0 then nan else v)
                    "one ensemble", firstEnsemble (correlated (named 2) 0.5 50)
                    "20 parameters", correlated (named 20) 0.5 30
                ] do
                testCase $"all figures of a chain: {name}"
                <| fun _ ->
                    for figure in ChainFigures.all ChainFigures.defaults (posterior chain) do
                        Expect.isTrue figure.IsBasic figure.Name
                        Expect.isNotEmpty figure.Caption figure.Name
                        Expect.isNonEmpty (Figure.toJson figure) figure.Name

            testCase "long chains stay small"
            <| fun _ ->
                let wide = posterior (correlated (named 15) 0.5 3000)
                let long = posterior (correlated (named 1) 0.5 20000)

                for figure in
                    [
                        ChainFigures.traces ChainFigures.defaults wide
                        ChainFigures.traces ChainFigures.defaults long
                        ChainFigures.ranks ChainFigures.defaults long
                        ChainFigures.autocorrelation ChainFigures.defaults long
                    ] do
                    Expect.isLessThan (Figure.toJson figure).Length 1_200_000 $"characters of {figure.Name}"
        ]

let private data count =
    let x = Array.init count (fun i -> -2.0 + 4.0 * float i / float (count - 1))
    let noise = Chains.normals 9UL count

    CurveData.create
        $"curve {hostile}"
        [| hostile |]
        "y"
        [| x |]
        (Array.map2 (fun x e -> tanh x + 0.1 * e) x noise)

let private network = Network.create Activation.Tanh 1 [| 1.0; 0.0; 1.0; 0.0 |]

let private sampled scale =
    let theta = network.Parameters

    let chain =
        correlated [| "w1"; "b1"; "a1"; "c" |] 0.2 100
        |> mapDraws (fun i value -> theta[i % 4] + 0.05 * value)

    let model =
        {
            Activation = Activation.Tanh
            Layout = network.Layout
            Data = Some(data 200)
            Noise = { Bands.noNoise with Scale = scale }
            Constraints = Constraints.none
        }

    Posterior.create { Posterior.defaults with Model = Some model } chain

let private predictions =
    testList
        "prediction"
        [
            testCase "bands are those of the posterior"
            <| fun _ ->
                let it = sampled (NoiseScale.Known 0.1)
                let figure = Prediction.create { Prediction.defaults with Trained = Some network } it
                let struct (x, outline) = tracesNamed "95 % of f" figure |> List.head |> xy
                let count = x.Length / 2
                let bands = Posterior.bands [| 0.025; 0.975 |] Bands.defaultDraws [| x[.. count - 1] |] it

                for i in 0 .. count - 1 do
                    Expect.isLessThan (abs (outline[i] - bands.Function[1][i])) 1e-5 "upper"
                    Expect.isLessThan (abs (outline[x.Length - 1 - i] - bands.Function[0][i])) 1e-5 "lower"

                Expect.isNonEmpty (tracesNamed "95 % of new observations" figure) "noise is known"
                Expect.isLessThan (abs (x[0] + 3.0)) 1e-6 "a quarter of the range beyond the data"
                Expect.equal (axes figure) 6 "two panels each: bands, trained, best draw"

                for text in [ "trained network"; "most probable draw" ] do
                    Expect.contains (annotations figure) text "heading"

            testCase "without a known noise there is no band of observations, without a network no panel"
            <| fun _ ->
                let figure = Prediction.create Prediction.defaults (sampled NoiseScale.Unknown)
                Expect.isEmpty (tracesNamed "95 % of new observations" figure) "band"
                Expect.equal (axes figure) 4 "panels"

            testCase "unsuitable posteriors and settings are rejected"
            <| fun _ ->
                let it = sampled NoiseScale.Unknown
                let other = Network.create Activation.Sigmoid 1 [| 1.0; 0.0; 1.0; 0.0 |]

                for settings, posterior in
                    [
                        { Prediction.defaults with Reach = -1.0 }, it
                        { Prediction.defaults with MaximumDraws = 0 }, it
                        { Prediction.defaults with Trained = Some other }, it
                        Prediction.defaults, posterior (correlated (named 2) 0.5 20)
                    ] do
                    Expect.throwsT<UniversalApprox.OptionException>
                        (fun () -> Prediction.create settings posterior |> ignore)
                        "rejected"
        ]

let private safety =
    testCase "names from users stay text"
    <| fun _ ->
        let names = [| hostile; "שלום"; String('n', 10000); "it's \"q\" & <b>" |]
        let it = posterior (correlated names 0.5 60)

        let figures =
            [
                Corner.create
                    { Corner.defaults with
                        Name = hostile
                        Overlays = [ Overlay.Point(hostile, [ hostile, 0.1 ]) ]
                    }
                    it
                yield! ChainFigures.all ChainFigures.defaults it
                Prediction.create
                    { Prediction.defaults with Trained = Some network }
                    (sampled (NoiseScale.Known 0.1))
            ]

        for figure in figures do
            let json = Figure.toJson figure
            Expect.isFalse (json.Contains '<') $"{figure.Name}: raw < in JSON"
            Expect.isFalse ((Figure.toFragment figure).Contains "<img") $"{figure.Name}: element in HTML"
            // Text that plotly.js would read as markup is escaped once more inside the JSON.
            Expect.isFalse
                (JObject.Parse(json).DescendantsAndSelf()
                 |> Seq.exists (fun t -> t.Type = JTokenType.String && (string t).Contains "<img"))
                $"{figure.Name}: markup"

            Expect.isLessThan json.Length 1_000_000 "a long name is cut"

[<Tests>]
let tests = testList "Charts.Posterior" [ contours; corners; chains; predictions; safety ]
