/// Steps of several ensembles at once.
module internal UniversalApprox.Core.Sampling.Rounds

open System.Threading.Tasks

/// Steps of an ensemble that are taken at once: a thread that finds nothing more to do waits for one such portion at most,
/// and portions that are too small would have the threads queue for them.
let private portion steps = max 32 (steps / 32)

/// What is left of a round, and who is at it.
type private Schedule(ensembles: int, steps: int) =
    let left = Array.create ensembles steps
    let isTaken = Array.create ensembles false

    /// The ensemble that is furthest behind of those that nobody is at, and how many steps to take with it.
    member _.TryTake() =
        lock left (fun () ->
            let free =
                [
                    for e in 0 .. ensembles - 1 do
                        if left[e] > 0 && not isTaken[e] then
                            e
                ]

            match free with
            | [] -> ValueNone
            | _ ->
                let e = free |> List.maxBy (fun e -> left[e])
                isTaken[e] <- true
                ValueSome(struct (e, min left[e] (portion steps))))

    member _.Return(e: int, stepsTaken: int, hasFailed: bool) =
        lock left (fun () ->
            isTaken[e] <- false
            left[e] <- if hasFailed then 0 else left[e] - stepsTaken)

/// Advances all ensembles by `steps` steps, on as many threads; returns why one of them failed. Ensembles differ in the time
/// they take, and there may be more of them than threads, so each is advanced by a portion at a time.
let take threads (tracks: EnsembleTrack[]) steps keep : exn voption =
    let failures: exn voption[] = Array.create tracks.Length ValueNone
    let schedule = Schedule(tracks.Length, steps)

    let rec work () =
        match schedule.TryTake() with
        | ValueNone -> ()
        | ValueSome(e, portion) ->
            failures[e] <- tracks[e].Round(portion, keep)
            schedule.Return(e, portion, failures[e].IsSome)
            work ()

    if threads = 1 || tracks.Length = 1 then
        tracks |> Array.iteri (fun e track -> failures[e] <- track.Round(steps, keep))
    else
        let workers = min threads tracks.Length
        let limit = ParallelOptions(MaxDegreeOfParallelism = workers)
        Parallel.For(0, workers, limit, (fun _ -> work ())) |> ignore

    match failures |> Array.tryFind _.IsSome with
    | Some failure -> failure
    | None -> ValueNone
