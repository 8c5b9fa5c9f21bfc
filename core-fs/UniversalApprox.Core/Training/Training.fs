namespace UniversalApprox.Core.Training

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

type TrainedNetwork =
    { Network: Network; Start: Network; Iterations: int; Stop: StopReason; History: float[] }

type internal TrainingRequest = { Activation: Activation; Start: Start; Restart: int; Rng: Rng }

[<RequireQualifiedAccess>]
module Training =
    let private checkGiven activation units (data: CurveData) start =
        match start with
        | Start.Given network when
            network.Activation <> activation || network.Dimension <> data.Dimension || network.Units <> units
            ->
            Check.refuse
                "Start"
                (Check.told
                    $"{network.Units} {Activation.name network.Activation} units of {network.Dimension} inputs")
                $"a network like the one to train, of {units} {Activation.name activation} units of {data.Dimension} inputs"
        | _ -> ()

    let private withoutOffset (network: Network) =
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
            KernelFactory.create
                width
                options.Precision
                network.Activation
                network.Layout
                data.Inputs
                data.Outputs

        kernel.Cancellation <- cancellation
        kernel

    let private minimise (options: TrainingOptions) (kernel: Kernel) loss start =
        match options.Optimizer with
        | Optimizer.LevenbergMarquardt iterations ->
            LevenbergMarquardt.minimise kernel loss options.NoOffset iterations start
        | Optimizer.Adam(learningRate, epochs) ->
            Adam.minimise kernel loss options.NoOffset learningRate epochs start
        | Optimizer.LBfgs iterations -> LBfgs.minimise kernel loss options.NoOffset iterations start

    // Least squares over weights and biases has many local minima. The best of ten short runs leads to the global minimum
    // about three times as often as a single run (4 sigmoid units on the noisy sine: 0.36 against 0.13).
    let private trials = 10
    let private trialIterations = 15
    let private trialPoints = 2000

    /// The data, or evenly chosen points of them, which are enough to compare starts.
    let private thinned (data: CurveData) =
        let stride = data.Count / trialPoints

        if stride <= 1 then
            data
        else
            CurveData.select [| 0..stride .. data.Count - 1 |] data

    /// A spread start, and the network that a short run made of it. Both are in the units of `data`.
    let private spread
        (options: TrainingOptions)
        activation
        units
        restart
        rng
        cancellation
        (data: CurveData)
        =
        let data = thinned data

        let trial iterations index =
            let first =
                SpreadStart.draw activation units (restart = 0 && index = 0) data (Rng.split index rng)

            let kernel = kernelOn options cancellation first data

            let optimum =
                LevenbergMarquardt.minimise
                    kernel
                    Loss.SumOfSquares
                    options.NoOffset
                    iterations
                    first.Parameters

            struct (first, optimum)

        let runs =
            match options.Optimizer with
            | Optimizer.LevenbergMarquardt iterations ->
                Array.init trials (trial (min trialIterations iterations))
            // These run no step: the projection alone finds the best amplitudes.
            | Optimizer.LBfgs _
            | Optimizer.Adam _ -> [| trial 0 0 |]

        let rank (struct (_, optimum: Optimum)) =
            if Double.IsFinite optimum.Loss then optimum.Loss else infinity

        let struct (first, best) = runs |> Array.minBy rank
        struct (first, Network.create activation data.Dimension best.Theta)

    /// The network reported as the start, and the one where the optimiser starts. Both are in the units of `data`.
    let private starts
        (options: TrainingOptions)
        start
        activation
        units
        restart
        rng
        cancellation
        (data: CurveData)
        =
        match Start.resolve options.Optimizer start with
        | Start.Given network ->
            let network = Start.perturb restart rng network
            struct (network, network)
        | Start.PyTorch ->
            let network = Start.pytorch activation data.Dimension units rng
            struct (network, network)
        | Start.Spread
        | Start.Auto -> spread options activation units restart rng cancellation data

    /// The data in the units that training works in, and the map to them.
    let private standardise (options: TrainingOptions) (data: CurveData) =
        let map = Standardisation.ofData options.Scaling options.NoOffset data
        struct (map, Standardisation.apply map data)

    /// The network reported as the start, and the one where the optimiser starts. Both are in the units of `scaled`.
    let private startsOf options map units (request: TrainingRequest) cancellation (scaled: CurveData) =
        let start =
            match request.Start with
            | Start.Given network -> Start.Given(Standardisation.networkToStandard map network)
            | other -> other

        let struct (first, ready) =
            starts options start request.Activation units request.Restart request.Rng cancellation scaled

        struct (first, (if options.NoOffset then withoutOffset ready else ready))

    let private result map (first: Network) (optimum: Optimum) =
        let network = Network.create first.Activation first.Dimension optimum.Theta

        {
            Network = Standardisation.networkToData map network
            Start = Standardisation.networkToData map first
            Iterations = optimum.Iterations
            Stop = optimum.Stop
            History = optimum.History
        }

    let private check (options: TrainingOptions) units data (request: TrainingRequest) =
        TrainingOptions.validate request.Activation options
        Check.inRange "Units" 0 Network.maxUnits units
        checkGiven request.Activation units data request.Start

    let private fitOne (options: TrainingOptions) units cancellation data (request: TrainingRequest) =
        check options units data request
        let struct (map, scaled) = standardise options data
        let struct (first, ready) = startsOf options map units request cancellation scaled
        let kernel = kernelOn options cancellation ready scaled
        let optimum = minimise options kernel (Loss.rescale map.OutputScale options.Loss) ready.Parameters
        result map first optimum

    let fit options start activation units restart rng (cancellation: CancellationToken) (data: CurveData) =
        fitOne
            options
            units
            cancellation
            data
            { Activation = activation; Start = start; Restart = restart; Rng = rng }

    let private fitBatch
        (trainer: IBatchTrainer)
        threads
        (options: TrainingOptions)
        units
        requests
        cancellation
        data
        =
        requests |> Array.iter (check options units data)
        trainer.Validate options
        let struct (map, scaled) = standardise options data

        let starts =
            requests |> Array.map (fun request -> startsOf options map units request cancellation scaled)

        let task: BatchTask =
            {
                Units = units
                Data = scaled
                Loss = Loss.rescale map.OutputScale options.Loss
                Optimizer = options.Optimizer
                Precision = options.Precision
                NoOffset = options.NoOffset
                Threads = threads
            }

        let ready =
            starts
            |> Array.map (fun struct (_, ready) ->
                { Activation = ready.Activation; Theta = ready.Parameters }: BatchStart)

        let optima = trainer.Minimise(task, ready, cancellation)
        Array.map2 (fun struct (first, _) optimum -> result map first optimum) starts optima

    let fitAll (engine: Engine) threads options units requests cancellation data =
        match engine.Trainer with
        | Some trainer -> fitBatch trainer threads options units requests cancellation data
        | None -> requests |> Array.map (fitOne options units cancellation data)

    let finalLoss (trained: TrainedNetwork) =
        match trained.Stop with
        | StopReason.Diverged -> infinity
        | _ when trained.History.Length = 0 -> infinity
        | _ -> trained.History[trained.History.Length - 1]
