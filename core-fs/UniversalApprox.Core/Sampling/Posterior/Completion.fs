namespace UniversalApprox.Core.Sampling.Posterior

open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles

/// Makes draws of all parameters of the points of a run, each once, also where the run hands them on in parts. `earlier` are
/// the draws of the run that it continues. With `keepsBlocks` the blocks are parts of all draws too, and not made again. A verdict
/// may still use it in the background when a cancelled run has ended, so one thread at a time completes. `firstEnsemble` is the number
/// that the first ensemble of the chains has among all that are sampled, here and elsewhere.
[<Sealed>]
type internal Completion
    (target: McmcTarget, seed: uint64, firstEnsemble: int, earlier: Chain option, keepsBlocks: bool) =
    // Away from the streams of samplers, which are splits 0, 1, … of the seed's.
    let rng = Rng.ofSeed seed |> Rng.split -1

    let keptOf (chain: Chain option) =
        chain |> Option.map (fun chain -> chain.Ensembles[0].KeptSteps) |> Option.defaultValue 0

    let keptBefore = keptOf earlier
    let mutable completed = earlier
    let mutable handedOn = keptBefore
    // Blocks that are not yet part of `completed`, in order.
    let blocks = ResizeArray<Chain>()
    let gate = obj ()

    let complete first (chain: Chain) =
        let streams = Array.init chain.Ensembles.Length (fun e -> Rng.split (firstEnsemble + e) rng)
        target.Complete streams (first * chain.Ensembles[0].Walkers) chain

    let from step (chain: Chain) =
        if step = 0 then
            chain
        else
            let part (ensemble: EnsembleChain) =
                { ensemble with
                    KeptSteps = ensemble.KeptSteps - step
                    Draws = ensemble.Draws[step * ensemble.Walkers * ensemble.Dimension ..]
                    LogDensity = ensemble.LogDensity[step * ensemble.Walkers ..]
                    Statistics =
                        Array.skip
                            (min ensemble.Statistics.Length (step * ensemble.Walkers))
                            ensemble.Statistics
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

    /// The draws of several chains, one after the other. Joined at once, since each joining copies all of them.
    let join (chains: Chain[]) =
        let ensemble e = chains |> Array.map (fun chain -> chain.Ensembles[e]) |> EnsembleChain.join
        { chains[0] with Ensembles = Array.init chains[0].Ensembles.Length ensemble }

    let joinBlocks () =
        if blocks.Count > 0 then
            completed <- Some(join [| yield! Option.toArray completed; yield! blocks |])
            blocks.Clear()

    let completeUpTo (run: Chain) =
        joinBlocks ()
        let ready = keptOf completed - keptBefore

        if run.Ensembles[0].KeptSteps > ready || completed.IsNone then
            let later = complete (keptBefore + ready) (from ready run)

            completed <-
                completed
                |> Option.map (fun chain -> Sampler.append chain later)
                |> Option.orElse (Some later)

        withCounts earlier run completed.Value

    let nextBlock (block: Chain) =
        let first = handedOn
        handedOn <- first + block.Ensembles[0].KeptSteps
        let draws = complete first block

        if keepsBlocks then
            // Some of them may have been made for all draws already.
            let ready = keptOf completed + Seq.sumBy (fun chain -> keptOf (Some chain)) blocks - first

            if ready < block.Ensembles[0].KeptSteps then
                blocks.Add(from (max 0 ready) draws)

        draws

    /// All draws: those of before and those of this run so far, whose points are `run`.
    member _.All(run: Chain) = lock gate (fun () -> completeUpTo run)

    /// The draws of the next block of points.
    member _.Block(block: Chain) = lock gate (fun () -> nextBlock block)
