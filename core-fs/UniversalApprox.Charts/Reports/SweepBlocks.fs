/// The blocks of a report about data and the networks trained on them.
module internal UniversalApprox.Charts.Reports.SweepBlocks

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Figures.Sweeps
open UniversalApprox.Charts.Reports.Findings

let private range (values: float[]) =
    $"{Label.number 4 (Array.min values)} to {Label.number 4 (Array.max values)}"

let private axisNote scale =
    match scale with
    | AxisScale.Linear -> ""
    | AxisScale.Log -> ", on a logarithmic axis"

let private ofLogarithm (data: CurveData) =
    match data.Axes.Output with
    | AxisScale.Linear -> ""
    | AxisScale.Log -> $" of ln {data.OutputName}"

let dataFacts (data: CurveData) =
    [
        "Points", Label.count data.Count
        for name, column, scale in
            Array.zip3 data.InputNames data.MeasuredInputs data.Axes.Inputs |> Array.truncate 12 do
            $"Input {name}", range column + axisNote scale
        if data.Dimension > 12 then
            "Further inputs", Label.count (data.Dimension - 12)
        $"Output {data.OutputName}", range data.MeasuredOutputs + axisNote data.Axes.Output
        match data.MeasuredErrors with
        | PointErrors.Equal -> ()
        | PointErrors.Known sigmas -> $"Standard errors of {data.OutputName}", range sigmas
        | PointErrors.Relative weights -> "Weights", range weights
        match NoiseLevel.estimate data with
        | Some noise ->
            (if data.Weights.IsSome then
                 "Noise of a point of median precision, estimated"
             else
                 "Noise, estimated"),
            $"{Label.number 3 noise.Sd} ± {Label.number 2 noise.StandardError} (standard deviation{ofLogarithm data})"
        | None -> ()
        match TurningPoints.ofData data with
        | Some 0 -> "Turning points", "none for sure"
        | Some turns -> "Turning points", $"{turns}, at least"
        | None -> ()
    ]

let private stop (fit: UnitFit) =
    match fit.Trained.Stop with
    | StopReason.Converged -> "converged"
    | StopReason.IterationLimit -> "iteration limit"
    | StopReason.Cancelled -> "cancelled"
    | StopReason.Diverged -> "diverged"

