namespace UniversalApprox.Charts.Reports

open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

/// The content of a table cell. Text is plain; the renderers escape it.
[<RequireQualifiedAccess>]
type internal Entry =
    | Words of string
    /// The value for sorting, and its text.
    | Number of value: float * text: string
    | Formula of string
    /// Words that lead to a section.
    | Link of anchor: string * text: string

type internal Table =
    {
        /// The name of the file that readers download: letters, digits and hyphens.
        Name: string
        Caption: string
        Columns: string list
        /// The rows: whether the row stands out, and one cell per column.
        Rows: (bool * Entry list) list
    }

/// A piece of a report, in any output format.
[<RequireQualifiedAccess>]
type internal Block =
    | Section of anchor: string * title: string
    | Subsection of title: string
    /// The answer to the question of a section. Doubtful answers are marked.
    | Answer of text: string * isDoubtful: bool
    | Paragraph of string
    | Facts of (string * string) list
    | Table of Table
    | Picture of Figure
    /// Text to copy, with a caption.
    | Code of caption: string * text: string

[<RequireQualifiedAccess>]
module internal Entry =
    let number digits value = Entry.Number(value, Label.number digits value)

    let empty = Entry.Number(nan, "")

    let optional digits value = value |> Option.map (number digits) |> Option.defaultValue empty

    let count (value: int) = Entry.Number(float value, Label.count value)

[<RequireQualifiedAccess>]
module internal Table =
    /// Leaves out columns of numbers that no row has.
    let withoutEmptyColumns (table: Table) =
        let isEmpty column =
            table.Rows
            |> List.forall (fun (_, cells) ->
                match List.item column cells with
                | Entry.Number(_, "") -> true
                | _ -> false)

        let kept = [ 0 .. table.Columns.Length - 1 ] |> List.filter (isEmpty >> not)
        let pick cells = kept |> List.map (fun column -> List.item column cells)

        { table with
            Columns = pick table.Columns
            Rows = table.Rows |> List.map (fun (standsOut, cells) -> standsOut, pick cells)
        }
