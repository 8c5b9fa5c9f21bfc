namespace UniversalApprox.Core

open System
open System.Globalization

type ConvergenceSettings =
    {
        EffectiveSamples: float
        MaximumRHat: float
        MaximumTauChange: float
        ReferenceLogDensity: float option
    }

[<RequireQualifiedAccess>]
type Unconverged =
    | TooShort of keptSteps: int * stepsToRun: int64
    | NeverMoved
    | Stuck of StuckReport
    | TauNotTrusted of quantity: string * tau: float * keptSteps: int * stepsToRun: int64
    | TauNotStable of quantity: string * tau: float * change: float * stepsToRun: int64
    | OneEnsemble
    | Disagreement of quantity: string * nestedRHat: float * stepsToRun: int64
    | TooFewDraws of quantity: string * ess: float * wanted: float * stepsToRun: int64

type Verdict =
    {
        IsConverged: bool
        Reasons: Unconverged list
        LargestTau: float option
        LargestRHat: float option
        SmallestEss: float option
        Text: string
    }

[<RequireQualifiedAccess>]
module Convergence =
    let private fewestKeptSteps = 20
    /// The number of walkers that a message names one by one; it only counts the others.
    let private namedWalkers = 10

    let defaults =
        {
            EffectiveSamples = 400.0
            MaximumRHat = 1.01
            MaximumTauChange = 0.01
            ReferenceLogDensity = None
        }

    /// A number with this many significant digits, and without an exponent where a person would write none.
    let private number (digits: int) (value: float) =
        let short = value.ToString("G" + string digits, CultureInfo.InvariantCulture)

        let text =
            if abs value >= 1.0 && abs value < 1e12 then
                (Double.Parse(short, CultureInfo.InvariantCulture))
                    .ToString("0.###", CultureInfo.InvariantCulture)
            else
                short

        text.Replace("-", "−")

    let private decimals (value: float) = value.ToString("0.000", CultureInfo.InvariantCulture)

    let private walkers (group: StuckGroup) =
        let names = group.Walkers |> Array.map (fun walker -> string (walker + 1))

        if group.IsWholeEnsemble then
            "all walkers"
        elif names.Length = 1 then
            $"walker {names[0]}"
        else
            let shown = names |> Array.truncate namedWalkers |> String.concat ", "
            let more = names.Length - namedWalkers
            let tail = if more > 0 then $" and {more} more" else ""
            $"walkers {shown}{tail}"

    let private stuck keptSteps (group: StuckGroup) =
        let single = group.Walkers.Length = 1
        let level = number 3 group.Level

        match group.LeftAfter with
        | None ->
            let verb = if single then "is" else "are"
            $"{walkers group} of ensemble {group.Ensemble + 1} {verb} stuck at log-density {level}"
        | Some left ->
            let verb = if single then "was" else "were"
            let duration = if single then "for" else "for up to"

            $"{walkers group} of ensemble {group.Ensemble + 1} {verb} stuck at log-density {level} {duration} {left} of the {keptSteps} kept steps"

    let describe reason =
        match reason with
        | Unconverged.TooShort(keptSteps, stepsToRun) ->
            $"there are only {keptSteps} kept steps, and at least {fewestKeptSteps} are needed to say anything. Set Steps to at least {stepsToRun}."
        | Unconverged.NeverMoved ->
            "no walker has moved. Start from points of finite log-density that differ in every parameter, or take smaller moves."
        | Unconverged.Stuck report ->
            let groups = report.Groups |> Array.map (stuck report.KeptSteps) |> String.concat "; "

            let remedy =
                if Array.forall (fun group -> group.LeftAfter.IsSome) report.Groups then
                    "a longer burn-in"
                else
                    "more ensembles"

            $"{groups}; the rest at {number 3 report.RestLevel}. Start from fits or use {remedy}."
        | Unconverged.TauNotTrusted(quantity, tau, keptSteps, stepsToRun) ->
            $"the autocorrelation time of {quantity} is about {number 3 tau} kept steps, which cannot be trusted from {keptSteps} kept steps. Set Steps to at least {stepsToRun}, or use other moves."
        | Unconverged.TauNotStable(quantity, tau, change, stepsToRun) ->
            $"the autocorrelation time of {quantity}, now {number 3 tau} kept steps, still changes by {number 2 (100.0 * change)} %% as the chain grows. Set Steps to at least {stepsToRun}."
        | Unconverged.OneEnsemble ->
            "there is one ensemble only, and nothing to compare it with. Run at least 2 ensembles, better 4."
        | Unconverged.Disagreement(quantity, rHat, stepsToRun) ->
            $"the ensembles disagree about {quantity} (nested R̂ = {decimals rHat}). Set Steps to at least {stepsToRun}, use a longer burn-in, or start from fits."
        | Unconverged.TooFewDraws(quantity, ess, wanted, stepsToRun) ->
            $"{quantity} has {number 3 (floor ess)} effective draws of the {number 4 wanted} wanted. Set Steps to at least {stepsToRun}."

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

    let private text reasons tau rHat ess =
        match reasons with
        | [] ->
            let part label format value =
                value |> Option.map (fun value -> $"{label} {format value}") |> Option.toList

            let parts =
                part "largest autocorrelation time" (number 3) tau
                @ part "nested R̂ at most" decimals rHat
                @ part "effective draws at least" (floor >> number 4) ess

            "converged: " + String.concat ", " parts + "."
        | reasons -> "not converged: " + (reasons |> List.map describe |> String.concat " Also, ")

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

        {
            IsConverged = reasons.IsEmpty
            Reasons = reasons
            LargestTau = tau
            LargestRHat = rHat
            SmallestEss = ess
            Text = text reasons tau rHat ess
        }

    let check settings (chain: Chain) =
        validate settings
        Traces.check chain

        let mixing () = Array.append (QuantityMixing.ofChain chain) [| QuantityMixing.ofLogDensity chain |]

        judge settings mixing chain
