namespace UniversalApprox.Charts.Pages

open System
open System.IO
open System.IO.Compression
open System.Reflection
open System.Security.Cryptography
open System.Text
open Newtonsoft.Json.Linq
open UniversalApprox.Files
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

[<RequireQualifiedAccess>]
type PlotlyJs =
    | Inline
    | Directory
    | Cdn

[<RequireQualifiedAccess>]
module Page =
    let resource name =
        lazy
            (use stream = Assembly.GetExecutingAssembly().GetManifestResourceStream name
             use reader = new StreamReader(stream, Encoding.UTF8)
             reader.ReadToEnd().ReplaceLineEndings "\n")

    let private bytesOf name =
        use stream = Assembly.GetExecutingAssembly().GetManifestResourceStream name
        use bytes = new MemoryStream()
        stream.CopyTo bytes
        bytes.ToArray()

    /// A bundle of plotly.js: a third of its size as base64 of gzip, which the page unpacks.
    type private Bundle(name: string) =
        let packed = lazy bytesOf $"{name}.min.js.gz"
        let base64 = lazy Convert.ToBase64String packed.Value

        let source =
            lazy
                (use gzip = new GZipStream(new MemoryStream(packed.Value), CompressionMode.Decompress)
                 use reader = new StreamReader(gzip, Encoding.UTF8)
                 reader.ReadToEnd())

        member _.Name = name
        member _.Base64 = base64.Value
        member _.Source = source.Value

    let private full = Bundle "plotly"
    let private basic = Bundle "plotly-basic"
    let private styles = resource "report.css"
    let private script = resource "figures.js"
    let private following = resource "follow.js"

    let private panelStyles = resource "play.css"

    /// The files of the panels' script, in the order in which they need each other.
    let private panelFiles =
        [
            "activations"
            "network"
            "address"
            "fit"
            "history"
            "plot"
            "axes"
            "figure"
            "edits"
            "handles"
            "controls"
            "texts"
            "fitting"
            "panel"
        ]

    let private panelScript =
        lazy
            (let files = panelFiles |> List.map (fun name -> (resource $"play.{name}.js").Value)
             String.Join("\n", [ "(() => {"; "'use strict';"; yield! files; "})();" ]))

    let private version =
        lazy (RegularExpressions.Regex.Match(basic.Source, @"v(\d+\.\d+\.\d+)").Groups[1].Value)

    /// The bundle that the figures need: the smaller one, a quarter of the size, if it suffices.
    let private bundle (figures: Figure seq) = if figures |> Seq.forall _.IsBasic then basic else full

    let private fileName (bundle: Bundle) = $"{bundle.Name}-{version.Value}.min.js"

    let private hash (algorithm: byte[] -> byte[]) (text: string) =
        Encoding.UTF8.GetBytes text |> algorithm |> Convert.ToBase64String

    let private sha256 text = "sha256-" + hash SHA256.HashData text
    let private sha384 text = "sha384-" + hash SHA384.HashData text

    /// The script element of plotly.js, and its source for the security policy.
    let private plotly plotlyJs (bundle: Bundle) =
        match plotlyJs with
        | PlotlyJs.Inline ->
            struct ($"""<script type="application/gzip" id="ua-plotly">{bundle.Base64}</script>""",
                    $"'{sha256 bundle.Source}'")
        | PlotlyJs.Directory -> struct ($"""<script src="{fileName bundle}"></script>""", "'self' file:")
        | PlotlyJs.Cdn ->
            let address = "https://cdn.plot.ly/" + fileName bundle

            struct ($"""<script src="{address}" integrity="{sha384 bundle.Source}" crossorigin="anonymous"></script>""",
                    address)

    type private Parts =
        {
            Title: string
            /// The element of plotly.js and its source for the security policy.
            Plotly: struct (string * string)
            Scripts: string list
            Styles: string list
            /// What else the policy allows.
            Also: string
            Arrays: string
            Body: string
        }

    let private assemble (parts: Parts) =
        let struct (plotlyElement, plotlySource) = parts.Plotly
        let sources = parts.Scripts |> List.map (fun text -> $" '{sha256 text}'") |> String.concat ""

        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; "
            + $"{parts.Also}script-src {plotlySource}{sources}"

        let themes = Json.toText (JObject(JProperty("light", Palette.light), JProperty("dark", Palette.dark)))

        String.concat
            "\n"
            [
                "<!DOCTYPE html>"
                "<html lang=\"en\">"
                "<head>"
                "<meta charset=\"utf-8\">"
                $"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                "<link rel=\"icon\" href=\"data:,\">"
                $"<title>{Label.html parts.Title}</title>"
                for text in parts.Styles do
                    $"<style>{text}</style>"
                "</head>"
                "<body>"
                "<main>"
                parts.Body
                "</main>"
                $"<script type=\"application/json\" id=\"ua-themes\">{themes}</script>"
                $"<script type=\"application/json\" id=\"ua-arrays\">{parts.Arrays}</script>"
                plotlyElement
                for text in parts.Scripts do
                    $"<script>{text}</script>"
                "</body>"
                "</html>"
                ""
            ]

    let create plotlyJs title (figures: Figure list) (body: SharedArrays -> string) =
        let arrays = SharedArrays()
        let body = body arrays
        let panels, drawings = figures |> List.partition _.Panel.IsSome

        assemble
            {
                Title = title
                Plotly =
                    if drawings.IsEmpty then
                        struct ("", "")
                    else
                        plotly plotlyJs (bundle drawings)
                Scripts =
                    [
                        script.Value
                        if not panels.IsEmpty then
                            panelScript.Value
                    ]
                Styles =
                    [
                        styles.Value
                        if not panels.IsEmpty then
                            panelStyles.Value
                    ]
                Also = ""
                Arrays = arrays.Text
                Body = body
            }

    let createFollowing title body =
        assemble
            {
                Title = title
                Plotly = plotly PlotlyJs.Inline basic
                Scripts = [ script.Value; following.Value ]
                Styles = [ styles.Value ]
                Also = "connect-src 'self'; "
                Arrays = "[]"
                Body = body
            }

    let ofFigure plotlyJs (figure: Figure) =
        create plotlyJs figure.Title [ figure ] (fun arrays -> Figure.toHtml arrays 1 figure.Name figure)

    let assets plotlyJs (figures: Figure seq) =
        let drawings = figures |> Seq.filter _.Panel.IsNone |> List.ofSeq

        match plotlyJs with
        | PlotlyJs.Directory when not drawings.IsEmpty ->
            let bundle = bundle drawings
            [| struct (fileName bundle, bundle.Source) |]
        | PlotlyJs.Directory
        | PlotlyJs.Inline
        | PlotlyJs.Cdn -> [||]

    let write (path: string) (assets: struct (string * string)[]) html =
        let folder = Path.GetDirectoryName(Path.GetFullPath path)

        for struct (name, content) in assets do
            let beside = Path.Combine(folder, name)

            // Another report may be using the file. Its name has the version, so an equal length means equal content.
            if
                not (
                    File.Exists beside
                    && FileInfo(beside).Length = int64 (Encoding.UTF8.GetByteCount(content: string))
                )
            then
                AtomicFile.writeText beside content

        AtomicFile.writeText path html

    let saveFigure plotlyJs path figure = write path (assets plotlyJs [ figure ]) (ofFigure plotlyJs figure)
