namespace UniversalApprox.Core.Training

open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks

/// The starting point of training.
[<RequireQualifiedAccess>]
type Start =
    /// Spread for Levenberg–Marquardt and L-BFGS, PyTorch for Adam.
    | Auto
    /// The default initialisation of torch.nn.Linear: hidden weights and biases uniform on ±1/√d, amplitudes and offset on
    /// ±1/√N.
    | PyTorch
    /// A start from the data: unit centres spread over the inputs, with a range of widths, and the best amplitudes for them.
    /// The first restart includes a regular arrangement; all other starts are random. With Levenberg–Marquardt each restart
    /// is the best of ten short trial runs.
    | Spread
    /// The given parameters. Restarts after the first add normal noise of 10 % of each parameter's size (at least 0.1).
    | Given of Network

/// Initial parameter vectors.
[<RequireQualifiedAccess>]
module Start =
    /// The start that Auto stands for with this optimiser; other starts stay.
    val internal resolve: optimizer: Optimizer -> start: Start -> Start

    /// The default initialisation of torch.nn.Linear. It has torch's distribution but not its random sequence.
    val internal pytorch: activation: Activation -> dimension: int -> units: int -> rng: Rng -> Network

    /// The given network, moved at random unless `restart` is 0.
    val internal perturb: restart: int -> rng: Rng -> network: Network -> Network
