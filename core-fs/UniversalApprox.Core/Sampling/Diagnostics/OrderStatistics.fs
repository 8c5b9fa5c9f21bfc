/// Ranks, quantiles and intervals of samples.
module internal UniversalApprox.Core.Sampling.Diagnostics.OrderStatistics

open System
open MathNet.Numerics.Distributions
open UniversalApprox.Core

/// The quantile of a sorted sample, linear between order statistics; the first is the quantile 0 and the last the
/// quantile 1 (type 7 of Hyndman & Fan, The American Statistician 50, 1996, the default of R and NumPy).
let quantile probability (sorted: float[]) =
    let place = probability * float (sorted.Length - 1)
    let below = int (floor place)
    let above = min (below + 1) (sorted.Length - 1)
    let share = place - float below
    let distance = sorted[above] - sorted[below]

    if share = 0.0 then
        sorted[below]
    // An infinite end would make a NaN of the sum.
    elif System.Double.IsFinite distance then
        sorted[below] + share * distance
    else
        (1.0 - share) * sorted[below] + share * sorted[above]

let median sorted = quantile 0.5 sorted

/// The shortest interval between order statistics that holds at least `mass` of a sorted sample.
let shortestInterval mass (sorted: float[]) =
    Jit.optimiseAtOnce ()
    let span = min (sorted.Length - 1) (int (floor (mass * float sorted.Length)))
    let mutable best = 0

    for i in 1 .. sorted.Length - 1 - span do
        if sorted[i + span] - sorted[i] < sorted[best + span] - sorted[best] then
            best <- i

    struct (sorted[best], sorted[best + span])

/// A sample in ascending order, with the index of each value in the original sample.
[<Struct>]
type Ranking = { Sorted: float[]; Places: int[] }

let rank (values: float[]) =
    let sorted = Array.copy values
    let places = RadixSort.sortWithPlaces sorted
    { Sorted = sorted; Places = places }

/// The ranking of the distances from `middle`. It merges both sides outwards from there, which is much faster than a sort.
let foldAround middle ranking =
    Jit.optimiseAtOnce ()
    let count = ranking.Sorted.Length
    let distances = Array.zeroCreate count
    let places = Array.zeroCreate count
    let mutable right = 0

    while right < count && ranking.Sorted[right] < middle do
        right <- right + 1

    let mutable left = right - 1

    for i in 0 .. count - 1 do
        let below = if left >= 0 then middle - ranking.Sorted[left] else infinity
        let above = if right < count then ranking.Sorted[right] - middle else infinity
        let isLeft = left >= 0 && (below <= above || right = count)
        distances[i] <- if isLeft then below else above
        places[i] <- ranking.Places[if isLeft then left else right]

        if isLeft then left <- left - 1 else right <- right + 1

    { Sorted = distances; Places = places }

/// The normal quantile of a rank r of S values: Φ⁻¹((r − 3/8)/(S + 1/4)) (Blom).
let private normalScore (count: int) (rank: float) =
    Normal.InvCDF(0.0, 1.0, (rank - 0.375) / (float count + 0.25))

/// The scores of the ranks 1 to S. They are symmetric.
let scoreTable count =
    let table = Array.zeroCreate count

    for i in 0 .. (count - 1) / 2 do
        let score = normalScore count (float (i + 1))
        table[i] <- score
        table[count - 1 - i] <- if 2 * i = count - 1 then score else -score

    table

/// The normal quantile of the rank of each value. Ties get their mean rank. `table` has the scores of ranks without ties.
let normalScores (table: float[]) ranking =
    Jit.optimiseAtOnce ()
    let count = ranking.Sorted.Length
    let scores = Array.zeroCreate count
    let mutable first = 0

    while first < count do
        let mutable last = first

        while last + 1 < count && ranking.Sorted[last + 1] = ranking.Sorted[first] do
            last <- last + 1

        let score =
            if last = first then
                table[first]
            else
                normalScore count (0.5 * float (first + last) + 1.0)

        for i in first..last do
            scores[ranking.Places[i]] <- score

        first <- last + 1

    scores
