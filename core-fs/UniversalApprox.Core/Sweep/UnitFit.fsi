namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// Root mean square error on points not seen in training.
type ValidationError =
    {
        /// The root mean square error on points that training has not seen.
        Rmse: float
        /// The standard error of the Rmse, from the scatter of the squared errors over the points.
        StandardError: float
        /// The squared error of each point (times its weight relative to the point of median precision), in the order of the splits,
        /// once for each repeat of the folds: for all fits of one sweep the same points in the same order. So the differences between
        /// two fits are those of pairs.
        SquaredErrors: float[]
        /// The factor of the variance of a mean difference to another fit's squared errors over that of independent differences:
        /// 1 + (number of splits) × (held-out points)/(training points), because the splits share training points (C. Nadeau &
        /// Y. Bengio, Machine Learning 52, 2003, equation 9).
        VarianceFactor: float
    }

/// One trained network of a sweep and its quality.
type UnitFit =
    {
        /// The data it was fitted to.
        Data: CurveData
        /// The nonlinearity.
        Activation: Activation
        /// The number of hidden units.
        Units: int
        /// The number of the restart, from 0. The number after the last one is the search that went on from all of them.
        Restart: int
        /// The plan's seed.
        Seed: uint64
        /// The options of its training.
        Options: TrainingOptions
        /// The network and the course of its training.
        Trained: TrainedNetwork
        /// Its accuracy on the data.
        Accuracy: GoodnessOfFit
        /// The validation error. Only the best restart of a cell has one, and only with a validation (`SweepPlan.validation`).
        Validation: ValidationError option
        /// Number of turning points of the network within the range of the data; None for more than one input.
        TurningPoints: int option
        /// The time that the training of this network took.
        Elapsed: TimeSpan
        /// Whether it is the best restart of its cell: the lowest loss among those that did not diverge.
        IsBest: bool
    }
