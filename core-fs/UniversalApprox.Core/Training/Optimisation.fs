namespace UniversalApprox.Core.Training

open System

/// The result of an optimiser, in the units it worked in.
type internal Optimum =
    {
        Theta: float[]
        /// The loss at Theta.
        Loss: float
        Iterations: int
        Stop: StopReason
        /// The loss before the first iteration and after each of them.
        History: float[]
    }

/// A frame common to all optimisers. It keeps their progress through divergence and cancellation.
module internal Optimisation =
    let isFinite (values: float[]) = Array.forall Double.IsFinite values

    /// Runs `iterate`, which returns why it stopped. `iterate` writes its progress to `theta` (always the last accepted,
    /// finite parameters) and `history`. A cancelled kernel call becomes StopReason.Cancelled.
    let run (theta: float[]) (history: ResizeArray<float>) (iterate: unit -> StopReason) =
        let stop =
            try
                iterate ()
            with :? OperationCanceledException ->
                StopReason.Cancelled

        {
            Theta = theta
            Loss = if history.Count > 0 then history[history.Count - 1] else nan
            Iterations = max 0 (history.Count - 1)
            Stop = stop
            History = history.ToArray()
        }
