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
    | TooShort of steps: int
    | NeverMoved
    | Stuck of StuckReport
    | TauNotTrusted of quantity: string * tau: float * steps: int
    | TauNotStable of quantity: string * tau: float * change: float
    | OneEnsemble
    | Disagreement of quantity: string * nestedRHat: float
    | TooFewDraws of quantity: string * ess: float * wanted: float

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
    let private fewestSteps = 20
    /// Walkers named one by one before the rest is only counted.
    let private namedWalkers = 10

    let defaults =
        {
            EffectiveSamples = 400.0
            MaximumRHat = 1.01
            MaximumTauChange = 0.01
            ReferenceLogDensity = None
        }

    /// Significant digits, without exponents where a person would write none.
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

    let private stuck steps (group: StuckGroup) =
        let single = group.Walkers.Length = 1
        let level = number 3 group.Level

        match group.LeftAfter with
        | None ->
            let verb = if single then "is" else "are"
            $"{walkers group} of ensemble {group.Ensemble + 1} {verb} stuck at log-density {level}"
        | Some left ->
            let verb = if single then "was" else "were"
            let duration = if single then "for" else "for up to"

            $"{walkers group} of ensemble {group.Ensemble + 1} {verb} stuck at log-density {level} {duration} {left} of the {steps} kept steps"

    let describe reason =
        match reason with
        | Unconverged.TooShort steps ->
            $"there are only {steps} steps, and at least {fewestSteps} are needed to say anything. Run more steps."
        | Unconverged.NeverMoved ->
            "no walker has moved. Start from points of finite log-density that differ in every parameter, or take smaller moves."
        | Unconverged.Stuck report ->
            let groups = report.Groups |> Array.map (stuck report.Steps) |> String.concat "; "

            let remedy =
                if Array.forall (fun group -> group.LeftAfter.IsSome) report.Groups then
                    "a longer burn-in"
                else
                    "more ensembles"

            $"{groups}; the rest at {number 3 report.RestLevel}. Start from fits or use {remedy}."
        | Unconverged.TauNotTrusted(quantity, tau, steps) ->
            let needed = number 2 (ceil (50.0 * tau))

            $"the autocorrelation time of {quantity} is about {number 3 tau} steps, which cannot be trusted from {steps} steps. Run at least {needed} steps, or use other moves."
        | Unconverged.TauNotStable(quantity, tau, change) ->
            $"the autocorrelation time of {quantity}, now {number 3 tau} steps, still changes by {number 2 (100.0 * change)} %% as the chain grows. Run more steps."
        | Unconverged.OneEnsemble ->
            "there is one ensemble only, and nothing to compare it with. Run at least 2 ensembles, better 4."
        | Unconverged.Disagreement(quantity, rHat) ->
            $"the ensembles disagree about {quantity} (nested R̂ = {decimals rHat}). Run more steps, a longer burn-in, or start from fits."
        | Unconverged.TooFewDraws(quantity, ess, wanted) ->
            $"{quantity} has {number 3 (floor ess)} effective draws of the {number 4 wanted} wanted. Run more steps."

    /// What is known about one quantity.
    type private Finding =
        {
            Name: string
            Time: AutocorrelationTime
            Change: float
            Diagnostics: QuantityDiagnostics
        }

    let private finding name (examination: Examination) =
        examination.Time
        |> Option.map (fun time ->
            {
                Name = name
                Time = time
                Change = Option.defaultValue infinity examination.Change
                Diagnostics = examination.Diagnostics
            })

    let private smallestEss (finding: Finding) =
        match finding.Diagnostics.EssBulk, finding.Diagnostics.EssTail with
        | Some bulk, Some tail -> Some(min bulk tail)
        | Some ess, None
        | None, Some ess -> Some ess
        | None, None -> None

    /// The finding with the largest measure, if that is too large.
    let private worst measure isBad reason (found: Finding[]) =
        found
        |> Array.choose (fun finding -> measure finding |> Option.map (fun value -> finding, value))
        |> Array.filter (snd >> isBad)
        |> Array.sortByDescending snd
        |> Array.tryHead
        |> Option.map reason

    let private reasons settings (chain: Chain) (found: Finding[]) =
        let stuck = StuckWalkers.find settings.ReferenceLogDensity chain

        [
            if found.Length = 0 then
                Some Unconverged.NeverMoved

            if stuck.Groups.Length > 0 then
                Some(Unconverged.Stuck stuck)

            found
            |> Array.filter (fun finding -> not finding.Time.IsTrusted)
            |> worst (fun finding -> Some finding.Time.Tau) (fun _ -> true) (fun (finding, tau) ->
                Unconverged.TauNotTrusted(finding.Name, tau, finding.Time.Steps))

            found
            |> worst
                (fun finding -> Some finding.Change)
                (fun change -> not (change < settings.MaximumTauChange))
                (fun (finding, change) -> Unconverged.TauNotStable(finding.Name, finding.Time.Tau, change))

            if chain.Ensembles.Length = 1 then
                Some Unconverged.OneEnsemble

            found
            |> worst
                _.Diagnostics.NestedRHat
                (fun rHat -> not (rHat < settings.MaximumRHat))
                (fun (finding, rHat) -> Unconverged.Disagreement(finding.Name, rHat))

            found
            |> worst
                (smallestEss >> Option.map (~-))
                (fun ess -> not (-ess >= settings.EffectiveSamples))
                (fun (finding, ess) -> Unconverged.TooFewDraws(finding.Name, -ess, settings.EffectiveSamples))
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
            Check.rejectRange
                "MaximumRHat"
                $"MaximumRHat must be above 1; got {Check.text settings.MaximumRHat}."

    let mayBe settings (logDensity: Examination) =
        match finding "log-density" logDensity with
        | None -> true
        | Some finding ->
            finding.Time.IsTrusted
            && finding.Change < settings.MaximumTauChange
            && Option.forall (fun ess -> ess >= settings.EffectiveSamples) (smallestEss finding)

    let judge settings (examine: unit -> Examination[]) (chain: Chain) =
        validate settings
        let steps = chain.Ensembles[0].Steps
        let names = Array.append chain.ParameterNames [| "log-density" |]

        let found =
            if steps < fewestSteps then
                [||]
            else
                Array.map2 finding names (examine ()) |> Array.choose id

        let reasons =
            if steps < fewestSteps then
                [ Unconverged.TooShort steps ]
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

        let examine () = Array.append (Examination.ofChain chain) [| Examination.ofLogDensity chain |]

        judge settings examine chain
