namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles

/// Makes draws of all parameters of the points of a run, each once, also where the run hands them on in parts. `earlier` are
/// the draws of the run that it continues. A verdict may still use it in the background when a cancelled run has ended, so
/// one thread at a time completes.
[<Sealed>]
type internal Completion(target: McmcTarget, seed: uint64, earlier: Chain option) =
    // Away from the streams of samplers, which are splits 0, 1, … of the seed's.
    let rng = Rng.ofSeed seed |> Rng.split -1

    let keptOf (chain: Chain option) =
        chain |> Option.map (fun chain -> chain.Ensembles[0].KeptSteps) |> Option.defaultValue 0

    let keptBefore = keptOf earlier
    let mutable completed = earlier
    let mutable handedOn = keptBefore
    let gate = obj ()

    let complete first (chain: Chain) = target.Complete rng (first * chain.Ensembles[0].Walkers) chain

    let from step (chain: Chain) =
        if step = 0 then
            chain
        else
            let part (ensemble: EnsembleChain) =
                { ensemble with
                    KeptSteps = ensemble.KeptSteps - step
                    Draws = ensemble.Draws[step * ensemble.Walkers * ensemble.Dimension ..]
                    LogDensity = ensemble.LogDensity[step * ensemble.Walkers ..]
                }

            { chain with Ensembles = Array.map part chain.Ensembles }

    /// The counts of a chain are those of its whole run.
    let withCounts (before: Chain option) (run: Chain) (chain: Chain) =
        let counts e (ensemble: EnsembleChain) =
            let add (count: EnsembleChain -> int64[]) =
                match before with
                | None -> count run.Ensembles[e]
                | Some before -> Array.map2 (+) (count before.Ensembles[e]) (count run.Ensembles[e])

            { ensemble with
                AcceptedPerWalker = add _.AcceptedPerWalker
                ProposedPerWalker = add _.ProposedPerWalker
                AcceptedPerMove = add _.AcceptedPerMove
                ProposedPerMove = add _.ProposedPerMove
            }

        { chain with Ensembles = Array.mapi counts chain.Ensembles }

    let completeUpTo (run: Chain) =
        let ready = keptOf completed - keptBefore

        if run.Ensembles[0].KeptSteps > ready || completed.IsNone then
            let later = complete (keptBefore + ready) (from ready run)

            completed <-
                completed
                |> Option.map (fun chain -> Sampler.append chain later)
                |> Option.orElse (Some later)

        withCounts earlier run completed.Value

    /// All draws: those of before and those of this run so far, whose points are `run`.
    member _.All(run: Chain) = lock gate (fun () -> completeUpTo run)

    /// The draws of the next block of points.
    member _.Block(block: Chain) =
        let first = handedOn
        handedOn <- first + block.Ensembles[0].KeptSteps
        complete first block
