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
    let private notation style axes =
        match style with
        | FormulaStyle.Notebook -> FormulaPrint.notebook axes
        | FormulaStyle.Excel -> FormulaPrint.excel axes
        | FormulaStyle.LaTeX -> FormulaPrint.latex axes
        | FormulaStyle.CSharp -> FormulaPrint.cSharp axes
        | FormulaStyle.Python -> FormulaPrint.python axes
        | FormulaStyle.PowerShell -> FormulaPrint.powerShell axes

    let printOn axes style (digits: int option) (network: Network) =
        Option.iter (Check.inRange "digits" 1 17) digits
        Axes.validate network.Dimension axes
        FormulaPrint.write axes (notation style axes) digits network

    let print style digits (network: Network) = printOn (Axes.linear network.Dimension) style digits network

    let printNamedOn axes (names: string[]) (digits: int option) (network: Network) =
        Option.iter (Check.inRange "digits" 1 17) digits
        Axes.validate network.Dimension axes
        Check.sameLength "names" network.Dimension names
        Check.allDifferent "names" names box

        if names |> Array.exists String.IsNullOrEmpty then
            Check.refuse "names" names $"names that are not empty"

        FormulaPrint.write axes (FormulaPrint.named names axes) digits network

    let printNamed names digits (network: Network) =
        printNamedOn (Axes.linear network.Dimension) names digits network

    let parseOn (dimension: int option) (formula: string) =
        if isNull formula then
            nullArg "formula"

        Option.iter (Check.inRange "dimension" 1 Network.maxDimension) dimension
        FormulaParse.formula dimension formula

    let parse (dimension: int option) (formula: string) =
        parseOn dimension formula
        |> Result.bind (fun struct (network, axes) ->
            if Axes.isLinear axes then
                Ok network
            else
                Error(struct (1, "this formula has ln(x) or exp(…), so it needs axes; read it with parseOn")))

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
