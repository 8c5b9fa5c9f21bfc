namespace UniversalApprox.Core.Networks

/// The notations of a network's formula. All but `Notebook` evaluate to the network's values within rounding. None
/// overflows where the network itself does not.
[<RequireQualifiedAccess>]
type FormulaStyle =
    /// The notation of the notebook (a public notebook of 2022 by L. Posti that asked the question of this library with
    /// PyTorch and emcee): 24 sig(-1.4*x - 4.9) + 23 sig(1.5*x - 5) + 1
    | Notebook
    /// An Excel formula over cell A2 for the first input, B2 for the second, and so on. Excel keeps 15 digits of a
    /// number and 8192 characters of a formula.
    | Excel
    /// LaTeX math: 24\,\sigma(-1.4x-4.9)+23\,\sigma(1.5x-5)+1
    | LaTeX
    /// A C# expression over System.Math. .NET has no error function: for erf and gelu the expression calls `Erf(z)`,
    /// which you supply, for example as MathNet.Numerics.SpecialFunctions.Erf.
    | CSharp
    /// A Python expression over NumPy arrays. It needs `import numpy as np`, and for erf and gelu `import scipy.special`.
    | Python
    /// A PowerShell expression over $x, or $x1, $x2, … For erf and gelu it calls a function `Erf`, which you supply
    /// as for C#.
    | PowerShell

/// Writes networks as text and reads them back.
[<RequireQualifiedAccess>]
module Formula =
    /// The formula of a network. `digits` is the number of significant digits (1 to 17); None writes the shortest text that
    /// reads back to exactly the same numbers. A single input is called x; several are called x1, x2, … Weights are always
    /// written, even 0, so that `parse` finds the same units and inputs; −0 is written as 0. The formula of a network
    /// without units is its offset alone, without its activation and dimension.
    val print: style: FormulaStyle -> digits: int option -> network: Network -> string

    /// `print` behind axes: logarithmic inputs stand as ln(x), and a logarithmic output is the exp(…) of the sum, so that the formula is
    /// in the units of the columns. Errors: axes for another number of inputs.
    val printOn: axes: Axes -> style: FormulaStyle -> digits: int option -> network: Network -> string

    /// The formula in the notation of the notebook with inputs by name, in brackets: 24 sig(-1.4*[dose] - 4.9) + 1. `names` has one
    /// name for each input, all different and not empty. `parse` finds the same network, because every unit has all inputs in
    /// their order.
    val printNamed: names: string[] -> digits: int option -> network: Network -> string

    /// `printNamed` behind axes, as `printOn`.
    val printNamedOn: axes: Axes -> names: string[] -> digits: int option -> network: Network -> string

    /// Reads notebook notation: a sum of terms `a act(w*x + b)` and constants. Numbers may be written 3, -3.5, 1e-3. The
    /// products `2*x`, `2x`, `2 x` are the same (· and × work too); `x` alone is `1*x`. Repeated terms of one input add up,
    /// and so do constants. An activation has any name that `Activation.tryParse` knows, or σ, and all terms must use the
    /// same one. Inputs are x (or x1), x2, …, x1000; or names in brackets, [dose], of which the first is the first input, the next new one
    /// the second, and so on. The dimension is the highest input used, or `dimension` (1 to 1000)
    /// if that is given. A formula has at most 4096 activations. One without any is a constant network with the sigmoid
    /// activation.
    /// Error: the 1-based position of the character where reading failed, and what was expected there.
    val parse: dimension: int option -> formula: string -> Result<Network, struct (int * string)>

    /// `parse` with axes: an input may stand as ln(x) or ln([dose]), everywhere in the formula, and the whole sum in exp(…).
    /// Error: as `parse`.
    val parseOn:
        dimension: int option -> formula: string -> Result<struct (Network * Axes), struct (int * string)>

    /// An error of `parse` or of `LogDensity.ofText` in three lines: position and reason, the text or the part of it around the
    /// position, and a caret under the character.
    val explain: text: string -> error: struct (int * string) -> string
