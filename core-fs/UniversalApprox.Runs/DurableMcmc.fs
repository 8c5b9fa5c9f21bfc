namespace UniversalApprox.Runs

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Posterior

[<RequireQualifiedAccess>]
type ChainModel =
    | Network of
        density: DensityChoice *
        likelihood: Likelihood *
        priors: NetworkPriors *
        activation: Activation *
        units: int *
        data: CurveData *
        constraints: Constraints
    | LogDensity of text: string option * priors: Prior[] option * density: LogDensity

[<RequireQualifiedAccess>]
module DurableMcmc =
    let target (trained: Network[]) model =
        match model with
        | ChainModel.Network(density, likelihood, priors, activation, units, data, constraints) ->
            McmcTarget.ofConstrained
                constraints
                (Array.tryHead trained)
                density
                likelihood
                priors
                activation
                units
                data
        | ChainModel.LogDensity(_, _, density) -> McmcTarget.ofDensity density

    let options model settings fits (target: McmcTarget) : ChainTable.Options =
        let network, text, priors =
            match model with
            | ChainModel.Network(density, likelihood, priors, activation, units, _, constraints) ->
                let network: ChainTable.NetworkTarget =
                    {
                        Density = density
                        Likelihood = likelihood
                        Priors = priors
                        Activation = activation
                        Units = units
                        Constraints = constraints
                    }

                Some network, None, None
            | ChainModel.LogDensity(text, priors, _) -> None, text, priors

        {
            Settings = settings
            Target = network
            LogDensity = text
            LogDensityPriors = priors
            ParameterNames = target.ParameterNames
            Fits = fits
        }

    let identity model (options: ChainTable.Options) : RunTable.Identity =
        let data, name =
            match model with
            | ChainModel.Network(_, _, _, activation, units, data, _) ->
                Some data, $"{units} {Activation.name activation}"
            | ChainModel.LogDensity _ -> None, "the log-density"

        {
            Kind = "chain"
            Data = data
            Name = name
            Seed = options.Settings.Sampling.Seed
            Options = Codec.toNode options
            Jobs = None
        }

    /// The steps that the sampler of a run takes at most, and its ensembles and thinning.
    let lengthOf settings target =
        match ChosenSampler.choose settings target with
        | ChosenSampler.Ensemble(options, _)
        | ChosenSampler.Tempering(options, _, _) -> struct (options.Steps, options.Ensembles, options.Thin)
        | ChosenSampler.Nuts(options, _) -> struct (options.Steps, options.Ensembles, options.Thin)

    let private journal (writer: Writer) id (options: ChainTable.Options) target found trained : McmcJournal =
        let struct (steps, ensembles, thin) = lengthOf options.Settings target

        {
            Member = None
            Found = found
            Begun =
                fun preparation ->
                    writer.Transact(fun connection ->
                        ChainTable.begin'
                            connection
                            id
                            options
                            steps
                            ensembles
                            thin
                            { Preparation = preparation; Trained = trained })
            Advanced =
                fun blocks checkpoint ->
                    writer.Transact(fun connection ->
                        ChainTable.advance connection writer.Session id blocks checkpoint)
        }

    let finish (writer: Writer) id (run: McmcRun) =
        match run.Posterior, run.Stop with
        | Some posterior, (SamplingStop.Completed | SamplingStop.Converged _) ->
            let verdict = Mcmc.verdict run
            writer.Transact(fun connection -> ChainTable.insertSummaries connection id posterior.Summaries)
            RunTable.finish writer id (verdict |> Option.map _.Text)
            verdict
        | _ -> None

    let run run model settings hooks fits train =
        let targetOf = target
        let target = targetOf fits model
        Mcmc.validate settings target
        Threads.validate hooks.Threads
        use writer = Writer.Open run
        let options = options model settings fits target
        let identity = identity model options
        use _claim = writer.Claim(RunTable.title identity.Kind identity.Data identity.Name)
        let id = RunTable.register writer identity

        if writer.Use(fun connection -> ChainParts.areApart connection id) then
            Check.because
                "Run"
                $"The run file '{writer.Path}' has {RunTable.title identity.Kind identity.Data identity.Name} as tasks of a plan, and not all of them: do those that are missing and merge them, or take another file."

        let found = writer.Use(fun connection -> ChainParts.findWhole connection id)

        let trained =
            match found with
            | Some(struct (start, _)) -> start.Trained
            | None when fits.Length > 0 -> fits
            | None -> train ()

        let target = if fits.Length > 0 then target else targetOf trained model
        let found = found |> Option.map (fun struct (_, memory) -> memory)

        let result =
            Mcmc.runKept (journal writer id options target found trained) settings hooks trained target

        let verdict =
            if RunTable.isFinished writer id then
                None
            else
                finish writer id result

        struct (result, verdict)
