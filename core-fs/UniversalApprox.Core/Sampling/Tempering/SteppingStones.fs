namespace UniversalApprox.Core.Sampling.Tempering

/// Sums for stepping-stone evidence over batches of swaps.
type SteppingStones =
    internal
        {
            /// Swaps of each full batch.
            BatchSize: int64
            /// Swaps of each batch so far.
            Counts: int64[]
            /// For each batch and each pair of neighbours the logarithm of the sum over swaps of the walkers' mean of
            /// L^(β of the colder − β of the hotter), sampled by the hotter.
            LogSums: float[][]
        }

module internal SteppingStones =
    /// Batches, an even number. When all are full, neighbours merge.
    let private most = 32

    let empty = { BatchSize = 1L; Counts = [||]; LogSums = [||] }

    /// log Σ exp(factor·value).
    let logSum (factor: float) (values: float[]) =
        let mutable top = -infinity

        for value in values do
            top <- max top (factor * value)

        if top = -infinity then
            -infinity
        else
            let mutable sum = 0.0

            for value in values do
                sum <- sum + exp (factor * value - top)

            top + log sum

    let private logAdd (a: float) (b: float) =
        let top = max a b

        if top = -infinity then
            -infinity
        else
            top + log (exp (a - top) + exp (b - top))

    let private merge stones =
        {
            BatchSize = 2L * stones.BatchSize
            Counts = stones.Counts |> Array.chunkBySize 2 |> Array.map Array.sum
            LogSums =
                stones.LogSums
                |> Array.chunkBySize 2
                |> Array.map (fun pair -> Array.map2 logAdd pair[0] pair[1])
        }

    /// Adds the values of one swap, one for each pair of neighbours.
    let add (values: float[]) stones =
        let last = stones.Counts.Length - 1

        if last >= 0 && stones.Counts[last] < stones.BatchSize then
            { stones with
                Counts = Array.updateAt last (stones.Counts[last] + 1L) stones.Counts
                LogSums = Array.updateAt last (Array.map2 logAdd stones.LogSums[last] values) stones.LogSums
            }
        else
            let stones = if stones.Counts.Length = most then merge stones else stones

            { stones with
                Counts = Array.append stones.Counts [| 1L |]
                LogSums = Array.append stones.LogSums [| values |]
            }

    /// The logarithm of the evidence without batch `left` (−1: with all).
    let private estimate left stones =
        let kept = [| 0 .. stones.Counts.Length - 1 |] |> Array.filter ((<>) left)
        let count = kept |> Array.sumBy (fun b -> stones.Counts[b]) |> float

        Seq.init stones.LogSums[0].Length (fun pair ->
            logSum 1.0 (kept |> Array.map (fun b -> stones.LogSums[b][pair])) - log count)
        |> Seq.sum

    /// The logarithm of the evidence and its standard error by the jackknife.
    let evidence stones =
        let batches = stones.Counts.Length
        let without = Array.init batches (fun b -> estimate b stones)
        let mean = Array.average without
        let factor = float (batches - 1) / float batches
        let variance = factor * (without |> Array.sumBy (fun value -> (value - mean) * (value - mean)))
        struct (estimate -1 stones, sqrt variance)
