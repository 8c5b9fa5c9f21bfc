/// Pictures made of characters.
module UniversalApprox.Tests.Charts.TextChartTests

open System
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts.Text

let private ascii = { TextChart.defaults with Ascii = true; Width = 60; Height = 20 }

let private line =
    Network.ofUnits Activation.Relu 1 [ { Weights = [| 1.0 |]; Bias = 0.0; Amplitude = 2.0 } ] 0.0

let private dataOf name x y = CurveData.create name [| "x" |] "y" [| x |] y

/// The picture's rows between title and axis, without the numbers.
let private cells (lines: string[]) =
    lines[1 .. lines.Length - 4]
    |> Array.map (fun row -> row.Substring(row.IndexOfAny [| '|'; '+' |] + 1))

[<Tests>]
let tests =
    testList
        "charts text"
        [
            testCase "a line goes from corner to corner, with round numbers on both axes"
            <| fun () ->
                let lines = TextChart.ofNetwork ascii 0.0 1.0 line
                Expect.hasLength lines 20 "height"
                Expect.all lines (fun row -> row.Length <= 60) "width"
                let picture = cells lines
                Expect.equal picture[0].[picture[0].Length - 1] '*' "upper right"
                Expect.equal picture[picture.Length - 1].[0] '*' "lower left"
                Expect.isFalse (picture[0].StartsWith '*') "upper left"
                let widths = picture |> Array.map (fun row -> row.LastIndexOf '*')
                Expect.sequenceEqual widths (Array.sortDescending widths) "it falls to the left"

                let numbers =
                    lines[1..16]
                    |> Array.map (fun row -> row.Split([| '|'; '+' |]).[0].Trim())
                    |> Array.filter (fun text -> text <> "")

                Expect.equal numbers [| "2"; "1.5"; "1"; "0.5"; "0" |] "numbers of y"
                let below = lines[18].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                Expect.equal (Array.head below, Array.last below) ("0", "1") "numbers of x"

            testCase "braille patterns hold 2 × 4 dots, and nothing is coloured without asking"
            <| fun () ->
                let lines = TextChart.ofNetwork { ascii with Ascii = false } 0.0 1.0 line
                let text = String.concat "\n" lines
                Expect.isTrue (text |> Seq.exists (fun c -> c > '\u2800' && c <= '\u28FF')) "braille"
                Expect.isFalse (text.Contains '\027') "no escape"
                let coloured = TextChart.ofNetwork { TextChart.defaults with Colour = true } 0.0 1.0 line
                Expect.isTrue (String.concat "" coloured |> _.Contains("\027[36m")) "with escapes"

                for row in coloured do
                    if row.Contains '\027' then
                        Expect.isTrue (row.TrimEnd().EndsWith "\027[0m") "each line ends plain"

            testCase "points, however few, large or equal, stay inside"
            <| fun () ->
                for x, y in
                    [
                        [| 1.0 |], [| 5.0 |]
                        [| 0.0; 1.0 |], [| 2.0; 2.0 |]
                        [| -1e308; 1e308 |], [| -1.7e308; 1.7e308 |]
                        [| 1e9; 1e9 + 1e-3 |], [| 1e-300; 2e-300 |]
                        [| 1.0; 1.0 + 2e-16 |], [| 0.0; 5e-324 |]
                    ] do
                    let lines = TextChart.ofData ascii (dataOf "d" x y)
                    Expect.hasLength lines 20 "height"
                    Expect.all lines (fun row -> row.Length <= 60) $"%A{lines}"
                    Expect.isTrue (cells lines |> Array.exists (fun row -> row.Contains '*')) "points"

            testCase "numbers tell neighbouring values far from zero apart"
            <| fun () ->
                let lines = TextChart.ofData ascii (dataOf "d" [| 100000.0; 100000.4 |] [| 0.0; 1.0 |])

                let numbers = lines[18].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                Expect.isGreaterThan numbers.Length 2 "some"
                Expect.equal (Array.distinct numbers) numbers "different"
                Expect.contains numbers "100000.2" "enough digits"

            testCase "a terminal obeys nothing in names"
            <| fun () ->
                let hostile = "a\027[2J\u202Eb\nc\u200Bd"

                for asciiOnly in [ true; false ] do
                    let lines =
                        TextChart.ofData
                            { ascii with Ascii = asciiOnly }
                            (CurveData.create
                                hostile
                                [| hostile |]
                                $"y{hostile}"
                                [| [| 0.0; 1.0 |] |]
                                [| 0.0; 1.0 |])

                    Expect.hasLength lines 20 "lines"

                    for row in lines do
                        Expect.isFalse (row |> Seq.exists Char.IsControl) "control characters"
                        Expect.isFalse (row.Contains '\u202E' || row.Contains '\u200B') "format characters"

                        if asciiOnly then
                            Expect.isTrue (row |> Seq.forall Char.IsAscii) "ASCII"

            testCase "options out of range are refused"
            <| fun () ->
                for options, name in
                    [
                        { ascii with Width = 29 }, "Width"
                        { ascii with Height = 7 }, "Height"
                        { ascii with Width = 1001 }, "Width"
                    ] do
                    let error =
                        Expect.throwsC (fun () -> TextChart.validate options) (fun error ->
                            error :?> OptionException)

                    Expect.equal error.Option name "option"

                Expect.throws (fun () -> TextChart.ofNetwork ascii 1.0 1.0 line |> ignore) "empty range"
        ]
