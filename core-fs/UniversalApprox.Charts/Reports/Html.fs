/// Renders blocks as HTML.
module internal UniversalApprox.Charts.Reports.Html

open System.Globalization
open System.Text
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
    | Entry.Link(anchor, words) ->
        $"<td class=\"ua-text\"><a href=\"#{text anchor}\">{isolated words}</a></td>"

let private isText (table: Table) index =
    match table.Rows with
    | (_, cells) :: _ ->
        match cells[index] with
        | Entry.Number _ -> false
        | Entry.Words _
        | Entry.Link _
        | Entry.Formula _ -> true
    | [] -> true

/// The first cell of a row names it, so that readers who hear the table know where they are.
let private rowHeader (content: Entry) =
    (cell content).Replace("<td", "<th scope=\"row\"").Replace("</td>", "</th>")

/// Tables of more rows get a field to filter them.
let private filteredFrom = 8

let table number (content: Table) =
    let caption = $"caption-{number}"

    let header index name =
        let kind = if isText content index then " class=\"ua-text\"" else ""
        $"<th scope=\"col\"{kind}><button type=\"button\">{isolated name}</button></th>"

    let row (standsOut, cells) =
        let kind = if standsOut then " class=\"ua-recommended\"" else ""

        let cells =
            cells
            |> List.mapi (fun i content -> if i = 0 then rowHeader content else cell content)
            |> String.concat ""

        $"<tr{kind}>{cells}</tr>"

    let headers = content.Columns |> List.mapi header |> String.concat ""
    let rows = content.Rows |> List.map row |> String.concat "\n"

    let filter =
        if content.Rows.Length < filteredFrom then
            ""
        else
            """<label>Filter <input type="search" class="ua-filter"></label> """

    $"""<div class="ua-tabular"><p class="ua-caption" id="{caption}">{text content.Caption}</p>
<div class="ua-tools">{filter}<button type="button" class="ua-csv" data-name="{text content.Name}">Download CSV</button><span class="ua-count" role="status"></span></div>
<div class="ua-table" tabindex="0" role="group" aria-labelledby="{caption}"><table aria-describedby="{caption}">
<thead><tr>{headers}</tr></thead>
<tbody>
{rows}
</tbody></table></div></div>
"""

/// An answer has several sentences: the first one is the answer, and the rest its reasons. A full stop inside a number ends none.
let private firstSentence (answer: string) =
    let cut = RegularExpressions.Regex.Match(answer, @"(?<=[.!?])\s+(?=[\p{Lu}\d])")

    if cut.Success then
        answer.Substring(0, cut.Index), answer.Substring(cut.Index + cut.Length)
    else
        answer, ""

let answer (words: string) isDoubtful =
    let first, rest = firstSentence words
    let kind = if isDoubtful then " ua-doubt" else ""

    let mark =
        if isDoubtful then
            "<strong class=\"ua-mark\">Careful: </strong>"
        else
            ""

    let reasons =
        if rest = "" then
            ""
        else
            $"<p class=\"ua-reasons\">{isolated rest}</p>\n"

    $"<p class=\"ua-answer{kind}\">{mark}{isolated first}</p>\n{reasons}"

let private facts pairs =
    let pair (name, value) = $"<dt>{isolated name}</dt><dd>{isolated value}</dd>"

    $"""<dl>{pairs |> List.map pair |> String.concat "\n"}</dl>
"""

/// The place of a block: its number, and the level of a figure's heading there.
type private Place = { Number: int; Level: int }

let private next place (content: Block) =
    {
        Number = place.Number + 1
        Level =
            match content with
            | Block.Section _ -> 3
            | Block.Subsection _ -> 4
            | _ -> place.Level
    }

let private block arrays (place: Place, content: Block) =
    match content with
    | Block.Section(anchor, title) -> $"<h2 id=\"{text anchor}\">{isolated title}</h2>\n"
    | Block.Subsection title -> $"<h3>{isolated title}</h3>\n"
    | Block.Answer(words, isDoubtful) -> answer words isDoubtful
    | Block.Paragraph words -> $"<p>{isolated words}</p>\n"
    | Block.Facts pairs -> facts pairs
    | Block.Table content -> table place.Number content
    | Block.Picture figure -> Figure.toHtml arrays place.Level $"figure-{place.Number}-{figure.Name}" figure
    | Block.Code(caption, code) ->
        $"<p>{text caption}:</p>\n<pre tabindex=\"0\"><code>{Label.htmlLines code}</code></pre>\n"

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
        $"""<nav aria-label="Contents"><ul>{String.concat "" sections}</ul></nav>
"""

let ofBlocks arrays title subtitle (blocks: Block list) =
    let places = blocks |> List.scan next { Number = 0; Level = 3 } |> List.tail
    let body = List.zip places blocks |> List.map (block arrays) |> String.concat ""

    $"""<header><h1>{isolated title}</h1>
<p class="ua-lead">{isolated subtitle}</p>
{links blocks}</header>
{body}"""
