namespace UniversalApprox.Core.Networks

open System
open UniversalApprox.Core

[<RequireQualifiedAccess>]
type FormulaStyle =
    | Notebook
    | Excel
    | LaTeX
    | CSharp
    | Python
    | PowerShell

[<RequireQualifiedAccess>]
module Formula =
    let private notation style =
        match style with
        | FormulaStyle.Notebook -> FormulaPrint.notebook
        | FormulaStyle.Excel -> FormulaPrint.excel
        | FormulaStyle.LaTeX -> FormulaPrint.latex
        | FormulaStyle.CSharp -> FormulaPrint.cSharp
        | FormulaStyle.Python -> FormulaPrint.python
        | FormulaStyle.PowerShell -> FormulaPrint.powerShell

    let print style (digits: int option) (network: Network) =
        Option.iter (Check.inRange "digits" 1 17) digits
        FormulaPrint.write (notation style) digits network

    let printNamed (names: string[]) (digits: int option) (network: Network) =
        Option.iter (Check.inRange "digits" 1 17) digits
        Check.sameLength "names" network.Dimension names
        Check.allDifferent "names" names box

        if names |> Array.exists String.IsNullOrEmpty then
            Check.refuse "names" names $"names that are not empty"

        FormulaPrint.write (FormulaPrint.named names) digits network

    let parse (dimension: int option) (formula: string) =
        if isNull formula then
            nullArg "formula"

        Option.iter (Check.inRange "dimension" 1 Network.maxDimension) dimension
        FormulaParse.formula dimension formula

    /// The longest part of a text that is shown.
    let private longestExcerpt = 72

    let explain (text: string) (struct (position: int, reason: string)) =
        // Control characters would move the caret away from its place.
        let line = text |> String.map (fun c -> if Char.IsControl c then ' ' else c)
        let caret = position - 1

        let start =
            if line.Length <= longestExcerpt then
                0
            else
                Math.Clamp(caret - longestExcerpt / 2, 0, line.Length - longestExcerpt)

        let length = min longestExcerpt (line.Length - start)
        let before = if start > 0 then "…" else ""
        let after = if start + length < line.Length then "…" else ""
        let excerpt = "  " + before + line.Substring(start, length) + after
        let arrow = String(' ', 2 + before.Length + caret - start) + "^"
        String.Join(Environment.NewLine, $"Position {position}: {reason}.", excerpt, arrow)
