/// Renders blocks as Markdown: the same words and numbers, without the figures.
module internal UniversalApprox.Charts.Reports.Markdown

open System
open UniversalApprox.Charts.Drawing

/// Escapes characters that Markdown would read as markup, and HTML that it would pass through.
let private escape (value: string) =
    let line = Label.line 10000 value

    String.collect
        (fun character ->
            if "\\`*_[]<>|#".Contains character then
                $"\\{character}"
            else
                string character)
        line

let private cell content =
    match content with
    | Entry.Words words
    | Entry.Link(_, words) -> escape words
    | Entry.Number(_, written) -> escape written
    | Entry.Formula formula -> escape formula

let private table (content: Table) =
    let line cells = "| " + String.Join(" | ", List.toArray<string> cells) + " |"

    let alignment =
        match content.Rows with
        | (_, cells) :: _ ->
            cells
            |> List.map (fun cell ->
                match cell with
                | Entry.Number _ -> "--:"
                | Entry.Words _
                | Entry.Link _
                | Entry.Formula _ -> ":--")
        | [] -> content.Columns |> List.map (fun _ -> ":--")

    let row (standsOut, cells) =
        cells
        |> List.map cell
        |> List.map (fun text -> if standsOut && text <> "" then $"**{text}**" else text)
        |> line

    [
        escape content.Caption
        ""
        line (content.Columns |> List.map escape)
        line alignment
        yield! content.Rows |> List.map row
    ]
    |> String.concat "\n"

/// Code between fences that are longer than any run of backticks inside.
let private fenced (code: string) =
    let longest =
        code.Split([| '\n' |])
        |> Array.map (fun line -> line.Length - line.TrimStart('`').Length)
        |> Array.max

    let fence = String('`', max 3 (longest + 1))
    $"{fence}\n{code}\n{fence}"

let private block content =
    match content with
    | Block.Section(_, title) -> $"## {escape title}"
    | Block.Subsection title -> $"### {escape title}"
    | Block.Answer(answer, _) -> $"> {escape answer}"
    | Block.Paragraph words -> escape words
    | Block.Facts pairs ->
        pairs |> List.map (fun (name, value) -> $"- {escape name}: {escape value}") |> String.concat "\n"
    | Block.Table content -> table content
    | Block.Picture figure -> $"*{escape figure.Title}.* {escape figure.Caption}"
    | Block.Code(caption, code) -> $"{escape caption}:\n\n{fenced code}"

let ofBlocks title subtitle (blocks: Block list) =
    [ $"# {escape title}"; escape subtitle; yield! blocks |> List.map block ]
    |> String.concat "\n\n"
    |> fun text -> text + "\n"
