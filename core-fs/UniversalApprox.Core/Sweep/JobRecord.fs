namespace UniversalApprox.Core.Sweep

/// What a job came to.
[<RequireQualifiedAccess>]
type internal JobResult =
    /// For each cell of the job its restarts.
    | Fits of UnitFit[][]
    | Refined of CellTraining.Refined
    | Validated of CellTraining.Validated

/// Reads and writes the results of jobs in a journal.
module internal JobRecord =
    let private key (cells: SweepCell[]) cell step = JobOutcome.keyOf cells[cell] step

    /// All values, or none if one is missing.
    let private whole values =
        if Array.forall Option.isSome values then
            Some(Array.map Option.get values)
        else
            None

    /// The result of a job whose outcome is known. Restarts that are trained together count as one.
    let find (journal: SweepJournal) plan data (cells: SweepCell[]) fitsOf together job =
        let find cell step = journal.Find(key cells cell step)

        match job with
        | Restarts(group, first) ->
            let fit cell restart =
                find cell (SweepStep.Restart restart)
                |> Option.bind (JobOutcome.toFit plan data cells[cell] restart)

            group
            |> Array.map (fun cell -> Array.init together (fun k -> fit cell (first + k)) |> whole)
            |> whole
            |> Option.map JobResult.Fits
        | Refinement cell ->
            find cell SweepStep.Refinement
            |> Option.bind (JobOutcome.toRefined plan data cells[cell] (fitsOf cell))
            |> Option.map JobResult.Refined
        | Split(cell, split) ->
            find cell (SweepStep.Fold split)
            |> Option.bind JobOutcome.toValidated
            |> Option.map JobResult.Validated

    let write (journal: SweepJournal) (cells: SweepCell[]) fitsOf job result =
        match job, result with
        | Restarts(group, _), JobResult.Fits fits ->
            [|
                for cell, fits in Array.zip group fits do
                    for fit: UnitFit in fits do
                        struct (key cells cell (SweepStep.Restart fit.Restart), JobOutcome.ofFit fit)
            |]
        | Refinement cell, JobResult.Refined refined ->
            [| struct (key cells cell SweepStep.Refinement, JobOutcome.ofRefined (fitsOf cell) refined) |]
        | Split(cell, split), JobResult.Validated validated ->
            [| struct (key cells cell (SweepStep.Fold split), JobOutcome.ofValidated validated) |]
        | _ -> [||]
        |> journal.Ended
