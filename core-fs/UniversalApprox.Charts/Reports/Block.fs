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

type internal Table =
    {
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

    let optional digits value =
        match value with
        | Some value -> number digits value
        | None -> Entry.Number(nan, "")

    let count (value: int) = Entry.Number(float value, Label.count value)
