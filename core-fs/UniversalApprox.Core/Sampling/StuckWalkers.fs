namespace UniversalApprox.Core

open System
open MathNet.Numerics.Distributions

type StuckGroup = { Ensemble: int; Walkers: int[]; IsWholeEnsemble: bool; Level: float }

type StuckReport = { Groups: StuckGroup[]; RestLevel: float }

[<RequireQualifiedAccess>]
module StuckWalkers =
    let private fewestSteps = 20
    let private spreads = 4.0
    let private seedShare = 0.05
    let private tail = 0.05
    /// Draws per walker that quantiles are taken from: enough for them, and few enough to sort often.
    let private sampleSize = 200

    /// The second half of one walker's log-density.
    type private Level =
        {
            Ensemble: int
            Walker: int
            Highest: float
            Sample: float[]
        }

        member this.Median = Order.median this.Sample

    let private levelOf (traces: Traces) index =
        let from = index * traces.Steps + traces.Steps / 2
        let half = traces.Values[from .. (index + 1) * traces.Steps - 1]
        let size = min sampleSize half.Length

        {
            Ensemble = index / traces.Chains
            Walker = index % traces.Chains
            Highest = Array.max half
            Sample =
                Array.init size (fun i -> half[int (int64 i * int64 half.Length / int64 size)]) |> Array.sort
        }

    let private pooled (levels: Level[]) = levels |> Array.collect _.Sample |> Array.sort

    /// Median of ½χ² in this many dimensions, and its distance to the upper 5 % quantile.
    let private gaussianDepth dimension =
        let at probability = 0.5 * ChiSquared.InvCDF(float (max 1 dimension), probability)
        struct (at 0.5, at (1.0 - tail) - at 0.5)

    let private limit spread (rest: Level[]) =
        let sorted = pooled rest
        let median = Order.median sorted
        median - spreads * max (median - Order.quantile tail sorted) spread

    /// Takes walkers into the rest until none reaches its limit. Returns the rest and the others.
    let private grow spread (descending: Level[]) =
        let seed = max 2 (int (ceil (seedShare * float descending.Length)))

        let rec extend rest others =
            let bound = limit spread rest
            let joining, left = others |> Array.partition (fun level -> level.Highest >= bound)

            if joining.Length = 0 then
                struct (rest, left)
            else
                extend (Array.append rest joining) left

        let rest, others = Array.splitAt (min seed descending.Length) descending
        extend rest others

    let private groups walkers (stuck: Level[]) =
        stuck
        |> Array.groupBy _.Ensemble
        |> Array.sortBy fst
        |> Array.map (fun (ensemble, levels) ->
            {
                StuckGroup.Ensemble = ensemble
                Walkers = levels |> Array.map _.Walker |> Array.sort
                IsWholeEnsemble = (levels.Length = walkers)
                Level = Order.median (pooled levels)
            })

    let find (reference: float option) (chain: Chain) =
        Traces.check chain
        let traces = Traces.ofLogDensity chain

        if traces.Steps < fewestSteps || traces.Count = 0 then
            { Groups = [||]; RestLevel = nan }
        else
            let levels = Array.init traces.Count (levelOf traces) |> Array.sortByDescending _.Median
            let struct (depth, spread) = gaussianDepth chain.ParameterNames.Length
            let struct (rest, stuck) = grow spread levels
            let highest = levels |> Array.map _.Highest |> Array.max

            match reference with
            | Some known when highest < known - depth - spreads * spread ->
                { Groups = groups traces.Chains levels; RestLevel = known }
            | _ -> { Groups = groups traces.Chains stuck; RestLevel = Order.median (pooled rest) }
