namespace UniversalApprox.Core.Sweep

open System
open System.Diagnostics

/// What has come of the cells of a sweep so far. Not thread-safe. Finished cells are handed on in the plan's order.
/// `refines` says whether each cell has a search after its restarts.
type internal SweepResults
    (plan: SweepPlan, cells: SweepCell[], refines: bool, splits: int, onFit: UnitFit -> unit) =
    let jobsPerCell = plan.Restarts + (if refines then 1 else 0) + splits
    let fits = cells |> Array.map (fun _ -> Array.zeroCreate<UnitFit> plan.Restarts)
    let refined = cells |> Array.map (fun _ -> None: CellTraining.Refined option)
    let validated = cells |> Array.map (fun _ -> Array.create splits (None: CellTraining.Validated option))
    let restartsLeft = Array.create cells.Length plan.Restarts

    /// The cell with the next smaller number of units of the same activation: the one that each cell's networks grow from.
    let smaller =
        cells
        |> Array.map (fun cell ->
            [| 0 .. cells.Length - 1 |]
            |> Array.filter (fun c -> cells[c].Activation = cell.Activation && cells[c].Units < cell.Units)
            |> Array.sortByDescending (fun c -> cells[c].Units)
            |> Array.tryHead)

    let jobsLeft = Array.create cells.Length jobsPerCell
    let watch = Stopwatch.StartNew()
    let mutable completed = 0
    let mutable handedOn = 0

    // A larger network costs more; this shapes the progress bar, and says which job to begin early.
    let costs = cells |> Array.map (fun cell -> Math.Pow(float cell.Units + 2.0, 1.5))
    let allCosts = Array.sum costs
    let fractions = Array.zeroCreate<float> cells.Length

    let isValidated cell split = (validated[cell][split]).IsSome

    let isRefined cell = not refines || Option.isSome refined[cell]

    let delivered cell =
        match refined[cell] with
        | Some refined -> refined.Delivered
        | None -> fits[cell]

    let finish cell count =
        jobsLeft[cell] <- jobsLeft[cell] - count
        completed <- completed + count
        fractions[cell] <- fractions[cell] + float count * costs[cell] / allCosts / float jobsPerCell

        while handedOn < cells.Length && jobsLeft[handedOn] = 0 do
            CellTraining.finish plan (delivered handedOn) (Array.choose id validated[handedOn])
            |> Array.iter onFit

            handedOn <- handedOn + 1

    /// The cost of one training of each cell, in units of their own.
    member _.Costs = costs

    member _.Jobs = cells.Length * jobsPerCell

    member _.IsComplete = handedOn = cells.Length

    member _.FitsOf cell = fits[cell]

    /// The fits of the smaller cell; none where there is no such cell.
    member _.SmallerFits cell =
        match smaller[cell] with
        | Some c -> Array.append fits[c] (refined[c] |> Option.bind _.Found |> Option.toArray)
        | None -> [||]

    /// The validation of the smaller cell on the same split, if there is one.
    member _.ValidatedSmaller(cell, split) = smaller[cell] |> Option.bind (fun c -> validated[c][split])

    /// Whether all that the search of this cell begins with is there.
    member _.MayRefine cell =
        refines
        && Option.isNone refined[cell]
        && restartsLeft[cell] = 0
        && smaller[cell] |> Option.forall isRefined

    /// Whether all that the validation of this cell on this split begins with is there.
    member _.MayValidate(cell, split) =
        restartsLeft[cell] = 0
        && not (isValidated cell split)
        && (not refines || smaller[cell] |> Option.forall (fun c -> isValidated c split))

    /// The cell that grows from this one.
    member _.Larger cell = [| 0 .. cells.Length - 1 |] |> Array.filter (fun c -> smaller[c] = Some cell)

    /// Adds trained restarts, `first` and those after it.
    member _.AddFits(cell, first, trained: UnitFit[]) =
        Array.blit trained 0 fits[cell] first trained.Length
        restartsLeft[cell] <- restartsLeft[cell] - trained.Length
        finish cell trained.Length

    member _.AddRefined(cell, result: CellTraining.Refined) =
        refined[cell] <- Some result
        finish cell 1

    member _.AddValidated(cell, split, result: CellTraining.Validated) =
        validated[cell][split] <- Some result
        finish cell 1

    member this.Progress cell =
        let fraction = fractions |> Array.sum |> min 1.0
        let elapsed = watch.Elapsed

        {
            Completed = completed
            Total = this.Jobs
            Fraction = fraction
            Elapsed = elapsed
            Remaining =
                if fraction > 0.0 then
                    Some(elapsed * ((1.0 - fraction) / fraction))
                else
                    None
            Current = cells[cell]
        }
