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

    // Least squares over weights and biases has many local minima. The best of ten short runs leads to the global minimum
    // about three times as often as a single run (4 sigmoid units on the noisy sine: 0.36 against 0.13).
    let private trials = 10

    /// A spread start, and the network that a short run made of it. Both are in the units of `data`.
    let private spread (options: TrainingOptions) activation units restart rng cancellation data =
        let trial index =
            let first =
                SpreadStart.draw activation units (restart = 0 && index = 0) data (Rng.split index rng)

            let first =
                if (restart > 0 || index > 0) && Constraints.distinguishesUnits options.Constraints then
                    // Units are drawn from left to right, and any of them may be the one that is fixed.
                    Feasible.shuffled (Rng.split index rng |> Rng.split -1) first
                else
                    first

            struct (first, Preparation.shortRun options cancellation data first)

        let count =
            match options.Optimizer with
            | Optimizer.LevenbergMarquardt _ -> trials
            | Optimizer.LBfgs _
            | Optimizer.Adam _ -> 1

        let struct (first, best) =
            Array.init count trial |> Array.minBy (fun struct (_, trial) -> trial.SumOfSquares)

        struct (first, best.Reached)

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
        | Start.Auto ->
            spread
                options
                activation
                units
                restart
                rng
                cancellation
                (Preparation.thinned Preparation.trialPoints data)

    /// The network reported as the start, and the one where the optimiser starts. Both are in the units of `scaled`.
    let private startsOf options map units (request: TrainingRequest) cancellation (scaled: CurveData) =
        let start =
            match request.Start with
            | Start.Given network -> Start.Given(Standardisation.networkToStandard map network)
            | other -> other

        let struct (first, ready) =
            starts options start request.Activation units request.Restart request.Rng cancellation scaled

        struct (first, (if options.NoOffset then Preparation.withoutOffset ready else ready))

    let private result
        (options: TrainingOptions)
        map
        (scaled: CurveData)
        (first: Network)
        (optimum: Optimum)
        =
        let reached = Network.create first.Activation first.Dimension optimum.Theta
        let isFree = Constraints.isNone options.Constraints
        let inner = Preparation.optionsIn map first.Units options

        let network =
            match options.Optimizer with
            | Optimizer.LevenbergMarquardt _ ->
                let moderate = Representation.moderate scaled reached

                if isFree || Constraints.isSatisfied inner.Constraints moderate then
                    moderate
                else
                    reached
            | Optimizer.Adam _
            | Optimizer.LBfgs _ -> reached

        let toData (network: Network) =
            let mapped = Standardisation.networkToData map network

            if isFree then
                mapped
            else
                Feasible.settle inner.Constraints options.Constraints network mapped

        {
            Network = toData network
            Start = toData first
            Iterations = optimum.Iterations
            Stop = optimum.Stop
            History = optimum.History
        }

    let private check (options: TrainingOptions) units (data: CurveData) (request: TrainingRequest) =
        TrainingOptions.validate request.Activation options
        Check.inRange "Units" 0 Network.maxUnits units

        if not (Constraints.isNone options.Constraints) then
            Constraints.validateNetwork { Dimension = data.Dimension; Units = units } options.Constraints

        checkGiven request.Activation units data request.Start

    let private fitOne (options: TrainingOptions) units cancellation data (request: TrainingRequest) =
        check options units data request
        let struct (map, scaled) = Preparation.standardise options data
        let inner = Preparation.optionsIn map units options
        let struct (first, ready) = startsOf inner map units request cancellation scaled
        let loss = Loss.rescale map.OutputScale options.Loss
        let optimum = Preparation.minimise inner loss cancellation scaled ready
        result options map scaled first optimum

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
        let struct (map, scaled) = Preparation.standardise options data

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
        Array.map2 (fun struct (first, _) optimum -> result options map scaled first optimum) starts optima

    let fitAll (engine: Engine) threads options units requests cancellation data =
        engine.Validate options data

        match engine.Trainer with
        | Some trainer -> fitBatch trainer threads options units requests cancellation data
        | None -> requests |> Array.map (fitOne options units cancellation data)

    let refine
        (options: TrainingOptions)
        units
        effort
        (smaller: Network option)
        (best: Network option)
        rng
        cancellation
        (data: CurveData)
        =
        let struct (map, scaled) = Preparation.standardise options data

        let task: Refinement.Task =
            {
                Options = Preparation.optionsIn map units options
                Loss = Loss.rescale map.OutputScale options.Loss
                Data = scaled
                Effort = effort
                Cancellation = cancellation
            }

        let standard = Standardisation.networkToStandard map

        let known =
            best
            |> Option.map (fun network ->
                let network = standard network
                struct (network, Preparation.loss task.Options task.Loss scaled network))

        Refinement.search task units (Option.map standard smaller) known rng
        |> Option.map (fun found -> result options map scaled found.Start found.Optimum)

    let finalLoss (trained: TrainedNetwork) =
        match trained.Stop with
        | StopReason.Diverged -> infinity
        | _ when trained.History.Length = 0 -> infinity
        | _ -> trained.History[trained.History.Length - 1]
