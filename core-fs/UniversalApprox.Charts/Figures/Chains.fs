namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Posteriors
open UniversalApprox.Charts.Figures.Posteriors.ChainPanels
open UniversalApprox.Charts.Figures.Posteriors.ConvergencePanels

type ChainSettings = { Parameters: string[] option; Convergence: ConvergenceSettings }

[<RequireQualifiedAccess>]
module Chains =
    let private panelHeight = 130
    let private columns = struct (3, 1)
    let private mostDraws = 100_000

    let defaults = { Parameters = None; Convergence = Convergence.defaults }

    /// Panels one after the other, which the layout breaks into rows.
    let private inRows hasLegend height panels =
        {
            Rows = [ panels |> List.map (fun panel -> Some { Stack = [ height, panel ] }) ]
            HasLegend = hasLegend
        }

    let private shape (chain: Chain) =
        let first = chain.Ensembles[0]

        Label.plural "ensemble" chain.Ensembles.Length
        + $" of {Label.count first.Walkers} walkers, "
        + Label.plural "kept step" first.KeptSteps

    let private prepare settings (posterior: Posterior) =
        Convergence.validate settings.Convergence
        let chain = posterior.Canonical
        struct (chain, Draws.choose settings.Parameters chain)

    let private choice settings shown chain =
        Draws.captionOfChoice settings.Parameters.IsSome (Array.length shown) chain

    let private sentence (text: string) =
        let text = text.ReplaceLineEndings " "
        text[..0].ToUpperInvariant() + text[1..]

    let private stuckOf settings chain = stuckWalkers settings.Convergence.ReferenceLogDensity chain

    let private captionOfStuck (stuck: Walker[]) =
        if stuck.Length = 0 then
            " No walker is stuck."
        else
            let ensembles = stuck |> Array.map (fun struct (e, _) -> e + 1) |> Array.distinct
            let which = ensembles |> Array.truncate 6 |> Array.map string |> List.ofArray |> Label.sentence
            let plural = if ensembles.Length = 1 then "" else "s"

            let verb = if stuck.Length = 1 then "is" else "are"

            " "
            + Label.plural "walker" stuck.Length
            + $" of ensemble{plural} {which} {verb} stuck far below the rest in log-density, drawn in red."

    let traces settings (posterior: Posterior) =
        let struct (chain, shown) = prepare settings posterior
        let stuck = stuckOf settings chain
        let chosen = chooseWalkers stuck chain
        let panel = tracePanel (shown.Length + 1) chosen
        let all = Array.init chain.Ensembles[0].KeptSteps id

        let logDensity =
            panel "log-density" (fun struct (e, w) ->
                let ensemble = chain.Ensembles[e]
                all |> Array.map (fun s -> ensemble.LogDensity[s * ensemble.Walkers + w]))

        let panels =
            shown
            |> Array.map (fun p ->
                panel chain.ParameterNames[p] (fun struct (e, w) -> Draws.series chain.Ensembles[e] p w all))

        let struct (others, _) = chosen
        let drawn = others |> Array.sumBy (fun (_, walkers) -> walkers.Length)

        Figure.ofPanels
            "chain-traces"
            "Traces of the chains"
            ($"{shape chain}. "
             + Label.plural "walker" drawn
             + " drawn, evenly chosen; long lines are thinned to their extremes. Converged chains look like the same noise from "
             + "beginning to end, in all colours."
             + captionOfStuck stuck
             + choice settings shown chain)
            (Label.plural "panel" (panels.Length + 1)
             + " of traces: the log-density and parameters of single walkers against the kept step.")
            columns
            (logDensity :: List.ofArray panels |> inRows true panelHeight)

    let ranks settings (posterior: Posterior) =
        let struct (chain, shown) = prepare settings posterior
        let panels = shown |> Array.map (fun p -> rankPanel chain p posterior.Summaries[p]) |> List.ofArray

        let groups =
            match chain.Ensembles.Length with
            | 1 -> "each half of the only ensemble"
            | count when count > mostEnsembles -> $"{mostEnsembles} of {count} ensembles"
            | _ -> "each ensemble"

        Figure.ofPanels
            "chain-ranks"
            "Rank plots"
            ($"How often the draws of {groups} fall into {rankBins} bins of ranks among all draws, relative to the mean. Ensembles that "
             + "agree stay around 1; those that sit to one side or in the middle explore another region or another width. "
             + "The band holds 95 % of the bins of chains that agree, at this effective sample size."
             + choice settings shown chain)
            (Label.plural "panel" panels.Length + " of rank histograms, one line per ensemble.")
            columns
            (inRows true panelHeight panels)

    let autocorrelation settings (posterior: Posterior) =
        let struct (chain, shown) = prepare settings posterior

        let panels =
            shown |> Array.map (fun p -> autocorrelationPanel chain p posterior.Summaries[p]) |> List.ofArray

        let slowest =
            shown
            |> Array.choose (fun p ->
                posterior.Summaries[p].AutocorrelationTime
                |> Option.map (fun time -> posterior.Summaries[p].Name, time))
            |> Array.sortByDescending (fun (_, time) -> time.Tau)
            |> Array.tryHead

        let answer =
            match slowest with
            | None -> "No parameter moves."
            | Some(name, time) ->
                let steps = float time.KeptSteps / time.Tau

                let trust =
                    if time.IsTrusted then
                        ""
                    else
                        ", fewer than the 50 that τ needs to be trusted"

                $"The slowest parameter shown, {axisName name}, has τ = {Label.number 3 time.Tau} kept steps: the chain is {Label.number 3 steps} of them long{trust}."

        Figure.ofPanels
            "chain-autocorrelation"
            "Autocorrelation"
            ($"{answer} τ, the dashed line, is how many kept steps a walker needs to forget where it was; correlations are summed up "
             + "to the dotted line."
             + choice settings shown chain)
            (Label.plural "panel" panels.Length
             + " of autocorrelation functions, falling from 1 towards 0 with the lag.")
            columns
            (inRows true panelHeight panels)

    let convergence settings (posterior: Posterior) =
        let struct (chain, shown) = prepare settings posterior
        let verdict = Posterior.verdict settings.Convergence posterior
        let first = chain.Ensembles[0]
        let fromTau = verdict.LargestTau |> Option.map (fun tau -> int (tau / 20.0)) |> Option.defaultValue 1
        let perStep = first.Walkers * chain.Ensembles.Length
        let stride = max 1 (max fromTau (first.KeptSteps * perStep / mostDraws))
        let at = lengthsOf stride first.KeptSteps
        let running = at |> Array.map (fun length -> Diagnostics.ofChain (prefix shown stride length chain))
        let isNested = chain.Ensembles.Length > 1
        let column pick = Array.init shown.Length (fun p -> running |> Array.map (fun all -> pick all[p]))
        let orGap = Option.defaultValue nan

        let rHat =
            column (fun q ->
                (if isNested then q.NestedRHat else q.RHat)
                |> Option.map (fun r -> max 1e-4 (r - 1.0))
                |> orGap)

        let ess = column (fun q -> Option.map2 min q.EssBulk q.EssTail |> orGap)
        let names = shown |> Array.map (fun p -> chain.ParameterNames[p])
        let steps = at |> Array.map float

        Figure.ofPanels
            "chain-convergence"
            "Convergence"
            (sentence verdict.Text
             + " R̂ compares the ensembles with each other, and the effective sample size says how many "
             + "independent draws these are worth; dashed lines are what is wanted."
             + (if stride > 1 then
                    $" One kept step in {Label.count stride} is used."
                else
                    "")
             + choice settings shown chain)
            "Two panels on logarithmic axes: R-hat minus 1, which should fall, and the effective sample size, which should grow, against the number of kept steps."
            (struct (2, 1))
            (inRows
                true
                210
                [
                    worstPanel
                        Palette.primary
                        (if isNested then "nested R̂ − 1" else "R̂ − 1")
                        (settings.Convergence.MaximumRHat - 1.0)
                        (Array.maxBy snd)
                        "largest R̂"
                        names
                        steps
                        rHat
                    worstPanel
                        Palette.third
                        "effective draws"
                        settings.Convergence.EffectiveSamples
                        (Array.minBy snd)
                        "fewest draws"
                        names
                        steps
                        ess
                ])

    let acceptance settings (posterior: Posterior) =
        let struct (chain, _) = prepare settings posterior
        let stuck = stuckOf settings chain

        let rates =
            Acceptance.perWalker chain
            |> Array.mapi (fun e walkers ->
                walkers
                |> Array.mapi (fun w rate ->
                    let place = 0.7 * ((float w + 0.5) / float walkers.Length - 0.5)
                    rate |> Option.map (fun rate -> struct (struct (e, w), float (e + 1) + place, rate))))
            |> Array.concat
            |> Array.choose id

        let isStuck, others =
            rates |> Array.partition (fun struct (walker, _, _) -> Array.contains walker stuck)

        let dots colour name (walkers: struct (Walker * float * float)[]) =
            Marks.dots
                colour
                5.0
                0.75
                (walkers |> Array.map (fun struct (_, x, _) -> x))
                (walkers |> Array.map (fun struct (_, _, y) -> y))
            |> Marks.named name

        let count = chain.Ensembles.Length
        let top = rates |> Array.map (fun struct (_, _, rate) -> rate) |> Array.fold max 0.5

        let xAxis =
            { Axis.linear "ensemble" with
                Range = Some struct (0.5, float count + 0.5)
                Ticks =
                    if count <= 12 then
                        Some(Array.init count (fun e -> struct (float (e + 1), string (e + 1))))
                    else
                        None
            }

        let total = Acceptance.total chain

        let panel =
            { Panel.create
                  ""
                  xAxis
                  { Axis.linear "accepted" with Range = Some struct (0.0, 1.05 * top) }
                  [
                      if others.Length > 0 then
                          dots Palette.primary "walkers" others
                      if isStuck.Length > 0 then
                          dots Palette.alert "stuck walkers" isStuck
                  ] with
                Rules =
                    total
                    |> Option.map (fun rate -> Rule.Horizontal(rate, Palette.observation, "dash"))
                    |> Option.toList
            }

        let moves = Acceptance.perMove chain |> Array.choose id

        Figure.ofPanels
            "chain-acceptance"
            "Acceptance"
            ((match total with
              | Some rate ->
                  $"{CornerPanels.percent rate} of all proposals were accepted, the dashed line; 20 to 50 %% is usual. One dot per walker."
              | None -> "No proposals were counted.")
             + (if moves.Length > 1 then
                    let each = moves |> Array.map CornerPanels.percent |> List.ofArray |> Label.sentence
                    $" By move: {each}."
                else
                    "")
             + captionOfStuck stuck)
            "One panel with a dot per walker: the share of its proposals that were accepted, by ensemble."
            (struct (1, 1))
            (inRows true 180 [ panel ])

    let all settings posterior =
        [ traces; ranks; autocorrelation; convergence; acceptance ]
        |> List.map (fun figure -> figure settings posterior)
