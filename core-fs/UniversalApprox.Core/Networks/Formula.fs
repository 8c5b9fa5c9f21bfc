namespace UniversalApprox.Core.Networks

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

    let parse (dimension: int option) (formula: string) =
        if isNull formula then
            nullArg "formula"

        Option.iter (Check.inRange "dimension" 1 Network.maxDimension) dimension
        FormulaParse.formula dimension formula
