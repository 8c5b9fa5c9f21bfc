/// One ensemble of a chain that processes share.
module internal UniversalApprox.Runs.ChainTask

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

/// The networks that a start needs.
let private train (hooks: SamplingHooks) model (settings: McmcSettings) =
    match model, settings.Start with
    | ChainModel.Network(_, _, _, activation, units, data, constraints), (None | Some(McmcStart.Fit _)) when
        Activation.isTrainable activation
        ->
        let fit = Mcmc.trainUnder constraints hooks.Threads hooks.Cancellation activation units data
        [| fit.Trained.Network |]
    | _ -> [||]

let private journal
    (writer: Writer)
    id
    number
    (options: ChainTable.Options)
    target
    found
    trained
    : McmcJournal =
    let struct (steps, ensembles, thin) = DurableMcmc.lengthOf options.Settings target

    {
        Member = Some number
        Found = found
        Begun =
            fun preparation ->
                writer.Transact(fun connection ->
                    let start: ChainTable.Start = { Preparation = preparation; Trained = trained }
                    ChainParts.begin' connection id number options steps ensembles thin start)
        Advanced =
            fun blocks checkpoint ->
                writer.Transact(fun connection ->
                    ChainParts.advance connection writer.Session id number blocks checkpoint)
    }

/// Puts parts together once all of them are there, and judges the whole.
let finishComplete (writer: Writer) id model (options: ChainTable.Options) count =
    if writer.Transact(fun connection -> ChainParts.putTogether connection id count) then
        writer.Use(fun connection -> ChainReading.run connection id model options)
        |> Option.iter (fun run -> DurableMcmc.finish writer id run |> ignore)

/// Samples the ensemble of a number, or goes on with it.
let run (writer: Writer) id model (options: ChainTable.Options) number hooks =
    let found = writer.Use(fun connection -> ChainParts.find connection id number)

    let known =
        found
        |> Option.map (fun struct (start, _) -> start.Trained)
        |> Option.orElseWith (fun () -> writer.Use(fun connection -> ChainParts.trained connection id))

    let trained =
        match known with
        | Some trained -> trained
        | None when options.Fits.Length > 0 -> options.Fits
        | None -> train hooks model options.Settings

    let memory = found |> Option.map (fun struct (_, memory) -> memory)
    let target = DurableMcmc.target trained model
    let journal = journal writer id number options target memory trained
    Mcmc.runKept journal options.Settings hooks trained target
