namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Diagnostics
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles

/// The journal of one run, if it has one: what was found in it, and what goes into it.
[<Sealed>]
type internal McmcKeeping
    (journal: McmcJournal option, prepared: PreparedStart, notBefore: int ref, watch: Stopwatch) =
    let left = journal |> Option.bind _.Left

    let elapsedBefore =
        left |> Option.map (fun (_, found) -> found.Elapsed) |> Option.defaultValue TimeSpan.Zero
    // Draws since the last checkpoint.
    let pending = ResizeArray<Chain>()

    let checkpoint states stop =
        {
            States = states
            NextLook = notBefore.Value
            Stop =
                match stop with
                | Some SamplingStop.Completed
                | Some(SamplingStop.Converged _) -> stop
                | Some SamplingStop.Cancelled
                | Some(SamplingStop.Failed _)
                | None -> None
            Elapsed = elapsedBefore + watch.Elapsed
        }

    let advance (journal: McmcJournal) states stop =
        journal.Advanced (pending.ToArray()) (checkpoint states stop)
        pending.Clear()

    let begun (journal: McmcJournal) startNotes =
        journal.Begun
            {
                Mode = prepared.Mode
                Height = prepared.Height
                Notes = prepared.Notes
                StartNotes = startNotes
            }

    let statesOf choose = left |> Option.bind (fun (_, found) -> choose found.States)

    member _.IsKept = journal.IsSome

    /// The ensemble of all that is the first of this process.
    member _.First = journal |> Option.bind _.Member |> Option.defaultValue 0

    /// The draws of another process.
    member _.Earlier = left |> Option.bind (fun (memory, _) -> memory.Draws)

    member this.KeptBefore =
        match this.Earlier with
        | Some chain -> chain.Ensembles[0].KeptSteps
        | None -> 0

    member _.ElapsedBefore = elapsedBefore

    /// Of a start that another process made.
    member _.StartNotes =
        match left with
        | Some(memory, _) -> memory.Preparation.StartNotes
        | None -> [||]

    member _.Ensembles =
        statesOf (function
            | McmcStates.Ensembles states -> Some states
            | _ -> None)

    member _.Chains =
        statesOf (function
            | McmcStates.Chains states -> Some states
            | _ -> None)

    member _.Ladders =
        statesOf (function
            | McmcStates.Ladders states -> Some states
            | _ -> None)

    /// Blocks are for the journal too.
    member _.Hooks(hooks: SamplingHooks) =
        match journal with
        | None -> hooks
        | Some _ ->
            let handOn block =
                pending.Add block
                hooks.OnBlock |> Option.iter (fun handOn -> handOn block)

            { hooks with OnBlock = Some handOn }

    /// The keeper of the states of one kind.
    member _.Keeper (wrap: 'state[] -> McmcStates) (from: 'state[] option) : RunKeeper<'state> option =
        journal
        |> Option.map (fun journal ->
            {
                Member = journal.Member
                From = from
                Begun = begun journal
                Advanced = fun states stop -> advance journal (wrap states) stop
            })

    /// Rejects a density that is another one than that which was sampled: it has another value where the walkers stand. Vectors
    /// of points may be added up in another order, so last digits may differ.
    static member checkDensity (density: LogDensity) states =
        let check (position: float[]) (value: float) =
            let now = Array.zeroCreate 1
            density.CreateEvaluator().Evaluate(position, 1, now)

            if position.Length <> density.Dimension || abs (now[0] - value) > 1e-6 * (1.0 + abs value) then
                let run = Check.named "Run"

                Check.because
                    "Run"
                    $"The chain that {run} names was sampled with another log-density: where a walker stands it was {Check.text value}, and is {Check.text now[0]} now."

        let ensemble (state: EnsembleState) =
            check (Array.truncate state.Dimension state.Positions) state.LogDensities[0]

        match states with
        | McmcStates.Ensembles states -> states |> Array.iter ensemble
        | McmcStates.Chains states ->
            states |> Array.iter (fun state -> check state.Position state.LogDensity)
        | McmcStates.Ladders states -> states |> Array.iter (fun state -> ensemble state.Rungs[0])
