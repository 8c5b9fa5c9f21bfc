namespace UniversalApprox.Core

open System.Threading
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Optimisers

type TrainedNetwork =
    { Network: Network
      Start: Network
      Iterations: int
      Stop: StopReason
      History: float[] }

[<RequireQualifiedAccess>]
module Training =
    let private checkGiven activation units (data: CurveData) start =
        match start with
        | Start.Given network when
            network.Activation <> activation
            || network.Dimension <> data.Dimension
            || network.Units <> units
            ->
            Check.reject
                "start"
                $"The given start has {network.Units} {Activation.name network.Activation} units of {network.Dimension} inputs; this training needs {units} {Activation.name activation} units of {data.Dimension} inputs."
        | _ -> ()

    let private minimise options (kernel: Kernel) loss start =
        match options.Optimizer with
        | Optimizer.LevenbergMarquardt iterations ->
            LevenbergMarquardt.minimise kernel loss options.FixedOffset iterations start
        | Optimizer.Adam(learningRate, epochs) ->
            Adam.minimise kernel loss options.FixedOffset learningRate epochs start
        | Optimizer.LBfgs iterations -> LBfgs.minimise kernel loss options.FixedOffset iterations start

    let private withoutOffset (network: Network) =
        let theta = network.Parameters
        theta[network.Layout.Offset] <- 0.0
        Network.create network.Activation network.Dimension theta

    let fit options start activation units restart rng (cancellation: CancellationToken) (data: CurveData) =
        TrainingOptions.validate activation options
        Check.inRange "units" 0 Network.maxUnits units
        checkGiven activation units data start
        let map = Standardisation.ofData options.Scaling options.FixedOffset data
        let scaled = Standardisation.apply map data

        let first =
            match start with
            | Start.Given network -> Start.Given(Standardisation.networkToStandard map network)
            | other -> other
            |> fun start -> Start.draw start options.Optimizer activation units restart scaled rng
            |> fun network -> if options.FixedOffset then withoutOffset network else network

        let kernel =
            KernelFactory.create
                (KernelFactory.current ())
                options.Precision
                activation
                first.Layout
                scaled.Inputs
                scaled.Outputs

        kernel.Cancellation <- cancellation
        let optimum = minimise options kernel (Loss.rescale map.OutputScale options.Loss) first.Parameters

        { Network = Standardisation.networkToData map (Network.create activation data.Dimension optimum.Theta)
          Start = Standardisation.networkToData map first
          Iterations = optimum.Iterations
          Stop = optimum.Stop
          History = optimum.History }
