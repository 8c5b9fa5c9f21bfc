namespace UniversalApprox.Charts.Figures

open System
open MathNet.Numerics.Distributions
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps

[<RequireQualifiedAccess>]
module ResidualCheck =
    let private height = 260
    let private dotBudget = 2500
    let private quantileBudget = 400

    let runs (values: float[]) : struct (int * float * float) =
        let signs = values |> Array.filter (fun value -> value <> 0.0) |> Array.map (fun value -> value > 0.0)
        let up = signs |> Array.filter id |> Array.length |> float
        let n = float signs.Length
        let down = n - up

        let count =
            (signs |> Array.pairwise |> Array.filter (fun (a, b) -> a <> b) |> Array.length)
            + min 1 signs.Length

        let product = 2.0 * up * down
        let variance = if n > 1.0 then product * (product - n) / (n * n * (n - 1.0)) else 0.0
        struct (count, (if n > 0.0 then product / n + 1.0 else 0.0), sqrt (max 0.0 variance))

    /// The residuals in units of the scale, in the order of the axis, with the axis and its values.
    let private ordered (fit: UnitFit) =
        let data, network = fit.Data, fit.Trained.Network
        let scale = Residuals.scale data network
        let values = GoodnessOfFit.residuals network data |> Residuals.inUnits scale

        let along, xAxis =
            if data.Dimension = 1 then
                data.Inputs[0], Axis.ofInput data 0
            else
                Network.predict network data.Inputs,
                { Axis.ofOutput data with Title = $"fitted {data.OutputName}" }

        let order = Array.init data.Count id |> Residuals.measured data |> Array.sortBy (fun i -> along[i])
        order |> Array.map (fun i -> along[i]), order |> Array.map (fun i -> values[i]), xAxis, scale

    /// Where each run of one sign begins and ends, with its mean.
    let private runMeans (x: float[]) (values: float[]) =
        let starts =
            [|
                for i in 0 .. values.Length - 1 do
                    if i = 0 || (values[i] > 0.0) <> (values[i - 1] > 0.0) then
                        i
                values.Length
            |]

        Array.pairwise starts
        |> Array.filter (fun (first, next) -> next - first > 1)
        |> Array.collect (fun (first, next) ->
            let mean = Array.average values[first .. next - 1]
            [| x[first], mean; x[next - 1], mean; nan, nan |])
        |> Array.unzip

    let private along (x: float[]) (values: float[]) xAxis scale (data: CurveData) =
        let shown = Thinning.ofCloud dotBudget x values
        let pick (all: float[]) = shown |> Array.map (fun i -> all[i])
        let means = runMeans x values
        let range = Residuals.range values

        { Panel.create
              "in order"
              xAxis
              { Axis.linear (Residuals.title data scale) with Range = range }
              [
                  Marks.dots Palette.observation (Marks.dotSize shown.Length) 0.75 (pick x) (pick values)
                  |> Marks.named "residuals"
                  if values.Length <= dotBudget then
                      Marks.line Palette.secondary 2.0 "solid" (fst means) (snd means)
                      |> Marks.named "mean of a run of one sign"
              ] with
            Rules =
                [
                    Rule.Horizontal(0.0, Palette.primary, "solid")
                    match range with
                    | Some(struct (_, high)) when scale.IsSome && high > 2.0 && high < 40.0 ->
                        Rule.Horizontal(2.0, Palette.observation, "dot")
                        Rule.Horizontal(-2.0, Palette.observation, "dot")
                    | _ -> ()
                ]
        }

    /// Ordered residuals against the quantiles of a normal distribution, with the 90 % band of each order statistic.
    let private quantiles (values: float[]) scale (data: CurveData) =
        let sorted = Array.sort values
        let n = sorted.Length
        let shown = Thinning.ofLine quantileBudget sorted
        let expected i = Normal.InvCDF(0.0, 1.0, (float i + 0.5) / float n)
        let edge p i = Normal.InvCDF(0.0, 1.0, Beta.InvCDF(float (i + 1), float (n - i), p))
        let x = shown |> Array.map expected
        let sd = sqrt (values |> Array.averageBy (fun v -> v * v))
        let ends = [| x[0]; x[x.Length - 1] |]

        Panel.create
            "against a normal distribution"
            (Axis.linear "quantile of the normal distribution")
            (Axis.linear (Residuals.title data scale))
            [
                Marks.band
                    Palette.primary
                    0.2
                    x
                    (shown |> Array.map (fun i -> sd * edge 0.05 i))
                    (shown |> Array.map (fun i -> sd * edge 0.95 i))
                |> Marks.named "90 % of normal residuals"
                Marks.line Palette.primary 1.4 "solid" ends (ends |> Array.map (fun at -> sd * at))
                |> Marks.named "normal"
                Marks.dots
                    Palette.observation
                    (Marks.dotSize shown.Length)
                    0.75
                    x
                    (shown |> Array.map (fun i -> sorted[i]))
                |> Marks.named "residuals"
            ]

    /// Fewer points cannot show a pattern.
    let private fewestForRuns = 12

    let private wordsOfRuns values =
        let struct (count, mean, sd) = runs values

        if Array.length values < fewestForRuns || sd = 0.0 then
            ""
        else
            let judgement =
                if float count < mean - 2.6 * sd then
                    "fewer than chance gives, so the fit leaves a pattern"
                elif float count > mean + 2.6 * sd then
                    "more than chance gives, so neighbouring points alternate"
                else
                    "as chance gives"

            $"{count} runs of one sign, {judgement}: {Label.number 3 mean} ± {Label.number 2 sd} are expected of signs in random order"

    let private wordsOfTails scale (values: float[]) =
        match scale with
        | None -> ""
        | Some _ ->
            let outside = values |> Array.filter (fun value -> abs value > 2.0) |> Array.length
            $"{outside} of {Label.count values.Length} residuals are beyond ±2σ, where noise alone puts {Label.number 2 (0.0455 * float values.Length)}"

    let sentence (fit: UnitFit) =
        let _, values, _, scale = ordered fit

        [ wordsOfRuns values; wordsOfTails scale values ]
        |> List.filter (fun words -> words <> "")
        |> Label.sentence
        |> fun text -> if text = "" then "" else text + "."

    let create (fit: UnitFit) =
        let data = fit.Data
        let x, values, title, scale = ordered fit
        let sentence = sentence fit

        Figure.ofPanels
            "residuals"
            $"{data.Name}: residuals of the fit"
            ($"Residuals of {Neurons.kind fit.Trained.Network}: {Residuals.sentence scale}. "
             + "Beside them, the residuals in order of size against the quantiles of a normal distribution, on the line if they are normal. "
             + sentence
             + $" The notebook's ⟨|Δ{data.OutputName}|⟩ is {Label.number 3 fit.Accuracy.MeanAbsoluteResidual}."
             + Thinning.caption (min dotBudget data.Count) data.Count "points")
            ("Residuals around 0, and a plot of their quantiles against those of a normal distribution: "
             + (if sentence = "" then "too few points for a test." else sentence))
            (struct (2, 1))
            {
                Rows =
                    [
                        [
                            Some { Stack = [ height, along x values title scale data ] }
                            Some { Stack = [ height, quantiles values scale data ] }
                        ]
                    ]
                HasLegend = true
            }
