/// What trainings share: the data in the units of the optimiser, kernels, and the choice of the optimiser.
module internal UniversalApprox.Core.Training.Preparation

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// The data in the units that training works in, and the map to them. A constraint of a bias is one of x = 0, so that inputs keep
/// their origin.
let standardise (options: TrainingOptions) (data: CurveData) =
    let map = Standardisation.ofData options.Scaling options.NoOffset data

    let map =
        if Constraints.onBias options.Constraints then
            { map with InputShift = Array.zeroCreate data.Dimension }
        else
            map

    struct (map, Standardisation.apply map data)

/// The options in the units of `map`.
let optionsIn (map: Standardisation) units (options: TrainingOptions) =
    if Constraints.isNone options.Constraints then
        options
    else
        let dimension = map.InputShift.Length

        { options with Constraints = Feasible.toStandard map dimension units options.Constraints }

/// A start within the constraints, and its box. All is in the units of training.
let private placed (options: TrainingOptions) (start: Network) =
    if Constraints.isNone options.Constraints then
        struct (ValueNone, start)
    else
        let struct (box, network) = Feasible.place options.Constraints start
        struct (ValueSome box, network)

/// At most about `points` evenly chosen points of the data.
let thinned points (data: CurveData) =
    let stride = data.Count / points

    if stride <= 1 then
        data
    else
        CurveData.select [| 0..stride .. data.Count - 1 |] data

let withoutOffset (network: Network) =
    let theta = network.Parameters
    theta[network.Layout.Offset] <- 0.0
    Network.create network.Activation network.Dimension theta

let private kernelOn
    (options: TrainingOptions)
    (cancellation: CancellationToken)
    (network: Network)
    (data: CurveData)
    =
    let width = KernelFactory.current ()

    let kernel =
        KernelFactory.createWeighted
            width
            options.Precision
            network.Activation
            network.Layout
            data.Inputs
            data.Outputs
            data.Weights

    kernel.Cancellation <- cancellation
    kernel

let private decayOf (options: TrainingOptions) loss (network: Network) (data: CurveData) =
    WeightDecay.OfOptions(network.Layout, loss, data.Count, options.WeightDecay)

/// Minimises the loss with its weight decay, given in the units of `data`, from a network.
let minimise (options: TrainingOptions) loss cancellation (data: CurveData) (start: Network) =
    let struct (box, start) = placed options start
    let kernel = kernelOn options cancellation start data
    let decayOf loss = decayOf options loss start data

    match options.Optimizer with
    | Optimizer.LevenbergMarquardt iterations ->
        // Its penalty is one of sums of squares; the loss that it reports is scaled afterwards.
        LevenbergMarquardt.minimise
            kernel
            loss
            (decayOf Loss.SumOfSquares)
            options.NoOffset
            box
            iterations
            start.Parameters
    | Optimizer.Adam(learningRate, epochs) ->
        Adam.minimise kernel loss (decayOf loss) options.NoOffset box learningRate epochs start.Parameters
    | Optimizer.LBfgs iterations ->
        LBfgs.minimise kernel loss (decayOf loss) options.NoOffset box iterations start.Parameters

/// The loss of a network with its weight decay, in the units of `data`.
let loss (options: TrainingOptions) loss (data: CurveData) (network: Network) =
    let kernel = kernelOn options CancellationToken.None network data

    kernel.Loss(loss, network.Parameters, 0)
    + (decayOf options loss network data).Value network.Parameters

/// Comparing starts needs no more points than this.
let trialPoints = 2000

/// The steps of a short run: 15 of Levenberg–Marquardt. The other optimisers run none: finding the best amplitudes is all.
let private trialIterations (options: TrainingOptions) =
    match options.Optimizer with
    | Optimizer.LevenbergMarquardt iterations -> min 15 iterations
    | Optimizer.Adam _
    | Optimizer.LBfgs _ -> 0

/// A network, and the sum of squares that it reaches on (thinned) data; +∞ where that is not finite.
[<Struct>]
type Trial = { SumOfSquares: float; Reached: Network }

/// A short least-squares run from a network.
let shortRun (options: TrainingOptions) cancellation (data: CurveData) (start: Network) =
    let data = thinned trialPoints data
    let struct (box, start) = placed options start
    let kernel = kernelOn options cancellation start data

    let optimum =
        LevenbergMarquardt.minimise
            kernel
            Loss.SumOfSquares
            (decayOf options Loss.SumOfSquares start data)
            options.NoOffset
            box
            (trialIterations options)
            start.Parameters

    {
        SumOfSquares = if System.Double.IsFinite optimum.Loss then optimum.Loss else infinity
        Reached = Network.create start.Activation start.Dimension optimum.Theta
    }
