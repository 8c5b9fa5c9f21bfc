namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks

[<RequireQualifiedAccess>]
module Anatomy =
    let private sumHeight, unitsHeight = 220, 220
    let private mostUnits = 30
    let private mostNamed = 12

    /// The largest extension of the range to centres outside the data, in units of the data's range.
    let private mostReach = 0.75

    let private dotBudget = 1500

    let private isIn (struct (low, high)) at = low <= at && at <= high

    let rangeOf (data: CurveData option) (network: Network) : struct (float * float) =
        match data with
        | None -> Neurons.range [ network ]
        | Some data ->
            let struct (low, high) = Neurons.span data.Inputs[0]
            let reach = mostReach * (high - low)

            let near =
                network.HiddenUnits
                |> Array.choose Neurons.centre
                |> Array.filter (fun at ->
                    network.Units <= mostNamed && isIn (struct (low - reach, high + reach)) at)

            let struct (first, last) = Neurons.ofData data
            let margin = 0.03 * (high - low)

            struct (near |> Array.fold (fun low at -> min low (at - margin)) first,
                    near |> Array.fold (fun high at -> max high (at + margin)) last)

    /// The range of y: that of the data, extended to the curve by up to half of the data's range on either side.
    let private outputRange (data: CurveData) (curve: float[]) =
        let struct (low, high) = Neurons.span data.Outputs
        let margin = if high > low then high - low else max (abs low) 1.0
        let lowest = max (Array.fold min low curve) (low - 0.5 * margin)
        let highest = min (Array.fold max high curve) (high + 0.5 * margin)
        struct (lowest - 0.04 * margin, highest + 0.04 * margin)

    let private colour (network: Network) index =
        if network.Units <= Palette.series.Length then
            Palette.ofSeries index
        else
            Palette.observation

    /// The curve of a neuron, with a dot at its centre.
    let private unitMarks range (network: Network) index =
        let unit = network.HiddenUnits[index]
        let alone = Neurons.alone network.Activation unit
        let course = Neurons.course range alone
        let width = if network.Units <= Palette.series.Length then 1.8 else 1.2

        [
            Marks.line (colour network index) width "solid" course.X (Neurons.values alone course)
            match Neurons.centre unit with
            | Some at when isIn range at && network.Units <= mostNamed ->
                Marks.dots (colour network index) 6.0 1.0 [| at |] [| Network.evaluate alone [| at |] |]
            | _ -> ()
        ]

    /// Names at places along an axis. Places closer than `apart` share one label.
    let private merged apart (names: (float * string) list) =
        (([], List.sortBy fst names)
         ||> List.fold (fun groups (at, name) ->
             match groups with
             | (first, names) :: rest when at - first <= apart -> (first, names + " " + name) :: rest
             | _ -> (at, name) :: groups))
        |> List.rev

    /// Names at the centres, for the axis between the two panels.
    let private centreTicks (struct (low, high) as range) (network: Network) =
        [
            if network.Units <= mostNamed then
                for index, unit in Array.indexed network.HiddenUnits do
                    match Neurons.centre unit with
                    | Some at when isIn range at -> at, Neurons.name index
                    | _ -> ()
        ]
        |> merged (0.015 * (high - low))
        |> List.map (fun (at, name) -> struct (at, name))
        |> Array.ofList

    /// Names at the ends of the curves whose centres are outside the range.
    let private namesAtEnds (struct (low, high) as range) (network: Network) =
        let largest =
            network.HiddenUnits
            |> Array.map (Neurons.variation range network.Activation)
            |> Array.fold max 0.0

        let ends isAtLow =
            [
                for index, unit in Array.indexed network.HiddenUnits do
                    let centre = Neurons.centre unit

                    if network.Units <= mostNamed && not (centre |> Option.exists (isIn range)) then
                        if (centre |> Option.exists (fun at -> at < low)) = isAtLow then
                            let at = if isAtLow then low else high

                            Network.evaluate (Neurons.alone network.Activation unit) [| at |],
                            Neurons.name index
            ]
            |> merged (0.07 * largest)
            |> List.toArray
            |> Array.unzip

        let mark place at (values, names) =
            Marks.words place (Array.replicate (Array.length values) at) values names

        [
            for mark, (values, names) in [ mark "top right" low, ends true; mark "top left" high, ends false ] do
                if values.Length > 0 then
                    mark (values, names)
        ]

    let private offsetMark (struct (low, high)) (network: Network) =
        Marks.line Palette.observation 1.4 "dot" [| low; high |] [| network.Offset; network.Offset |]
        |> Marks.named "offset c"

    let private rules range (network: Network) =
        let inside =
            network.HiddenUnits |> Array.choose Neurons.centre |> Array.filter (isIn range) |> Array.distinct

        if inside.Length > mostNamed then
            []
        else
            [ for at in inside -> Rule.Vertical(at, Palette.translucent 0.6 Palette.observation, "dot") ]

    let private dotsOf shown (data: CurveData) =
        let pick (values: float[]) = shown |> Array.map (fun i -> values[i])

        Marks.dots
            Palette.observation
            (Marks.dotSize data.Count)
            0.55
            (pick data.Inputs[0])
            (pick data.Outputs)
        |> Sweeps.Residuals.withErrors data shown
        |> Marks.named "data"

    /// The sum, dashed where there are no data.
    let private sumMarks (data: CurveData option) (course: Neurons.Course) curve =
        let line width dash isDrawn =
            Array.map2 (fun x y -> if isDrawn x then y else nan) course.X curve
            |> Marks.line Palette.primary width dash course.X

        match data with
        | None -> [ line 2.4 "solid" (fun _ -> true) |> Marks.named "sum f(x)" ]
        | Some data ->
            let struct (low, high) as span = Neurons.span data.Inputs[0]
            // Both pieces have the points at the edges.
            let isOutside x = x <= low || high <= x

            [
                line 2.4 "solid" (isIn span) |> Marks.named "sum f(x)"
                if course.X |> Array.exists (isIn span >> not) then
                    line 1.8 "dash" isOutside |> Marks.named "outside the data"
            ]

    let private panels axes range (data: CurveData option) shown network units =
        let edges =
            match data with
            | None -> []
            | Some data ->
                let struct (low, high) = Neurons.span data.Inputs[0]
                [ low; high ]

        let course = Neurons.courseThrough edges range network
        let curve = Neurons.values network course
        let ticks = centreTicks range network
        let xAxis = { Axis.onInput axes.Inputs[0] "" with Range = Some range }

        let sum =
            Panel.create
                ""
                { xAxis with Ticks = Some ticks; HasLabels = ticks.Length > 0; Grid = false }
                { Axis.onOutput axes.Output (Neurons.outputName data) with
                    Range = data |> Option.map (fun data -> outputRange data curve)
                }
                [
                    yield! data |> Option.map (dotsOf shown) |> Option.toList
                    yield! sumMarks data course curve
                ]

        let parts =
            Panel.create
                ""
                { xAxis with Title = Neurons.inputName data; Follows = Some 0 }
                (Axis.linear (
                    if axes.Inputs[0] = AxisScale.Log then
                        "a·σ(w·ln x + b)"
                    else
                        "a·σ(w·x + b)"
                ))
                [
                    for index in units do
                        yield! unitMarks range network index
                    offsetMark range network
                    yield! namesAtEnds range network
                ]

        let rules = rules range network
        [ sumHeight, { sum with Rules = rules }; unitsHeight, { parts with Rules = rules } ]

    let private centresText (axes: Axes) range (network: Network) =
        let named =
            network.HiddenUnits
            |> Array.mapi (fun index unit -> Neurons.name index, Neurons.centre unit)
            |> List.ofArray

        let inside =
            named
            |> List.choose (fun (name, at) -> at |> Option.filter (isIn range) |> Option.map (fun _ -> name))

        if network.Units = 0 then
            ""
        elif network.Units > mostNamed then
            $" {inside.Length} of the {network.Units} centres −b/w lie in this range."
        else
            let place = AxisScale.toUnits axes.Inputs[0]

            let text (name, at) =
                match at with
                | Some at when isIn range at -> $"{name} {Label.number 3 (place at)}"
                | Some at -> $"{name} {Label.number 3 (place at)} (outside)"
                | None -> $"{name} none"

            " Dotted rules mark the centres −b/w: " + (named |> List.map text |> Label.sentence) + "."

    let private cancellation range (network: Network) =
        let struct (low, high) = Neurons.span (Neurons.values network (Neurons.course range network))
        let extent = high - low

        let largest =
            network.HiddenUnits
            |> Array.map (Neurons.variation range network.Activation)
            |> Array.fold max 0.0

        if extent > 0.0 && largest > 5.0 * extent then
            $" One neuron alone changes by up to {Label.number 2 largest} over the range, {Label.number 2 (largest / extent)} times "
            + "as much as the sum: the neurons largely cancel."
        else
            ""

    let private kind (network: Network) =
        Label.plural (Activation.name network.Activation + " neuron") network.Units

    let private caption axes range (data: CurveData option) shown drawn (network: Network) =
        let first =
            match data with
            | None -> $"{kind network}: above their sum with the offset, below each of them."
            | Some data ->
                let mean = (GoodnessOfFit.ofNetwork 0 network data).MeanAbsoluteResidual

                $"{Label.line 100 data.Name}, {kind network}: above the data and the sum, with a mean absolute residual of "
                + $"{Label.number 3 mean}; below each neuron."

        let thinned =
            data
            |> Option.map (fun data -> Thinning.caption shown data.Count "points")
            |> Option.defaultValue ""

        let formula =
            if network.Units <= mostNamed then
                $" f(x) = {Neurons.formula axes network}."
            else
                ""

        first
        + formula
        + $" The offset is {Label.number 3 network.Offset}."
        + centresText axes range network
        + cancellation range network
        + Neurons.caption drawn network.Units
        + thinned

    let ofNetworkOn axes range data (network: Network) =
        Neurons.check "network" network
        Neurons.checkData data
        let axes = Neurons.axesOf axes data
        let range = Neurons.onAxis axes range
        let range = range |> Option.defaultWith (fun () -> rangeOf data network)
        let units = Neurons.chosen mostUnits range network

        let shown =
            data
            |> Option.map (fun data -> Thinning.ofCloud dotBudget data.Inputs[0] data.Outputs)
            |> Option.defaultValue [||]

        Figure.ofPanels
            "anatomy"
            $"Anatomy of a network of {kind network}"
            (caption axes range data shown.Length units.Length network)
            "Two panels over the same x: above the data and the network's curve, below the curves of its neurons, which with the offset add up to it."
            (struct (1, 1))
            {
                Rows = [ [ Some { Stack = panels axes range data shown network units } ] ]
                HasLegend = true
            }

    let ofNetwork range data (network: Network) =
        ofNetworkOn (Axes.linear network.Dimension) range data network

    let ofFit (fit: UnitFit) = ofNetwork None (Some fit.Data) fit.Trained.Network
