/// The blocks that a reader sees first: the fitted curve, and the numbers that it has.
module internal UniversalApprox.Charts.Reports.CurveBlocks

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Quantities
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures
open UniversalApprox.Charts.Reports.Findings

/// A quantity in the table: its words, its value, and its place along the input.
type private Row = { Words: string; Value: CurveQuantity option; Place: CurveQuantity option }

/// Where a curve turns, the place and the value there are one row.
let private rows (quantities: CurveQuantity[]) =
    let named name = quantities |> Array.tryFind (fun quantity -> quantity.Name = name)

    [
        for quantity in quantities do
            let value words = { Words = words; Value = Some quantity; Place = None }
            let place words = { Words = words; Value = named $"{quantity.Name}Value"; Place = Some quantity }

            match quantity.Name with
            | "LowerPlateau" -> value "Lower plateau"
            | "UpperPlateau" -> value "Upper plateau"
            | "Inflection" -> place "Steepest point"
            | "InflectionSlope" -> value "Slope at the steepest point"
            | "Integral" -> value "Integral over the range of the data"
            | name when name.EndsWith "Value" -> ()
            | name when name.StartsWith "Maximum" -> place $"Maximum {name[7..]}"
            | name when name.StartsWith "Minimum" -> place $"Minimum {name[7..]}"
            | name when name.StartsWith "Zero" -> place $"Zero {name[4..]}"
            | name when name.EndsWith "Slope" -> value $"Slope at {name[.. name.Length - 6]}"
            | name -> place name
    ]

/// The quantities that say something about the data. At least half of the curves must have a quantity. The plateaus of a sigmoid
/// shape, and the points part of the way between them, count only if the steepest point lies among the data.
let private meaningful lower upper (quantities: CurveQuantity[]) =
    let common =
        quantities |> Array.filter (fun one -> one.Share |> Option.forall (fun share -> share >= 0.5))

    let isAmongData =
        common
        |> Array.exists (fun one -> one.Name = "Inflection" && one.Value >= lower && one.Value <= upper)

    let isOfShape (name: string) =
        name.EndsWith "Plateau" || name.StartsWith "Inflection" || name.StartsWith "EC"

    common |> Array.filter (fun one -> isAmongData || not (isOfShape one.Name))

let private cells (quantity: CurveQuantity option) =
    match quantity with
    | None -> [ Entry.empty; Entry.empty; Entry.empty ]
    | Some quantity ->
        let ends =
            match quantity.Interval with
            | Some interval -> [ Entry.number 4 interval.Q05; Entry.number 4 interval.Q95 ]
            | None -> [ Entry.empty; Entry.empty ]

        Entry.number 4 quantity.Value :: ends

let private row (row: Row) =
    let share = row.Place |> Option.orElse row.Value |> Option.bind _.Share

    false,
    [
        Entry.Words row.Words
        yield! cells row.Value
        yield! cells row.Place
        match share with
        | Some share when share < 0.995 -> Entry.Number(share, $"{100.0 * share:F0} %%")
        | _ -> Entry.empty
    ]

let private longestInHeader = 24

/// More rows would push the rest of the report down.
let private mostRows = 24

let private table (data: CurveData) (quantities: CurveQuantity[]) hasDraws =
    let all = rows quantities
    // A long name, such as one with a date, would push the numbers apart.
    let isLong = data.InputNames[0].Length > longestInHeader
    let input = if isLong then "x" else data.InputNames[0]
    let naming = if isLong then $"; x is {Label.line 60 data.InputNames[0]}" else ""

    let left =
        if all.Length > mostRows then
            $" The first {mostRows} of {all.Length}; Get-CurveQuantity has all."
        else
            ""

    let intervals =
        if hasDraws then
            ", with the 5 % and 95 % quantiles over the curves that the data allow"
        else
            ", without intervals: the section on the parameters says why"

    Block.Table(
        Table.withoutEmptyColumns
            {
                Name = "quantities"
                Caption = $"Numbers of the fitted curve{intervals}; in the units of the data{naming}.{left}"
                Columns =
                    [
                        "Quantity"
                        "Value"
                        "5 %"
                        "95 %"
                        $"at {input}"
                        $"5 %% of {input}"
                        $"95 %% of {input}"
                        "Curves that have it"
                    ]
                Rows = all |> List.truncate mostRows |> List.map row
            }
    )

let private quantities (findings: Findings) =
    match findings.Chosen with
    | Some fit when fit.Data.Dimension = 1 && Activation.isTrainable fit.Activation ->
        let lower, upper = Array.min fit.Data.MeasuredInputs[0], Array.max fit.Data.MeasuredInputs[0]

        let curve, hasDraws =
            match drawn findings with
            | Some draws -> draws.Curve.Value, true
            | None -> CurveDistribution.ofNetworkOn fit.Data.Axes fit.Trained.Network, false

        if lower < upper then
            let all = CurveQuantity.compute CurveQuantity.defaultPercent (Some lower) (Some upper) curve

            match meaningful lower upper all with
            | [||] -> []
            | found -> [ table fit.Data found hasDraws ]
        else
            []
    | _ -> []

let private picture (findings: Findings) =
    match findings.Chosen with
    | None -> []
    | Some fit when fit.Data.Dimension = 1 -> [ BestFit.create findings.IsRecommended (drawn findings) fit ]
    | Some fit -> [ Effects.create (drawn findings) fit ]

/// The picture of the chosen fit, and the named quantities of its curve.
let ofFindings findings = [ yield! picture findings |> List.map Block.Picture; yield! quantities findings ]