let private row (recommended: UnitFit option) (fit: UnitFit) =
    Option.exists (fun chosen -> obj.ReferenceEquals(chosen, fit)) recommended,
    [
        Entry.Words(Activation.name fit.Activation)
        Entry.count fit.Units
        Entry.count (NestedTest.parameters fit)
        Entry.number 3 fit.Accuracy.MeanAbsoluteResidual
        Entry.number 3 fit.Accuracy.Rmse
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

let private columns =
    [
        "Activation"
        "N"
        "Parameters"
        "Mean |Δ|"
        "RMSE"
        "Validation"
        "± SE"
        "Max |Δ|"
        "R²"
        "Turns"
        "Time"
        "Training"
    ]

let networks recommended (fits: UnitFit list) : Table =
    let best = BestRestarts.ofFits fits

    let others =
        if fits.Length > best.Length then
            $" The best of all restarts; {fits.Length - best.Length} others are left out."
        else
            ""

    let validation =
        if best |> List.exists _.Validation.IsSome then
            "; validation is the error on points that training has not seen"
        else
            ""

    Table.withoutEmptyColumns
        {
            Name = "networks"
            Caption =
                $"One row per network.{others} Mean |Δ| is the mean absolute residual{validation}. The recommended network is marked."
            Columns = columns
            Rows = best |> List.map (row recommended)
        }

/// The sweep panels show at most this many networks, from the first.
let private mostPanels = 40

/// Whether the loss fell by more than a twentieth. Training starts where the best of its trial runs ended, often already at
/// the minimum, and then a plot of the loss would be a flat line.
let private hasFallen (fit: UnitFit) = not (fit.Trained.History[0] < 1.05 * Array.last fit.Trained.History)

/// The answer to the question, if there is one.
let answer (recommendation: Recommendation option) =
    recommendation
    |> Option.map (fun found -> Block.Answer(found.Answer, found.Recommended.IsNone))
    |> Option.toList

/// How the error falls with the number of neurons: the figure, the table, and the curves of all sizes.
let sizes (findings: Findings) =
    let fits = findings.Part.Fits
    let recommended = findings.Part.Answer |> Option.bind _.Recommended
    let best = BestRestarts.ofFits fits

    [
        Block.Subsection "How the error falls with the number of neurons"
        Block.Picture(ErrorAgainstUnits.create recommended fits)
        Block.Table(networks recommended fits)
        yield! EvidenceBlocks.ofModels findings.Part.Data.Name findings.Part.Models
        if findings.Part.Data.Dimension = 1 then
            Block.Picture(SweepPanels.create SweepPanels.defaultReach (List.truncate mostPanels best))
    ]

/// What the chosen fit leaves, and for several inputs where.
let residuals (fit: UnitFit) =
    let network, data = fit.Trained.Network, fit.Data

    [
        Block.Subsection "What the fit leaves"
        Block.Picture(ResidualCheck.create fit)
        if data.Dimension > 1 then
            Block.Picture(ManyInputs.create network data)
    ]

/// "x1 is temperature, x2 is pressure": formulas number their inputs.
let private inputs (data: CurveData) =
    if data.Dimension = 1 then
        if data.InputNames[0] = "x" then
            ""
        else
            $"; x is {data.InputNames[0]}"
    else
        let told =
            data.InputNames
            |> Array.truncate 12
            |> Array.mapi (fun i name -> struct ($"x{i + 1}", name))
            |> Array.filter (fun (struct (number, name)) -> number <> name)
            |> Array.map (fun (struct (number, name)) -> $"{number} is {name}")

        if told.Length = 0 then
            ""
        else
            "; " + Label.sentence (List.ofArray told)

let private formula (fit: UnitFit) =
    Block.Code(
        $"The network with {Neurons.kind fit.Trained.Network}, to full precision{inputs fit.Data}",
        Formula.printOn fit.Data.Axes FormulaStyle.Notebook None fit.Trained.Network
    )

/// What one parameter is, in words with the name of its input.
let private meaning (data: CurveData) (name: string) =
    let unitOf (text: string) = $"of neuron {text}"

    match name with
    | "c" -> "offset"
    | "log_sigma" -> $"ln of the noise of {Axes.label data.Axes.Output data.OutputName}"
    | name when name[0] = 'b' -> "bias " + unitOf name[1..]
    | name when name[0] = 'a' -> "amplitude " + unitOf name[1..]
    | name when data.Dimension = 1 -> $"weight of {data.InputNames[0]} " + unitOf name[1..]
    | name ->
        match name[1..].Split('_') with
        | [| unit; input |] -> $"weight of {data.InputNames[int input - 1]} " + unitOf unit
        | _ -> "weight"

let private parameterTable (data: CurveData) (posterior: ReportPosterior option) (draws: Uncertainty.Draws) =
    match draws.Parameters.Value with
    | [] when posterior.IsNone ->
        [
            Block.Paragraph
                "Single parameters have no errors here: units that can stand in for each other make many networks of nearly the same curve. The curve and its numbers above do have them."
        ]
    | [] -> []
    | parameters ->
        [
            Block.Table
                {
                    Name = "parameters"
                    Caption =
                        $"The parameters with their errors, from {draws.Source}, of draws under common labels."
                    Columns = [ "Parameter"; "Meaning"; "At the mode"; "Mean"; "SD"; "5 %"; "95 %" ]
                    Rows =
                        parameters
                        |> List.map (fun row ->
                            false,
                            [
                                Entry.Words row.Name
                                Entry.Words(meaning data row.Name)
                                Entry.number 4 row.Estimate
                                Entry.number 4 row.Mean
                                Entry.number 3 row.Sd
                                Entry.number 4 row.Low
                                Entry.number 4 row.High
                            ])
                }
        ]

/// The chosen network: its neurons, its parameters with errors, its formula.
let network (findings: Findings) (fit: UnitFit) =
    let data = fit.Data

    [
        Block.Subsection "The network and its parameters"
        if data.Dimension = 1 then
            Block.Picture(Anatomy.ofFit fit)

            if fit.Units <= Play.mostUnits then
                Block.Picture(Play.ofFit fit)
        else
            match Effects.interactions fit.Trained.Network data with
            | Some figure -> Block.Picture figure
            | None -> ()

            if data.Dimension = 2 then
                Block.Picture(ManyInputs.surface fit.Trained.Network data)
        match findings.Draws with
        | Some(Ok draws) -> yield! parameterTable data findings.Posterior draws
        | Some(Error reason) ->
            Block.Paragraph $"The parameters have no errors here, and the curve has no band. {reason}"
        | None -> ()
        formula fit
        if hasFallen fit then
            Block.Picture(TrainingHistory.create fit)
    ]
