namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open MathNet.Numerics.Distributions
open UniversalApprox.Core.Sampling.Ensembles

type StuckGroup =
    {
        Ensemble: int
        Walkers: int[]
        IsWholeEnsemble: bool
        Level: float
        LeftAfter: int option
    }

type StuckReport = { Groups: StuckGroup[]; RestLevel: float; KeptSteps: int }

[<RequireQualifiedAccess>]
module StuckWalkers =
    let private fewestSteps = 20
    let private spreads = 3.0
    let private seedShare = 0.05
    let private lateShare = 0.1
    let private tail = 0.05
    let private quarter = 0.25
    /// The number of draws per walker for quantiles: enough for them, and few enough to sort often.
    let private sampleSize = 200

    /// The log-density of one walker in the second half of the chain.
    type private Level =
        {
            Ensemble: int
            Walker: int
            Highest: float
            /// Draws of the second half, sorted.
            Sample: float[]
        }

        member this.Median = OrderStatistics.median this.Sample

    /// Evenly spaced values from a range of steps, sorted.
    let private sampleOf (traces: Traces) index first count =
        let size = min sampleSize count
        let from = index * traces.Steps + first

        Array.init size (fun i -> traces.Values[from + int (int64 i * int64 count / int64 size)])
        |> Array.sort

    let private levelOf (traces: Traces) index =
        let first = traces.Steps / 2
        let from = index * traces.Steps

        {
            Ensemble = index / traces.Chains
            Walker = index % traces.Chains
            Highest = Array.max traces.Values[from + first .. from + traces.Steps - 1]
            Sample = sampleOf traces index first (traces.Steps - first)
        }

    let private pooled (samples: float[][]) = Array.concat samples |> Array.sort

    /// Properties of the log-density of a Gaussian in this many dimensions: the distance of the median below the mode (½χ²),
    /// and the distances of the lower 5 % and 25 % quantiles below the median.
    let private gaussian dimension =
        let at probability = 0.5 * ChiSquared.InvCDF(float (max 1 dimension), probability)
        let median = at 0.5
        struct (median, at (1.0 - tail) - median, at (1.0 - quarter) - median)

    let private limit dimension (rest: Level[]) =
        let sorted = pooled (rest |> Array.map _.Sample)
        let median = OrderStatistics.median sorted
        let struct (_, tailSpread, quarterSpread) = gaussian dimension
        let width = max 1.0 ((median - OrderStatistics.quantile quarter sorted) / quarterSpread)
        median - spreads * tailSpread * width

    /// Moves walkers into the rest until none reaches its limit. Returns the rest, the others and the limit.
    let private grow dimension (descending: Level[]) =
        let seed = max 2 (int (ceil (seedShare * float descending.Length)))

        let rec extend rest others =
            let bound = limit dimension rest
            let joining, left = others |> Array.partition (fun level -> level.Highest >= bound)

            if joining.Length = 0 then
                struct (rest, left, bound)
            else
                extend (Array.append rest joining) left

        let rest, others = Array.splitAt (min seed descending.Length) descending
        extend rest others

    /// Makes one group per ensemble. The third element of `stuck` holds the log-densities that give the group's level.
    let private groups walkers (stuck: (Level * int option * float[])[]) =
        stuck
        |> Array.groupBy (fun (level, _, _) -> level.Ensemble)
        |> Array.sortBy fst
        |> Array.map (fun (ensemble, members) ->
            let left = members |> Array.map (fun (_, left, _) -> left)

            {
                StuckGroup.Ensemble = ensemble
                Walkers = members |> Array.map (fun (level, _, _) -> level.Walker) |> Array.sort
                IsWholeEnsemble = (members.Length = walkers)
                Level =
                    members |> Array.map (fun (_, _, sample) -> sample) |> pooled |> OrderStatistics.median
                LeftAfter = if Array.forall Option.isSome left then Array.max left else None
            })

    let private forGood (level: Level) = level, None, level.Sample

    /// Walkers of the rest that reached the limit late, with the number of steps until then.
    let private late (traces: Traces) bound (rest: Level[]) =
        rest
        |> Array.choose (fun level ->
            let index = level.Ensemble * traces.Chains + level.Walker
            let series = ArraySegment(traces.Values, index * traces.Steps, traces.Steps)
            let steps = series |> Seq.takeWhile (fun value -> value < bound) |> Seq.length

            if float steps > lateShare * float traces.Steps then
                Some(level, Some steps, sampleOf traces index 0 steps)
            else
                None)

    let find (reference: float option) (chain: Chain) =
        Traces.check chain
        let traces = Traces.ofLogDensity chain

        if traces.Steps < fewestSteps || traces.Count = 0 then
            { Groups = [||]; RestLevel = nan; KeptSteps = traces.Steps }
        else
            let dimension = chain.ParameterNames.Length
            let levels = Array.init traces.Count (levelOf traces) |> Array.sortByDescending _.Median
            let struct (depth, spread, _) = gaussian dimension
            let struct (rest, stuck, bound) = grow dimension levels
            let highest = levels |> Array.map _.Highest |> Array.max

            let report found level =
                { Groups = groups traces.Chains found; RestLevel = level; KeptSteps = traces.Steps }

            match reference with
            | Some known when highest < known - depth - spreads * spread ->
                report (Array.map forGood levels) known
            | _ ->
                let late = late traces bound rest

                let both =
                    Array.append (groups traces.Chains (Array.map forGood stuck)) (groups traces.Chains late)

                { (report [||] (OrderStatistics.median (pooled (rest |> Array.map _.Sample)))) with
                    Groups = both |> Array.sortBy (fun group -> group.Ensemble, group.LeftAfter.IsSome)
                }
