namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Tempering

type ConvergenceSettings =
    {
        EffectiveSamples: float
        MaximumRHat: float
        MaximumTauGrowth: float
        ReferenceLogDensity: float option
    }

type ChainEvidence =
    {
        Nuts: NutsDiagnostics[]
        Ladders: TemperingDiagnostics[]
        Conflict: PriorConflict option
        StartLogDensity: float option
    }

[<RequireQualifiedAccess>]
module Convergence =
    let private fewestKeptSteps = Verdict.fewestKeptSteps
    /// R̂² of a walker's halves is about 1 + 2τ/N, so this limit is reached after 5 τ. (1.01 would need 100 τ of each walker,
    /// which many walkers together need not have.)
    let private walkerRHat = 1.2
    let private divergentShare = 1e-3

    let defaults =
        {
            EffectiveSamples = 400.0
            MaximumRHat = 1.01
            MaximumTauGrowth = 0.3
            ReferenceLogDensity = None
        }

    let noEvidence = { Nuts = [||]; Ladders = [||]; Conflict = None; StartLogDensity = None }

    /// The diagnostics of one quantity.
    type private Finding = { Name: string; Time: AutocorrelationTime; Mixing: QuantityMixing }

    let private finding name (mixing: QuantityMixing) =
        mixing.Time |> Option.map (fun time -> { Name = name; Time = time; Mixing = mixing })

    let private smallestEss (finding: Finding) =
        match finding.Mixing.Diagnostics.EssBulk, finding.Mixing.Diagnostics.EssTail with
        | Some bulk, Some tail -> Some(min bulk tail)
        | Some ess, None
        | None, Some ess -> Some ess
        | None, None -> None

    /// The limit of the standard error of a mean, in standard deviations.
    let private errorLimit settings = 2.0 / sqrt settings.EffectiveSamples

    /// The finding with the largest measure, if it is too large.
    let private worst measure isBad reason (found: Finding[]) =
        found
        |> Array.choose (fun finding -> measure finding |> Option.map (fun value -> finding, value))
        |> Array.filter (snd >> isBad)
        |> Array.sortByDescending snd
        |> Array.tryHead
        |> Option.map reason

    /// The number of steps that keeps `keptSteps` of them, rounded up to two digits.
    let private stepsToKeep (chain: Chain) (keptSteps: float) =
        let steps = float (chain.Step(int64 (ceil (min keptSteps 1e15))))
        let unit = Math.Pow(10.0, max 0.0 (floor (log10 steps) - 1.0))
        int64 (ceil (steps / unit) * unit)

    let private kindOf (chain: Chain) =
        if chain.Ensembles[0].Walkers = 1 then
            ChainKind.Chains
        else
            ChainKind.Ensembles

    let private divergences isReason (evidence: ChainEvidence) =
        let count, steps = Array.sumBy _.Divergences evidence.Nuts, Array.sumBy _.Steps evidence.Nuts

        if count > 0L && (float count > divergentShare * float steps) = isReason then
            Some(Unconverged.Diverged(count, steps))
        else
            None

    let private lowEnergy (evidence: ChainEvidence) =
        evidence.Nuts
        |> Array.indexed
        |> Array.choose (fun (chain, found) -> found.EBfmi |> Option.map (fun value -> chain, value))
        |> Array.filter (fun (_, value) -> value < Verdict.lowEnergy)
        |> Array.sortBy snd
        |> Array.tryHead
        |> Option.map Unconverged.LowEnergyExchange

    /// The ladder whose walkers travelled least, if too few did.
    let private fewRoundTrips (evidence: ChainEvidence) =
        evidence.Ladders
        |> Array.indexed
        |> Array.filter (fun (_, found) -> found.RoundTrips < Tempering.fewestRoundTrips)
        |> Array.sortBy (fun (_, found) -> found.RoundTrips)
        |> Array.tryHead
        |> Option.map (fun (ladder, found) ->
            Unconverged.FewRoundTrips(ladder, found.RoundTrips, found.Temperatures.Length))

    let private aboveStart (evidence: ChainEvidence) (chain: Chain) =
        let best =
            chain.Ensembles
            |> Array.map (fun ensemble -> Array.fold max -infinity ensemble.LogDensity)
            |> Array.max

        evidence.StartLogDensity
        |> Option.filter (fun start -> best - start > PriorConflict.limit chain.ParameterNames.Length)
        |> Option.map (fun start -> Unconverged.AboveStart(best, start))

    /// The checks of ensembles alone: whether their walkers have left the common start behind.
    let private walkerReasons settings (chain: Chain) (found: Finding[]) =
        let kept = float chain.Ensembles[0].KeptSteps

        [
            found
            |> worst _.Mixing.Diagnostics.RHat (fun rHat -> not (rHat < walkerRHat)) (fun (finding, rHat) ->
                let factor = (rHat * rHat - 1.0) / (walkerRHat * walkerRHat - 1.0)
                let stepsToRun = stepsToKeep chain (kept * max 1.2 factor)
                Unconverged.SlowWalkers(finding.Name, rHat, walkerRHat, stepsToRun))

            found
            |> worst
                _.Mixing.Growth
                (fun growth -> not (growth < settings.MaximumTauGrowth))
                (fun (finding, growth) ->
                    let stepsToRun = stepsToKeep chain (2.0 * kept)
                    Unconverged.TauGrows(finding.Name, finding.Time.Tau, growth, stepsToRun))
        ]

    let private drawReasons settings (chain: Chain) (found: Finding[]) =
        let kept = float chain.Ensembles[0].KeptSteps

        [
            found
            |> worst
                (smallestEss >> Option.map (~-))
                (fun ess -> not (-ess >= settings.EffectiveSamples))
                (fun (finding, ess) ->
                    let stepsToRun = stepsToKeep chain (kept * settings.EffectiveSamples / max 1.0 -ess)
                    Unconverged.TooFewDraws(finding.Name, -ess, settings.EffectiveSamples, stepsToRun))

            found
            |> worst
                _.Mixing.RelativeError
                (fun error -> not (error <= errorLimit settings))
                (fun (finding, error) ->
                    let limit = errorLimit settings
                    let stepsToRun = stepsToKeep chain (kept * (error / limit) ** 2.0)
                    Unconverged.LargeError(finding.Name, error, limit, stepsToRun))
        ]

    let private reasons settings evidence (chain: Chain) (found: Finding[]) =
        let kept = float chain.Ensembles[0].KeptSteps
        let kind = kindOf chain
        let stuck = StuckWalkers.find settings.ReferenceLogDensity chain

        [
            if found.Length = 0 then
                Some Unconverged.NeverMoved

            evidence.Conflict |> Option.map Unconverged.PriorFightsData

            if stuck.Groups.Length > 0 then
                Some(Unconverged.Stuck stuck)

            divergences true evidence
            lowEnergy evidence
            fewRoundTrips evidence

            if kind = ChainKind.Ensembles then
                yield! walkerReasons settings chain found

            if chain.Ensembles.Length = 1 then
                Some(Unconverged.OnlyOne kind)

            found
            |> worst
                _.Mixing.Diagnostics.NestedRHat
                (fun rHat -> not (rHat < settings.MaximumRHat))
                (fun (finding, rHat) ->
                    Unconverged.Disagreement(kind, finding.Name, rHat, stepsToKeep chain (2.0 * kept)))

            yield! drawReasons settings chain found
        ]
        |> List.choose id

    let private largest values =
        match Array.choose id values with
        | [||] -> None
        | known -> Some(Array.max known)

    let validate settings =
        Check.positive "EffectiveSamples" settings.EffectiveSamples
        Check.positive "MaximumTauGrowth" settings.MaximumTauGrowth

        if not (settings.MaximumRHat > 1.0) then
            Check.refuse "MaximumRHat" settings.MaximumRHat $"above 1"

    let mayBe settings (logDensity: QuantityMixing) =
        match finding "log-density" logDensity with
        | None -> true
        | Some finding ->
            Option.forall (fun growth -> growth < settings.MaximumTauGrowth) logDensity.Growth
            && Option.forall (fun ess -> ess >= settings.EffectiveSamples) (smallestEss finding)

    let judge settings evidence (mixing: unit -> QuantityMixing[]) (chain: Chain) =
        validate settings
        let kept = chain.Ensembles[0].KeptSteps
        let names = Array.append chain.ParameterNames [| "log-density" |]

        let found =
            if kept < fewestKeptSteps then
                [||]
            else
                Array.map2 finding names (mixing ()) |> Array.choose id

        let reasons =
            if kept < fewestKeptSteps then
                [ Unconverged.TooShort(kept, chain.Step(int64 fewestKeptSteps)) ]
            else
                reasons settings evidence chain found

        let verdict =
            {
                IsConverged = reasons.IsEmpty
                Reasons = reasons
                Warnings = List.choose id [ divergences false evidence; aboveStart evidence chain ]
                LargestTau = found |> Array.map (fun finding -> Some finding.Time.Tau) |> largest
                LargestRHat = found |> Array.map _.Mixing.Diagnostics.NestedRHat |> largest
                SmallestEss =
                    found |> Array.map (smallestEss >> Option.map (~-)) |> largest |> Option.map (~-)
                Text = ""
            }

        { verdict with Text = Verdict.text id verdict }

    let checkWith settings evidence (chain: Chain) =
        validate settings
        Traces.check chain

        let mixing () =
            let parameters = Traces.ofParameters (fun () -> ignore) chain
            Array.append (QuantityMixing.ofParameters parameters) [| QuantityMixing.ofLogDensity chain |]

        judge settings evidence mixing chain

    let check settings chain = checkWith settings noEvidence chain
