/// Residuals below a fit, in units of the noise.
module internal UniversalApprox.Charts.Figures.Sweeps.Residuals

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Drawing

/// Triangles that point where the outputs lie that are only known to be beyond a limit.
let private withLimits (data: CurveData) (shown: int[]) dots =
    if data.IsCensored then
        let symbol i =
            match data.Censoring[i] with
            | Censoring.None -> "circle"
            | Censoring.Below -> "triangle-down"
            | Censoring.Above -> "triangle-up"

        Marks.withSymbols (Array.map symbol shown) dots
    else
        dots

/// The sentence of a caption that explains the triangles; empty without limits.
let limitsCaption (data: CurveData) =
    if data.IsCensored then
        " Triangles are limits: the value lies beyond them, where they point."
    else
        ""

/// The points whose outputs are numbers: limits have no residual.
let measured (data: CurveData) (indices: int[]) =
    indices |> Array.filter (fun i -> data.Censoring[i] = Censoring.None)

/// Error bars of the known errors of the points `shown` on their dots, along the axis x or y that shows the output, and triangles for
/// limits.
let withErrorsAlong axis (data: CurveData) (shown: int[]) dots =
    let dots = withLimits data shown dots

    match data.Errors with
    | PointErrors.Known sigmas ->
        // End strokes of many bars would hide the dots.
        let stroke = if shown.Length <= 40 then 3.0 else 0.0
        Marks.withErrorBarsAlong axis stroke (shown |> Array.map (fun i -> sigmas[i])) dots
    | PointErrors.Equal
    | PointErrors.Relative _ -> dots

let withErrors data shown dots = withErrorsAlong "y" data shown dots

/// The unit of drawn residuals: the standard deviation of each point, and what it is.
type Scale = { Sds: float[]; Words: string }

/// The standard deviation √(SSE/(n − p)) of the residuals that a network leaves; with limits among the outputs that of the largest
/// likelihood.
let deviation (network: Network) (data: CurveData) =
    if data.IsCensored then
        let struct (_, noise) = CensoredFit.logLikelihood (Network.predict network data.Inputs) data
        noise
    else
        let squares = GoodnessOfFit.residuals network data |> Array.sumBy (fun r -> r * r)
        sqrt (squares / float (max 1 (data.Count - network.Layout.ParameterCount)))

/// The known errors of the points, else the noise as their neighbours tell it, else the deviation from the network. None where
/// all are 0.
let scale (data: CurveData) (network: Network) =
    let same sd words = Some { Sds = Array.create data.Count sd; Words = $"{words}, σ = {Label.number 3 sd}" }

    match data.Errors, NoiseLevel.estimate data with
    | PointErrors.Known sigmas, _ -> Some { Sds = sigmas; Words = "each point's own error σ" }
    | _, Some noise when noise.Sd > 0.0 -> same noise.Sd "the noise that neighbouring points show"
    | _ ->
        match deviation network data with
        | sd when sd > 0.0 && System.Double.IsFinite sd -> same sd "the standard deviation of the residuals"
        | _ -> None

/// Data − fit in units of the scale, from residuals fit − data.
let inUnits (scale: Scale option) (residuals: float[]) =
    match scale with
    | Some scale -> Array.map2 (fun r sd -> -r / sd) residuals scale.Sds
    | None -> Array.map (~-) residuals

let title (data: CurveData) (scale: Scale option) =
    match scale with
    | Some _ -> "residual / σ"
    | None -> $"{Axes.label data.Axes.Output data.OutputName} − fit"

/// The caption's sentence about the unit.
let sentence (scale: Scale option) =
    match scale with
    | Some scale -> $"residuals, data − fit, in units of {scale.Words}; dotted lines are ±2σ"
    | None -> "residuals, data − fit"

/// The range of the axis: symmetric, so that 0 is in the middle, and at least ±3σ.
let range (values: float[]) : struct (float * float) option =
    let finite = values |> Array.filter System.Double.IsFinite
    let largest = finite |> Array.fold (fun most value -> max most (abs value)) 0.0

    if largest = 0.0 then
        None
    else
        Some(struct (-1.12 * largest, 1.12 * largest))

/// Ticks at 0 and at a round number on either side: an axis this low would else have the one at 0 alone.
let private ticks (range: struct (float * float) option) =
    match range with
    | None -> None
    | Some(struct (_, high)) ->
        let power = 10.0 ** floor (log10 high)
        let round = [ 5.0; 2.0; 1.0 ] |> List.find (fun digit -> digit * power <= 0.95 * high || digit = 1.0)
        let at = round * power
        let text = Label.number 1 at
        Some [| struct (-at, "−" + text); struct (0.0, "0"); struct (at, text) |]

let private rules (scale: Scale option) (range: struct (float * float) option) =
    [
        Rule.Horizontal(0.0, Palette.primary, "solid")
        match scale, range with
        // On a longer axis the two lines would lie on the one at 0.
        | Some _, Some(struct (_, high)) when high > 2.0 && high < 40.0 ->
            Rule.Horizontal(2.0, Palette.observation, "dot")
            Rule.Horizontal(-2.0, Palette.observation, "dot")
        | _ -> ()
    ]

/// The panel of `residuals` fit − data. The points `shown` are drawn as dots of `dotSize` pixels. The mean size of all residuals,
/// the notebook's measure and that of rows, stands above in words; a limit that the curve respects has the residual 0.
let panel dotSize (data: CurveData) (shown: int[]) xAxis scale (residuals: float[]) =
    let shown = measured data shown
    let mean = residuals |> Array.averageBy abs
    let values = inUnits scale residuals
    let range = range values
    let pick (values: float[]) = shown |> Array.map (fun i -> values[i])
    let dots = Marks.dots Palette.observation dotSize 0.7 (pick data.Inputs[0]) (pick values)

    { Panel.create
          ""
          xAxis
          { Axis.linear (title data scale) with Range = range; Ticks = ticks range }
          [ dots ] with
        Rules = rules scale range
        Notes =
            [
                {
                    Text = $"⟨|Δ{Axes.label data.Axes.Output data.OutputName}|⟩ = {Label.number 3 mean}"
                    X = 1.0
                    Y = 1.0
                    Anchor = "right"
                }
            ]
    }
