namespace UniversalApprox.Charts.Figures

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing

[<RequireQualifiedAccess>]
module TrainingHistory =
    let private height = 240
    let private budget = 2000

    /// The drawn points of a history: pairs of iteration and loss, with a gap where the losses between cannot be drawn.
    let private pointsOf isDrawable (losses: float[]) =
        let drawable = losses |> Array.indexed |> Array.filter (snd >> isDrawable) |> Array.map fst

        let thinned =
            if drawable.Length = 0 then
                [||]
            else
                drawable
                |> Array.map (fun i -> losses[i])
                |> Thinning.ofLine budget
                |> Array.append [| 0; drawable.Length - 1 |]
                |> Array.distinct
                |> Array.sort

        [|
            for place, rank in Array.indexed thinned do
                let gap =
                    place > 0 && drawable[rank] - drawable[thinned[place - 1]] > rank - thinned[place - 1]

                if gap then
                    yield struct (drawable[rank] - 1, nan)

                yield struct (drawable[rank], losses[drawable[rank]])
        |]

    let private stopText stop =
        match stop with
        | StopReason.Converged -> "converged"
        | StopReason.IterationLimit -> "at the iteration limit"
        | StopReason.Cancelled -> "cancelled"
        | StopReason.Diverged -> "diverged"

    let private caption (fit: UnitFit) drawn gaps =
        let losses = fit.Trained.History
        let lowest = losses |> Array.filter Double.IsFinite |> Array.fold min infinity

        let iterations, values = Label.plural "iteration" fit.Trained.Iterations, Label.plural "value" gaps

        let least =
            if lowest < losses[losses.Length - 1] then
                $", {Label.number 3 lowest} at the lowest"
            else
                ""

        let missing =
            if gaps = 0 then
                ""
            else
                $" {values} that a logarithmic axis cannot show, zero or not finite, are left out."

        let thinned =
            if drawn >= losses.Length - gaps then
                ""
            else
                $" {Label.count drawn} of {Label.count losses.Length} values are drawn: the extremes of every stretch, the first and the last."

        $"Loss of the {Activation.name fit.Activation} network with N = {fit.Units} over {iterations}, "
        + "in the units that training worked in: "
        + $"from {Label.number 3 losses[0]} to {Label.number 3 losses[losses.Length - 1]}{least}. "
        + $"Training ended: {stopText fit.Trained.Stop}."
        + missing
        + thinned

    /// A range of at least one decade around the losses. Without it, rounding errors would fill the panel.
    let private decadeOf (losses: float[]) =
        let finite = losses |> Array.filter Double.IsFinite |> Array.map log10
        let low, high = Array.min finite, Array.max finite
        let margin = max (0.05 * (high - low)) (0.5 * (1.0 - (high - low)))
        Some(struct (10.0 ** (low - margin), 10.0 ** (high + margin)))

    /// The axis of iterations. Few iterations get one tick each, because there is no iteration 0.5.
    let private iterationAxis count =
        { Axis.linear "iteration" with
            Ticks =
                if count > 12 then
                    None
                else
                    Some(Array.init count (fun i -> struct (float i, string i)))
        }

    let create (fit: UnitFit) =
        let losses = fit.Trained.History
        let isLog = losses |> Array.exists (fun loss -> loss > 0.0 && Double.IsFinite loss)
        let isDrawable loss = Double.IsFinite loss && (loss > 0.0 || not isLog)
        let points = pointsOf isDrawable losses
        let x = points |> Array.map (fun (struct (at, _)) -> float at)
        let y = points |> Array.map (fun (struct (_, loss)) -> loss)
        let drawn = y |> Array.filter Double.IsFinite |> Array.length
        let gaps = losses |> Array.filter (isDrawable >> not) |> Array.length

        let curve =
            if drawn <= 60 then
                Marks.linedDots Palette.primary 1.8 5.0 x y
            else
                Marks.line Palette.primary 1.8 "solid" x y

        let panel =
            Panel.create
                ""
                (iterationAxis losses.Length)
                { Axis.linear "loss" with IsLog = isLog; Range = if isLog then decadeOf y else None }
                [ curve ]

        Figure.ofPanels
            "training-history"
            "Loss against iteration"
            (caption fit drawn gaps)
            "A line of the training loss against the iteration, on a logarithmic axis."
            (struct (1, 1))
            { Rows = [ [ Some { Stack = [ height, panel ] } ] ]; HasLegend = false }
