namespace UniversalApprox.Core

open System

type ValidationError = { Rmse: float; StandardError: float }

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
