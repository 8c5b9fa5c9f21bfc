namespace UniversalApprox.Core.Sweep

open System.Collections.Generic

/// A piece of work: restarts of cells that are trained together, the search that goes on from a cell's restarts, or one
/// validation split of a cell.
[<Struct>]
type internal SweepJob =
    | Restarts of cells: int[] * first: int
    | Refinement of cell: int
    | Split of cellOfSplit: int * split: int

/// The jobs that wait, and how many run. Not thread-safe. `costs` has the cost of one training of each cell.
type internal SweepQueue(costs: float[], workers: int) =
    /// Up to this many waiting jobs per worker are compared with each other. With more, their order cannot matter yet.
    let compared = 8

    // Validation of an early cell comes before the restarts of a later one, so that its result is handed on soon.
    let waiting = PriorityQueue<SweepJob, struct (int * int * int)>()
    let mutable running = 0
    let mutable runningCost = 0.0

    let order job =
        match job with
        | Restarts(group, first) -> struct (group[0], 0, first)
        | Refinement cell -> struct (cell, 1, 0)
        | Split(cell, split) -> struct (cell, 2, split)

    let cost job =
        match job with
        | Restarts(group, _) -> group |> Array.sumBy (fun cell -> costs[cell])
        | Refinement cell
        | Split(cell, _) -> costs[cell]

    /// The next in order, unless another job alone would take longer than everything unfinished, shared among the
    /// workers: begun last, that job would keep one worker busy and the others waiting.
    let next () =
        if waiting.Count > compared * workers then
            waiting.Dequeue()
        else
            let jobs = [ for struct (job, _) in waiting.UnorderedItems -> job ]
            let longest = List.maxBy cost jobs
            let share = (runningCost + List.sumBy cost jobs) / float workers

            if cost longest > cost (waiting.Peek()) && cost longest >= share then
                waiting.Remove(longest, ref longest, ref struct (0, 0, 0)) |> ignore
                longest
            else
                waiting.Dequeue()

    member _.IsEmpty = waiting.Count = 0

    /// Whether jobs are running, which may bring further ones.
    member _.IsRunning = running > 0

    member _.Add job = waiting.Enqueue(job, order job)

    /// The job to begin now. There must be one.
    member _.Take() =
        let job = next ()
        running <- running + 1
        runningCost <- runningCost + cost job
        job

    /// A job that was taken has ended.
    member _.End job =
        running <- running - 1
        runningCost <- runningCost - cost job
