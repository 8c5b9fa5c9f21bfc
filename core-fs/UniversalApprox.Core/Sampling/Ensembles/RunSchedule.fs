namespace UniversalApprox.Core.Sampling

open UniversalApprox.Core

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

    /// The next step at which all ensembles have to meet: the end of burn-in, of a block, or of the run.
    member s.NextStop(step: int64) =
        if step < s.BurnInEnd then
            s.BurnInEnd
        else
            min s.Last (s.BurnInEnd + ((step - s.BurnInEnd) / s.BlockSteps + 1L) * s.BlockSteps)

    member s.IsBlockEnd(step: int64) =
        step > s.BurnInEnd && (step = s.Last || (step - s.BurnInEnd) % s.BlockSteps = 0L)

[<RequireQualifiedAccess>]
module internal RunSchedule =
    let ofOptions (options: SamplingOptions) (hooks: SamplingHooks) first =
        let hasBlocks = hooks.OnBlock.IsSome || hooks.Until.IsSome || not options.KeepDraws

        {
            First = first
            BurnInEnd = first + int64 options.BurnIn
            Last = first + int64 options.Steps
            BlockSteps = int64 (if hasBlocks then options.BlockSteps else options.Steps)
        }

    /// The most draws that have to be in memory at once.
    let capacity (options: SamplingOptions) schedule =
        let thin = int64 options.Thin

        if options.KeepDraws then
            schedule.Last / thin - schedule.BurnInEnd / thin
        else
            // Never filled to the end: a block that is handed on is always a copy.
            min (int64 options.Steps) (int64 options.BlockSteps) / thin + 2L
