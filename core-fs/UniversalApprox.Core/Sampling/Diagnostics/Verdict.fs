namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open System.Globalization
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Tempering

[<RequireQualifiedAccess>]
type ChainKind =
    | Ensembles
    | Chains

[<RequireQualifiedAccess>]
type Unconverged =
    | TooShort of keptSteps: int * stepsToRun: int64
    | NeverMoved
    | Stuck of StuckReport
    | PriorFightsData of PriorConflict
    | Diverged of divergences: int64 * steps: int64
    | LowEnergyExchange of chain: int * eBfmi: float
    | FewRoundTrips of ladder: int * roundTrips: int64 * temperatures: int
    | SlowWalkers of quantity: string * rHat: float * limit: float * stepsToRun: int64
    | TauGrows of quantity: string * tau: float * growth: float * stepsToRun: int64
    | OnlyOne of kind: ChainKind
    | Disagreement of kind: ChainKind * quantity: string * rHat: float * stepsToRun: int64
    | TooFewDraws of quantity: string * ess: float * wanted: float * stepsToRun: int64
    | LargeError of quantity: string * relativeError: float * limit: float * stepsToRun: int64
    | AboveStart of best: float * start: float

type Verdict =
    {
        IsConverged: bool
        Reasons: Unconverged list
        Warnings: Unconverged list
        LargestTau: float option
        LargestRHat: float option
        SmallestEss: float option
        Text: string
    }

type Advice = { Option: string; AtLeast: int64 option }

