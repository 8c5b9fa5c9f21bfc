/// Writes the answer to "how many neurons?" in words.
module internal UniversalApprox.Core.Sweep.Answer

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep.Wording

let private neurons (fit: UnitFit) =
    let plural = if fit.Units = 1 then "neuron" else "neurons"
    $"{fit.Units} {Activation.name fit.Activation} {plural}"

let private measureName measure =
    match measure with
    | ErrorMeasure.MeanAbsoluteResidual -> "mean absolute residual"
    | ErrorMeasure.Rmse -> "RMSE"
    | ErrorMeasure.MaxAbsoluteResidual -> "largest absolute residual"
    | ErrorMeasure.ValidationRmse -> "validation RMSE"

let private residual (fit: UnitFit) =
    let unit =
        if fit.Data.Axes.Output = AxisScale.Log then
            $" of ln {fit.Data.OutputName}"
        else
            ""

    $"mean absolute residual {number fit.Accuracy.MeanAbsoluteResidual}{unit}"

let private validation (fit: UnitFit) =
    match fit.Validation with
    | Some v -> $"validation RMSE {number v.Rmse} ± {rounded 2 v.StandardError}"
    | None -> ""

/// The numbers that the answer tells. `Smaller` is the next smaller fit of the chosen activation, `Larger` the number of larger ones.
type Subject =
    {
        Criterion: Criterion
        Chosen: UnitFit
        Rank: int
        Best: UnitFit
        Smaller: UnitFit option
        Larger: int
        /// How many of the larger ones have enough points for a test.
        Tested: int
        PValue: float option
        PValueOfMore: float option
        Practical: struct (UnitFit * float) option
        Noise: NoiseEstimate option
        Misfit: Findings.Misfit
        Outliers: int[]
        OutlierShare: float
        /// The p-value of equal noise, where that is rejected.
        UnequalNoise: float option
        LargestAmplitude: float
        /// The chosen fit with a weight decay, where that is advised.
        Moderate: UnitFit option
        DataTurningPoints: int option
    }

/// What the data tell by the F test.
let private told subject =
    let fewer =
        match subject.Smaller with
        | Some smaller -> $"{smaller.Units}"
        | None -> "the constant"

    let below =
        match subject.PValue with
        | Some p -> $"the data tell {subject.Chosen.Units} from {fewer} ({pValue p})"
        | None -> residual subject.Chosen

    let points = subject.Chosen.Data.Count

    match subject.PValueOfMore with
    | Some p when subject.Tested = 1 && subject.Larger = 1 ->
        $"{below}, and the larger number tried is no better than chance ({pValue p})"
    | Some p when subject.Tested = 1 ->
        $"{below}, and the next larger number is no better than chance ({pValue p})"
    | Some p ->
        $"{below}, and none of the {subject.Tested} larger numbers tried is better than chance (lowest {pValue p})"
    | None when subject.Larger > 0 -> $"{below}, and {points} points are too few to tell a larger number"
    | None -> below

/// The reason for the recommended fit.
let private reason subject =
    let chosen = subject.Chosen

    match subject.Criterion with
    | Criterion.FTest _ when NestedTest.isExact chosen -> "the fit is exact to rounding"
    | Criterion.FTest _ -> $"{told subject}; {residual chosen}"
    | Criterion.Validation _ when subject.Rank = 1 ->
        $"{residual chosen}, {validation chosen}, the best of all tried"
    | Criterion.Validation _ ->
        $"{residual chosen}, {validation chosen}; what {neurons subject.Best} gain on the same points is within the error of that difference or the margin"
    | Criterion.Tolerance(tolerance, measure) ->
        $"{measureName measure} {number (Findings.measured measure chosen)}, at most the wanted {number tolerance}"
    | Criterion.Aicc -> $"{residual chosen}, the lowest AICc"
    | Criterion.Bic -> $"{residual chosen}, the lowest BIC"
    | Criterion.Evidence when subject.Rank = 1 -> $"{residual chosen}, the highest evidence"
    | Criterion.Evidence ->
        $"{residual chosen}; the evidence of {neurons subject.Best} is higher by a Bayes factor below 3, not worth more than a bare mention"

let private smaller subject =
    match subject.Smaller with
    | Some fit when not (NestedTest.isExact fit) ->
        let verb = if fit.Units = 1 then "does" else "do"
        $" {fit.Units} {verb} not: {residual fit}."
    | _ -> ""

