namespace UniversalApprox.Runs

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

/// What a chain samples, as far as a file can say it.
[<RequireQualifiedAccess>]
type ChainModel =
    /// The posterior of networks, as `McmcTarget.ofConstrained` takes it.
    | Network of
        density: DensityChoice *
        likelihood: Likelihood *
        priors: NetworkPriors *
        activation: Activation *
        units: int *
        data: CurveData *
        constraints: Constraints
    /// Another log-density, with the text that it is made of, if it is, and the priors that are added to that. A file may have one
    /// chain of such a density.
    | LogDensity of text: string option * priors: Prior[] option * density: LogDensity

/// Chains whose draws are in a file, so that they survive a kill.
[<RequireQualifiedAccess>]
module DurableMcmc =
    /// The target of a model; the first of the trained networks, if there are any, is the reference of its constraints.
    val target: trained: Network[] -> model: ChainModel -> McmcTarget

    /// What has to be the same when a chain goes on.
    val internal options:
        model: ChainModel ->
        settings: McmcSettings ->
        fits: Network[] ->
        target: McmcTarget ->
            ChainTable.Options

    /// What makes a chain the same one.
    val internal identity: model: ChainModel -> options: ChainTable.Options -> RunTable.Identity

    /// The steps that the sampler of a run takes at most, its ensembles, and its thinning.
    val internal lengthOf: settings: McmcSettings -> target: McmcTarget -> struct (int * int * int)

    /// Writes summaries and verdict of a run that took all its steps or has converged.
    val internal finish: writer: Writer -> id: int64 -> run: McmcRun -> Verdict option

    /// Does what `Mcmc.run` does, and writes every block of draws with the states of the samplers to the file `run` as it ends, and
    /// after about a second if a block takes longer. If the file has the beginning of the chain, it goes on from there. Draws,
    /// stop and verdict are those of a run that was never cut short. `fits` are the trained networks that were given; where there
    /// are none, `train` trains those that a start needs, unless the file has them. The verdict is that of `Mcmc.verdict`, where the
    /// run wrote it to the file.
    /// Errors: those of `Mcmc.run`; OptionException if the file has other data of this name, or the chain with other options, fits,
    /// version, vector arithmetic or log-density (it says what differs); RunFileException if the file cannot be used.
    val run:
        run: string ->
        model: ChainModel ->
        settings: McmcSettings ->
        hooks: SamplingHooks ->
        fits: Network[] ->
        train: (unit -> Network[]) ->
            struct (McmcRun * Verdict option)
