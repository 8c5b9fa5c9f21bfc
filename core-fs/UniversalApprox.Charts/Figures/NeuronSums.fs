namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks

[<RequireQualifiedAccess>]
module NeuronSums =
    let private height = 240
    let private mostNetworks = 12
    let private mostUnits = 30
    let private dotBudget = 3000

    /// The sum has the first colour, so the neurons have one colour less.
    let private ownColours = Palette.series.Length - 1

    let private check range data (networks: Network list) =
        if networks.IsEmpty then
            Check.reject "networks" "There must be at least one network."

        if networks.Length > mostNetworks then
            Check.reject
                "networks"
                $"At most {mostNetworks} networks can be shown below each other; got {networks.Length}."

        networks |> List.iter (Neurons.check "networks")
        Neurons.checkData data
        Neurons.checkRange range

    let private isStep (network: Network) = network.Activation = Activation.Heaviside

    let private unitMark range (network: Network) index =
        let unit = Neurons.alone network.Activation network.HiddenUnits[index]
        let course = Neurons.course range unit
        let values = Neurons.values unit course

        if network.Units <= ownColours then
            Marks.line (Palette.ofSeries (index + 1)) 1.6 "solid" course.X values
            |> Marks.named (Neurons.name index)
        else
            Marks.line Palette.observation 1.1 "solid" course.X values |> Marks.named "neurons"

    let private marks (struct (low, high) as range) dots units (network: Network) =
        let course = Neurons.course range network

        [
            yield! dots
            for index in units do
                yield unitMark range network index
            if network.Offset <> 0.0 then
                yield
                    Marks.line
                        Palette.observation
                        1.4
                        "dot"
                        [| low; high |]
                        [| network.Offset; network.Offset |]
                    |> Marks.named "offset"
            yield
                Marks.line Palette.primary 2.6 "solid" course.X (Neurons.values network course)
                |> Marks.named "sum"
        ]

    /// Whether the two sums have the same scale, so that both sides can share their axes. Those of relu and its like do not.
    let private isBounded (network: Network) =
        match network.Activation with
        | Activation.Relu
        | Activation.LeakyRelu
        | Activation.Softplus
        | Activation.Silu
        | Activation.Gelu
        | Activation.Elu -> false
        | _ -> true

    /// The range of y: that of the data and the sum, extended to the neurons by up to as much again on either side. The
    /// neurons of a fit may be hundreds of times larger than their sum.
    let private outputRange range dots units (network: Network) =
        let drawn (network: Network) = Neurons.values network (Neurons.course range network)
        let struct (low, high) = Neurons.span (Array.append dots (drawn network))
        let extent = if high > low then high - low else max (abs low) 1.0

        let all =
            units
            |> Array.collect (fun index ->
                drawn (Neurons.alone network.Activation network.HiddenUnits[index]))

        let lowest = Array.fold min (min low network.Offset) all |> max (low - extent)
        let highest = Array.fold max (max high network.Offset) all |> min (high + extent)
        let margin = 0.04 * (highest - lowest)
        struct (lowest - margin, highest + margin)

    /// The ranges of y of the two sides: one for both, unless the steps of neurons that cancel are far larger.
    let private outputRanges range dots units network =
        let struct (low, high) as own = outputRange range dots units network

        let struct (lowest, highest) as stepped =
            Network.withActivation Activation.Heaviside network |> outputRange range dots units

        if isBounded network && highest - lowest < 3.0 * (high - low) then
            let both = struct (min low lowest, max high highest)
            struct (both, both)
        else
            struct (own, stepped)

    let private row (axes: Axes) range (data: CurveData option) (x: float[], y: float[]) first network =
        let units = Neurons.chosen mostUnits range network
        let struct (own, stepped) = outputRanges range y units network

        let dots =
            [
                if data.IsSome then
                    Marks.dots Palette.observation (Marks.dotSize x.Length) 0.55 x y |> Marks.named "data"
            ]

        let panel number heading output network =
            let xAxis =
                { Axis.onInput axes.Inputs[0] (Neurons.inputName data) with
                    Range = Some range
                    Follows = if number = 0 then None else Some 0
                }

            let yAxis =
                // Neurons add up on the axis of the output.
                { Axis.linear (Axes.label axes.Output (Neurons.outputName data)) with
                    Range = Some output
                    Follows = if number > first && own = stepped then Some first else None
                }

            Some { Stack = [ height, Panel.create heading xAxis yAxis (marks range dots units network) ] }

        [
            panel first (Neurons.formula axes network) own network
            if not (isStep network) then
                Network.withActivation Activation.Heaviside network
                |> panel (first + 1) "the same with steps" stepped
        ]

    let private accuracy (data: CurveData) network =
        Label.number 3 (GoodnessOfFit.ofNetwork 0 network data).MeanAbsoluteResidual

    let private sentenceOf
        (axes: Axes)
        (struct (low, high) as range)
        (data: CurveData option)
        (network: Network)
        =
        let stepped = Network.withActivation Activation.Heaviside network
        let drawn = (Neurons.chosen mostUnits range network).Length

        let place = AxisScale.toUnits axes.Inputs[0]

        let subject =
            $"""{Label.line 200 (Neurons.formula axes network)}: {Label.plural (Activation.name network.Activation + " neuron") network.Units} """
            + $"for x from {Label.number 3 (place low)} to {Label.number 3 (place high)}"

        let residuals =
            match data with
            | None -> "."
            | Some data when isStep network -> $"; mean absolute residual {accuracy data network}."
            | Some data ->
                $"; mean absolute residual {accuracy data network}, with steps {accuracy data stepped}."

        subject + residuals + Neurons.caption drawn network.Units

    let private caption axes range (data: CurveData option) shown networks =
        let first =
            match data with
            | None -> "Thin lines are the neurons, the thick one is their sum with the offset. "
            | Some data ->
                $"{Label.line 100 data.Name}: dots are the data, thin lines the neurons, the thick one their sum with the offset. "

        let thinned =
            data
            |> Option.map (fun data -> Thinning.caption shown data.Count "points")
            |> Option.defaultValue ""

        first + (networks |> List.map (sentenceOf axes range data) |> String.concat " ") + thinned

    let private rangeOf range (data: CurveData option) networks =
        match range, data with
        | Some range, _ -> range
        | None, Some data -> Neurons.ofData data
        | None, None -> Neurons.range networks

    /// The points inside the range only, because the axis of y would follow the others too.
    let private pointsIn (struct (low, high)) shown (data: CurveData option) =
        match data with
        | None -> [||], [||]
        | Some data ->
            let x = data.Inputs[0]
            let inside = shown |> Array.filter (fun i -> low <= x[i] && x[i] <= high)
            inside |> Array.map (fun i -> x[i]), inside |> Array.map (fun i -> data.Outputs[i])

    let createOn axes range data (networks: Network seq) =
        let networks = List.ofSeq networks
        check range data networks
        let axes = Neurons.axesOf axes data
        let range = Neurons.onAxis axes range
        let range = rangeOf range data networks

        let shown =
            match data with
            | None -> [||]
            | Some data -> Thinning.ofCloud (dotBudget / 2 / networks.Length) data.Inputs[0] data.Outputs

        let starts = networks |> List.scan (fun at network -> at + if isStep network then 1 else 2) 0
        let points = pointsIn range shown data

        Figure.ofPanels
            "neuron-sums"
            (if networks.Length = 1 then "A sum of neurons" else "Sums of neurons")
            (caption axes range data shown.Length networks)
            (Label.plural "network" networks.Length
             + ", each as its neurons and their sum, and beside it the same with steps instead of smooth neurons.")
            (struct (2, 1))
            {
                Rows = networks |> List.mapi (fun i network -> row axes range data points starts[i] network)
                HasLegend = true
            }

    let create range data networks = createOn (Axes.linear 1) range data networks
