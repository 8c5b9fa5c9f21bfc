namespace UniversalApprox.Core.Expressions

open System

/// A graph as a flat list of instructions that computes some of its nodes. Immutable; each thread brings a memory.
[<Sealed>]
type internal Program(graph: Graph, parameters: int, outputs: int[]) =
    let needed = graph.NeededFor outputs
    let last = needed.Length - 1

    /// The blocks of the parameters come first, then the nodes in their order.
    let slots =
        let slots = Array.create (last + 1) -1
        let mutable next = parameters

        for index in 0..last do
            if needed[index] then
                let node = graph[index]

                if node.Operation = Operation.Parameter then
                    slots[index] <- node.A
                else
                    slots[index] <- next
                    next <- next + 1

        slots

    let size = (max parameters (1 + Array.max slots)) * Lanes.width
    let place index = if index < 0 then 0 else slots[index] * Lanes.width

    let instructions =
        [|
            for index in 0..last do
                let node = graph[index]

                if needed[index] && node.Operation > Operation.Parameter then
                    ({
                        Operation = node.Operation
                        Target = place index
                        A = place node.A
                        B = place node.B
                        C = place node.C
                    }
                    : Instruction)
        |]

    let constants =
        [|
            for index in 0..last do
                if needed[index] then
                    match graph.ConstantAt index with
                    | ValueSome value -> struct (place index, value)
                    | ValueNone -> ()
        |]

    let outputPlaces = outputs |> Array.map place

    /// The number of instructions.
    member _.Length = instructions.Length

    /// Where in a memory the block of an output lies.
    member _.Output(index: int) = outputPlaces[index]

    /// A memory for one thread.
    member _.CreateMemory() =
        let memory = Array.zeroCreate<float> size

        for struct (at, value) in constants do
            Array.Fill(memory, value, at, Lanes.width)

        memory

    /// Computes the outputs at `count` points, at most `Lanes.width`, stored one after the other.
    member _.Run(memory: float[], points: ReadOnlySpan<float>, count: int) =
        for p in 0 .. parameters - 1 do
            for lane in 0 .. count - 1 do
                memory[p * Lanes.width + lane] <- points[lane * parameters + p]

        for i in 0 .. instructions.Length - 1 do
            Lanes.apply memory count &instructions[i]

    /// After a Run: the node where an output's NaN, or infinite value, in a lane comes from. It is the first that is so while
    /// none of its operands is.
    member _.OriginOf(memory: float[], output: int, lane: int) =
        let value index = memory[place index + lane]
        let isNaN = Double.IsNaN(value outputs[output])

        let isBad index =
            if isNaN then
                Double.IsNaN(value index)
            else
                Double.IsInfinity(value index)

        let rec search index =
            let node = graph[index]

            let operands =
                match node.Operation with
                | Operation.Constant
                | Operation.Parameter -> []
                | Operation.Select -> if value node.A <> 0.0 then [ node.B ] else [ node.C ]
                | _ -> [ node.A; node.B ] |> List.filter (fun operand -> operand >= 0)

            match List.tryFind isBad operands with
            | Some operand -> search operand
            | None -> index

        search outputs[output]
