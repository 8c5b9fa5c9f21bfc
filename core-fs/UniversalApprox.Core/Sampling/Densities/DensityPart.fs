namespace UniversalApprox.Core.Sampling.Densities

open System
open System.Threading
open UniversalApprox.Core

/// The log-likelihood behind an evaluator, for one thread at a time. Vectors lie one after the other. Where the log-prior is
/// −∞, the log-likelihood is −∞ too, without an evaluation.
[<AbstractClass>]
type internal LikelihoodPart() =
    member val Cancellation = CancellationToken.None with get, set
    abstract Values: thetas: float[] * count: int * logPriors: float[] * logLikelihoods: float[] -> unit

    /// Writes the values. Where a value is certain to lie below its floor, it may write −∞ instead.
    abstract ValuesAbove:
        floors: float[] * thetas: float[] * count: int * logPriors: float[] * logLikelihoods: float[] -> unit

    default this.ValuesAbove(_, thetas, count, logPriors, logLikelihoods) =
        this.Values(thetas, count, logPriors, logLikelihoods)

    /// Writes the values, and their gradients to `gradients` (0 where the log-prior is −∞).
    abstract Gradients:
        thetas: float[] * count: int * logPriors: float[] * logLikelihoods: float[] * gradients: float[] ->
            unit

/// A likelihood that is computed point by point, each a vector of `dimension` numbers. Values that are not finite are −∞.
[<AbstractClass>]
type internal PointwiseLikelihood(dimension: int) =
    inherit LikelihoodPart()

    member _.Dimension = dimension
    /// Prepares for a batch.
    abstract Begin: unit -> unit
    /// The value at the vector that begins at an element.
    abstract Value: thetas: float[] * at: int -> float
    /// The same with the gradient, which is written from that element on.
    abstract ValueAndGradient: thetas: float[] * at: int * gradients: float[] -> float

    static member Possible value = if Double.IsFinite value then value else -infinity

    override this.Values(thetas, count, logPriors, values) =
        this.Begin()

        for b in 0 .. count - 1 do
            values[b] <-
                if logPriors[b] = -infinity then
                    -infinity
                else
                    PointwiseLikelihood.Possible(this.Value(thetas, b * dimension))

    override this.Gradients(thetas, count, logPriors, values, gradients) =
        this.Begin()

        for b in 0 .. count - 1 do
            if logPriors[b] = -infinity then
                values[b] <- -infinity
                Array.Clear(gradients, b * dimension, dimension)
            else
                values[b] <-
                    PointwiseLikelihood.Possible(this.ValueAndGradient(thetas, b * dimension, gradients))

module internal Guard =
    let private show (point: float[]) = point |> Array.map Check.text |> String.concat ", "

    /// Throws for a log-density that is NaN or +∞ at a point. `where` says in words which walker was there.
    let rejectValue (value: float) (thetas: float[]) (at: int) dimension (where: string) : unit =
        let point = Array.sub thetas at dimension
        let kind = if Double.IsNaN value then "not a number" else "+infinity"
        raise (DensityException($"The log-density is {kind} at ({show point}), {where}.", point, value, null))

    /// Calls rejectValue for the first starting walker that has such a value.
    let checkStart (values: float[]) (thetas: float[]) dimension =
        values
        |> Array.iteri (fun w value ->
            if Double.IsNaN value || value = infinity then
                rejectValue value thetas (w * dimension) dimension $"where walker {w + 1} starts")

    /// Runs user code on a point. Any exception becomes a DensityException that carries the point.
    let call (thetas: float[]) (at: int) dimension (action: unit -> unit) =
        try
            action ()
        with
        | :? OperationCanceledException
        | :? DensityException -> reraise ()
        | error ->
            let point = Array.sub thetas at dimension

            raise (
                DensityException(
                    $"The log-density threw {error.GetType().Name} at ({show point}): {error.Message}",
                    point,
                    nan,
                    error
                )
            )

/// A user's function of one point.
[<Sealed>]
type internal PointPart(dimension: int, f: PointDensity, gradient: PointGradient) =
    inherit LikelihoodPart()

    override this.Values(thetas, count, logPriors, values) =
        for b in 0 .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()

            values[b] <-
                if logPriors[b] = -infinity then
                    -infinity
                else
                    // A direct try, because the closure of Guard.call would allocate for each point.
                    try
                        f.Invoke(ReadOnlySpan<float>(thetas, b * dimension, dimension))
                    with error ->
                        Guard.call thetas (b * dimension) dimension (fun () -> raise error)
                        nan

    override this.Gradients(thetas, count, logPriors, values, gradients) =
        for b in 0 .. count - 1 do
            this.Cancellation.ThrowIfCancellationRequested()
            let at = b * dimension
            Array.Clear(gradients, at, dimension)

            if logPriors[b] = -infinity then
                values[b] <- -infinity
            else
                // As in Values.
                try
                    values[b] <-
                        gradient.Invoke(
                            ReadOnlySpan<float>(thetas, at, dimension),
                            Span<float>(gradients, at, dimension)
                        )
                with error ->
                    Guard.call thetas at dimension (fun () -> raise error)

/// A user's function of a whole batch.
[<Sealed>]
type internal BatchPart(dimension: int, f: BatchDensity) =
    inherit LikelihoodPart()

    override this.Values(thetas, count, logPriors, values) =
        this.Cancellation.ThrowIfCancellationRequested()

        try
            f.Invoke(ReadOnlySpan<float>(thetas, 0, count * dimension), count, Span<float>(values, 0, count))
        with error ->
            // The exception does not say which point caused it, so the first point stands for the batch.
            Guard.call thetas 0 dimension (fun () -> raise error)

        for b in 0 .. count - 1 do
            if logPriors[b] = -infinity then
                values[b] <- -infinity

    override _.Gradients(_, _, _, _, _) = raise (NotSupportedException "This log-density has no gradient.")
