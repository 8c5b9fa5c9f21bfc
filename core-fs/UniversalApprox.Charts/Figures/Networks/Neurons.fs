/// The neurons of a network of one input, one by one.
module internal UniversalApprox.Charts.Figures.Networks.Neurons

open System
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts.Drawing

/// The points of a curve as drawn (X) and as evaluated (At). They differ for steps, which have two values at one x.
type Course = { X: float[]; At: float[] }

let check name (network: Network) =
    if network.Dimension <> 1 then
        Check.reject name $"This figure is for networks of one input; got {network.Dimension} inputs."

/// Checks the data of a figure for networks of one input, if there are any.
let checkData (data: CurveData option) =
    match data with
    | Some data when data.Dimension <> 1 ->
        Check.reject "data" $"This figure is for data of one input; got {data.Dimension} inputs."
    | _ -> ()

/// The axes of a figure of one input: those of the data, which must not contradict logarithmic ones of its networks.
let axesOf (axes: Axes) (data: CurveData option) =
    match data with
    | None -> axes
    | Some data when Axes.isLinear axes || axes = data.Axes -> data.Axes
    | Some _ -> Check.reject "data" "The network and the data have different axes."

let checkRange (range: struct (float * float) option) =
    match range with
    | Some(struct (low, high)) when not (Double.IsFinite low && Double.IsFinite high && low < high) ->
        Check.reject
            "range"
            $"range must be two finite numbers, the smaller one first; got {Label.number 6 low} and {Label.number 6 high}."
    | _ -> ()

/// The name of a unit, with its number in θ.
let name index = $"u{index + 1}"

/// "4 sigmoid neurons".
let kind (network: Network) = Label.plural (Activation.name network.Activation + " neuron") network.Units

/// One unit as a network, without the offset.
let alone activation (unit: HiddenUnit) = Network.ofUnits activation 1 [ unit ] 0.0

/// The point −b/w where the argument of σ is 0; None for a unit without weight.
let centre (unit: HiddenUnit) =
    let at = -unit.Bias / unit.Weights[0]

    // Adding 0.0 turns −0.0 into 0.0.
    if Double.IsFinite at then Some(at + 0.0) else None

let private centres (network: Network) =
    network.HiddenUnits |> Array.choose centre |> Array.distinct |> Array.sort

/// The range of the networks' features: their centres, and six widths 1/|w| (the median one) on either side.
let range (networks: Network list) : struct (float * float) =
    let places = networks |> List.map centres |> Array.concat

    let widths =
        networks
        |> Seq.collect _.HiddenUnits
        |> Seq.map (fun unit -> 1.0 / abs unit.Weights[0])
        |> Seq.filter Double.IsFinite
        |> Array.ofSeq
        |> Array.sort

    if places.Length = 0 || widths.Length = 0 then
        struct (-1.0, 1.0)
    else
        let margin = 6.0 * widths[widths.Length / 2]
        let low, high = Array.min places - margin, Array.max places + margin

        if Double.IsFinite(high - low) && low < high then
            struct (low, high)
        else
            struct (-1.0, 1.0)

/// The largest number of units around which the curve gets extra points.
let private mostRefined = 60

/// Points that a drawing of the network must have: the centres of units, where relu has its kink, and the flanks of those that are
/// too steep for even points to find.
let seeds (struct (low: float, high: float)) (network: Network) =
    let steep = (high - low) / 40.0

    let around (unit: HiddenUnit) =
        match centre unit with
        | None -> [||]
        | Some at ->
            let width = 1.0 / abs unit.Weights[0]

            if width < steep then
                Array.init 9 (fun i -> at + width * float (i - 4))
            else
                [| at |]

    if network.Units > mostRefined then
        [||]
    else
        network.HiddenUnits |> Array.collect around

/// The network's curve in a picture with the given range of y (`Adaptive.curve`), by x and f(x).
let curve picture (struct (low, high) as range) (network: Network) =
    Adaptive.curve picture (seeds range network) low high (fun x -> Network.predict network [| x |])

let private smooth range network =
    let struct (x, _) = curve None range network
    { X = x; At = x }

/// The level pieces between the jumps.
let private steps (struct (low, high)) (network: Network) =
    let tooClose = 1e-9 * (high - low)
    let edges = ResizeArray [ low ]

    for at in centres network do
        if at > edges[edges.Count - 1] + tooClose && at < high - tooClose then
            edges.Add at

    edges.Add high
    let pieces = Array.pairwise (edges.ToArray())

    {
        X = pieces |> Array.collect (fun (left, right) -> [| left; right |])
        At =
            pieces
            |> Array.collect (fun (left, right) ->
                let middle = left + 0.5 * (right - left) in [| middle; middle |])
    }

/// The points for drawing a network over a range.
let course range (network: Network) =
    if network.Activation = Activation.Heaviside then
        steps range network
    else
        smooth range network

/// The course with further points, so that pieces of it can meet there. Steps stay as they are.
let courseThrough (places: float list) range (network: Network) =
    let course = course range network

    if network.Activation = Activation.Heaviside then
        course
    else
        let x = Array.append course.X (Array.ofList places) |> Array.distinct |> Array.sort
        { X = x; At = x }

let values network course = Network.predict network [| course.At |]

/// The range of the values that are finite.
let span (values: float[]) : struct (float * float) =
    let finite = values |> Array.filter Double.IsFinite

    if finite.Length = 0 then
        struct (0.0, 0.0)
    else
        struct (Array.min finite, Array.max finite)

/// The size of a unit's change over the range.
let variation range activation unit =
    let network = alone activation unit
    let struct (low, high) = span (values network (course range network))
    high - low

/// The units to draw: at most `budget`, those that change the most over the range, in their own order.
let chosen budget range (network: Network) =
    let units = network.HiddenUnits

    if units.Length <= budget then
        Array.init units.Length id
    else
        Array.init units.Length id
        |> Array.sortByDescending (fun i -> variation range network.Activation units[i])
        |> Array.truncate budget
        |> Array.sort

/// The caption's sentence about units that are not drawn.
let caption drawn total =
    if drawn >= total then
        ""
    else
        $" Of {Label.count total} neurons the {drawn} that change the most over the range are drawn."

/// The range of the data with a margin of 2 % on either side.
let ofData (data: CurveData) : struct (float * float) =
    let struct (low, high) = span data.Inputs[0]

    let margin = if high > low then 0.02 * (high - low) else max (abs low) 1.0

    struct (low - margin, high + margin)

/// A range in the unit of x on its axis, after its check.
let onAxis (axes: Axes) (range: struct (float * float) option) =
    checkRange range

    range
    |> Option.map (fun (struct (low, high)) ->
        let ends = Axes.columnsToAxes { axes with Inputs = [| axes.Inputs[0] |] } [| [| low; high |] |]
        struct (ends[0].[0], ends[0].[1]))

let inputName (data: CurveData option) =
    data |> Option.map (fun data -> data.InputNames[0]) |> Option.defaultValue "x"

let outputName (data: CurveData option) = data |> Option.map _.OutputName |> Option.defaultValue "f(x)"

/// The formula in notebook notation with three digits.
let formula axes network = (Formula.printOn axes FormulaStyle.Notebook (Some 3) network).Replace('-', '−')
