namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core
open UniversalApprox.Core.Expressions

/// A log-density that was read from text, as programs for its value and for its value with the gradient. Immutable.
[<Sealed>]
type internal TextModel(text: string, names: string[], graph: Graph, root: int) =
    let value = Program(graph, names.Length, [| root |])

    let gradient =
        Program(graph, names.Length, Array.append [| root |] (Derivative.gradient graph root names.Length))

    member _.Names = names
    /// Has the log-density as its output.
    member _.Value = value
    /// Has the log-density and then its derivatives as outputs.
    member _.Gradient = gradient

    /// Throws for a value that is NaN or +∞, and says which part of the text it comes from. `memory` is that of the program
    /// `Value` after the run.
    member _.Reject(memory: float[], lane: int, point: float[], logDensity: float) : unit =
        let shown =
            Array.map2 (fun name number -> $"{name} = {Check.text number}") names point |> String.concat ", "

        let kind = if Double.IsNaN logDensity then "not a number" else "+infinity"
        let position = graph.PositionOf(value.OriginOf(memory, 0, lane))

        let origin =
            if position < 0 then
                ""
            else
                $", because of position {position + 1} of its text, {Scan.quote (text.Substring position)}"

        let message =
            $"The log-density is {kind} at {shown}{origin}. Where the density is 0, its logarithm is -inf: write if(condition, ..., -inf)."

        raise (DensityException(message, point, logDensity, null))

[<Sealed>]
type internal TextPart(model: TextModel) =
    inherit LikelihoodPart()
    let dimension = model.Names.Length
    let valueMemory = model.Value.CreateMemory()
    let valueAt = model.Value.Output 0
    let gradientMemory = lazy model.Gradient.CreateMemory()

    override this.Values(thetas, count, logPriors, values) =
        for start in 0 .. Lanes.width .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()
            let lanes = min Lanes.width (count - start)
            let points = ReadOnlySpan<float>(thetas, start * dimension, lanes * dimension)
            model.Value.Run(valueMemory, points, lanes)

            for lane in 0 .. lanes - 1 do
                let b = start + lane
                let value = valueMemory[valueAt + lane]

                if logPriors[b] = -infinity then
                    values[b] <- -infinity
                else
                    if Double.IsNaN value || Double.IsPositiveInfinity value then
                        model.Reject(valueMemory, lane, Array.sub thetas (b * dimension) dimension, value)

                    values[b] <- value

    /// A value that is NaN is left as it is, because a trajectory that meets one ends there.
    override this.Gradients(thetas, count, logPriors, values, gradients) =
        let memory = gradientMemory.Value

        for start in 0 .. Lanes.width .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()
            let lanes = min Lanes.width (count - start)
            let points = ReadOnlySpan<float>(thetas, start * dimension, lanes * dimension)
            model.Gradient.Run(memory, points, lanes)

            for lane in 0 .. lanes - 1 do
                let b = start + lane

                values[b] <-
                    if logPriors[b] = -infinity then
                        -infinity
                    else
                        memory[model.Gradient.Output 0 + lane]

                for p in 0 .. dimension - 1 do
                    gradients[b * dimension + p] <-
                        if Double.IsFinite values[b] then
                            memory[model.Gradient.Output(1 + p) + lane]
                        else
                            0.0

module internal TextDensity =
    /// Enough for the terms of some thousand observations.
    let private longest = 200_000

    let read (names: string[] option) (text: string) =
        if text.Length > longest then
            Error(
                struct (longest + 1,
                        $"a log-density has at most {longest} characters; this one has {text.Length}")
            )
        else
            let graph = Graph()
            let parse = ExpressionParse(text, names, graph)

            try
                let root = parse.Read()

                match parse.Names |> Array.filter (parse.IsUsed >> not) with
                | [||] when parse.Names.Length = 0 -> Error(struct (1, "no parameter occurs in the text"))
                | [||] -> Ok(TextModel(text, parse.Names, graph, root))
                | unused -> Check.refuse "ParameterNames" unused $"names that occur in the log-density"
            with Scan.SyntaxError(position, message) ->
                Error(struct (position + 1, message))