let private practice subject =
    match subject.Practical with
    | Some(struct (enough, part)) when enough.Units < subject.Chosen.Units && not (NestedTest.isExact enough) ->
        let verb = if enough.Units = 1 then "is" else "are"
        $" In practice {enough.Units} {verb} enough: what {subject.Chosen.Units} would add is {percent part} of the curve's spread."
    | _ -> ""

/// A sentence on the residuals and the noise of the data.
let private noise subject =
    let rms = number subject.Chosen.Accuracy.Rmse

    match subject.Noise, subject.Misfit with
    | _ when NestedTest.isExact subject.Chosen ->
        " The data are exact: they are the curve of this network, without noise."
    | Some noise, Findings.Misfit.AtNoise ->
        $" That is the noise: the residuals' RMS is {rms}, the noise of the data {number noise.Sd} ± {rounded 2 noise.StandardError}."
    | Some noise, Findings.Misfit.AboveNoise excess ->
        $" The residuals are more than noise: their RMS is {rms}, the noise of the data {number noise.Sd} ± {rounded 2 noise.StandardError}, so that the curve is off by about {number excess}."
    | _ -> ""

/// χ² with a smaller probability than this on its side is far from its degrees of freedom: 1 % on both sides together.
let private farTail = 0.005

/// A sentence on the residuals and the known errors of the points.
let private errors subject =
    let factor (chi: ChiSquare) = rounded 2 (sqrt (max chi.PerDof (1.0 / chi.PerDof)))

    match subject.Chosen.Accuracy.ChiSquare with
    | None -> ""
    | Some _ when NestedTest.isExact subject.Chosen -> ""
    | Some chi ->
        let per = $"χ² per degree of freedom is {number chi.PerDof}"

        if chi.UpperTail < farTail then
            let why =
                match subject.Misfit with
                | Findings.Misfit.AboveNoise _ ->
                    "the curve misses more than the errors and the scatter of neighbouring points allow"
                | Findings.Misfit.AtNoise
                | Findings.Misfit.BelowNoise ->
                    $"the errors seem understated by a factor of about {factor chi}, since neighbouring points scatter as much"
                | Findings.Misfit.Unknown ->
                    $"the errors seem understated by a factor of about {factor chi}, or the curve misses something"

            $" {per}, far above 1 ({pValue chi.UpperTail}): {why}."
        elif chi.LowerTail < farTail then
            $" {per}, far below 1 ({pValue chi.LowerTail}): the errors seem overstated by a factor of about {factor chi}."
        else
            $" The fit explains the data within their errors: {per} ({pValue chi.UpperTail})."

let private times count =
    match count with
    | 1 -> "once"
    | 2 -> "twice"
    | n -> $"{n} times"

let private turning subject =
    match subject.DataTurningPoints, subject.Chosen.TurningPoints with
    | Some 0, Some 0 -> " Neither the data nor the fit turns."
    | Some data, Some own when data = own -> $" The data turn {times data}, and so does the fit."
    | Some 0, Some own ->
        $" The data do not turn (as far as the noise lets us see); the fit turns {times own}."
    | Some data, Some 0 -> $" The data turn {times data}; the fit does not."
    | Some data, Some own ->
        $" The data turn {times data} (as far as the noise lets us see), the fit {times own}."
    | _ -> ""

/// The numbers between the recommended one and the next smaller one tried.
let private untried subject =
    match subject.Smaller with
    | Some smaller when not (NestedTest.isExact smaller) ->
        match subject.Chosen.Units - smaller.Units with
        | 1 -> ""
        | 2 -> $" {smaller.Units + 1} was not tried."
        | _ -> $" {smaller.Units + 1} to {subject.Chosen.Units - 1} were not tried."
    | _ -> ""

let private atTheEdge subject =
    if subject.Larger = 0 && not (NestedTest.isExact subject.Chosen) then
        let tried =
            if subject.Smaller.IsSome then
                "largest number tried"
            else
                "only number tried"

        $" It is the {tried}: more may be better still."
    else
        ""

/// How many outliers are named.
let private named = 5

