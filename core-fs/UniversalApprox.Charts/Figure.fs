namespace UniversalApprox.Charts

open System.Globalization
open Newtonsoft.Json.Linq
open UniversalApprox.Core
open UniversalApprox.Charts.Drawing

[<Sealed; AllowNullLiteral>]
type Figure
    internal
    (
        name: string,
        title: string,
        caption: string,
        description: string,
        minimumWidth: int,
        data: JArray,
        wide: JObject,
        narrow: JObject,
        panel: (int -> string -> string) option,
        columns: (string * AxisColumn) list
    ) =
    internal new(name, title, caption, description, minimumWidth, data, wide, narrow) =
        Figure(name, title, caption, description, minimumWidth, data, wide, narrow, None, [])

    internal new(still: Figure, name, title, caption, description, panel) =
        Figure(
            name,
            title,
            caption,
            description,
            still.MinimumWidth,
            still.Data,
            still.Wide,
            still.Narrow,
            Some panel,
            []
        )

    member internal _.Panel: (int -> string -> string) option = panel
    /// The keys of the axes that show columns of the data.
    member internal _.Columns: (string * AxisColumn) list = columns

    member _.Name: string = name
    member _.Title = title
    member _.Caption = caption
    member _.Description = description
    member internal _.MinimumWidth: int = minimumWidth
    member internal _.Data: JArray = data
    member internal _.Wide: JObject = wide
    member internal _.Narrow: JObject = narrow

    member internal _.IsBasic =
        data
        |> Seq.forall (fun trace ->
            match string trace["type"] with
            | "scatter"
            | "bar" -> true
            | _ -> false)

    /// Whether it has a scene with a camera, which appears some frames after it is drawn.
    member internal _.IsInSpace = wide.ContainsKey "scene"

    override _.ToString() = title

[<RequireQualifiedAccess>]
module Figure =
    let wideWidth = 1080
    let narrowWidth = 370

    /// The axes that show columns of the data.
    let private columnsOf (arrangement: Arrangement) =
        Placement.panels arrangement
        |> List.indexed
        |> List.collect (fun (index, panel) ->
            let suffix = if index = 0 then "" else string (index + 1)
            [ "xaxis" + suffix, panel.XAxis.Column; "yaxis" + suffix, panel.YAxis.Column ])
        |> List.filter (fun (_, column) -> column <> AxisColumn.Other)

    let ofPanels name title caption description (struct (wide, narrow)) arrangement =
        Figure(
            name,
            title,
            caption,
            description,
            0,
            FigureLayout.traces arrangement,
            FigureLayout.layout wideWidth wide arrangement,
            FigureLayout.layout narrowWidth narrow arrangement,
            None,
            columnsOf arrangement
        )

    let ofMatrices name title caption description minimumWidth (arrangement: int -> Arrangement) =
        let layout width =
            let arrangement = arrangement width
            let columns = arrangement.Rows |> List.map List.length |> List.max
            FigureLayout.layout width columns arrangement

        Figure(
            name,
            title,
            caption,
            description,
            minimumWidth,
            FigureLayout.traces (arrangement wideWidth),
            layout wideWidth,
            layout (max narrowWidth minimumWidth)
        )

    let withScales scaleX scaleY (figure: Figure) =
        let data = figure.Data.DeepClone() :?> JArray

        let layouts =
            [ figure.Wide; figure.Narrow ] |> List.map (fun layout -> layout.DeepClone() :?> JObject)

        let rescale column (option: string) scale =
            let keys = figure.Columns |> List.filter (fun (_, shown) -> shown = column) |> List.map fst

            match scale with
            | None -> 0
            | Some _ when keys.IsEmpty ->
                Check.because option $"This figure has no axis that {Check.named option} could change."
            | Some scale ->
                keys
                |> List.groupBy (fun key -> key.Substring(0, 1))
                |> List.sumBy (fun (letter, keys) -> Rescaling.apply letter keys scale data layouts)

        let lost = rescale AxisColumn.Input "ScaleX" scaleX + rescale AxisColumn.Output "ScaleY" scaleY

        let caption =
            if lost = 0 then
                figure.Caption
            else
                $"{figure.Caption} Dots at 0 or below have no place on the logarithmic axis."

        Figure(
            figure.Name,
            figure.Title,
            caption,
            figure.Description,
            figure.MinimumWidth,
            data,
            layouts[0],
            layouts[1],
            figure.Panel,
            figure.Columns
        )

    /// The room for the title above the panels, in pixels.
    let private titleHeight = 34.0

    let toJson (figure: Figure) =
        let layout = figure.Wide.DeepClone() :?> JObject
        let add key (token: JToken) amount = token[key] <- JValue(float token[key] + amount)

        add "height" layout titleHeight
        add "t" layout["margin"] titleHeight

        layout["title"] <-
            JObject(
                JProperty("text", Label.plotly figure.Title),
                JProperty("x", 0.0),
                JProperty("xref", "paper"),
                JProperty("xanchor", "left"),
                JProperty("y", 1.0),
                JProperty("yref", "container"),
                JProperty("yanchor", "top"),
                JProperty("pad", JObject(JProperty("t", 8.0)))
            )

        match layout["legend"] with
        | null -> ()
        | legend -> legend["y"] <- JValue(1.0 - titleHeight / float layout["height"])

        layout["template"] <- Palette.light
        Json.toText (JObject(JProperty("data", figure.Data), JProperty("layout", layout)))

    let private element (json: string) (level: int) (anchor: string) (figure: Figure) =
        let height (layout: JObject) = (float layout["height"]).ToString("F0", CultureInfo.InvariantCulture)
        let early = if figure.IsInSpace then " data-early" else ""
        let anchor = Label.html anchor

        // A box that scrolls must be reachable by keyboard.
        let focus =
            if figure.MinimumWidth = 0 then
                ""
            else
                $" tabindex=\"0\" role=\"group\" aria-labelledby=\"{anchor}-title\""

        $"""<figure class="ua-figure" id="{anchor}" aria-labelledby="{anchor}-title">
<h{level} id="{anchor}-title"><bdi>{Label.html figure.Title}</bdi></h{level}>
<div class="ua-scroll"{focus}><div class="ua-plot" role="img" aria-label="{Label.html figure.Description}" data-wide="{height figure.Wide}" data-narrow="{height figure.Narrow}"{early} style="min-height:{height figure.Wide}px;min-width:{figure.MinimumWidth}px"></div></div>
<script type="application/json">{json}</script>
<figcaption>{Label.html figure.Caption}</figcaption>
</figure>
"""

    let private parts (figure: Figure) =
        JObject(
            JProperty("data", figure.Data),
            JProperty("wide", figure.Wide),
            JProperty("narrow", figure.Narrow)
        )

    let toHtml (arrays: SharedArrays) level anchor (figure: Figure) =
        match figure.Panel with
        | Some panel -> panel level anchor
        | None ->
            let parts = parts figure
            parts["data"] <- arrays.Replace figure.Data
            element (Json.toText parts) level anchor figure

    let toPart level anchor (figure: Figure) =
        match figure.Panel with
        | Some panel -> panel level anchor
        | None -> element (Json.toText (parts figure)) level anchor figure

    let toFragment (figure: Figure) = toPart 3 figure.Name figure
