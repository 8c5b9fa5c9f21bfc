namespace UniversalApprox.Models

open System
open UniversalApprox.Core

/// The data that a network was trained on, in words.
type ModelData =
    {
        /// What the data are called.
        Name: string
        /// One name per input of the network.
        InputNames: string[]
        /// The name of the output.
        OutputName: string
        /// The number of points.
        Points: int
    }

/// How a network was trained and how well it fits.
type ModelTraining =
    {
        /// LevenbergMarquardt, Adam or LBfgs.
        Optimizer: string
        /// Adam's; None for the others.
        LearningRate: Nullable<float>
        /// Steps that were taken.
        Iterations: int
        /// Converged, IterationLimit, Cancelled or Diverged.
        Stop: string
        /// What was minimised.
        Loss: string
        /// Standardise or None.
        Scaling: string
        /// Double or Single.
        Precision: string
        /// Whether the offset was kept at 0.
        NoOffset: bool
        /// The seed of the sweep.
        Seed: uint64
        /// Which restart it is, from 0.
        Restart: int
        /// On the training data, in the units of the output.
        Rmse: float
    }

/// A network and where it comes from. What is not known is null.
[<AllowNullLiteral; Sealed; Class>]
type SavedNetwork =
    new: network: Network * data: ModelData option * training: ModelTraining option -> SavedNetwork
    member Network: Network
    member Data: ModelData option
    member Training: ModelTraining option

/// Creation of models.
[<RequireQualifiedAccess>]
module SavedNetwork =
    /// A network of which nothing more is known.
    val ofNetwork: network: Network -> SavedNetwork

    /// A trained network of a sweep, with the provenance that its row has.
    val ofFit: fit: UnitFit -> SavedNetwork
