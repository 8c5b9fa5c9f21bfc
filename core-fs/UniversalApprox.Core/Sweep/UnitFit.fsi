namespace UniversalApprox.Core

open System

/// Root mean square error on points not seen in training.
type ValidationError =
    {
        Rmse: float
        /// Of the Rmse, from the scatter of the squared errors over the points.
        StandardError: float
    }

/// One trained network of a sweep and how good it is.
type UnitFit =
    {
        Data: CurveData
        Activation: Activation
        Units: int
        /// Which restart it is, from 0.
        Restart: int
        /// The plan's seed.
        Seed: uint64
        Options: TrainingOptions
        Trained: TrainedNetwork
        Accuracy: GoodnessOfFit
        /// Only for the best restart of a cell, and only if the plan asks for it.
        Validation: ValidationError option
        /// Turning points of the network within the range of the data; None for more than one input.
        TurningPoints: int option
        /// Time spent on training this network.
        Elapsed: TimeSpan
        /// Whether it is the best restart of its cell: the lowest loss among those that did not diverge.
        IsBest: bool
    }
