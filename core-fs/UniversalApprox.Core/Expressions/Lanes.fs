/// Carries out operations on eight points at a time: every node has a block of eight numbers. A value depends neither on
/// its lane nor on what the other lanes hold.
module internal UniversalApprox.Core.Expressions.Lanes

open System
open System.Runtime.Intrinsics

/// Points per block.
[<Literal>]
let width = 8

let inline private load (memory: float[]) (at: int) = Vector512.LoadUnsafe(&memory[0], unativeint at)

let inline private store (memory: float[]) (at: int) (value: Vector512<float>) =
    value.StoreUnsafe(&memory[0], unativeint at)

let inline private splat (value: float) = Vector512.Create value

let inline private choose (condition: Vector512<float>) yes no =
    Vector512.ConditionalSelect(condition, yes, no)

/// A mask as a condition.
let inline private truth mask = choose mask (splat 1.0) Vector512.Zero

let inline private isTrue condition = Vector512.OnesComplement(Vector512.Equals(condition, Vector512.Zero))

/// ln(1 + x), which corrects the rounding of 1 + x (W. Kahan).
let private log1p (x: Vector512<float>) =
    let sum = Vector512.Add(splat 1.0, x)
    let rounded = Vector512.Subtract(sum, splat 1.0)
    let corrected = Vector512.Divide(Vector512.Multiply(Vector512.Log sum, x), rounded)
    let isExact = Vector512.Equals(rounded, Vector512.Zero)
    let isInfinite = Vector512.Equals(x, splat infinity)
    choose (Vector512.BitwiseOr(isExact, isInfinite)) x corrected

/// eˣ − 1, by the same idea.
let private expm1 (x: Vector512<float>) =
    let power = Vector512.Exp x
    let rounded = Vector512.Subtract(power, splat 1.0)
    let corrected = Vector512.Divide(Vector512.Multiply(rounded, x), Vector512.Log power)
    let isOne = Vector512.Equals(power, splat 1.0)
    // There the logarithm is infinite.
    let isExtreme =
        Vector512.BitwiseOr(Vector512.Equals(power, splat infinity), Vector512.Equals(power, Vector512.Zero))

    choose isOne x (choose isExtreme rounded corrected)

let private sigmoid (x: Vector512<float>) =
    Vector512.Divide(splat 1.0, Vector512.Add(splat 1.0, Vector512.Exp(Vector512.Negate x)))

let private softplus (x: Vector512<float>) =
    Vector512.Add(Vector512.Max(x, Vector512.Zero), log1p (Vector512.Exp(Vector512.Negate(Vector512.Abs x))))

let private sign (x: Vector512<float>) =
    let negative = choose (Vector512.LessThan(x, Vector512.Zero)) (splat -1.0) x
    choose (Vector512.GreaterThan(x, Vector512.Zero)) (splat 1.0) negative

/// A function without a vector form, for the lanes in use.
let inline private each
    (memory: float[])
    lanes
    (i: inref<Instruction>)
    ([<InlineIfLambda>] f: float -> float)
    =
    for lane in 0 .. lanes - 1 do
        memory[i.Target + lane] <- f memory[i.A + lane]

let private power (memory: float[]) lanes (i: inref<Instruction>) =
    for lane in 0 .. lanes - 1 do
        memory[i.Target + lane] <- Math.Pow(memory[i.A + lane], memory[i.B + lane])

/// Transcendental functions.
let private call (memory: float[]) lanes (i: inref<Instruction>) =
    match i.Operation with
    | Operation.Exp -> store memory i.Target (Vector512.Exp(load memory i.A))
    | Operation.Expm1 -> store memory i.Target (expm1 (load memory i.A))
    | Operation.Log -> store memory i.Target (Vector512.Log(load memory i.A))
    | Operation.Log1p -> store memory i.Target (log1p (load memory i.A))
    | Operation.Sin -> store memory i.Target (Vector512.Sin(load memory i.A))
    | Operation.Cos -> store memory i.Target (Vector512.Cos(load memory i.A))
    | Operation.Sigmoid -> store memory i.Target (sigmoid (load memory i.A))
    | Operation.Softplus -> store memory i.Target (softplus (load memory i.A))
    | Operation.Power -> power memory lanes &i
    | Operation.Log10 -> each memory lanes &i Math.Log10
    | Operation.Tan -> each memory lanes &i Math.Tan
    | Operation.Asin -> each memory lanes &i Math.Asin
    | Operation.Acos -> each memory lanes &i Math.Acos
    | Operation.Atan -> each memory lanes &i Math.Atan
    | Operation.Sinh -> each memory lanes &i Math.Sinh
    | Operation.Cosh -> each memory lanes &i Math.Cosh
    | Operation.Tanh -> each memory lanes &i Math.Tanh
    | Operation.LogGamma -> each memory lanes &i SpecialFunctions.logGamma
    | Operation.Digamma -> each memory lanes &i SpecialFunctions.digamma
    | Operation.Erf -> each memory lanes &i SpecialFunctions.erf
    | _ -> invalidOp $"{i.Operation} is no operation of lanes."

/// Carries out an instruction. Only the first `lanes` lanes of its result are defined.
let apply (memory: float[]) (lanes: int) (i: inref<Instruction>) =
    match i.Operation with
    | Operation.Add -> store memory i.Target (Vector512.Add(load memory i.A, load memory i.B))
    | Operation.Subtract -> store memory i.Target (Vector512.Subtract(load memory i.A, load memory i.B))
    | Operation.Multiply -> store memory i.Target (Vector512.Multiply(load memory i.A, load memory i.B))
    | Operation.Divide -> store memory i.Target (Vector512.Divide(load memory i.A, load memory i.B))
    | Operation.Negate -> store memory i.Target (Vector512.Negate(load memory i.A))
    | Operation.MultiplyOrZero ->
        let a = load memory i.A
        let product = Vector512.Multiply(a, load memory i.B)
        store memory i.Target (choose (Vector512.Equals(a, Vector512.Zero)) Vector512.Zero product)
    | Operation.Sqrt -> store memory i.Target (Vector512.Sqrt(load memory i.A))
    | Operation.Abs -> store memory i.Target (Vector512.Abs(load memory i.A))
    | Operation.Sign -> store memory i.Target (sign (load memory i.A))
    | Operation.Min -> store memory i.Target (Vector512.Min(load memory i.A, load memory i.B))
    | Operation.Max -> store memory i.Target (Vector512.Max(load memory i.A, load memory i.B))
    | Operation.Less -> store memory i.Target (truth (Vector512.LessThan(load memory i.A, load memory i.B)))
    | Operation.LessOrEqual ->
        store memory i.Target (truth (Vector512.LessThanOrEqual(load memory i.A, load memory i.B)))
    | Operation.Equal -> store memory i.Target (truth (Vector512.Equals(load memory i.A, load memory i.B)))
    | Operation.And -> store memory i.Target (Vector512.Multiply(load memory i.A, load memory i.B))
    | Operation.Or -> store memory i.Target (Vector512.Max(load memory i.A, load memory i.B))
    | Operation.Not -> store memory i.Target (Vector512.Subtract(splat 1.0, load memory i.A))
    | Operation.Select ->
        store memory i.Target (choose (isTrue (load memory i.A)) (load memory i.B) (load memory i.C))
    | _ -> call memory lanes &i
