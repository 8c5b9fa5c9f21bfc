namespace UniversalApprox.Core

open System.Threading
open UniversalApprox.Core.Optimisers

/// What a batch of networks of one shape is trained by, in the units that training works in.
type internal BatchTask =
    {
        Units: int
        Data: CurveData
        Loss: Loss
        Optimizer: Optimizer
        Precision: Precision
        NoOffset: bool
        /// How many cores may be used.
        Threads: int
    }

/// One network of a batch and the vector θ that it starts from.
type internal BatchStart = { Activation: Activation; Theta: float[] }

/// Trains many networks of one shape at once.
type internal IBatchTrainer =
    /// Rejects options that it cannot train by, before any work.
    abstract Validate: options: TrainingOptions -> unit

    /// Minimises from each of the starts; those of one activation are best given one after the other. The results are in
    /// their order, and mean what the results of the optimisers of this assembly mean. Cancellation ends every training with StopReason.Cancelled.
    abstract Minimise: task: BatchTask * starts: BatchStart[] * cancellation: CancellationToken -> Optimum[]

/// What carries out the arithmetic of training.
[<Sealed; AllowNullLiteral; Class>]
type Engine =
    internal new: name: string * trainer: IBatchTrainer option -> Engine
    /// This assembly's vector kernels: one network at a time on each thread. The default, and needs nothing else.
    static member Simd: Engine
    /// simd, or the name that another assembly gave its engine.
    member Name: string
    /// None for the vector kernels.
    member internal Trainer: IBatchTrainer option
