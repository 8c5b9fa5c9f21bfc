/// Panels of chains: traces, ranks and autocorrelations of single quantities.
module internal UniversalApprox.Charts.Figures.Posteriors.ChainPanels

open System
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts.Drawing

/// A walker: ensemble and number, both from 0.
type Walker = (struct (int * int))

let mostEnsembles = 5
let private mostLines, private mostStuck = 12, 6
let private pointBudget = 40000
let rankBins = 20
let private rankDraws = 20000
let private lags, private mostWalkers = 200, 128

let ensembleName index = $"ensemble {index + 1}"

/// A colour of the palette without the alert colour.
let private colour index = Palette.series[index % (Palette.series.Length - 1)]

let axisName (name: string) = Label.line 24 name

let stuckWalkers reference (chain: Chain) : Walker[] =
    (StuckWalkers.find reference chain).Groups
    |> Array.collect (fun group -> group.Walkers |> Array.map (fun walker -> struct (group.Ensemble, walker)))

let private pick indices (items: 'a[]) = indices |> Array.map (fun i -> items[i])

/// The walkers to draw: a few walkers of a few ensembles that are not stuck, and a few that are.
let chooseWalkers (stuck: Walker[]) (chain: Chain) =
    let ensembles = Draws.spaced mostEnsembles chain.Ensembles.Length
    let perEnsemble = max 1 (min 3 (mostLines / ensembles.Length))

    let others =
        ensembles
        |> Array.map (fun e ->
            let free =
                Array.init chain.Ensembles[e].Walkers id
                |> Array.filter (fun w -> not (Array.contains struct (e, w) stuck))

            e, pick (Draws.spaced (max 2 perEnsemble) free.Length) free |> Array.truncate perEnsemble)

    struct (others, pick (Draws.spaced mostStuck stuck.Length) stuck)

/// The lines of some walkers as one trace, with gaps between them.
let private walkerLines budget (series: Walker -> float[]) (walkers: Walker[]) =
    let thinned =
        walkers
        |> Array.map (fun walker ->
            let values = series walker
            let shown = Thinning.ofLine budget values
            let finite = Draws.finite values
            let span = if finite.Length = 0 then 0.0 else Array.max finite - Array.min finite

            struct (Array.append (shown |> Array.map (fun s -> float (s + 1))) [| nan |],
                    Array.append (Draws.rounded span (pick shown values)) [| nan |]))

    struct (thinned |> Array.collect (fun struct (x, _) -> x),
            thinned |> Array.collect (fun struct (_, y) -> y))

/// One quantity of some walkers against the kept step.
let tracePanel panels (struct (others, stuck): struct ((int * int[])[] * Walker[])) name series =
    let lines = max 1 (stuck.Length + Array.sumBy (fun (_, walkers) -> Array.length walkers) others)
    let budget = max 60 (min 1000 (pointBudget / panels / lines))

    let marks =
        [
            for rank, (e, walkers) in Array.indexed others do
                if Array.length walkers > 0 then
                    let struct (x, y) =
                        walkers |> Array.map (fun w -> struct (e, w)) |> walkerLines budget series

                    Marks.line (colour rank) 0.8 "solid" x y |> Marks.named (ensembleName e)

            if stuck.Length > 0 then
                let struct (x, y) = walkerLines budget series stuck
                Marks.line Palette.alert 1.3 "solid" x y |> Marks.named "stuck walkers"
        ]

    Panel.create (axisName name) (Axis.linear "kept step") (Axis.linear "") marks

let private still name axis =
    { Panel.create (axisName name) axis { Axis.linear "" with Ticks = Some [||]; HasLabels = false } [] with
        Notes = [ { Text = "constant, or not finite"; X = 0.5; Y = 0.5; Anchor = "center" } ]
    }

/// The groups of draws to rank: one per ensemble, or the two halves of a single one.
let rankGroups (chain: Chain) parameter =
    let ofEnsemble (ensemble: EnsembleChain) (first: int) (last: int) limit =
        let count = (last - first) * ensemble.Walkers

        Draws.evenly limit count
        |> Array.map (fun i ->
            ensemble.Draws[(first * ensemble.Walkers + i) * ensemble.Dimension + parameter])

    match chain.Ensembles with
    | [| only |] ->
        let half = only.KeptSteps / 2

        [|
            "first half", ofEnsemble only 0 half (rankDraws / 2)
            "second half", ofEnsemble only (only.KeptSteps - half) only.KeptSteps (rankDraws / 2)
        |]
    | ensembles ->
        let limit = max 1 (rankDraws / ensembles.Length)

        ensembles
        |> Array.mapi (fun e ensemble -> ensembleName e, ofEnsemble ensemble 0 ensemble.KeptSteps limit)

/// The frequency of each group's values in bins of equal size by rank among all values, relative to the mean.
let rankShares (groups: float[][]) =
    let all = Array.concat groups
    let order = Array.init all.Length id
    Array.Sort(all, order)
    let ranks = Array.zeroCreate all.Length
    order |> Array.iteri (fun rank i -> ranks[i] <- rank)
    let starts = groups |> Array.scan (fun start group -> start + group.Length) 0

    groups
    |> Array.mapi (fun g group ->
        let counts = Array.zeroCreate<float> rankBins

        for i in starts[g] .. starts[g + 1] - 1 do
            let bin = int (int64 ranks[i] * int64 rankBins / int64 order.Length)
            counts[bin] <- counts[bin] + 1.0

        counts |> Array.map (fun count -> count * float rankBins / float group.Length))

/// Half the width of the band that holds a bin of a group with 95 % probability. It is for a binomial fraction of `ess`
/// draws in all, less the group's own contribution to the ranks.
let rankBand groups (ess: float) =
    let perGroup = ess / float groups
    1.96 * sqrt (float (rankBins - 1) / perGroup * (1.0 - 1.0 / float groups))

let rankPanel (chain: Chain) parameter (summary: ParameterSummary) =
    let groups = rankGroups chain parameter
    let values = groups |> Array.map snd
    let axis = { Axis.linear "rank, as a share of all draws" with Range = Some struct (0.0, 1.0) }

    if
        not (values |> Array.forall (Array.forall Double.IsFinite))
        || values |> Array.exists Array.isEmpty
        || (let first = values[0][0] in values |> Array.forall (Array.forall ((=) first)))
    then
        still summary.Name axis
    else
        let edges = Array.init (rankBins + 1) (fun i -> float i / float rankBins)
        let shares = rankShares values

        let marks =
            [
                match summary.Diagnostics.EssBulk with
                | Some ess ->
                    let half = rankBand groups.Length ess

                    Marks.band
                        Palette.observation
                        0.22
                        [| 0.0; 1.0 |]
                        [| max 0.0 (1.0 - half); max 0.0 (1.0 - half) |]
                        [| 1.0 + half; 1.0 + half |]
                    |> Marks.named "95 % of converged chains"
                | None -> ()

                for rank, g in Array.indexed (Draws.spaced mostEnsembles groups.Length) do
                    Marks.steps (colour rank) 1.2 edges (Array.append shares[g] [| Array.last shares[g] |])
                    |> Marks.named (fst groups[g])
            ]

        let top = shares |> Array.map Array.max |> Array.max |> max 2.0

        Panel.create
            (axisName summary.Name)
            axis
            { Axis.linear "" with Range = Some struct (0.0, 1.04 * top) }
            marks

let private every stride (ensemble: EnsembleChain) =
    Array.init ((ensemble.KeptSteps + stride - 1) / stride) (fun k -> k * stride)

let autocorrelationPanel (chain: Chain) parameter (summary: ParameterSummary) =
    let axis = Axis.linear "lag in kept steps"

    match summary.AutocorrelationTime with
    | None -> still summary.Name axis
    | Some time ->
        let furthest = min (time.KeptSteps - 1) (max 20 (2 * time.Window))
        let stride = max 1 (furthest / lags)
        let walkers = chain.Ensembles[0].Walkers

        let series =
            Draws.spaced mostWalkers (chain.Ensembles.Length * walkers)
            |> Array.map (fun i ->
                let ensemble = chain.Ensembles[i / walkers]
                Draws.series ensemble parameter (i % walkers) (every stride ensemble))

        match Autocorrelation.correlations (furthest / stride) series with
        | None -> still summary.Name axis
        | Some rho ->
            let at = Array.init rho.Length (fun k -> float (k * stride))

            { Panel.create
                  (axisName summary.Name)
                  { axis with Range = Some struct (0.0, float furthest) }
                  { Axis.linear "" with Range = Some struct (min -0.1 (Array.min rho), 1.02) }
                  [
                      Marks.line Palette.primary 1.8 "solid" at rho |> Marks.named "autocorrelation"
                      Marks.line Palette.secondary 1.6 "dash" [| time.Tau; time.Tau |] [| 0.0; 1.0 |]
                      |> Marks.named "τ"
                      Marks.line
                          Palette.observation
                          1.6
                          "dot"
                          [| float time.Window; float time.Window |]
                          [| 0.0; 1.0 |]
                      |> Marks.named "window of its sum"
                  ] with
                Notes = [ { Text = $"τ = {Label.number 3 time.Tau}"; X = 1.0; Y = 1.0; Anchor = "right" } ]
            }
