namespace UniversalApprox.Models

open UniversalApprox.Core.Networks

/// The language of a source text.
[<RequireQualifiedAccess>]
type SourceLanguage =
    /// A static class with one method over doubles.
    | CSharp
    /// A function over NumPy arrays; erf and gelu need SciPy too.
    | Python
    /// A function over numbers.
    | PowerShell

/// Networks as source text that evaluates them, at full precision and without this library.
[<RequireQualifiedAccess>]
module SourceText =
    /// The text of a function of the given name (letters, digits and underscores, not beginning with a digit). In C# it is
    /// the name of the class, whose method is called Evaluate. Inputs are called x, or x1, x2, … for more than one.
    val print: language: SourceLanguage -> name: string -> network: Network -> string

    /// `print` for a network behind axes: the function takes and gives numbers in the units of the columns.
    val printOn: axes: Axes -> language: SourceLanguage -> name: string -> network: Network -> string

    /// Writes a file in UTF-8. It replaces an existing one only when the new one is complete.
    val save: path: string -> language: SourceLanguage -> name: string -> network: Network -> unit

    /// `save` for a network behind axes.
    val saveOn:
        axes: Axes -> path: string -> language: SourceLanguage -> name: string -> network: Network -> unit
