namespace UniversalApprox.Core.Sampling.Densities

open System
open UniversalApprox.Core
open UniversalApprox.Core.Expressions

/// A log-density that was read from text, as programs for its value and for its value with the gradient. Immutable.
[<Sealed>]
type internal TextModel(text: string, names: string[], graph: Graph, root: int) =
    let adjoints = Derivative.gradient graph root names.Length
    let value = Program(graph, [| root |])
    let gradient = lazy Program(graph, Array.append [| root |] adjoints)

    member _.Names = names
    /// Has the log-density as its output.
    member _.Value = value
    /// Has the log-density and then its derivatives as outputs.
    member _.Gradient = gradient.Value

    /// Throws for a value that is NaN or +∞, and says which part of the text it comes from.
    member _.Reject(point: float[], logDensity: float) : unit =
        let shown =
            Array.map2 (fun name number -> $"{name} = {Check.text number}") names point |> String.concat ", "

        let kind = if Double.IsNaN logDensity then "not a number" else "+infinity"
        let position = graph.PositionOf(graph.OriginOf(root, point))

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
    let gradientMemory = lazy model.Gradient.CreateMemory()

    override this.Values(thetas, count, logPriors, values) =
        for b in 0 .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()

            if logPriors[b] = -infinity then
                values[b] <- -infinity
            else
                model.Value.Run(valueMemory, thetas, b * dimension)
                let value = valueMemory[0]

                if Double.IsNaN value || Double.IsPositiveInfinity value then
                    model.Reject(Array.sub thetas (b * dimension) dimension, value)

                values[b] <- value

    /// A value that is NaN is left as it is, because a trajectory that meets one ends there.
    override this.Gradients(thetas, count, logPriors, values, gradients) =
        let memory = gradientMemory.Value

        for b in 0 .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()

            if logPriors[b] = -infinity then
                values[b] <- -infinity
            else
                model.Gradient.Run(memory, thetas, b * dimension)
                values[b] <- memory[0]

            if Double.IsFinite values[b] then
                Array.Copy(memory, 1, gradients, b * dimension, dimension)
            else
                Array.Clear(gradients, b * dimension, dimension)

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
