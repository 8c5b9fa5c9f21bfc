namespace UniversalApprox.Core.Sampling.Ensembles


open System

/// The steps at which something happens in a run, counted from the very start as in `EnsembleState.Step`.
type internal RunSchedule =
    {
        /// Steps taken before this run.
        First: int64
        /// The last step of burn-in.
        BurnInEnd: int64
        /// The last step of this run.
        Last: int64
        /// Steps per block.
        BlockSteps: int64
        /// The first step at which to ask whether to stop, if that is asked at all.
        FirstQuestion: int64 option
    }

    /// Each question comes when a fifth more steps have been kept than at the last: an answer costs passes over all draws, so all
    /// answers together cost about six times the last, and a run takes at most a fifth more steps than it needs.
    member private s.NextQuestion(step: int64) =
        match s.FirstQuestion with
        | None -> Int64.MaxValue
        | Some first ->
            let mutable question = first

            while question <= step do
                question <- s.BurnInEnd + ((question - s.BurnInEnd) * 6L + 4L) / 5L

            question

    member s.IsQuestion(step: int64) =
        s.FirstQuestion.IsSome && step > s.BurnInEnd && step < s.Last && step = s.NextQuestion(step - 1L)

    /// The next step at which all ensembles or chains have to meet: the end of burn-in, of a block, or of the run.
    member s.NextStop(step: int64) =
        if step < s.BurnInEnd then
            s.BurnInEnd
        else
            let blockEnd = s.BurnInEnd + ((step - s.BurnInEnd) / s.BlockSteps + 1L) * s.BlockSteps
            min s.Last (min blockEnd (s.NextQuestion step))

    member s.IsBlockEnd(step: int64) =
        step > s.BurnInEnd && (step = s.Last || (step - s.BurnInEnd) % s.BlockSteps = 0L)

/// How a run is kept, so that another process can go on with it.
type internal RunKeeper<'state> =
    {
        /// The one ensemble, chain or ladder that is sampled; None for all.
        Member: int option
        /// Where the process before left off; None at the very start.
        From: 'state[] option
        /// Told the notes on the start, before the first step.
        Begun: string[] -> unit
        /// Told the states at the end of each block and about once a second, and at the end with the reason for it. The draws kept
        /// before have been handed on by `SamplingHooks.OnBlock`.
        Advanced: 'state[] -> SamplingStop option -> unit
    }

module internal RunKeeper =
    /// Whether the states are those with which another process left off.
    let isResumed keeper = keeper |> Option.exists (fun keeper -> Option.isSome keeper.From)

    /// The numbers of the ensembles, chains or ladders that are sampled, of all `count`.
    let members count keeper =
        match keeper |> Option.bind _.Member with
        | Some number -> [| number |]
        | None -> [| 0 .. count - 1 |]

    let begun notes keeper = keeper |> Option.iter (fun keeper -> keeper.Begun notes)

    let keep states keeper = keeper |> Option.map (fun keeper -> fun stop -> keeper.Advanced (states ()) stop)

/// How long a run is, and which of its draws are kept where.
type internal RunLength = { Steps: int; BurnIn: int; Thin: int; BlockSteps: int; KeepDraws: bool }

[<RequireQualifiedAccess>]
module internal RunSchedule =
    /// The fewest kept steps that are worth a question.
    let private fewestKept = 50L

    let create (length: RunLength) (hooks: SamplingHooks) first =
        let hasBlocks = hooks.OnBlock.IsSome || not length.KeepDraws
        // A continued run has the draws of the earlier one already.
        let before = if length.BurnIn = 0 then first / 5L else 0L

        {
            First = first
            BurnInEnd = first + int64 length.BurnIn
            Last = first + int64 length.Steps
            BlockSteps = int64 (if hasBlocks then length.BlockSteps else length.Steps)
            FirstQuestion =
                if hooks.Until.IsSome && length.KeepDraws then
                    Some(first + int64 length.BurnIn + max before (fewestKept * int64 length.Thin))
                else
                    None
        }

    /// The most draws that have to be in memory at once.
    let capacity (length: RunLength) schedule =
        let thin = int64 length.Thin

        if length.KeepDraws then
            schedule.Last / thin - schedule.BurnInEnd / thin
        else
            // Never filled to the end: a block that is handed on is always a copy.
            min (int64 length.Steps) (int64 length.BlockSteps) / thin + 2L