[<RequireQualifiedAccess>]
module Verdict =
    let fewestKeptSteps = 20
    let lowEnergy = 0.3
    /// The number of walkers that a message names one by one; it only counts the others.
    let private namedWalkers = 10

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

    /// Whether all stuck walkers got away again.
    let private isOver (report: StuckReport) =
        Array.forall (fun (group: StuckGroup) -> group.LeftAfter.IsSome) report.Groups

    let private moreTemperatures temperatures = temperatures + (temperatures + 1) / 2

    let advice reason =
        let change option = { Option = option; AtLeast = None }
        let steps stepsToRun = { Option = "Steps"; AtLeast = Some stepsToRun }

        match reason with
        | Unconverged.NeverMoved -> [ change "Start"; change "Moves" ]
        | Unconverged.Stuck report ->
            [ change "Start"; change (if isOver report then "BurnIn" else "Ensembles") ]
        | Unconverged.PriorFightsData _ -> [ change "Priors" ]
        | Unconverged.Diverged _
        | Unconverged.LowEnergyExchange _ -> [ change "BurnIn"; change "Priors" ]
        | Unconverged.FewRoundTrips(_, _, temperatures) ->
            [
                { Option = "Temperatures"; AtLeast = Some(int64 (moreTemperatures temperatures)) }
                change "Steps"
            ]
        | Unconverged.SlowWalkers(_, _, _, stepsToRun) -> [ steps stepsToRun; change "Moves" ]
        | Unconverged.OnlyOne _ -> [ { Option = "Ensembles"; AtLeast = Some 2L } ]
        | Unconverged.Disagreement(_, _, _, stepsToRun) ->
            [ steps stepsToRun; change "BurnIn"; change "Start" ]
        | Unconverged.AboveStart _ -> [ change "BurnIn" ]
        | Unconverged.TooShort(_, stepsToRun)
        | Unconverged.TauGrows(_, _, _, stepsToRun)
        | Unconverged.LargeError(_, _, _, stepsToRun)
        | Unconverged.TooFewDraws(_, _, _, stepsToRun) -> [ steps stepsToRun ]

    let private priorFights (conflict: PriorConflict) : FormattableString =
        let priors = Check.named "Priors"
        let deficit, usual = number 3 conflict.Deficit, number 3 conflict.Expected
        let allowed = number 3 conflict.FitValue

        $"the prior fights the data: the log-likelihood of the draws is {deficit} below that of the fit, where about {usual} is usual. The prior of {conflict.Group} does it, {conflict.Prior}, because the fit has {conflict.Group} = {allowed}. Give {priors} that allow this value."

    let private sentences reason : FormattableString =
        let steps, burnIn = Check.named "Steps", Check.named "BurnIn"
        let ensembles, moves = Check.named "Ensembles", Check.named "Moves"
        let priors = Check.named "Priors"

        match reason with
        | Unconverged.TooShort(keptSteps, stepsToRun) ->
            $"there are only {keptSteps} kept steps, and at least {fewestKeptSteps} are needed to say anything. Set {steps} to at least {stepsToRun}."
        | Unconverged.NeverMoved ->
            $"no walker has moved. Start from points of finite log-density that differ in every parameter, or take smaller {moves}."
        | Unconverged.Stuck report ->
            let groups = report.Groups |> Array.map (stuck report.KeptSteps) |> String.concat "; "
            let level = number 3 report.RestLevel

            if isOver report then
                $"{groups}; the rest at {level}. Start from fits or use a longer {burnIn}."
            else
                $"{groups}; the rest at {level}. Start from fits or use more {ensembles}."
        | Unconverged.PriorFightsData conflict -> priorFights conflict
        | Unconverged.Diverged(divergences, count) ->
            $"{divergences} of {count} steps diverged, so that the chains may avoid a region that they should visit. Use a longer {burnIn}, or {priors} that keep the parameters out of extreme corners."
        | Unconverged.LowEnergyExchange(chain, eBfmi) ->
            $"chain {chain + 1} hardly reaches the tails (E-BFMI = {number 2 eBfmi}, below {lowEnergy}). Use a longer {burnIn}, or narrower {priors}."
        | Unconverged.FewRoundTrips(ladder, roundTrips, count) ->
            let temperatures = Check.named "Temperatures"

            $"walkers hardly travel between the temperatures: in ladder {ladder + 1} {roundTrips} came from the prior to the posterior after burn-in, and the weights of separate modes are not known with fewer than {Tempering.fewestRoundTrips}. Set {temperatures} to at least {moreTemperatures count}, or use more {steps} with a longer {burnIn}."
        | Unconverged.SlowWalkers(quantity, rHat, limit, stepsToRun) ->
            $"the walkers have crossed the distribution of {quantity} too few times (R̂ of single walkers = {decimals rHat}, at most {number 3 limit} wanted). Set {steps} to at least {stepsToRun}, or use other {moves}."
        | Unconverged.TauGrows(quantity, tau, growth, stepsToRun) ->
            $"the walkers still spread in {quantity}: its autocorrelation time, now {number 3 tau} kept steps, grew by {number 2 (100.0 * growth)} %% in the second half. Set {steps} to at least {stepsToRun}."
        | Unconverged.OnlyOne ChainKind.Ensembles ->
            $"there is one ensemble only, and nothing to compare it with. Set {ensembles} to at least 2, better 4."
        | Unconverged.OnlyOne ChainKind.Chains ->
            $"there is one chain only, and nothing to compare it with. Set {ensembles} to at least 2, better 4."
        | Unconverged.Disagreement(ChainKind.Ensembles, quantity, rHat, stepsToRun) ->
            $"the ensembles disagree about {quantity} (nested R̂ = {decimals rHat}). Set {steps} to at least {stepsToRun}, use a longer {burnIn}, or start from fits."
        | Unconverged.Disagreement(ChainKind.Chains, quantity, rHat, stepsToRun) ->
            $"the chains disagree about {quantity} (R̂ = {decimals rHat}). Set {steps} to at least {stepsToRun}, use a longer {burnIn}, or start from fits."
        | Unconverged.TooFewDraws(quantity, ess, wanted, stepsToRun) ->
            $"{quantity} has {number 3 (floor ess)} effective draws of the {number 4 wanted} wanted. Set {steps} to at least {stepsToRun}."
        | Unconverged.AboveStart(best, start) ->
            $"the draws reach log-density {number 4 best}, far above the {number 4 start} of the fit that they started from: the fit was not the mode. Use a {burnIn} that is long enough to climb there."
        | Unconverged.LargeError(quantity, relative, limit, stepsToRun) ->
            $"the mean of {quantity} is known to {number 2 relative} standard deviations only, and {number 2 limit} is wanted: its tails are heavy. Set {steps} to at least {stepsToRun}."

    let describe spell reason = OptionName.Spell(sentences reason, Func<_, _> spell)

    let private measures (verdict: Verdict) =
        let part label format value =
            value |> Option.map (fun value -> $"{label} {format value}") |> Option.toList

        part "largest autocorrelation time" (number 3) verdict.LargestTau
        @ part "R̂ at most" decimals verdict.LargestRHat
        @ part "effective draws at least" (floor >> number 4) verdict.SmallestEss

    let text spell (verdict: Verdict) =
        let sentences = List.map (describe spell)

        let warnings =
            match sentences verdict.Warnings with
            | [] -> ""
            | warnings -> " But " + String.concat " Also, " warnings

        match verdict.Reasons with
        | [] -> "converged: " + String.concat ", " (measures verdict) + "." + warnings
        | reasons -> "not converged: " + String.concat " Also, " (sentences reasons) + warnings
