namespace UniversalApprox.Core.Expressions

open System.Collections.Generic
open System.Linq.Expressions

/// Compiled code for some nodes of a graph: it reads a point from an array at an offset, and writes what it computes to a
/// memory.
type internal Code = delegate of memory: float[] * points: float[] * offset: int -> unit

/// Nodes of a graph as compiled code. Immutable; each thread brings a memory. The code is divided into methods of limited
/// size, because the time that .NET takes to compile a method grows faster than its length. What one method needs of an
/// earlier one goes through the memory, which starts with the outputs.
[<Sealed>]
type internal Program(graph: Graph, outputs: int[]) =
    let needed = graph.NeededFor outputs

    let isComputed index = needed[index] && graph[index].Operation > Operation.Parameter

    /// Each part becomes a method. There is one even if every output is a parameter or a constant.
    let parts =
        let computed = Array.filter isComputed [| 0 .. needed.Length - 1 |]

        if computed.Length = 0 then
            [| computed |]
        else
            Array.chunkBySize Program.NodesPerMethod computed

    let operands (node: Node) = [| node.A; node.B; node.C |] |> Array.filter (fun index -> index >= 0)

    /// Where in the memory the nodes lie that other methods need.
    let places =
        let methodOf = Array.create needed.Length -1

        parts
        |> Array.iteri (fun k part ->
            for index in part do
                methodOf[index] <- k)

        let places = Dictionary<int, int>()

        for part in parts do
            for index in part do
                for operand in operands graph[index] do
                    if methodOf[operand] >= 0 && methodOf[operand] <> methodOf[index] then
                        places.TryAdd(operand, outputs.Length + places.Count) |> ignore

        places

    let compile (part: int[]) =
        let memory = Expression.Parameter typeof<float[]>
        let points = Expression.Parameter typeof<float[]>
        let offset = Expression.Parameter typeof<int>
        let locals = Dictionary<int, ParameterExpression>()
        let body = List<Expression>()
        let at (index: int) = Expression.ArrayAccess(memory, Expression.Constant index)

        let local index (value: Expression) =
            let variable = Expression.Variable typeof<float>
            locals.Add(index, variable)
            body.Add(Expression.Assign(variable, value))
            variable :> Expression

        // A node as an operand: a constant, or a local variable, which is loaded where it is first needed.
        let read index : Expression =
            let mutable known = null

            if index < 0 then
                null
            elif locals.TryGetValue(index, &known) then
                known
            else
                let node = graph[index]

                match graph.ConstantAt index with
                | ValueSome value -> Expression.Constant value
                | ValueNone when node.Operation = Operation.Parameter ->
                    local
                        index
                        (Expression.ArrayIndex(points, Expression.Add(offset, Expression.Constant node.A)))
                | ValueNone -> local index (at places[index])

        for index in part do
            let node = graph[index]
            let value = local index (Operation.code node.Operation (read node.A) (read node.B) (read node.C))
            let mutable place = 0

            if places.TryGetValue(index, &place) then
                body.Add(Expression.Assign(at place, value))

        // Outputs that are no result of an operation belong to the last method.
        outputs
        |> Array.iteri (fun k output ->
            if
                Array.contains output part
                || (not (isComputed output) && obj.ReferenceEquals(part, Array.last parts))
            then
                body.Add(Expression.Assign(at k, read output)))

        Expression
            .Lambda<Code>(Expression.Block(typeof<System.Void>, locals.Values, body), memory, points, offset)
            .Compile()

    let methods = parts |> Array.map compile
    let size = outputs.Length + places.Count

    /// Larger methods are slower: .NET keeps at most 1024 variables of a method in registers.
    static member NodesPerMethod = 500

    /// A memory for one thread.
    member _.CreateMemory() = Array.zeroCreate<float> size

    /// Computes the outputs at the point at an offset into the first elements of the memory.
    member _.Run(memory: float[], points: float[], offset: int) =
        for code in methods do
            code.Invoke(memory, points, offset)
