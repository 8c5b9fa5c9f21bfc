namespace UniversalApprox.Core

/// How the parameters are found. `epochs` is the number of iterations of Adam and the limit of the others, from 1 to 10⁷.
[<RequireQualifiedAccess>]
type Optimizer =
    /// Levenberg–Marquardt with the linear parameters (amplitudes and offset) eliminated at every step: variable
    /// projection (Golub & Pereyra 1973) in Kaufman's approximation (1975). Squares only. The default: it reaches the
    /// noise floor where first-order methods stall.
    | LevenbergMarquardt of epochs: int
    /// Full-batch Adam (Kingma & Ba 2015) with PyTorch's semantics: β = 0.9, 0.999, ε = 1e-8. The learning rate must be
    /// above 0. Runs all its epochs.
    | Adam of learningRate: float * epochs: int
    /// Limited-memory BFGS with ten pairs and a strong Wolfe line search (Nocedal & Wright 2006, algorithms 7.5 and 3.5).
    /// Smooth losses only.
    | LBfgs of epochs: int

/// Why training stopped. None of these is an error.
[<RequireQualifiedAccess>]
type StopReason =
    /// No further progress beyond rounding is possible, or it is negligible (relative decrease below 1e-10).
    | Converged
    /// The iteration limit was reached. Usual for Adam, which always runs all its epochs.
    | IterationLimit
    /// Cancelled from outside; the parameters are those reached so far.
    | Cancelled
    /// The loss or a parameter stopped being finite; the parameters are the last finite ones.
    | Diverged

/// How one network is trained.
type TrainingOptions =
    {
        /// How the parameters are found, with its limit of iterations.
        Optimizer: Optimizer
        /// What is minimised. Default SumOfSquares.
        Loss: Loss
        /// Default Standardise. With None and Adam, everything is as in the notebook.
        Scaling: Scaling
        /// Default Double. Single is for Adam only.
        Precision: Precision
        /// Keeps the offset c at 0. Default false.
        NoOffset: bool
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
    /// `Optimizer.levenbergMarquardt`, sum of squares, standardised, float64, free offset.
    val defaults: TrainingOptions

    /// Rejects options out of range or that contradict each other, and activations that gradients cannot train.
    val internal validate: activation: Activation -> options: TrainingOptions -> unit
