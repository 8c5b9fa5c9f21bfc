namespace UniversalApprox.Core

/// The notations a network's formula can be written in.
[<RequireQualifiedAccess>]
type FormulaStyle =
    /// The notebook's: 24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1
    | Notebook
    /// An Excel formula over a cell per input.
    | Excel
    /// LaTeX math.
    | LaTeX
    /// A C# expression.
    | CSharp
    /// A Python expression over NumPy arrays.
    | Python
    /// A PowerShell expression.
    | PowerShell

/// Networks as text, and back.
[<RequireQualifiedAccess>]
module Formula =
    /// The formula of a network. `digits` significant digits (1 to 17), or None for the shortest text that reads back
    /// to exactly the same numbers. Inputs are called x for one input, x1, x2, … for more.
    val print: style: FormulaStyle -> digits: int option -> network: Network -> string

    /// Reads notebook notation: a sum of terms `a act(w*x + b)` and constants. Numbers may be written 3, -3.5, 1e-3; the
    /// products `2*x`, `2x`, `2 x` are the same; `x` alone is `1*x`; repeated terms of one input add up, and so do constants.
    /// All terms must use one activation. Inputs are x (or x1), x2, …; the dimension is the highest used, or `dimension`
    /// if that is given. A formula without any term is a constant network with the sigmoid activation.
    /// Error: what was expected and the 1-based position of the character where it went wrong.
    val parse: dimension: int option -> text: string -> Result<Network, struct (int * string)>
