/// Simultaneous bands for the distribution of ranks (Säilynoja, Bürkner & Vehtari, Statistics and Computing 32, 2022; arXiv
/// 2103.10522): for each rank r a binomial interval for the number of ranks ≤ r, all of one coverage, chosen such that
/// independent uniform ranks leave any of them with the wanted probability. Kolmogorov's one distance for all r is much wider
/// near the ends, where wrong posteriors show first.
module UniversalApprox.Tests.Sampling.RankBands

open MathNet.Numerics.Distributions

/// For each rank r but the last the least and the largest number of ranks ≤ r.
type Bands = { Lower: int[]; Upper: int[] }

let private quantile probability share count =
    let rec search low high =
        let middle = (low + high) / 2

        if low = high then
            low
        elif Binomial.CDF(share, count, float middle) >= probability then
            search low middle
        else
            search (middle + 1) high

    search 0 count

/// Each interval is left on either side with probability at most `missing`/2; `values` is how many values a rank can have.
let private pointwise values count missing =
    let bound probability =
        Array.init (values - 1) (fun r -> quantile probability (float (r + 1) / float values) count)

    { Lower = bound (missing / 2.0); Upper = bound (1.0 - missing / 2.0) }

/// The probability that `count` independent uniform ranks leave the bands. The number of ranks ≤ r + 1 depends on that of
/// ranks ≤ r alone, so it is carried forwards over r. What leaves is summed up: the rest's complement would be rounding.
let leaving values count bands =
    let mutable inside = [| struct (0, 1.0) |]
    let mutable left = 0.0

    for r in 0 .. values - 2 do
        // Of the ranks > r − 1, how many are r: one value of those that are left.
        let hit = 1.0 / float (values - r)
        let next = Array.zeroCreate (bands.Upper[r] - bands.Lower[r] + 1)

        for struct (before, probability) in inside do
            let rest = count - before
            let below = Binomial.CDF(hit, rest, float (bands.Lower[r] - 1 - before))
            let above = 1.0 - Binomial.CDF(hit, rest, float (bands.Upper[r] - before))
            left <- left + probability * (below + max 0.0 above)

            for now in max before bands.Lower[r] .. bands.Upper[r] do
                let place = now - bands.Lower[r]
                next[place] <- next[place] + probability * Binomial.PMF(hit, rest, now - before)

        inside <- next |> Array.mapi (fun i p -> struct (bands.Lower[r] + i, p))

    left

/// The bands that uniform ranks leave with probability at most `alarm`, as narrow as that allows.
let simultaneous values count alarm =
    let rec search low high rounds =
        if rounds = 0 then
            pointwise values count (exp low)
        else
            let middle = (low + high) / 2.0

            if leaving values count (pointwise values count (exp middle)) <= alarm then
                search middle high (rounds - 1)
            else
                search low middle (rounds - 1)

    search (log (alarm / float values)) (log alarm) 12

/// How many ranks are ≤ r, where that is outside the bands: (r, number).
let violations bands (ranks: int[]) =
    [
        for r in 0 .. bands.Lower.Length - 1 do
            let below = ranks |> Array.filter (fun rank -> rank <= r) |> Array.length

            if below < bands.Lower[r] || below > bands.Upper[r] then
                r, below
    ]
