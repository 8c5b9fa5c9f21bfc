/// The parts of all figures: text, numbers, colours, thinning, and the places of panels.
module UniversalApprox.Tests.Charts.DrawingTests

open System
open System.Globalization
open Expecto
open FsCheck
open Newtonsoft.Json.Linq
open XPlot.Plotly
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Tests.Core

let private labels =
    testList
        "labels"
        [
            testCase "text for plotly shows markup as text"
            <| fun () -> Expect.equal (Label.plotly "<b>a</b> & b") "&lt;b&gt;a&lt;/b&gt; &amp; b" "escaped"

            testCase "control characters become spaces, and long names end in an ellipsis"
            <| fun () ->
                Expect.equal (Label.line 100 "a\r\n\tb\u0000c") "a   b c" "one line"
                let cut = Label.plotly (String('x', 10_000))
                Expect.isLessThan cut.Length 60 "cut"
                Expect.stringEnds cut "…" "shown as cut"

            testCase "halves of surrogate pairs do not reach a page"
            <| fun () -> Expect.equal (Label.line 10 ("a" + string (char 0xd800) + "b")) "a\ufffdb" "replaced"

            testTheory
                "numbers keep their significant digits"
                [
                    0.0510, 3, "0.0510"
                    1234567.0, 3, "1.23×10⁶"
                    1.2e-7, 2, "1.2×10⁻⁷"
                    -2.5, 3, "−2.50"
                    99.96, 3, "100"
                    0.0, 3, "0"
                    nan, 3, "not a number"
                    infinity, 3, "∞"
                ]
            <| fun (value, digits, text) -> Expect.equal (Label.number digits value) text $"{value}"

            testCase "lists read as sentences"
            <| fun () ->
                Expect.equal (Label.sentence [ "a" ]) "a" "one"
                Expect.equal (Label.sentence [ "a"; "b"; "c" ]) "a, b and c" "three"

                Expect.equal
                    (Label.plural "neuron" 1, Label.plural "point" 12345)
                    ("1 neuron", "12\u202f345 points")
                    "counts"
        ]

let private numbers =
    testList
        "numbers of figures"
        [
            testPropertyWithConfig
                Generators.config
                "are within 1e-6 of the range of the data, or of a single number"
            <| fun (values: NormalFloat list) ->
                let values = values |> List.map _.Get |> Array.ofList
                let written = Json.ofFloats values |> Seq.map float |> Array.ofSeq

                let span = if values.Length = 0 then 0.0 else Array.max values - Array.min values

                Array.forall2
                    (fun a b -> abs (a - b) <= 1e-6 * (if span > 0.0 then span else abs a))
                    values
                    written

            testCase "that are not finite are gaps"
            <| fun () ->
                Expect.equal
                    (Json.toText (Json.ofFloats [| 1.0; nan; infinity; -0.5 |]))
                    "[1.0,null,null,-0.5]"
                    "null"

            testCase "text cannot leave its script element"
            <| fun () ->
                let text = Json.toText (JObject(JProperty("name", "</script><!-- &")))
                Expect.isFalse (text.Contains '<' || text.Contains '>' || text.Contains '&') text
                Expect.equal (string (JObject.Parse(text)["name"])) "</script><!-- &" "reads back"
        ]

/// Severe protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009, table 1), on linear RGB.
let private deficiencies =
    [
        "normal", [| 1.0; 0.0; 0.0; 0.0; 1.0; 0.0; 0.0; 0.0; 1.0 |]
        "protan",
        [| 0.152286; 1.052583; -0.204868; 0.114503; 0.786281; 0.099216; -0.003882; -0.048116; 1.051998 |]
        "deutan",
        [| 0.367322; 0.860646; -0.227968; 0.280085; 0.672501; 0.047413; -0.011820; 0.042940; 0.968881 |]
        "tritan",
        [| 1.255528; -0.076749; -0.178779; -0.078411; 0.930809; 0.147602; 0.004733; 0.691367; 0.303900 |]
    ]

let private linear (hex: string) =
    [| 1; 3; 5 |]
    |> Array.map (fun at ->
        let c = float (Int32.Parse(hex.Substring(at, 2), NumberStyles.HexNumber)) / 255.0
        if c <= 0.04045 then c / 12.92 else ((c + 0.055) / 1.055) ** 2.4)

let private times (m: float[]) (v: float[]) =
    Array.init 3 (fun i -> m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2])

let private lab rgb =
    let xyz =
        times
            [|
                0.4124564
                0.3575761
                0.1804375
                0.2126729
                0.7151522
                0.0721750
                0.0193339
                0.1191920
                0.9503041
            |]
            (rgb |> Array.map (fun c -> Math.Clamp(c, 0.0, 1.0)))

    let f =
        Array.map2
            (fun value white ->
                let t = value / white

                if t > 216.0 / 24389.0 then
                    Math.Cbrt t
                else
                    (24389.0 / 27.0 * t + 16.0) / 116.0)
            xyz
            [| 0.95047; 1.0; 1.08883 |]

    [| 116.0 * f[1] - 16.0; 500.0 * (f[0] - f[1]); 200.0 * (f[1] - f[2]) |]

let private distance a b = Array.fold2 (fun sum x y -> sum + (x - y) ** 2.0) 0.0 a b |> sqrt

let private contrast first second =
    let luminance hex = Array.fold2 (fun sum w c -> sum + w * c) 0.0 [| 0.2126; 0.7152; 0.0722 |] (linear hex)
    let a, b = luminance first, luminance second
    (max a b + 0.05) / (min a b + 0.05)

