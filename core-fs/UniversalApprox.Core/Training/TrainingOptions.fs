namespace UniversalApprox.Core.Training

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

[<RequireQualifiedAccess>]
type Optimizer =
    | LevenbergMarquardt of epochs: int
    | Adam of learningRate: float * epochs: int
    | LBfgs of epochs: int

[<RequireQualifiedAccess>]
type StopReason =
    | Converged
    | IterationLimit
    | Cancelled
    | Diverged

type TrainingOptions =
    {
        Optimizer: Optimizer
        Loss: Loss
        Scaling: Scaling
        Precision: Precision
        NoOffset: bool
        WeightDecay: float
        Constraints: Constraints
    }

[<RequireQualifiedAccess>]
module Optimizer =
    let private maxEpochs = 10_000_000
    let defaultLearningRate = 0.03
    let levenbergMarquardt = Optimizer.LevenbergMarquardt 200
    let adam = Optimizer.Adam(defaultLearningRate, 1000)
    let lbfgs = Optimizer.LBfgs 1000

    let validate optimizer =
        match optimizer with
        | Optimizer.Adam(learningRate, epochs) ->
            Check.positive "LearningRate" learningRate
            Check.inRange "Epochs" 1 maxEpochs epochs
        | Optimizer.LevenbergMarquardt epochs
        | Optimizer.LBfgs epochs -> Check.inRange "Epochs" 1 maxEpochs epochs

[<RequireQualifiedAccess>]
module TrainingOptions =
    let defaults =
        {
            Optimizer = Optimizer.levenbergMarquardt
            Loss = Loss.SumOfSquares
            Scaling = Scaling.Standardise
            Precision = Precision.Double
            NoOffset = false
            WeightDecay = 0.0
            Constraints = Constraints.none
        }

    let private validateLoss (options: TrainingOptions) =
        Loss.validate options.Loss
        let optimizer = Check.named "Optimizer"
        let loss = Check.told (Loss.name options.Loss)

        match options.Optimizer, options.Loss with
        | Optimizer.LevenbergMarquardt _, other when not (Loss.isSquares other) ->
            Check.refuseWith
                $"{optimizer} Adam takes every loss, LBfgs every smooth one."
                "Loss"
                loss
                $"SumOfSquares or MeanOfSquares with {optimizer} LevenbergMarquardt"
        | Optimizer.LBfgs _, Loss.MeanAbsolute ->
            Check.refuseWith
                $"{optimizer} Adam takes every loss."
                "Loss"
                loss
                $"smooth with {optimizer} LBfgs"
        | _ -> ()

    let private validatePrecision (options: TrainingOptions) =
        match options.Optimizer, options.Precision with
        | _, Precision.Double
        | Optimizer.Adam _, Precision.Single -> ()
        | _, Precision.Single ->
            let optimizer = Check.named "Optimizer"
            Check.refuse "Precision" (Check.told "Single") $"Double, unless {optimizer} is Adam"

    let private fixesOffset (options: TrainingOptions) =
        let layout = { Dimension = 1; Units = 0 }
        (Constraints.isFixed layout options.Constraints)[layout.Offset]

    let private validateConstraints activation (options: TrainingOptions) =
        Constraints.validate activation options.Constraints

        if options.NoOffset && fixesOffset options then
            let fix, noOffset = Check.named "Fix", Check.named "NoOffset"
            Check.because "Fix" $"{fix} and {noOffset} both say what the offset c is: give one of them."

        match options.Optimizer with
        | Optimizer.LBfgs _ when Constraints.hasBounds options.Constraints ->
            let bound, monotone = Check.named "Bound", Check.named "Monotone"
            let nonNegative = Check.named "NonNegative"

            Check.refuseWith
                $"L-BFGS keeps fixed parameters, but no bounds and shapes."
                "Optimizer"
                (Check.told "LBfgs")
                $"LevenbergMarquardt or Adam with {bound}, {monotone} or {nonNegative}"
        | _ -> ()

    let constraints (options: TrainingOptions) =
        if options.NoOffset then
            { options.Constraints with
                Fix = Array.append options.Constraints.Fix [| { Parameter = "c"; Value = 0.0 } |]
            }
        else
            options.Constraints

    let validate activation options =
        if not (Activation.isTrainable activation) then
            Check.refuseWith
                $"It has no gradient to train by; it can be evaluated and plotted only. A steep sigmoid comes close to it."
                "Activations"
                (Check.told (Activation.name activation))
                $"trainable"

        Optimizer.validate options.Optimizer
        Check.notNegative "WeightDecay" options.WeightDecay
        validatePrecision options
        validateLoss options
        validateConstraints activation options
