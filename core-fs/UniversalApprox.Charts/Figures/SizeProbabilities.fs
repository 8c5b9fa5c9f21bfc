namespace UniversalApprox.Charts.Figures

open System.Globalization
open XPlot.Plotly
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

type SizeWeight = { Name: string; Probabilities: (float * float) list; Stacking: float }

[<RequireQualifiedAccess>]
module SizeProbabilities =
    let private height = 230
    let private symbols = [| "triangle-down-open"; "triangle-up-open"; "diamond-open"; "square-open" |]

    let private bars colour (x: float[]) (y: float[]) =
        {
            Trace = Bar(x = x, y = y, marker = Marker(color = colour))
            Extra = [ "width", Json.number 0.62 ]
        }

    let private factorName (factor: float) =
        if factor = 1.0 then
            "prior as asked for"
        else
            let times = factor.ToString("G3", CultureInfo.InvariantCulture)
            $"amplitudes' prior ×{times}"

    let private xAxis (sizes: SizeWeight list) =
        { Axis.linear "number of neurons" with
            Ticks = Some(sizes |> List.mapi (fun i size -> struct (float i, size.Name)) |> Array.ofList)
            Range = Some(struct (-0.6, float sizes.Length - 0.4))
            Grid = false
        }

    let private yAxis title = { Axis.linear title with Range = Some(struct (0.0, 1.06)) }

    let private probabilities (sizes: SizeWeight list) =
        let x = Array.init sizes.Length float
        let factors = sizes.Head.Probabilities |> List.map fst

        let under factor =
            sizes
            |> List.map (fun size -> size.Probabilities |> List.find (fun (own, _) -> own = factor) |> snd)
            |> Array.ofList

        [
            for factor in factors |> List.filter (fun factor -> factor = 1.0) do
                bars Palette.primary x (under factor) |> Marks.named (factorName factor)
            for index, factor in factors |> List.filter (fun factor -> factor <> 1.0) |> List.indexed do
                {
                    Trace =
                        Scatter(
                            x = x,
                            y = under factor,
                            mode = "markers",
                            marker =
                                Marker(
                                    symbol = symbols[index % symbols.Length],
                                    size = 11.0,
                                    color = Palette.secondary
                                )
                        )
                    Extra = []
                }
                |> Marks.named (factorName factor)
        ]

    let create (dataName: string) (sizes: SizeWeight list) =
        let usual size =
            size.Probabilities
            |> List.tryFind (fun (factor, _) -> factor = 1.0)
            |> Option.map snd
            |> Option.defaultValue 0.0

        let likeliest = sizes |> List.maxBy usual
        let heaviest = sizes |> List.maxBy _.Stacking
        let x = Array.init sizes.Length float
        let weights = sizes |> List.map _.Stacking |> Array.ofList

        let words =
            $"The likeliest size is {likeliest.Name}, with probability {Label.number 2 (usual likeliest)}; the largest weight in the mixture that predicts best has {heaviest.Name}, {Label.number 2 heaviest.Stacking}."

        Figure.ofPanels
            "size-probabilities"
            $"{dataName}: probabilities and weights of the numbers of neurons"
            (words
             + " Left, P(N) given the data, all sizes equally probable before: bars under the prior as it is, marks under amplitudes' priors that are narrower or wider; "
             + "where the marks differ from the bars, the answer depends on the prior. Right, the weights of the mixture of sizes that predicts left-out points best.")
            ("Two bar charts, of the probability and of the stacking weight of each number of neurons. "
             + words)
            (struct (2, 1))
            {
                Rows =
                    [
                        [
                            Some
                                {
                                    Stack =
                                        [
                                            height,
                                            Panel.create "" (xAxis sizes) (yAxis "P(N)") (probabilities sizes)
                                        ]
                                }
                            Some
                                {
                                    Stack =
                                        [
                                            height,
                                            Panel.create
                                                ""
                                                (xAxis sizes)
                                                (yAxis "stacking weight")
                                                [
                                                    bars Palette.third x weights
                                                    |> Marks.named "stacking weight"
                                                ]
                                        ]
                                }
                        ]
                    ]
                HasLegend = true
            }
