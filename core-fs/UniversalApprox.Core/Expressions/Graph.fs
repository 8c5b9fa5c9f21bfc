namespace UniversalApprox.Core.Expressions

open System
open System.Collections.Generic

/// A node: an operation and the indices of its operands, which are smaller than its own. A constant has the bits of its
/// value in A and B, a parameter its index in A.
[<Struct>]
type internal Node = { Operation: Operation; A: int; B: int; C: int }

/// An expression, or several that share what they have in common: equal nodes exist once. Operations on constants are
/// carried out at once, and neutral operands are left out.
[<Sealed; AllowNullLiteral>]
type internal Graph() =
    let nodes = List<Node>()
    let positions = List<int>()
    let known = Dictionary<Node, int>()
    let folding = Array.zeroCreate<float> 3

    let intern (node: Node) position =
        let mutable index = 0

        if not (known.TryGetValue(node, &index)) then
            index <- nodes.Count
            known.Add(node, index)
            nodes.Add node
            positions.Add position

        index

    /// Where in the text the nodes made next come from.
    member val Position = -1 with get, set
    member _.Count = nodes.Count
    member _.Item(index: int) = nodes[index]
    /// Where in the text a node first occurs.
    member _.PositionOf(index: int) = positions[index]

    member this.Constant(value: float) =
        let bits = BitConverter.DoubleToInt64Bits value

        intern { Operation = Operation.Constant; A = int bits; B = int (bits >>> 32); C = 0 } this.Position

    member this.Parameter(index: int) =
        intern { Operation = Operation.Parameter; A = index; B = 0; C = 0 } this.Position

    member _.ConstantAt(index: int) =
        let node = nodes[index]

        if node.Operation = Operation.Constant then
            ValueSome(BitConverter.Int64BitsToDouble((int64 node.B <<< 32) ||| int64 (uint32 node.A)))
        else
            ValueNone

    /// Which of the nodes up to the last root the roots need.
    member _.NeededFor(roots: int[]) =
        let needed = Array.zeroCreate<bool>(Array.max roots + 1)

        let need operand =
            if operand >= 0 then
                needed[operand] <- true

        Array.iter need roots

        for index in needed.Length - 1 .. -1 .. 0 do
            let node = nodes[index]

            if needed[index] && node.Operation > Operation.Parameter then
                need node.A
                need node.B
                need node.C

        needed

    /// A node for an operation as it is, or a constant if all its operands are constants. Those it has not are −1.
    member private this.Make(operation, a, b, c) =
        let operand slot index =
            if index < 0 then
                true
            else
                match this.ConstantAt index with
                | ValueSome value ->
                    folding[slot] <- value
                    true
                | ValueNone -> false

        if operand 0 a && operand 1 b && operand 2 c then
            this.Constant(Operation.apply operation folding[0] folding[1] folding[2])
        else
            intern { Operation = operation; A = a; B = b; C = c } this.Position

    member this.Call(operation, a) = this.Make(operation, a, -1, -1)
    member this.Call(operation, a, b) = this.Make(operation, a, b, -1)

    member this.Select(condition, yes, no) =
        match this.ConstantAt condition with
        | ValueSome truth -> if truth <> 0.0 then yes else no
        | ValueNone when yes = no -> yes
        | ValueNone -> this.Make(Operation.Select, condition, yes, no)

    member private this.Is(index, value: float) =
        match this.ConstantAt index with
        | ValueSome constant -> constant = value
        | ValueNone -> false

    /// Operands of which the order makes no difference, in one order.
    member private this.Commutative(operation, a: int, b: int) = this.Make(operation, min a b, max a b, -1)

    member this.Negate(a) =
        if nodes[a].Operation = Operation.Negate then
            nodes[a].A
        else
            this.Call(Operation.Negate, a)

    member this.Add(a, b) =
        if this.Is(a, 0.0) then
            b
        elif this.Is(b, 0.0) then
            a
        elif nodes[b].Operation = Operation.Negate then
            this.Call(Operation.Subtract, a, nodes[b].A)
        elif nodes[a].Operation = Operation.Negate then
            this.Call(Operation.Subtract, b, nodes[a].A)
        else
            this.Commutative(Operation.Add, a, b)

    member this.Subtract(a, b) =
        if this.Is(b, 0.0) then
            a
        elif this.Is(a, 0.0) then
            this.Negate b
        elif nodes[b].Operation = Operation.Negate then
            this.Add(a, nodes[b].A)
        else
            this.Call(Operation.Subtract, a, b)

    member this.Multiply(a, b) =
        if this.Is(a, 1.0) then b
        elif this.Is(b, 1.0) then a
        elif this.Is(a, -1.0) then this.Negate b
        elif this.Is(b, -1.0) then this.Negate a
        else this.Commutative(Operation.Multiply, a, b)

    member this.MultiplyOrZero(a, b) =
        if this.Is(a, 1.0) then b
        elif this.Is(b, 1.0) then a
        elif this.Is(a, 0.0) then a
        else this.Call(Operation.MultiplyOrZero, a, b)

    member this.Divide(a, b) = if this.Is(b, 1.0) then a else this.Call(Operation.Divide, a, b)

    /// aⁿ for a whole n ≥ 1 by repeated squaring.
    member private this.WholePower(a, n: int) : int =
        if n = 1 then
            a
        else
            let half = this.WholePower(a, n / 2)
            let square = this.Multiply(half, half)
            if n % 2 = 0 then square else this.Multiply(square, a)

    member this.Power(a, b) =
        match this.ConstantAt b with
        | ValueSome 0.0 -> this.Constant 1.0
        | ValueSome n when n = Math.Floor n && abs n <= 16.0 ->
            let power = this.WholePower(a, int (abs n))
            if n > 0.0 then power else this.Divide(this.Constant 1.0, power)
        | _ -> this.Call(Operation.Power, a, b)

    /// The node where a NaN, or an infinite value, of a node at a point comes from: the first that is so while none of its
    /// operands is.
    member this.OriginOf(root: int, point: float[]) =
        let values = Array.zeroCreate<float>(root + 1)
        let operand index = if index < 0 then nan else values[index]
        let needed = this.NeededFor [| root |]

        for index in 0..root do
            if needed[index] then
                let node = nodes[index]

                values[index] <-
                    match node.Operation with
                    | Operation.Constant -> (this.ConstantAt index).Value
                    | Operation.Parameter -> point[node.A]
                    | operation ->
                        Operation.apply operation (operand node.A) (operand node.B) (operand node.C)

        let isBad: int -> bool =
            if Double.IsNaN values[root] then
                fun index -> Double.IsNaN values[index]
            else
                fun index -> Double.IsInfinity values[index]

        let badOperand (node: Node) =
            match node.Operation with
            | Operation.Constant
            | Operation.Parameter -> None
            | Operation.Select -> Some(if values[node.A] <> 0.0 then node.B else node.C)
            | _ -> List.tryFind (fun index -> index >= 0 && isBad index) [ node.A; node.B ]

        let mutable origin = root
        let mutable next = badOperand nodes[root]

        while next.IsSome do
            origin <- next.Value
            next <- badOperand nodes[origin]

        origin
