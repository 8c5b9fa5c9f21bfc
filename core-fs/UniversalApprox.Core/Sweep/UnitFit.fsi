namespace UniversalApprox.Core

open System

/// Root mean square error on points not seen in training.
type ValidationError =
    {
        /// The root mean square error on points that training has not seen.
        Rmse: float
        /// Of the Rmse, from the scatter of the squared errors over the points.
        StandardError: float
    }

/// One trained network of a sweep and how good it is.
type UnitFit =
    {
        /// What was fitted.
        Data: CurveData
        /// The nonlinearity.
        Activation: Activation
        /// The number of hidden units.
        Units: int
        /// Which restart it is, from 0.
        Restart: int
        /// The plan's seed.
        Seed: uint64
        /// How it was trained.
        Options: TrainingOptions
        /// The network and how training went.
        Trained: TrainedNetwork
        /// How close it is to the data.
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
