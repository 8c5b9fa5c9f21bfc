/// Results of cells as a journal has them, and back.
module internal UniversalApprox.Core.Sweep.JobOutcome

let keyOf (cell: SweepCell) step = { Activation = cell.Activation; Units = cell.Units; Step = step }

let private timed (fit: UnitFit) = { Trained = fit.Trained; Elapsed = fit.Elapsed }

let ofFit fit = SweepOutcome.Trained(timed fit)

let ofRefined (fits: UnitFit[]) (refined: CellTraining.Refined) =
    let own = Array.append fits (Option.toArray refined.Found)
    let same (a: UnitFit) (b: UnitFit) = obj.ReferenceEquals(a, b)

    SweepOutcome.Refined(
        refined.Found |> Option.map timed,
        if Array.forall2 same own refined.Delivered then
            [||]
        else
            refined.Delivered |> Array.map timed
    )

let ofValidated (validated: CellTraining.Validated) =
    SweepOutcome.Validated(validated.Network, validated.Squares)

let private fitOf plan data cell restart (training: TimedTraining) =
    CellTraining.describe plan data cell training.Elapsed restart training.Trained

let toFit plan data cell restart outcome =
    match outcome with
    | SweepOutcome.Trained training -> Some(fitOf plan data cell restart training)
    | SweepOutcome.Refined _
    | SweepOutcome.Validated _ -> None

let toRefined (plan: SweepPlan) data cell (fits: UnitFit[]) outcome =
    match outcome with
    | SweepOutcome.Refined(found, converted) ->
        let found = found |> Option.map (fitOf plan data cell plan.Restarts)

        Some
            {
                CellTraining.Found = found
                CellTraining.Delivered =
                    if converted.Length = 0 then
                        Array.append fits (Option.toArray found)
                    else
                        converted |> Array.mapi (fitOf plan data cell)
            }
    | SweepOutcome.Trained _
    | SweepOutcome.Validated _ -> None

let toValidated outcome =
    match outcome with
    | SweepOutcome.Validated(network, squares) ->
        Some({ Network = network; Squares = squares }: CellTraining.Validated)
    | SweepOutcome.Trained _
    | SweepOutcome.Refined _ -> None
