namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles

type ConvergenceSettings =
    {
        EffectiveSamples: float
        MaximumRHat: float
        MaximumTauChange: float
        ReferenceLogDensity: float option
    }

[<RequireQualifiedAccess>]
module Convergence =
    let private fewestKeptSteps = Verdict.fewestKeptSteps

    let defaults =
        {
            EffectiveSamples = 400.0
            MaximumRHat = 1.01
            MaximumTauChange = 0.01
            ReferenceLogDensity = None
        }

    /// The diagnostics of one quantity.
    type private Finding =
        {
            Name: string
            Time: AutocorrelationTime
            Change: float
            Diagnostics: QuantityDiagnostics
        }

    let private finding name (mixing: QuantityMixing) =
        mixing.Time
        |> Option.map (fun time ->
            {
                Name = name
                Time = time
                Change = Option.defaultValue infinity mixing.Change
                Diagnostics = mixing.Diagnostics
            })

    let private smallestEss (finding: Finding) =
        match finding.Diagnostics.EssBulk, finding.Diagnostics.EssTail with
        | Some bulk, Some tail -> Some(min bulk tail)
        | Some ess, None
        | None, Some ess -> Some ess
        | None, None -> None

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
        let steps = float (chain.Step(int64 (ceil keptSteps)))
        let unit = Math.Pow(10.0, max 0.0 (floor (log10 steps) - 1.0))
        int64 (ceil (steps / unit) * unit)

    let private reasons settings (chain: Chain) (found: Finding[]) =
        let kept = float chain.Ensembles[0].KeptSteps
        let twiceAsMany = stepsToKeep chain (2.0 * kept)
        let stuck = StuckWalkers.find settings.ReferenceLogDensity chain

        [
            if found.Length = 0 then
                Some Unconverged.NeverMoved

            if stuck.Groups.Length > 0 then
                Some(Unconverged.Stuck stuck)

            found
            |> Array.filter (fun finding -> not finding.Time.IsTrusted)
            |> worst (fun finding -> Some finding.Time.Tau) (fun _ -> true) (fun (finding, tau) ->
                let stepsToRun = stepsToKeep chain (Autocorrelation.trustFactor * tau)
                Unconverged.TauNotTrusted(finding.Name, tau, finding.Time.KeptSteps, stepsToRun))

            found
            |> worst
                (fun finding -> Some finding.Change)
                (fun change -> not (change < settings.MaximumTauChange))
                (fun (finding, change) ->
                    Unconverged.TauNotStable(finding.Name, finding.Time.Tau, change, twiceAsMany))

            if chain.Ensembles.Length = 1 then
                Some Unconverged.OneEnsemble

            found
            |> worst
                _.Diagnostics.NestedRHat
                (fun rHat -> not (rHat < settings.MaximumRHat))
                (fun (finding, rHat) -> Unconverged.Disagreement(finding.Name, rHat, twiceAsMany))

            found
            |> worst
                (smallestEss >> Option.map (~-))
                (fun ess -> not (-ess >= settings.EffectiveSamples))
                (fun (finding, ess) ->
                    let stepsToRun = stepsToKeep chain (kept * settings.EffectiveSamples / max 1.0 -ess)
                    Unconverged.TooFewDraws(finding.Name, -ess, settings.EffectiveSamples, stepsToRun))
        ]
        |> List.choose id

    let private largest values =
        match Array.choose id values with
        | [||] -> None
        | known -> Some(Array.max known)

    let validate settings =
        Check.positive "EffectiveSamples" settings.EffectiveSamples
        Check.positive "MaximumTauChange" settings.MaximumTauChange

        if not (settings.MaximumRHat > 1.0) then
            Check.refuse "MaximumRHat" settings.MaximumRHat $"above 1"

    let mayBe settings (logDensity: QuantityMixing) =
        match finding "log-density" logDensity with
        | None -> true
        | Some finding ->
            finding.Time.IsTrusted
            && finding.Change < settings.MaximumTauChange
            && Option.forall (fun ess -> ess >= settings.EffectiveSamples) (smallestEss finding)

    let judge settings (mixing: unit -> QuantityMixing[]) (chain: Chain) =
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
                reasons settings chain found

        let tau = found |> Array.map (fun finding -> Some finding.Time.Tau) |> largest
        let rHat = found |> Array.map _.Diagnostics.NestedRHat |> largest
        let ess = found |> Array.map (smallestEss >> Option.map (~-)) |> largest |> Option.map (~-)

        let verdict =
            {
                IsConverged = reasons.IsEmpty
                Reasons = reasons
                LargestTau = tau
                LargestRHat = rHat
                SmallestEss = ess
                Text = ""
            }

        { verdict with Text = Verdict.text id verdict }

    let check settings (chain: Chain) =
        validate settings
        Traces.check chain

        let mixing () = Array.append (QuantityMixing.ofChain chain) [| QuantityMixing.ofLogDensity chain |]

        judge settings mixing chain
