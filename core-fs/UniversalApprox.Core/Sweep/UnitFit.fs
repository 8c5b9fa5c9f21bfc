namespace UniversalApprox.Core.Sweep

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

type ValidationError = { Rmse: float; StandardError: float; SquaredErrors: float[]; VarianceFactor: float }

type UnitFit =
    {
        Data: CurveData
        Activation: Activation
        Units: int
        Restart: int
        Seed: uint64
        Options: TrainingOptions
        Trained: TrainedNetwork
        Accuracy: GoodnessOfFit
        Validation: ValidationError option
        TurningPoints: int option
        Elapsed: TimeSpan
        IsBest: bool
    }
