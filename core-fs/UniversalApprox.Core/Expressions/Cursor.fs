namespace UniversalApprox.Core.Expressions

open System
open UniversalApprox.Core.Expressions.Scan

/// A place in a text that is being read. White space before symbols is skipped.
[<Sealed>]
type internal Cursor(text: string) =
    static member IsNameStart(c: char) = Char.IsLetter c || c = '_' || c = '∞'
    static member IsNamePart(c: char) = Char.IsLetterOrDigit c || c = '_'

    member val Position = 0 with get, set

    /// Skips white space. The character behind it, or NUL at the end.
    member this.Next() =
        this.Position <- skipSpace text this.Position
        at text this.Position

    member this.IsNext(symbol: string) =
        String.CompareOrdinal(text, this.Position, symbol, 0, symbol.Length) = 0

    /// Moves behind a symbol if that comes next.
    member this.Accept(symbol: string) =
        this.Next() |> ignore

        if this.IsNext symbol then
            this.Position <- this.Position + symbol.Length
            true
        else
            false

    /// A syntax error here. Characters of other notations are explained.
    member this.Unexpected(expected: string) : 'a =
        let hint =
            match this.Next() with
            | '$' -> "; parameters are written by their names alone, without $"
            | '[' -> "; parameters are written by their names, without an index"
            | ',' -> "; a comma separates the arguments of functions, and numbers have a decimal point"
            | '=' -> "; a comparison is written =="
            | '&' -> "; conditions are joined by &&"
            | '|' -> "; conditions are joined by ||"
            | '%' -> "; there is no remainder"
            | c when Cursor.IsNameStart c || isNumberStart c || c = '(' -> "; a product is written with *"
            | _ -> ""

        fail this.Position $"expected {expected}, found {found text this.Position}{hint}"

    member this.Expect(symbol: string, expected: string) : unit =
        if not (this.Accept symbol) then
            this.Unexpected expected
