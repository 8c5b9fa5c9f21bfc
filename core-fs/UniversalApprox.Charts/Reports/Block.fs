namespace UniversalApprox.Charts.Reports

open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

/// What stands in one place of a table. Text is plain; the renderers escape it.
[<RequireQualifiedAccess>]
type internal Entry =
    | Words of string
    /// The value to sort by, and how it is written.
    | Number of value: float * text: string
    | Formula of string

type internal Table =
    {
        Caption: string
        Columns: string list
        /// Whether the row stands out, and one cell per column.
        Rows: (bool * Entry list) list
    }

/// A piece of a report, whatever it is written as.
[<RequireQualifiedAccess>]
type internal Block =
    | Section of anchor: string * title: string
    | Subsection of title: string
    /// The answer to the question of a section; doubtful ones are marked as such.
    | Answer of text: string * isDoubtful: bool
    | Paragraph of string
    | Facts of (string * string) list
    | Table of Table
    | Picture of Figure
    /// Text to copy, and what it is.
    | Code of caption: string * text: string

[<RequireQualifiedAccess>]
module internal Entry =
    let number digits value = Entry.Number(value, Label.number digits value)

    let optional digits value =
        match value with
        | Some value -> number digits value
        | None -> Entry.Number(nan, "")

    let count (value: int) = Entry.Number(float value, Label.count value)
