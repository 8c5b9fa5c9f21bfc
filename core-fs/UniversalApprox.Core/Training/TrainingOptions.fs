namespace UniversalApprox.Core

[<RequireQualifiedAccess>]
type Optimizer =
    | LevenbergMarquardt of maxIterations: int
    | Adam of learningRate: float * epochs: int
    | LBfgs of maxIterations: int

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
        FixedOffset: bool
    }

[<RequireQualifiedAccess>]
module TrainingOptions =
    let private maxIterations = 10_000_000

    let defaults =
        {
            Optimizer = Optimizer.LevenbergMarquardt 200
            Loss = Loss.SumOfSquares
            Scaling = Scaling.Standardise
            Precision = Precision.Double
            FixedOffset = false
        }

    let private validateLoss (options: TrainingOptions) =
        match options.Loss with
        | Loss.Huber delta -> Check.positive "delta" delta
        | Loss.SumOfSquares
        | Loss.MeanOfSquares
        | Loss.MeanAbsolute -> ()

        match options.Optimizer, options.Loss with
        | Optimizer.LevenbergMarquardt _, loss when not (Loss.isSquares loss) ->
            Check.reject
                "loss"
                $"LevenbergMarquardt minimises squares only; {Loss.name loss} needs the optimizer Adam (or LBfgs for huber)."
        | Optimizer.LBfgs _, Loss.MeanAbsolute ->
            Check.reject "loss" "LBfgs needs a smooth loss; meanAbsolute needs the optimizer Adam."
        | _ -> ()

    let private validateOptimizer (options: TrainingOptions) =
        match options.Optimizer with
        | Optimizer.Adam(learningRate, epochs) ->
            Check.positive "learningRate" learningRate
            Check.inRange "epochs" 1 maxIterations epochs
        | Optimizer.LevenbergMarquardt iterations
        | Optimizer.LBfgs iterations ->
            Check.inRange "maxIterations" 1 maxIterations iterations

            if options.Precision = Precision.Single then
                Check.reject
                    "precision"
                    "Precision Single is for the optimizer Adam only; the others need float64."

    let validate activation options =
        if not (Activation.isTrainable activation) then
            Check.reject
                "activation"
                $"{Activation.name activation} has no gradient to train by; it can be evaluated and plotted only. A steep sigmoid comes close to it."

        validateOptimizer options
        validateLoss options
