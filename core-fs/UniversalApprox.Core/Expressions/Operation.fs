namespace UniversalApprox.Core.Expressions

open System
open System.Linq.Expressions
open System.Reflection

/// The operation of a node on its operands A, B and C. Conditions are 1 (true) or 0 (false).
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

/// Each operation as a function of numbers, for constants, and as code, for compiled expressions.
module internal Operation =
    /// A static method that takes numbers; those of `Elementary` are internal.
    let private methodOf (holder: Type) name count =
        let visible = BindingFlags.Static ||| BindingFlags.Public ||| BindingFlags.NonPublic
        holder.GetMethod(name, visible, Array.create count typeof<float>)

    /// The methods behind functions of one number.
    let private methods =
        dict
            [
                for name in
                    [
                        "Exp"
                        "Log"
                        "Log10"
                        "Sqrt"
                        "Abs"
                        "Sin"
                        "Cos"
                        "Tan"
                        "Asin"
                        "Acos"
                        "Atan"
                        "Sinh"
                        "Cosh"
                        "Tanh"
                    ] do
                    Enum.Parse<Operation> name, methodOf typeof<Math> name 1

                for name in [ "Expm1"; "Log1p"; "Sign"; "LogGamma"; "Digamma"; "Erf"; "Sigmoid"; "Softplus" ] do
                    Enum.Parse<Operation> name, methodOf typeof<Elementary> name 1
            ]

    let private functions =
        dict [ for pair in methods -> pair.Key, pair.Value.CreateDelegate<Func<float, float>>() ]

    let private truth condition = if condition then 1.0 else 0.0

    /// The result for operands, of which those that the operation has not are ignored.
    let apply operation (a: float) (b: float) (c: float) =
        match operation with
        | Operation.Add -> a + b
        | Operation.Subtract -> a - b
        | Operation.Multiply -> a * b
        | Operation.Divide -> a / b
        | Operation.Negate -> -a
        | Operation.Power -> Math.Pow(a, b)
        | Operation.MultiplyOrZero -> Elementary.MultiplyOrZero(a, b)
        | Operation.Min -> Math.Min(a, b)
        | Operation.Max -> Math.Max(a, b)
        | Operation.Less -> truth (a < b)
        | Operation.LessOrEqual -> truth (a <= b)
        | Operation.Equal -> truth (a = b)
        | Operation.And -> a * b
        | Operation.Or -> Math.Max(a, b)
        | Operation.Not -> 1.0 - a
        | Operation.Select -> if a <> 0.0 then b else c
        | operation -> functions[operation].Invoke a

    let private minimum = methodOf typeof<Math> "Min" 2
    let private maximum = methodOf typeof<Math> "Max" 2
    let private multiplyOrZero = methodOf typeof<Elementary> "MultiplyOrZero" 2
    let private power = methodOf typeof<Math> "Pow" 2

    /// The code for operands, of which those that the operation has not are null.
    let code operation (a: Expression) (b: Expression) (c: Expression) : Expression =
        let truth condition : Expression =
            Expression.Condition(condition, Expression.Constant 1.0, Expression.Constant 0.0)

        match operation with
        | Operation.Add -> Expression.Add(a, b)
        | Operation.Subtract -> Expression.Subtract(a, b)
        | Operation.Multiply -> Expression.Multiply(a, b)
        | Operation.Divide -> Expression.Divide(a, b)
        | Operation.Negate -> Expression.Negate a
        | Operation.Power -> Expression.Call(power, a, b)
        | Operation.MultiplyOrZero -> Expression.Call(multiplyOrZero, a, b)
        | Operation.Min -> Expression.Call(minimum, a, b)
        | Operation.Max -> Expression.Call(maximum, a, b)
        | Operation.Less -> truth (Expression.LessThan(a, b))
        | Operation.LessOrEqual -> truth (Expression.LessThanOrEqual(a, b))
        | Operation.Equal -> truth (Expression.Equal(a, b))
        | Operation.And -> Expression.Multiply(a, b)
        | Operation.Or -> Expression.Call(maximum, a, b)
        | Operation.Not -> Expression.Subtract(Expression.Constant 1.0, a)
        | Operation.Select -> Expression.Condition(Expression.NotEqual(a, Expression.Constant 0.0), b, c)
        | operation -> Expression.Call(methods[operation], a)
