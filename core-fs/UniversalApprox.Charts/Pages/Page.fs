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

    let private full = resource "plotly.min.js"
    let private basic = resource "plotly-basic.min.js"
    let private styles = resource "report.css"
    let private script = resource "figures.js"

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
        lazy (RegularExpressions.Regex.Match(basic.Value, @"v(\d+\.\d+\.\d+)").Groups[1].Value)

    /// The bundle of plotly.js that the figures need: the smaller one, a quarter of the size, if it suffices.
    let private bundle (figures: Figure seq) =
        if figures |> Seq.forall _.IsBasic then
            struct ("plotly-basic", basic)
        else
            struct ("plotly", full)

    let private fileName name = $"{name}-{version.Value}.min.js"

    /// The script as base64 of gzip: a third of its size. The page unpacks it.
    let private packed (source: Lazy<string>) =
        lazy
            (use bytes = new MemoryStream()

             do
                 use gzip = new GZipStream(bytes, CompressionLevel.SmallestSize)
                 gzip.Write(Encoding.UTF8.GetBytes source.Value)

             Convert.ToBase64String(bytes.ToArray()))

    let private packedFull = packed full
    let private packedBasic = packed basic

    let private hash (algorithm: byte[] -> byte[]) (text: string) =
        Encoding.UTF8.GetBytes text |> algorithm |> Convert.ToBase64String

    let private sha256 text = "sha256-" + hash SHA256.HashData text
    let private sha384 text = "sha384-" + hash SHA384.HashData text

    /// The script element of plotly.js, and its source for the security policy.
    let private plotly plotlyJs figures =
        let struct (name, source) = bundle figures

        match plotlyJs with
        | PlotlyJs.Inline ->
            let packed = if obj.ReferenceEquals(source, full) then packedFull else packedBasic

            struct ($"""<script type="application/gzip" id="ua-plotly">{packed.Value}</script>""",
                    $"'{sha256 source.Value}'")
        | PlotlyJs.Directory -> struct ($"""<script src="{fileName name}"></script>""", "'self' file:")
        | PlotlyJs.Cdn ->
            let address = "https://cdn.plot.ly/" + fileName name

            struct ($"""<script src="{address}" integrity="{sha384 source.Value}" crossorigin="anonymous"></script>""",
                    address)

    let create plotlyJs title (figures: Figure list) (body: SharedArrays -> string) =
        let arrays = SharedArrays()
        let body = body arrays
        let panels, drawings = figures |> List.partition _.Panel.IsSome

        let struct (plotlyElement, plotlySource) =
            if drawings.IsEmpty then struct ("", "") else plotly plotlyJs drawings

        let scripts =
            [
                script.Value
                if not panels.IsEmpty then
                    panelScript.Value
            ]

        let sources = scripts |> List.map (fun text -> $" '{sha256 text}'") |> String.concat ""

        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; "
            + $"script-src {plotlySource}{sources}"

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
                $"<title>{Label.html title}</title>"
                $"<style>{styles.Value}</style>"
                if not panels.IsEmpty then
                    $"<style>{panelStyles.Value}</style>"
                "</head>"
                "<body>"
                "<main>"
                body
                "</main>"
                $"<script type=\"application/json\" id=\"ua-themes\">{themes}</script>"
                $"<script type=\"application/json\" id=\"ua-arrays\">{arrays.Text}</script>"
                plotlyElement
                for text in scripts do
                    $"<script>{text}</script>"
                "</body>"
                "</html>"
                ""
            ]

    let ofFigure plotlyJs (figure: Figure) =
        create plotlyJs figure.Title [ figure ] (fun arrays -> Figure.toHtml arrays 1 figure.Name figure)

    let assets plotlyJs (figures: Figure seq) =
        let drawings = figures |> Seq.filter _.Panel.IsNone |> List.ofSeq

        match plotlyJs with
        | PlotlyJs.Directory when not drawings.IsEmpty ->
            let struct (name, source) = bundle drawings
            [| struct (fileName name, source.Value) |]
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
