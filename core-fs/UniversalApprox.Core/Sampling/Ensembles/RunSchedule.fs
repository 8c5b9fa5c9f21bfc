namespace UniversalApprox.Core.Sampling.Ensembles


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
    }

    /// The next step at which all ensembles or chains have to meet: the end of burn-in, of a block, or of the run.
    member s.NextStop(step: int64) =
        if step < s.BurnInEnd then
            s.BurnInEnd
        else
            min s.Last (s.BurnInEnd + ((step - s.BurnInEnd) / s.BlockSteps + 1L) * s.BlockSteps)

    member s.IsBlockEnd(step: int64) =
        step > s.BurnInEnd && (step = s.Last || (step - s.BurnInEnd) % s.BlockSteps = 0L)

/// How long a run is, and which of its draws are kept where.
type internal RunLength = { Steps: int; BurnIn: int; Thin: int; BlockSteps: int; KeepDraws: bool }

[<RequireQualifiedAccess>]
module internal RunSchedule =
    let create (length: RunLength) (hooks: SamplingHooks) first =
        let hasBlocks = hooks.OnBlock.IsSome || hooks.Until.IsSome || not length.KeepDraws

        {
            First = first
            BurnInEnd = first + int64 length.BurnIn
            Last = first + int64 length.Steps
            BlockSteps = int64 (if hasBlocks then length.BlockSteps else length.Steps)
        }

    /// The most draws that have to be in memory at once.
    let capacity (length: RunLength) schedule =
        let thin = int64 length.Thin

        if length.KeepDraws then
            schedule.Last / thin - schedule.BurnInEnd / thin
        else
            // Never filled to the end: a block that is handed on is always a copy.
            min (int64 length.Steps) (int64 length.BlockSteps) / thin + 2L
