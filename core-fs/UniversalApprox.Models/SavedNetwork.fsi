namespace UniversalApprox.Models

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sweep

/// The data that a network was trained on, in words.
type ModelData =
    {
        /// The name of the data.
        Name: string
        /// One name per input of the network.
        InputNames: string[]
        /// The name of the output.
        OutputName: string
        /// The number of points.
        Points: int
    }

/// How a network was trained, and how well it fits.
type ModelTraining =
    {
        /// LevenbergMarquardt, Adam or LBfgs.
        Optimizer: string
        /// The learning rate of Adam; null for the others.
        LearningRate: Nullable<float>
        /// The number of steps taken.
        Iterations: int
        /// Converged, IterationLimit, Cancelled or Diverged.
        Stop: string
        /// The name of the minimised loss.
        Loss: string
        /// Standardise or None.
        Scaling: string
        /// Double or Single.
        Precision: string
        /// Whether the offset was kept at 0.
        NoOffset: bool
        /// λ of the weight decay, 0 without.
        WeightDecay: float
        /// The constraints in words; empty without any.
        Constraints: string
        /// The seed of the sweep.
        Seed: uint64
        /// The number of the restart, from 0.
        Restart: int
        /// The root mean square error on the training data, in the units of the output; of ln y on a logarithmic axis.
        Rmse: float
    }

/// A network and its origin. Unknown parts are None.
[<AllowNullLiteral; Sealed; Class>]
type SavedNetwork =
    /// Errors: axes for another number of inputs.
    new:
        network: Network * axes: Axes * data: ModelData option * training: ModelTraining option ->
            SavedNetwork

    member Network: Network
    /// The axes that the network sees.
    member Axes: Axes
    member Data: ModelData option
    member Training: ModelTraining option

/// Creates models to save.
[<RequireQualifiedAccess>]
module SavedNetwork =
    /// A network of unknown origin on linear axes.
    val ofNetwork: network: Network -> SavedNetwork

    /// A network of unknown origin behind axes.
    val ofNetworkOn: axes: Axes -> network: Network -> SavedNetwork

    /// A trained network of a sweep, with its data and training.
    val ofFit: fit: UnitFit -> SavedNetwork
