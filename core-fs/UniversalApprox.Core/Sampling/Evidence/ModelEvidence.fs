namespace UniversalApprox.Core.Sampling.Evidence

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Collapsed

[<RequireQualifiedAccess>]
type EvidenceMethod =
    | ImportanceSampling
    | SequentialMonteCarlo

type EvidenceOptions = { Draws: int; Search: ModeSearchOptions; AmplitudeFactors: float[] }

type AmplitudeVariant = { Factor: float; LogEvidence: float; Error: float }

[<Sealed; AllowNullLiteral>]
type ModelEvidence
    (
        density: CollapsedDensity,
        modes: CollapsedModes,
        logEvidence: float,
        error: float,
        method: EvidenceMethod,
        draws: float[],
        logWeights: float[],
        variants: AmplitudeVariant[]
    ) =
    static let telling = 0.05

    let newModeShare =
        modes.Modes
        |> Array.filter (fun mode -> 2 * mode.FirstStart >= modes.Starts)
        |> Array.sumBy _.Weight

    member _.Density = density
    member _.Modes = modes
    member _.LogEvidence = logEvidence
    member _.Error = error
    member _.Method = method
    member _.NewModeShare = newModeShare
    member _.IsLowerBound = newModeShare > telling
    member _.EffectiveDraws = 1.0 / (logWeights |> Array.sumBy (fun l -> exp (2.0 * l)))
    member _.Variants = variants
    member _.Draws = draws
    member _.LogWeights = logWeights

    member internal _.With(others) =
        ModelEvidence(density, modes, logEvidence, error, method, draws, logWeights, others)

type SizeProbabilities = { Factor: float; LogEvidences: float[]; Probabilities: float[] }

[<RequireQualifiedAccess>]
module ModelEvidence =
    let defaults =
        {
            Draws = 2000
            Search = { CollapsedModes.defaults with Starts = 120 }
            AmplitudeFactors = [| 0.25; 4.0 |]
        }

    // Children of the seed's stream that the random starts do not use.
    let private proposalStream = -3
    let private particleStream = -4

    /// Other priors of the amplitudes are searched from the modes that were found, and from this share of the starts.
    let private variantStarts = 4
    /// They only tell how much the prior matters, so they take half of the draws where these are more.
    let private enoughDraws = 1000

    let validate (options: EvidenceOptions) =
        Check.atLeast "Draws" 200 options.Draws
        Check.atLeast "Starts" 1 options.Search.Starts
        Threads.validate options.Search.Threads

        options.AmplitudeFactors
        |> Array.iteri (fun i factor -> Check.positive $"AmplitudeFactors[{i}]" factor)

    let private estimate options trained cancellation (density: CollapsedDensity) =
        let search = options.Search
        let modes = CollapsedModes.search search trained cancellation density

        MixtureProposal.start search cancellation density modes
        |> Option.map (fun proposal ->
            let rng = Rng.ofSeed search.Seed

            let round =
                MixtureProposal.explore
                    search.Threads
                    cancellation
                    options.Draws
                    (Rng.split proposalStream rng)
                    density
                    proposal

            let create logIntegral error method draws logWeights =
                ModelEvidence(
                    density,
                    modes,
                    logIntegral + modes.LogImages,
                    error,
                    method,
                    draws,
                    logWeights,
                    [||]
                )

            if MixtureProposal.isTrusted round then
                let struct (logIntegral, error) = MixtureProposal.logMean round.LogRatios

                create
                    logIntegral
                    error
                    EvidenceMethod.ImportanceSampling
                    round.Draws
                    round.Smoothed.LogWeights
            else
                let result =
                    TemperedParticles.sample
                        search.Threads
                        cancellation
                        (options.Draws / 2)
                        (Rng.split particleStream rng)
                        density
                        round.Mixture

                create
                    result.LogIntegral
                    result.Error
                    EvidenceMethod.SequentialMonteCarlo
                    result.Draws
                    result.LogWeights)

    /// The same density with the prior of the amplitudes `factor` times as wide.
    let private withAmplitudes factor (density: CollapsedDensity) =
        let model = density.Model

        let amplitude =
            match NetworkPrior.amplitude PriorUnits.Data density.Map model.Layout.Units density.Priors with
            | Prior.Normal(mean, sd) -> Prior.Normal(mean, factor * sd)
            | other -> other

        CollapsedDensity.create
            model.Likelihood
            { density.Priors with Amplitude = Some amplitude }
            model.Activation
            model.Layout.Units
            model.Data

    let private variant (options: EvidenceOptions) cancellation (evidence: ModelEvidence) factor =
        let networks =
            evidence.Modes.Modes
            |> Array.map (fun mode -> CollapsedDensity.networkAt mode.Point evidence.Density)

        let fewer =
            { options with
                Search = { options.Search with Starts = options.Search.Starts / variantStarts }
                Draws = min options.Draws (max enoughDraws (options.Draws / 2))
            }

        estimate fewer networks cancellation (withAmplitudes factor evidence.Density)
        |> Option.map (fun other -> { Factor = factor; LogEvidence = other.LogEvidence; Error = other.Error })

    let ofDensity options trained cancellation density =
        validate options

        estimate options trained cancellation density
        |> Option.map (fun evidence ->
            evidence.With(options.AmplitudeFactors |> Array.choose (variant options cancellation evidence)))

    let private impossible reason =
        Check.reject "fit" $"The evidence of this fit cannot be computed, because {reason}."

    let ofNetworks options likelihood priors (trained: Network[]) cancellation data =
        validate options
        Check.notEmpty "trained" trained
        let activation = trained[0].Activation

        if not (Activation.isTrainable activation) then
            impossible $"{Activation.name activation} units have no gradient"

        CollapsedDensity.obstacle likelihood priors |> Option.iter impossible

        if (data: UniversalApprox.Core.Data.CurveData).IsCensored then
            impossible "some outputs are limits, so that amplitudes cannot be integrated out"

        CollapsedDensity.create likelihood priors activation trained[0].Units data
        |> ofDensity options trained cancellation
        |> Option.defaultWith (fun () -> impossible "no mode of its posterior was found")

    let probabilities (logEvidences: float[]) =
        if logEvidences.Length = 0 then
            [||]
        else
            let top = Array.max logEvidences
            let shares = logEvidences |> Array.map (fun l -> exp (l - top))
            let total = Array.sum shares
            shares |> Array.map (fun share -> share / total)

    let compare (evidences: ModelEvidence[]) =
        let row factor logEvidences =
            {
                Factor = factor
                LogEvidences = logEvidences
                Probabilities = probabilities logEvidences
            }

        let find factor (evidence: ModelEvidence) =
            evidence.Variants |> Array.tryFind (fun variant -> variant.Factor = factor)

        [|
            row 1.0 (evidences |> Array.map _.LogEvidence)

            for first in (if evidences.Length > 0 then evidences[0].Variants else [||]) do
                let found = evidences |> Array.choose (find first.Factor)

                if found.Length = evidences.Length then
                    row first.Factor (found |> Array.map _.LogEvidence)
        |]
