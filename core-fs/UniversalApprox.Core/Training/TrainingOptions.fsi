namespace UniversalApprox.Core.Training

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The algorithm that finds the parameters. `epochs` is the number of iterations of Adam and the limit of the others, from 1
/// to 10⁷.
[<RequireQualifiedAccess>]
type Optimizer =
    /// Levenberg–Marquardt with the linear parameters (amplitudes and offset) eliminated at every step: variable
    /// projection (Golub & Pereyra 1973) in Kaufman's approximation (1975). It minimises squares only. The default, because
    /// it reaches the noise floor where first-order methods stall.
    | LevenbergMarquardt of epochs: int
    /// Full-batch Adam (Kingma & Ba 2015) with PyTorch's semantics: β = 0.9, 0.999, ε = 1e-8. The learning rate must be
    /// above 0. It runs all its epochs.
    | Adam of learningRate: float * epochs: int
    /// Limited-memory BFGS with ten pairs and a strong Wolfe line search (Nocedal & Wright 2006, algorithms 7.5 and 3.5).
    /// It minimises smooth losses only.
    | LBfgs of epochs: int

/// The reason why training stopped. None of them is an error.
[<RequireQualifiedAccess>]
type StopReason =
    /// Rounding prevents further progress, or the progress is negligible (relative decrease below 1e-10).
    | Converged
    /// Training reached the iteration limit. Usual for Adam, which always runs all its epochs.
    | IterationLimit
    /// The caller cancelled training. The parameters are those reached so far.
    | Cancelled
    /// The loss or a parameter became infinite or NaN. The parameters are the last finite ones.
    | Diverged

/// The options of training one network.
type TrainingOptions =
    {
        /// The algorithm and its iteration limit.
        Optimizer: Optimizer
        /// The loss that training minimises. Default SumOfSquares.
        Loss: Loss
        /// The scaling of the data. Default Standardise. With None and Adam, training does what the notebook does (a public
        /// notebook of 2022 by L. Posti that asked the question of this library with PyTorch and emcee).
        Scaling: Scaling
        /// The precision of the arithmetic. Default Double. Only Adam can use Single.
        Precision: Precision
        /// Keeps the offset c at 0. Default false.
        NoOffset: bool
        /// λ: adds λ·Σ(aᵢ² + ‖wᵢ‖²) to the mean loss of a point (ridge regression; Hoerl & Kennard 1970), in the units that training
        /// works in. Biases and offset are free. It keeps amplitudes and weights moderate where larger ones gain next to
        /// nothing. 0 or more; default 0.
        WeightDecay: float
        /// Fixed and bounded parameters, monotone and non-negative curves. L-BFGS takes fixed parameters only. Default none.
        Constraints: Constraints
    }

/// Defaults and checks of optimisers.
[<RequireQualifiedAccess>]
module Optimizer =
    /// Adam's learning rate unless another is asked for: 0.03.
    val defaultLearningRate: float

    /// Levenberg–Marquardt with at most 200 iterations.
    val levenbergMarquardt: Optimizer

    /// Adam with the default learning rate and 1000 epochs.
    val adam: Optimizer

    /// L-BFGS with at most 1000 iterations.
    val lbfgs: Optimizer

    /// Rejects a learning rate or number of epochs that is out of range.
    val validate: optimizer: Optimizer -> unit

/// Defaults and checks of training options.
[<RequireQualifiedAccess>]
module TrainingOptions =
    /// `Optimizer.levenbergMarquardt`, sum of squares, standardised, float64, free offset, no weight decay.
    val defaults: TrainingOptions

    /// Rejects options that are out of range or contradict each other, and activations that gradients cannot train.
    val internal validate: activation: Activation -> options: TrainingOptions -> unit

    /// The constraints, with an offset that NoOffset fixes.
    val constraints: options: TrainingOptions -> Constraints
