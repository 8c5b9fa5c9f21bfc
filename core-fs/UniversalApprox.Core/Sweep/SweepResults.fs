namespace UniversalApprox.Core.Sweep

open System
open System.Diagnostics

/// What has come of the cells of a sweep so far. Not thread-safe. Finished cells are handed on in the plan's order.
type internal SweepResults(plan: SweepPlan, cells: SweepCell[], splits: int, onFit: UnitFit -> unit) =
    let jobsPerCell = plan.Restarts + splits
    let fits = cells |> Array.map (fun _ -> Array.zeroCreate<UnitFit> plan.Restarts)
    let errors = cells |> Array.map (fun _ -> Array.zeroCreate<float[]> splits)
    let jobsLeft = Array.create cells.Length jobsPerCell
    let watch = Stopwatch.StartNew()
    let mutable completed = 0
    let mutable handedOn = 0

    // A larger network costs more; this shapes the progress bar, and says which job to begin early.
    let costs = cells |> Array.map (fun cell -> Math.Pow(float cell.Units + 2.0, 1.5))
    let allCosts = Array.sum costs
    let fractions = Array.zeroCreate<float> cells.Length

    let finish cell count =
        jobsLeft[cell] <- jobsLeft[cell] - count
        completed <- completed + count
        fractions[cell] <- fractions[cell] + float count * costs[cell] / allCosts / float jobsPerCell

        while handedOn < cells.Length && jobsLeft[handedOn] = 0 do
            CellTraining.finish plan fits[handedOn] errors[handedOn] |> Array.iter onFit
            handedOn <- handedOn + 1

    /// The cost of one training of each cell, in units of their own.
    member _.Costs = costs

    member _.Jobs = cells.Length * jobsPerCell

    member _.IsComplete = handedOn = cells.Length

    member _.FitsOf cell = fits[cell]

    /// Adds trained restarts, `first` and those after it. Returns whether all restarts of the cell are there now.
    member _.AddFits(cell, first, trained: UnitFit[]) =
        Array.blit trained 0 fits[cell] first trained.Length
        finish cell trained.Length
        jobsLeft[cell] = splits

    member _.AddErrors(cell, split, squares: float[]) =
        errors[cell][split] <- squares
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