let private colours =
    testList
        "colours"
        [
            for name, matrix in deficiencies do
                testCase $"of series differ enough for {name} vision"
                <| fun () ->
                    for i in 0 .. Palette.series.Length - 1 do
                        for j in 0 .. i - 1 do
                            let seen index = lab (times matrix (linear Palette.series[index]))
                            // A distance of 10 is clear side by side; thin lines need more.
                            Expect.isGreaterThan
                                (distance (seen i) (seen j))
                                23.0
                                $"{Palette.series[i]} {Palette.series[j]}"

            testCase "of series contrast with a light and a dark background"
            <| fun () ->
                for colour in Palette.series do
                    Expect.isGreaterThan (contrast colour "#ffffff") 2.85 $"{colour} on white"
                    Expect.isGreaterThan (contrast colour "#15191e") 2.85 $"{colour} on dark"
        ]

let private thinning =
    testList
        "thinning"
        [
            testPropertyWithConfig
                Generators.config
                "of a line keeps order, ends near the ends and keeps the extremes"
            <| fun (values: NormalFloat list) ->
                let values = values |> List.map _.Get |> Array.ofList
                let kept = Thinning.ofLine 10 values
                let picked = kept |> Array.map (fun i -> values[i])

                Array.pairwise kept |> Array.forall (fun (a, b) -> a < b)
                && kept.Length <= max 10 (min 10 values.Length)
                && (values.Length = 0
                    || (Array.max picked = Array.max values && Array.min picked = Array.min values))

            testCase "of a cloud keeps outliers and no point twice"
            <| fun () ->
                let x = Array.init 100_000 (fun i -> float ((i * 7919) % 100_000))
                let y = Array.init 100_000 (fun i -> if i = 4321 then 50.0 else float (i % 17) / 17.0)
                let kept = Thinning.ofCloud 1000 x y
                Expect.isLessThanOrEqual kept.Length 1000 "budget"
                Expect.isGreaterThan kept.Length 600 "use of the budget"
                Expect.contains kept 4321 "outlier"
                Expect.equal (Array.distinct kept).Length kept.Length "each once"

                Expect.sequenceEqual
                    (kept |> Array.map (fun i -> x[i]))
                    (kept |> Array.map (fun i -> x[i]) |> Array.sort)
                    "by x"

            testCase "is stated in the caption"
            <| fun () ->
                Expect.equal (Thinning.caption 5 5 "points") "" "nothing left out"
                Expect.stringContains (Thinning.caption 5 1234 "points") "1\u202f234 points" "stated"
        ]

let private panel heading =
    Panel.create
        heading
        (Axis.linear "x")
        (Axis.linear "y")
        [ Marks.dots Palette.primary 3.0 1.0 [| 1.0 |] [| 2.0 |] |> Marks.named "dots" ]

let private arrangementOf count =
    {
        Rows = [ List.init count (fun i -> Some { Stack = [ 200, panel $"panel {i}"; 80, panel "" ] }) ]
        HasLegend = true
    }

let private domain (layout: JObject) (axis: string) =
    let pair = layout[axis]["domain"] :?> JArray
    float pair[0], float pair[1]

let private arrangement =
    testList
        "arrangement"
        [
            for count in [ 1; 2; 4; 5; 17; 40 ] do
                for columns in [ 1; 4 ] do
                    testCase $"{count} cells in {columns} columns do not overlap and stay inside"
                    <| fun () ->
                        let layout = FigureLayout.layout 1080 columns (arrangementOf count)

                        let boxes =
                            [
                                for number in 1 .. 2 * count do
                                    let suffix = if number = 1 then "" else string number
                                    domain layout ("xaxis" + suffix), domain layout ("yaxis" + suffix)
                            ]

                        for (left, right), (bottom, top) in boxes do
                            Expect.isTrue (0.0 <= left && left < right && right <= 1.0 + 1e-9) "x inside"
                            Expect.isTrue (0.0 <= bottom && bottom < top && top <= 1.0 + 1e-9) "y inside"

                        for i, ((l1, r1), (b1, t1)) in List.indexed boxes do
                            for (l2, r2), (b2, t2) in List.take i boxes do
                                Expect.isTrue
                                    (r1 < l2 || r2 < l1 || t1 < b2 || t2 < b1)
                                    $"panels {i} and another overlap"

            testCase "a name stands in the legend once"
            <| fun () ->
                let traces = FigureLayout.traces (arrangementOf 3)
                let shown = traces |> Seq.filter (fun trace -> trace.Value<bool> "showlegend") |> Seq.length
                Expect.equal (traces.Count, shown) (6, 1) "six traces, one entry"

            testCase "a trace without a name stays out of the legend"
            <| fun () ->
                let nameless =
                    { panel "" with
                        Marks = [ { Trace = Scatter(x = [| 1.0 |], y = [| 1.0 |]); Extra = [] } ]
                    }

                let traces =
                    FigureLayout.traces
                        { Rows = [ [ Some { Stack = [ 100, nameless ] } ] ]; HasLegend = true }

                Expect.isFalse (traces[0].Value<bool> "showlegend") "hidden"

            testCase "titles of axes are not repeated beside and above each other"
            <| fun () ->
                let layout = FigureLayout.layout 1080 2 (arrangementOf 4)
                let title (axis: string) = string (layout.SelectToken $"{axis}.title.text")
                Expect.equal (title "yaxis") "y" "left"
                Expect.equal (title "yaxis3") "" "right"
                Expect.equal (title "xaxis") "" "above"
                Expect.equal (title "xaxis5") "x" "below"
        ]

[<Tests>]
let tests = testList "Charts.Drawing" [ labels; numbers; colours; thinning; arrangement ]