let private outliers subject =
    if subject.Outliers.Length = 0 then
        ""
    else
        let rows =
            subject.Outliers
            |> Array.truncate named
            |> Array.map (fun i -> string (i + 1))
            |> String.concat ", "

        let more = if subject.Outliers.Length > named then ", …" else ""
        let noun = if subject.Outliers.Length = 1 then "point" else "points"
        let holds = if subject.Outliers.Length = 1 then "holds" else "hold"

        let advice =
            if Loss.isSquares subject.Chosen.Options.Loss then
                "train with a Huber loss or sample"
            else
                "sample"

        $" {subject.Outliers.Length} {noun} (row {rows}{more}) {holds} {percent subject.OutlierShare} of the sum of squares: if they are outliers, {advice} with a Student-t likelihood."

/// An RMS that is larger by less than this is called the same.
let private sameRms = 5e-4

/// What moderate amplitudes cost.
let private moderation subject =
    match subject.Moderate with
    | None -> ""
    | Some moderate ->
        let added = Findings.addedRms subject.Chosen moderate

        let cost =
            if added < sameRms then "the same RMS"
            elif added < 1.0 then $"an RMS {percent added} larger"
            else $"an RMS {rounded 2 (1.0 + added)} times as large"

        $" A weight decay of {number moderate.Options.WeightDecay} keeps them to {rounded 2 (Findings.largestAmplitude moderate)} spreads, with {cost}."

let private unequalNoise subject =
    match subject.UnequalNoise with
    | Some p ->
        let beyond =
            if subject.Chosen.Data.Weights.IsSome then
                " beyond what the errors or weights of the points say"
            else
                ""

        $" The noise is not the same everywhere{beyond} (Koenker's test: {pValue p}): bands and errors of equal noise mislead; give each point its error, or sample with the likelihood GaussianLine."
    | None -> ""

let private amplitudes subject =
    if subject.LargestAmplitude > Moderation.largeAmplitude then
        $" Amplitudes up to {rounded 2 subject.LargestAmplitude} times the spread of the data cancel each other: the curve is sure, the single parameters are not.{moderation subject}"
    else
        ""

let private remarks subject =
    Remarks.limits subject.Chosen
    + Remarks.constraints subject.Chosen
    + outliers subject
    + unequalNoise subject
    + amplitudes subject
    + turning subject

let found subject =
    let verb = if subject.Chosen.Units = 1 then "suffices" else "suffice"

    // "Suffices" is for numbers that a larger one has been tried against.
    let head =
        match subject.Criterion with
        | Criterion.Tolerance _ -> $"{neurons subject.Chosen} {verb}"
        | _ when subject.Larger = 0 && not (NestedTest.isExact subject.Chosen) -> neurons subject.Chosen
        | _ -> $"{neurons subject.Chosen} {verb}"

    $"{head}: {reason subject}."
    + smaller subject
    + practice subject
    + noise subject
    + errors subject
    + remarks subject
    + untried subject
    + atTheEdge subject

/// None meets the tolerance.
let aboveTolerance tolerance measure (best: UnitFit) =
    $"None of the numbers tried suffices: the lowest {measureName measure} is {number (Findings.measured measure best)}, with {neurons best}, above the wanted {number tolerance}. Try more neurons, or see whether the noise allows it."

let private advice =
    " Try more neurons, another activation, or a logarithmic axis where the data span decades."

/// The best fit does not describe the data, or they are too few to tell.
let undescribed subject =
    let best = neurons subject.Chosen
    let rms = number subject.Chosen.Accuracy.Rmse
    let points = subject.Chosen.Data.Count

    let struct (why, next) =
        match subject.Misfit, subject.Noise, NestedTest.pValueOfConstant subject.Chosen with
        | Findings.Misfit.AboveNoise _, Some noise, _ ->
            struct ($"the best, {best}, leaves residuals with an RMS of {rms}, and the noise of the data is {number noise.Sd} ± {rounded 2 noise.StandardError}.",
                    advice)
        | _, _, Some p ->
            struct ($"the best, {best}, is no better than the constant ({pValue p}); its residuals have an RMS of {rms}.",
                    advice)
        | _, _, None ->
            struct ($"{points} points are too few to tell the best, {best}, from the constant; its residuals have an RMS of {rms}.",
                    " Measure more points.")

    $"None of the tried numbers describes these data: {why}" + errors subject + remarks subject + next
