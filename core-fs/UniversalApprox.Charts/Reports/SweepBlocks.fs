/// The blocks of a report about data and the networks trained on them.
module internal UniversalApprox.Charts.Reports.SweepBlocks

open System
open System.Security.Cryptography
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Sweeps

/// SHA-256 over the numbers of all inputs, then of the output, each as eight bytes, the lowest first.
let private hash (data: CurveData) =
    use sha = IncrementalHash.CreateHash HashAlgorithmName.SHA256
    let buffer = Array.zeroCreate<byte> 8

    for column in Array.append data.Inputs [| data.Outputs |] do
        for value in column do
            Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(buffer, value)
            sha.AppendData buffer

    Convert.ToHexString(sha.GetHashAndReset()).ToLowerInvariant()

let private range (values: float[]) =
    $"{Label.number 4 (Array.min values)} to {Label.number 4 (Array.max values)}"

let dataFacts (origin: string option) (data: CurveData) =
    [
        "Points", Label.count data.Count
        for name, column in Array.zip data.InputNames data.Inputs |> Array.truncate 12 do
            $"Input {name}", range column
        if data.Dimension > 12 then
            "Further inputs", Label.count (data.Dimension - 12)
        $"Output {data.OutputName}", range data.Outputs
        match NoiseLevel.estimate data with
        | Some noise ->
            "Noise, estimated",
            $"{Label.number 3 noise.Sd} ± {Label.number 2 noise.StandardError} (standard deviation)"
        | None -> ()
        match TurningPoints.ofData data with
        | Some 0 -> "Turning points", "none for sure"
        | Some turns -> "Turning points", $"{turns}, at least"
        | None -> ()
        match origin with
        | Some origin -> "Source", origin
        | None -> ()
        "SHA-256", hash data
    ]

let private stop (fit: UnitFit) =
    match fit.Trained.Stop with
    | StopReason.Converged -> "converged"
    | StopReason.IterationLimit -> "iteration limit"
    | StopReason.Cancelled -> "cancelled"
    | StopReason.Diverged -> "diverged"

/// `validated` says whether the columns of validation are there.
let private row validated (recommended: UnitFit option) (fit: UnitFit) =
    Option.exists (fun chosen -> obj.ReferenceEquals(chosen, fit)) recommended,
    [
        Entry.Words(Activation.name fit.Activation)
        Entry.count fit.Units
        Entry.count fit.Trained.Network.Layout.ParameterCount
        Entry.number 3 fit.Accuracy.MeanAbsoluteResidual
        Entry.number 3 fit.Accuracy.Rmse
        if validated then
            Entry.optional 3 (fit.Validation |> Option.map (fun v -> v.Rmse))
            Entry.optional 2 (fit.Validation |> Option.map (fun v -> v.StandardError))
        Entry.number 3 fit.Accuracy.MaxAbsoluteResidual
        Entry.optional 4 fit.Accuracy.RSquared
        (match fit.TurningPoints with
         | Some turns -> Entry.count turns
         | None -> Entry.Number(nan, ""))
        Entry.Number(fit.Elapsed.TotalMilliseconds, Label.number 3 fit.Elapsed.TotalMilliseconds + " ms")
        Entry.Words(stop fit)
    ]

let private columns validated =
    [
        "Activation"
        "N"
        "Parameters"
        "Mean |Δ|"
        "RMSE"
        if validated then
            "Validation"
            "± SE"
        "Max |Δ|"
        "R²"
        "Turns"
        "Time"
        "Training"
    ]

let private table recommended (fits: UnitFit list) =
    let best = BestRestarts.ofFits fits
    let validated = best |> List.exists _.Validation.IsSome

    let validation =
        if validated then
            "; validation is the error on points that training has not seen"
        else
            ""

    let others =
        if fits.Length > best.Length then
            $" The best of all restarts; {fits.Length - best.Length} others are left out."
        else
            ""

    Block.Table
        {
            Caption = $"One row per network.{others} Mean |Δ| is the mean absolute residual{validation}."
            Columns = columns validated
            Rows = best |> List.map (row validated recommended)
        }

/// Formulas of the recommended network, or of the first few networks if none is recommended.
let private formulas recommended (fits: UnitFit list) =
    let shown =
        match recommended with
        | Some fit -> [ fit ]
        | None -> BestRestarts.ofFits fits |> List.truncate 4

    [
        for fit in shown do
            let neurons = Label.plural "neuron" fit.Units

            Block.Code(
                $"The network with {neurons} ({Activation.name fit.Activation}), to full precision",
                Formula.print FormulaStyle.Notebook None fit.Trained.Network
            )
    ]

/// The sweep panels show at most this many networks, from the first.
let private mostPanels = 40

/// The network that the report examines: the recommended one, else the one with the lowest error.
let private shown (recommended: UnitFit option) best =
    recommended |> Option.defaultWith (fun () -> best |> List.minBy _.Accuracy.Rmse)

/// Whether the loss fell by more than a twentieth. Training starts where the best of its trial runs ended, often already at
/// the minimum, and then a plot of the loss would be a flat line.
let private hasFallen (fit: UnitFit) = not (fit.Trained.History[0] < 1.05 * Array.last fit.Trained.History)

let private pictures recommended (fits: UnitFit list) =
    let best = BestRestarts.ofFits fits
    let chosen = shown recommended best
    let network, data = chosen.Trained.Network, chosen.Data

    [
        if data.Dimension = 1 then
            SweepPanels.create SweepPanels.defaultReach (List.truncate mostPanels best)
        ErrorAgainstUnits.create recommended fits
        if data.Dimension = 1 then
            Anatomy.ofFit chosen
        else
            ManyInputs.create network data

            if data.Dimension = 2 then
                ManyInputs.surface network data
        if hasFallen chosen then
            TrainingHistory.create chosen
    ]
    |> List.map Block.Picture

/// The answer to the question, if there is one.
let answer (recommendation: Recommendation option) =
    recommendation
    |> Option.map (fun found -> Block.Answer(found.Answer, found.Recommended.IsNone))
    |> Option.toList

/// The table, figures and formulas of the fits of one data set.
let ofFits (recommendation: Recommendation option) (fits: UnitFit list) =
    let recommended = recommendation |> Option.bind _.Recommended

    [ table recommended fits; yield! pictures recommended fits; yield! formulas recommended fits ]
