/// The functions and constants that a formula may use, by name.
module internal UniversalApprox.Core.Expressions.Functions

open System

/// How many arguments a function takes, and the node that it makes of them.
type Function = { Least: int; Most: int; Build: Graph -> int[] -> int }

let private one operation =
    {
        Least = 1
        Most = 1
        Build = fun graph arguments -> graph.Call(operation, arguments[0])
    }

/// A function of two or more arguments that takes them in pairs.
let private several operation =
    {
        Least = 2
        Most = Int32.MaxValue
        Build = fun graph -> Array.reduce (fun a b -> graph.Call(operation, a, b))
    }

/// In the order of the documentation.
let private table =
    [
        "exp", one Operation.Exp
        "ln", one Operation.Log
        "log", one Operation.Log
        "log10", one Operation.Log10
        "sqrt", one Operation.Sqrt
        "abs", one Operation.Abs
        "sin", one Operation.Sin
        "cos", one Operation.Cos
        "tan", one Operation.Tan
        "asin", one Operation.Asin
        "acos", one Operation.Acos
        "atan", one Operation.Atan
        "sinh", one Operation.Sinh
        "cosh", one Operation.Cosh
        "tanh", one Operation.Tanh
        "expm1", one Operation.Expm1
        "log1p", one Operation.Log1p
        "sigmoid", one Operation.Sigmoid
        "sig", one Operation.Sigmoid
        "softplus", one Operation.Softplus
        "erf", one Operation.Erf
        "lgamma", one Operation.LogGamma
        "min", several Operation.Min
        "max", several Operation.Max
        "pow",
        {
            Least = 2
            Most = 2
            Build = fun graph arguments -> graph.Power(arguments[0], arguments[1])
        }
    ]

let private named = dict table

/// `if`, whose first argument is a condition, is read by the parser itself.
let conditional = "if"

let names = [ yield! List.map fst table; conditional ]

/// A function by its name in any case.
let tryFind (name: string) =
    match named.TryGetValue(name.ToLowerInvariant()) with
    | true, found -> ValueSome found
    | false, _ -> ValueNone

let isConditional (name: string) = name.Equals(conditional, StringComparison.OrdinalIgnoreCase)

/// A constant by its name. Only `e` must be written small, because E is a common name of parameters.
let tryConstant (name: string) =
    if name = "e" then
        ValueSome Math.E
    else
        match name.ToLowerInvariant() with
        | "pi"
        | "π" -> ValueSome Math.PI
        | "inf"
        | "infinity"
        | "∞" -> ValueSome infinity
        | _ -> ValueNone
