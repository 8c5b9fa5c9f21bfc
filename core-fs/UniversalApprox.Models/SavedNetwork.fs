namespace UniversalApprox.Models

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep

type ModelData = { Name: string; InputNames: string[]; OutputName: string; Points: int }

type ModelTraining =
    {
        Optimizer: string
        LearningRate: Nullable<float>
        Iterations: int
        Stop: string
        Loss: string
        Scaling: string
        Precision: string
        NoOffset: bool
        WeightDecay: float
        Constraints: string
        Seed: uint64
        Restart: int
        Rmse: float
    }

[<AllowNullLiteral; Sealed>]
type SavedNetwork(network: Network, axes: Axes, data: ModelData option, training: ModelTraining option) =
    do Axes.validate network.Dimension axes

    member _.Network = network
    member _.Axes = axes
    member _.Data = data
    member _.Training = training

[<RequireQualifiedAccess>]
module SavedNetwork =
    let ofNetworkOn axes network = SavedNetwork(network, axes, None, None)
    let ofNetwork (network: Network) = ofNetworkOn (Axes.linear network.Dimension) network

    let private optimizer choice =
        match choice with
        | Optimizer.LevenbergMarquardt _ -> struct ("LevenbergMarquardt", Nullable())
        | Optimizer.Adam(rate, _) -> struct ("Adam", Nullable rate)
        | Optimizer.LBfgs _ -> struct ("LBfgs", Nullable())

    let ofFit (fit: UnitFit) =
        let struct (name, rate) = optimizer fit.Options.Optimizer

        let data =
            {
                Name = fit.Data.Name
                InputNames = fit.Data.InputNames
                OutputName = fit.Data.OutputName
                Points = fit.Data.Count
            }

        let training =
            {
                Optimizer = name
                LearningRate = rate
                Iterations = fit.Trained.Iterations
                Stop = string fit.Trained.Stop
                Loss = Loss.name fit.Options.Loss
                Scaling = string fit.Options.Scaling
                Precision = string fit.Options.Precision
                NoOffset = fit.Options.NoOffset
                WeightDecay = fit.Options.WeightDecay
                Constraints = Constraints.describe fit.Options.Constraints
                Seed = fit.Seed
                Restart = fit.Restart
                Rmse = fit.Accuracy.Rmse
            }

        SavedNetwork(fit.Trained.Network, fit.Data.Axes, Some data, Some training)
