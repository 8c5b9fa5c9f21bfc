namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open MathNet.Numerics.Distributions
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles

type QuantityDiagnostics =
    {
        RHat: float option
        NestedRHat: float option
        EssBulk: float option
        EssTail: float option
        WalkerDependence: float
    }

[<RequireQualifiedAccess>]
module Diagnostics =
    let private tails = [ 0.05; 0.95 ]
    let private fewestForRHat = 4
    let private fewestForEss = 12

    let private isUsable steps (traces: Traces) =
        traces.Steps >= steps && Traces.allFinite traces && not (Traces.isConstant traces)

    /// The variance within each series, averaged over the series.
    let private withinVariance (traces: Traces) =
        let centred = Traces.centre traces
        Autocovariance(centred).Sum 0 / float (traces.Count * (traces.Steps - 1))

    /// √((N − 1)/N + B/(N W)) of Gelman & Rubin, for series that are split already.
    let private plainRHat (traces: Traces) =
        let n = float traces.Steps
        sqrt ((n - 1.0) / n + Moments.variance (Traces.means traces) / withinVariance traces)

    /// The largest number in a list, without NaN. Folding a quantity with two values makes it constant, so only the bulk has
    /// a value, and the missing part must not hide it. (MathNet's Max(NaN, x) would be NaN.)
    let private largest (values: float list) =
        match values |> List.filter (Double.IsNaN >> not) with
        | [] -> None
        | known -> Some(List.max known)

    /// Effective sample size from autocovariances of split series, cut by Geyer's initial monotone sequence as in Stan:
    /// τ = −1 + 2 Σ pairs.
    let private essOfSplit (split: Traces) =
        let n = split.Steps
        let total = float (split.Count * n)
        let sums = Autocovariance(Traces.centre split)
        let within = sums.Sum 0 / float (split.Count * (n - 1))

        let pooled = within * float (n - 1) / float n + Moments.variance (Traces.means split)
        let rho lag = 1.0 - (within - sums.Sum lag / total) / pooled

        // Sums pairs ρ(2k) + ρ(2k + 1) as long as they are positive, each at most the one before. The even correlation after
        // them counts once.
        let rec pairs lag previous sum =
            let even = rho lag
            let pair = even + rho (lag + 1)

            if pair > 0.0 && lag < n - 5 then
                let kept = min pair previous
                pairs (lag + 2) kept (sum + kept)
            else
                struct (sum, (if pair < 0.0 then max even 0.0 else even))

        let first = 1.0 + rho 1
        let struct (sum, last) = if first > 0.0 then pairs 2 first first else struct (0.0, 1.0)
        let tau = max (-1.0 + 2.0 * sum + last) (1.0 / log10 total)
        total / tau

    let private essOf steps traces =
        if isUsable steps traces then
            Some(essOfSplit (Traces.split (Traces.relative traces)))
        else
            None

    let essMeanOf traces = essOf fewestForEss traces

    /// `sorted` are the draws themselves.
    let essQuantileOf probability (sorted: float[]) (traces: Traces) =
        if isUsable fewestForEss traces then
            let limit = OrderStatistics.quantile probability sorted / traces.Scale
            traces |> Traces.map (fun value -> if value <= limit then 1.0 else 0.0) |> essMeanOf
        else
            None

    let private sort (traces: Traces) =
        let sorted = Array.copy traces.Values
        RadixSort.sort sorted
        sorted

    /// The same values as draws.
    let private plain (traces: Traces) = { traces with Scale = 1.0 }

    let private essTailOf sorted traces =
        match tails |> List.choose (fun p -> essQuantileOf p sorted traces) with
        | [] -> None
        | known -> Some(List.min known)

    let mcseMeanOf (traces: Traces) =
        let traces = Traces.relative traces

        essMeanOf traces
        |> Option.map (fun ess -> traces.Scale * Moments.standardDeviation traces.Values / sqrt ess)

    let mcseSdOf (traces: Traces) =
        let traces = Traces.relative traces
        let mean = Moments.mean traces.Values
        let squares = traces |> Traces.map (fun value -> (value - mean) * (value - mean))

        // By the delta method, Var(s) = Var(s²)/(4 s²).
        essMeanOf squares
        |> Option.map (fun ess ->
            let variance = Array.average squares.Values
            let fourth = squares.Values |> Array.averageBy (fun square -> square * square)
            traces.Scale * sqrt ((fourth - variance * variance) / ess / variance / 4.0))

    /// Half the distance between the quantiles that lie one standard error of a proportion to either side.
    let mcseQuantileOf dependence probability (sorted: float[]) traces =
        essQuantileOf probability sorted traces
        |> Option.map (fun ess ->
            let ess = ess / dependence
            let size = float sorted.Length
            let at p = Beta.InvCDF(ess * probability + 1.0, ess * (1.0 - probability) + 1.0, p) * size
            let low = sorted[max (int (floor (at 0.1586553))) 1 - 1]
            let high = sorted[min (int (ceil (at 0.8413447))) sorted.Length - 1]
            (high - low) / 2.0)

    let private nestedOf (traces: Traces) =
        let means = Traces.means traces |> Array.chunkBySize traces.Chains
        let between = means |> Array.map Array.average |> Moments.variance

        let withinSuperchains =
            if traces.Chains > 1 then
                means |> Array.averageBy Moments.variance
            else
                0.0

        sqrt (1.0 + between / (withinSuperchains + withinVariance traces))

    let private scored table ranking split =
        { split with Values = OrderStatistics.normalScores table ranking }

    /// All values sorted, and the rank-normalised split series, both as they are and folded around the median. One sort
    /// gives all three, because the halves have the same values unless `split` drops a middle step.
    let private scores (traces: Traces) =
        let split = Traces.split traces
        let ranking = OrderStatistics.rank split.Values
        let sorted = if traces.Steps % 2 = 0 then ranking.Sorted else sort traces
        let folded = OrderStatistics.foldAround (OrderStatistics.median sorted) ranking
        let table = OrderStatistics.scoreTable split.Values.Length
        struct (sorted, scored table ranking split, scored table folded split)

    let private rHatOf (bulk: Traces) (folded: Traces) = largest [ plainRHat bulk; plainRHat folded ]

    let private dependenceOf (traces: Traces) =
        match Autocorrelation.ofTraces traces with
        | Some time when traces.Chains > 1 ->
            let sum traces =
                let sums = Autocovariance(Traces.centre traces)
                let later = Seq.init time.Window (fun lag -> sums.Sum(lag + 1)) |> Seq.sum
                (sums.Sum 0 + 2.0 * later) / float traces.Count

            let ratio = float traces.Chains * sum (Traces.average traces) / sum traces
            if ratio > 1.0 then min ratio (float traces.Chains) else 1.0
        | _ -> 1.0

    let ofTraces (traces: Traces) =
        if not (isUsable fewestForRHat traces) then
            { RHat = None; NestedRHat = None; EssBulk = None; EssTail = None; WalkerDependence = 1.0 }
        else
            let struct (sorted, bulk, folded) = scores traces
            let dependence = dependenceOf (Traces.join bulk)
            // Moves of ensembles are reversible and do not overshoot, so that more effective draws than draws are noise.
            let most = if traces.Chains > 1 then float traces.Values.Length else infinity
            let coupled = Option.map (fun ess -> min most ess / dependence)

            let rHat = rHatOf bulk folded

            {
                RHat = rHat
                NestedRHat =
                    if traces.Superchains > 1 && traces.Chains = 1 then
                        rHat
                    elif traces.Superchains > 1 then
                        largest [ nestedOf (Traces.join bulk); nestedOf (Traces.join folded) ]
                    else
                        None
                EssBulk =
                    if traces.Steps < fewestForEss then
                        None
                    else
                        coupled (Some(essOfSplit bulk))
                EssTail = coupled (essTailOf sorted (plain traces))
                WalkerDependence = dependence
            }

    let private single (series: float[][]) = Traces.ofSeries "series" [| series |]

    let private checkProbability = Check.fraction "probability"

    let rHat series =
        let traces = single series

        if isUsable fewestForRHat traces then
            let struct (_, bulk, folded) = scores traces
            rHatOf bulk folded
        else
            None

    let nestedRHat superchains =
        let traces = Traces.relative (Traces.ofSeries "superchains" superchains)

        if isUsable 2 traces && traces.Superchains > 1 then
            Some(nestedOf traces)
        else
            None

    let essBulk series =
        let traces = single series

        if isUsable fewestForEss traces then
            let split = Traces.split traces
            let table = OrderStatistics.scoreTable split.Values.Length
            Some(essOfSplit (scored table (OrderStatistics.rank split.Values) split))
        else
            None

    let essTail series =
        let traces = plain (single series)
        essTailOf (sort traces) traces

    let essMean series = essMeanOf (single series)

    let essQuantile probability series =
        checkProbability probability
        let traces = plain (single series)
        essQuantileOf probability (sort traces) traces

    let mcseMean series = mcseMeanOf (single series)
    let mcseSd series = mcseSdOf (single series)

    let mcseQuantile probability series =
        checkProbability probability
        let traces = single series

        mcseQuantileOf 1.0 probability (sort traces) (plain traces)
        |> Option.map (fun error -> traces.Scale * error)

    let walkerDependence ensembles =
        let traces = Traces.relative (Traces.ofSeries "ensembles" ensembles)
        if isUsable fewestForRHat traces then dependenceOf traces else 1.0

    let ofChain (chain: Chain) =
        Traces.check chain
        Array.Parallel.init chain.ParameterNames.Length (fun p -> ofTraces (Traces.ofParameter p chain))
