namespace UniversalApprox.Core.Expressions

/// What a node of an expression does with its operands A, B and C. Conditions are 1 (true) or 0 (false).
type internal Operation =
    | Constant = 0
    | Parameter = 1
    | Add = 2
    | Subtract = 3
    | Multiply = 4
    | Divide = 5
    | Negate = 6
    | Power = 7
    /// A·B, and 0 where A is 0, whatever B is: the derivative of a branch that is not taken.
    | MultiplyOrZero = 8
    | Exp = 9
    | Expm1 = 10
    | Log = 11
    | Log1p = 12
    | Log10 = 13
    | Sqrt = 14
    | Abs = 15
    /// −1, 0 or 1.
    | Sign = 16
    | Sin = 17
    | Cos = 18
    | Tan = 19
    | Asin = 20
    | Acos = 21
    | Atan = 22
    | Sinh = 23
    | Cosh = 24
    | Tanh = 25
    | LogGamma = 26
    | Digamma = 27
    | Erf = 28
    | Sigmoid = 29
    | Softplus = 30
    | Min = 31
    | Max = 32
    | Less = 33
    | LessOrEqual = 34
    | Equal = 35
    | And = 36
    | Or = 37
    | Not = 38
    /// B where the condition A is true, else C.
    | Select = 39

/// An operation with the places of its operands and of its result in a memory of blocks of `Lanes.width` numbers.
[<Struct>]
type internal Instruction = { Operation: Operation; Target: int; A: int; B: int; C: int }
