namespace UniversalApprox.Core.Training

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The training of a batch of networks of one shape, in the units that training works in.
type internal BatchTask =
    {
        Units: int
        Data: CurveData
        Loss: Loss
        Optimizer: Optimizer
        Precision: Precision
        NoOffset: bool
        /// The number of cores that the trainer may use.
        Threads: int
    }

/// One network of a batch and the vector θ that it starts from.
type internal BatchStart = { Activation: Activation; Theta: float[] }

/// Trains many networks of one shape at once.
type internal IBatchTrainer =
    /// Rejects options that this trainer cannot use, before any work.
    abstract Validate: options: TrainingOptions -> unit

    /// Minimises from each of the starts. Starts of one activation are best given one after the other. The results come in
    /// the order of the starts and have the same meaning as those of the optimisers of this assembly. Cancellation ends
    /// every training with StopReason.Cancelled.
    abstract Minimise: task: BatchTask * starts: BatchStart[] * cancellation: CancellationToken -> Optimum[]

/// The implementation of the arithmetic of training.
[<Sealed; AllowNullLiteral; Class>]
type Engine =
    internal new: name: string * trainer: IBatchTrainer option -> Engine
    /// This assembly's vector kernels, which train one network at a time on each thread. The default; it needs nothing else.
    static member Simd: Engine
    /// The name: simd, or the name that another assembly gave its engine.
    member Name: string
    /// Rejects options and data that this engine cannot use: engines other than the vector kernels have no weights of points.
    member internal Validate: options: TrainingOptions -> data: CurveData -> unit
    /// None for the vector kernels.
    member internal Trainer: IBatchTrainer option
