/// Renders blocks as HTML.
module internal UniversalApprox.Charts.Reports.Html

open System.Globalization
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

let private text = Label.html

/// A user's text inside our sentence. The isolation keeps the order around text that is written from right to left.
let private isolated value = $"<bdi>{text value}</bdi>"

let private cell (content: Entry) =
    match content with
    | Entry.Words words -> $"<td class=\"ua-text\">{isolated words}</td>"
    | Entry.Number(value, written) ->
        let key =
            if System.Double.IsNaN value then
                "NaN"
            else
                value.ToString("R", CultureInfo.InvariantCulture)

        $"<td data-value=\"{key}\">{text written}</td>"
    | Entry.Formula formula -> $"<td class=\"ua-formula\">{text formula}</td>"

let private isText (table: Table) index =
    match table.Rows with
    | (_, cells) :: _ ->
        match cells[index] with
        | Entry.Number _ -> false
        | Entry.Words _
        | Entry.Formula _ -> true
    | [] -> true

let private table (content: Table) =
    let header index name =
        let kind = if isText content index then " class=\"ua-text\"" else ""
        $"<th scope=\"col\"{kind}><button type=\"button\" title=\"sort\">{isolated name}</button></th>"

    let row (standsOut, cells) =
        let kind = if standsOut then " class=\"ua-recommended\"" else ""
        let cells = cells |> List.map cell |> String.concat ""
        $"<tr{kind}>{cells}</tr>"

    let headers = content.Columns |> List.mapi header |> String.concat ""
    let rows = content.Rows |> List.map row |> String.concat "\n"

    $"""<p class="ua-caption">{text content.Caption}</p>
<div class="ua-table" tabindex="0" role="region" aria-label="{text content.Caption}"><table>
<thead><tr>{headers}</tr></thead>
<tbody>
{rows}
</tbody></table></div>
"""

let private facts pairs =
    let pair (name, value) = $"<dt>{isolated name}</dt><dd>{isolated value}</dd>"

    $"""<dl>{pairs |> List.map pair |> String.concat "\n"}</dl>
"""

/// Renders one block. Figures are numbered from 1 so that their anchors differ.
let private block figureNumber (content: Block) =
    match content with
    | Block.Section(anchor, title) -> $"<h2 id=\"{text anchor}\">{isolated title}</h2>\n"
    | Block.Subsection title -> $"<h3>{isolated title}</h3>\n"
    | Block.Answer(answer, isDoubtful) ->
        let kind = if isDoubtful then " ua-doubt" else ""
        $"<p class=\"ua-answer{kind}\">{isolated answer}</p>\n"
    | Block.Paragraph words -> $"<p>{isolated words}</p>\n"
    | Block.Facts pairs -> facts pairs
    | Block.Table content -> table content
    | Block.Picture figure -> Figure.toHtml $"figure-{figureNumber}-{figure.Name}" figure
    | Block.Code(caption, code) -> $"<p>{text caption}:</p>\n<pre><code>{Label.htmlLines code}</code></pre>\n"

let private links blocks =
    let sections =
        blocks
        |> List.choose (fun content ->
            match content with
            | Block.Section(anchor, title) ->
                Some $"<li><a href=\"#{text anchor}\">{isolated title}</a></li>"
            | _ -> None)

    if sections.Length < 3 then
        ""
    else
        $"""<nav aria-label="Sections"><ul>{String.concat "" sections}</ul></nav>
"""

let ofBlocks title subtitle (blocks: Block list) =
    let figures =
        blocks
        |> List.scan
            (fun count content ->
                match content with
                | Block.Picture _ -> count + 1
                | _ -> count)
            0
        |> List.tail

    let body = List.map2 block figures blocks |> String.concat ""

    $"""<header><h1>{isolated title}</h1>
<p class="ua-lead">{isolated subtitle}</p>
{links blocks}</header>
{body}"""
