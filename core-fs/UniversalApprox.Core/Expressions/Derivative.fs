/// Derivatives by the reverse mode: from the result back to the parameters, each node hands its adjoint (the derivative of
/// the result with respect to it) on to its operands. The adjoints are nodes of the same graph, so that they share what they
/// have in common with the value and with each other, and the whole gradient costs a small multiple of the value.
module internal UniversalApprox.Core.Expressions.Derivative

open System

let private isCondition operation =
    match operation with
    | Operation.Less
    | Operation.LessOrEqual
    | Operation.Equal
    | Operation.And
    | Operation.Or
    | Operation.Not -> true
    | _ -> false

let private branches operation =
    match operation with
    | Operation.Select
    | Operation.Min
    | Operation.Max -> true
    | _ -> false

/// Whether nodes change with the parameters.
let private dependence (graph: Graph) root =
    let depends = Array.zeroCreate<bool>(root + 1)

    for index in 0..root do
        let node = graph[index]
        let dependsOn operand = operand >= 0 && depends[operand]

        depends[index] <-
            match node.Operation with
            | Operation.Constant -> false
            | Operation.Parameter -> true
            | operation when isCondition operation -> false
            | _ -> dependsOn node.A || dependsOn node.B || dependsOn node.C

    depends

/// How derivatives are composed. Where a branch is not taken its adjoint is 0, and stays 0 even if a derivative inside the
/// branch is infinite or not a number there.
type private Rules(graph: Graph, hasBranches: bool) =
    member _.Constant value = graph.Constant value

    member _.Times(adjoint, derivative) =
        if hasBranches then
            graph.MultiplyOrZero(adjoint, derivative)
        else
            graph.Multiply(adjoint, derivative)

    member this.Over(adjoint, divisor) =
        if hasBranches then
            this.Times(adjoint, graph.Divide(graph.Constant 1.0, divisor))
        else
            graph.Divide(adjoint, divisor)

    member _.OneMinusSquare a =
        graph.Multiply(graph.Subtract(graph.Constant 1.0, a), graph.Add(graph.Constant 1.0, a))

/// The part of the adjoint `g` of the node `y` that is due to its operand `a`, for operations with one operand.
let private ofCall (graph: Graph) (rules: Rules) operation a y g =
    let call operation = graph.Call(operation, a)
    let one = graph.Constant 1.0

    match operation with
    | Operation.Negate -> graph.Negate g
    | Operation.Exp -> rules.Times(g, y)
    | Operation.Expm1 -> rules.Times(g, graph.Add(y, one))
    | Operation.Log -> rules.Over(g, a)
    | Operation.Log1p -> rules.Over(g, graph.Add(one, a))
    | Operation.Log10 -> rules.Over(g, graph.Multiply(graph.Constant(log 10.0), a))
    | Operation.Sqrt -> rules.Over(g, graph.Add(y, y))
    | Operation.Abs -> rules.Times(g, call Operation.Sign)
    | Operation.Sin -> rules.Times(g, call Operation.Cos)
    | Operation.Cos -> graph.Negate(rules.Times(g, call Operation.Sin))
    | Operation.Tan -> rules.Times(g, graph.Add(one, graph.Multiply(y, y)))
    | Operation.Asin -> rules.Over(g, graph.Call(Operation.Sqrt, rules.OneMinusSquare a))
    | Operation.Acos -> graph.Negate(rules.Over(g, graph.Call(Operation.Sqrt, rules.OneMinusSquare a)))
    | Operation.Atan -> rules.Over(g, graph.Add(one, graph.Multiply(a, a)))
    | Operation.Sinh -> rules.Times(g, call Operation.Cosh)
    | Operation.Cosh -> rules.Times(g, call Operation.Sinh)
    | Operation.Tanh -> rules.Times(g, rules.OneMinusSquare y)
    | Operation.LogGamma -> rules.Times(g, call Operation.Digamma)
    | Operation.Erf ->
        let bell = graph.Call(Operation.Exp, graph.Negate(graph.Multiply(a, a)))
        rules.Times(g, graph.Multiply(graph.Constant(2.0 / sqrt Math.PI), bell))
    | Operation.Sigmoid -> rules.Times(g, graph.Multiply(y, graph.Subtract(one, y)))
    | Operation.Softplus -> rules.Times(g, call Operation.Sigmoid)
    | _ -> invalidOp $"{operation} has no derivative."

/// The adjoints of the parameters, for each a node, which is constant 0 if the result does not depend on it.
let gradient (graph: Graph) (root: int) (parameters: int) =
    let needed = graph.NeededFor [| root |]
    let depends = dependence graph root

    let hasBranches =
        needed
        |> Seq.indexed
        |> Seq.exists (fun (index, isNeeded) -> isNeeded && branches graph[index].Operation)

    let rules = Rules(graph, hasBranches)

    let adjoints = Array.create (root + 1) -1
    let zero = graph.Constant 0.0
    let gradient = Array.create parameters zero
    adjoints[root] <- graph.Constant 1.0

    let give operand (part: unit -> int) =
        if depends[operand] then
            adjoints[operand] <-
                if adjoints[operand] < 0 then
                    part ()
                else
                    graph.Add(adjoints[operand], part ())

    for y in root .. -1 .. 0 do
        let g = adjoints[y]

        if g >= 0 && depends[y] then
            let node = graph[y]
            let a, b = node.A, node.B

            match node.Operation with
            | Operation.Parameter -> gradient[a] <- g
            | Operation.Add ->
                give a (fun () -> g)
                give b (fun () -> g)
            | Operation.Subtract ->
                give a (fun () -> g)
                give b (fun () -> graph.Negate g)
            | Operation.Multiply ->
                give a (fun () -> rules.Times(g, b))
                give b (fun () -> rules.Times(g, a))
            | Operation.Divide ->
                give a (fun () -> rules.Over(g, b))
                give b (fun () -> graph.Negate(rules.Times(rules.Over(g, b), y)))
            | Operation.Power ->
                let less = graph.Subtract(b, graph.Constant 1.0)
                give a (fun () -> rules.Times(g, graph.Multiply(b, graph.Power(a, less))))
                // aᵇ·ln a tends to 0 where aᵇ does.
                give b (fun () -> rules.Times(g, graph.MultiplyOrZero(y, graph.Call(Operation.Log, a))))
            | Operation.Min
            | Operation.Max ->
                let isFirst =
                    if node.Operation = Operation.Min then
                        graph.Call(Operation.LessOrEqual, a, b)
                    else
                        graph.Call(Operation.LessOrEqual, b, a)

                give a (fun () -> graph.Select(isFirst, g, zero))
                give b (fun () -> graph.Select(isFirst, zero, g))
            | Operation.Select ->
                give b (fun () -> graph.Select(a, g, zero))
                give node.C (fun () -> graph.Select(a, zero, g))
            | operation -> give a (fun () -> ofCall graph rules operation a y g)

    gradient
