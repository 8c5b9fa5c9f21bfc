namespace UniversalApprox.Core.Training

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// A trained network and the course of its training.
type TrainedNetwork =
    {
        /// The network in the units of the data.
        Network: Network
        /// The network where training started, in the units of the data.
        Start: Network
        /// Steps of the optimiser (epochs for Adam).
        Iterations: int
        /// The reason why training ended.
        Stop: StopReason
        /// The minimised loss before the first iteration and after each of them. It is in the units that training
        /// worked in: standardised ones, unless scaling is None.
        History: float[]
    }

/// One of several trainings that differ only in activation and start.
type internal TrainingRequest = { Activation: Activation; Start: Start; Restart: int; Rng: Rng }

/// Trains one network on one data set.
[<RequireQualifiedAccess>]
module Training =
    /// Trains one network. The result depends only on the arguments, not on the machine's number of cores.
    /// `restart` selects the start; 0 is the regular one, where there is one.
    /// Errors: options out of range, an activation that gradients cannot train, a given start of another activation
    /// or dimension. The result reports divergence and cancellation.
    val fit:
        options: TrainingOptions ->
        start: Start ->
        activation: Activation ->
        units: int ->
        restart: int ->
        rng: Rng ->
        cancellation: CancellationToken ->
        data: CurveData ->
            TrainedNetwork

    /// Trains several networks of one shape on the same data, each as `fit` does, with an engine on at most `threads` cores.
    val internal fitAll:
        engine: Engine ->
        threads: int ->
        options: TrainingOptions ->
        units: int ->
        requests: TrainingRequest[] ->
        cancellation: CancellationToken ->
        data: CurveData ->
            TrainedNetwork[]

    /// Searches on from trained networks: from the best smaller one, which it enlarges, and from the best one of this size, whose
    /// units it exchanges. `best` may be the better one still. None without either.
    val internal refine:
        options: TrainingOptions ->
        units: int ->
        effort: Refinement.Effort ->
        smaller: Network option ->
        best: Network option ->
        rng: Rng ->
        cancellation: CancellationToken ->
        data: CurveData ->
            TrainedNetwork option

    /// The loss that training reached, for comparing trainings on the same data; +∞ where training diverged.
    val internal finalLoss: trained: TrainedNetwork -> float
