/// Chains as they are in a file, with what they sample.
module internal UniversalApprox.Runs.ChainReading

open System
open UniversalApprox
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

let private unknownDensity names =
    LogDensity.ofFunction
        names
        (PointDensity(fun _ ->
            raise (InvalidOperationException "The log-density of this chain is not in its run file.")))

/// A log-density that is text is made of it again. Any text may have been given with a function of one's own.
let private densityOf (options: ChainTable.Options) =
    try
        match options.LogDensity |> Option.map (LogDensity.ofText (Some options.ParameterNames)) with
        | Some(Ok density) ->
            match options.LogDensityPriors with
            | Some priors -> LogDensity.withPriors priors density
            | None -> density
        | Some(Error _)
        | None -> unknownDensity options.ParameterNames
    with :? OptionException ->
        unknownDensity options.ParameterNames

let modelOf connection (dataset: int64 option) (options: ChainTable.Options) =
    match options.Target, dataset with
    | Some target, Some dataset ->
        ChainModel.Network(
            target.Density,
            target.Likelihood,
            target.Priors,
            target.Activation,
            target.Units,
            RunTable.readData connection dataset,
            target.Constraints
        )
    | _ -> ChainModel.LogDensity(options.LogDensity, options.LogDensityPriors, densityOf options)

/// The draws that all ensembles have. Those that processes sample apart are not equally far.
let private common (chain: Chain) =
    let kept = chain.Ensembles |> Array.map _.KeptSteps |> Array.min

    let truncated (ensemble: EnsembleChain) =
        let states = kept * ensemble.Walkers

        if ensemble.KeptSteps = kept then
            ensemble
        else
            { ensemble with
                KeptSteps = kept
                Draws = Array.truncate (states * ensemble.Dimension) ensemble.Draws
                LogDensity = Array.truncate states ensemble.LogDensity
                Statistics = Array.truncate states ensemble.Statistics
            }

    { chain with Ensembles = chain.Ensembles |> Array.map truncated }

let private runOf model (options: ChainTable.Options) (start: ChainTable.Start) (memory: McmcMemory) =
    match memory.Checkpoint, memory.Draws with
    | Some checkpoint, Some draws ->
        let target = DurableMcmc.target start.Trained model
        let settings = RunVerdict.posteriorSettings target start.Preparation.Mode

        Some
            {
                Target = target
                Settings = options.Settings
                Trained = start.Trained
                Reference = start.Preparation.Height
                Posterior = Some(Posterior.create settings (common draws))
                States = checkpoint.States
                Stop = checkpoint.Stop |> Option.defaultValue SamplingStop.Cancelled
                Notes = Array.append memory.Preparation.Notes memory.Preparation.StartNotes
                Elapsed = checkpoint.Elapsed
            }
    | _ -> None

/// A chain as far as it is; None before the first draw.
let run connection id model options =
    match ChainParts.findWhole connection id with
    | Some(struct (start, memory)) ->
        let parts = ChainParts.ofRun connection id |> Array.filter _.Checkpoint.IsSome
        let checkpoint = memory.Checkpoint |> Option.orElse (ChainParts.checkpoint parts)
        runOf model options start { memory with Checkpoint = checkpoint }
    | None -> None
