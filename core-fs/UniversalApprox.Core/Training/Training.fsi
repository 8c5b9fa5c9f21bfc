namespace UniversalApprox.Core

open System.Threading

/// A trained network and how it was reached.
type TrainedNetwork =
    {
        /// In the units of the data.
        Network: Network
        /// Where training started, in the units of the data.
        Start: Network
        /// Steps of the optimiser (epochs for Adam).
        Iterations: int
        /// Why training ended.
        Stop: StopReason
        /// The loss that was minimised, before the first iteration and after each of them. In the units that training
        /// worked in: standardised ones, unless scaling is None.
        History: float[]
    }

/// One of several trainings that differ only in activation and start.
type internal TrainingRequest = { Activation: Activation; Start: Start; Restart: int; Rng: Rng }

/// Training of one network on one set of data.
[<RequireQualifiedAccess>]
module Training =
    /// Trains one network. The result depends only on the arguments, not on the machine's number of cores.
    /// `restart` chooses among starts (0 is the regular one, where there is one).
    /// Errors: options out of range, an activation that gradients cannot train, a given start of another activation
    /// or dimension. Divergence and cancellation are reported in the result.
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

    /// Trains several networks of one shape on the same data, as `fit` does each, with an engine on at most `threads` cores.
    val internal fitAll:
        engine: Engine ->
        threads: int ->
        options: TrainingOptions ->
        units: int ->
        requests: TrainingRequest[] ->
        cancellation: CancellationToken ->
        data: CurveData ->
            TrainedNetwork[]

    /// The loss that was reached, to compare trainings on the same data by; +∞ where training diverged.
    val internal finalLoss: trained: TrainedNetwork -> float
