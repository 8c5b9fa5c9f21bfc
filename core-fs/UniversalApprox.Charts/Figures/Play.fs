namespace UniversalApprox.Charts.Figures

open Newtonsoft.Json.Linq
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Networks
open UniversalApprox.Charts.Pages

[<RequireQualifiedAccess>]
module Play =
    let mostUnits = 64

    let private mostPoints = 2000
    let private controls = Page.resource "play.html"

    /// All digits: the page computes with these numbers.
    let private exact (values: float seq) = JArray(values |> Seq.map (fun value -> JValue value :> obj))

    let private points (data: CurveData) =
        let shown = Thinning.sample mostPoints data.Inputs[0]
        let column (values: float[]) = shown |> Seq.map (fun i -> values[i]) |> exact

        [
            "x", column data.Inputs[0] :> JToken
            "y", column data.Outputs
            "total", JValue data.Count

            match data.Weights, data.Errors with
            | Some weights, PointErrors.Known sigmas ->
                "weights", column weights
                // The error of a point of weight 1, that of median precision.
                "noise", JValue(sigmas[0] * sqrt weights[0])
            | Some weights, _ -> "weights", column weights
            // All points have the same known error.
            | None, PointErrors.Known sigmas -> "noise", JValue sigmas[0]
            | None, _ -> ()
        ]

    let private json (axes: Axes) (data: CurveData option) (network: Network) =
        let struct (low, high) = Anatomy.rangeOf data network
        let name text = Json.string (Label.line 48 text)

        Json.pairs
            [
                "xName", name (Axes.label axes.Inputs[0] (Neurons.inputName data))
                "yName", name (Axes.label axes.Output (Neurons.outputName data))
                // Only where they are logarithmic: the panel computes on the axes, and only its formula tells them.
                if axes.Inputs[0] = AxisScale.Log then
                    "logX", Json.bool true
                if axes.Output = AxisScale.Log then
                    "logY", Json.bool true
                "range", exact [ low; high ]
                "activation", Json.string (Activation.name network.Activation)
                "parameters", exact network.Parameters
                "colours", JArray(Palette.series |> Array.map (fun colour -> colour :> obj))
                yield! data |> Option.map points |> Option.defaultValue []
            ]
        |> Json.toText

    let private html axes title start data network (level: int) (anchor: string) =
        $"""<section class="ua-play" id="{Label.html anchor}" aria-label="{Label.html title}">
<h{level}><bdi>{Label.html title}</bdi></h{level}>
<script type="application/json">{json axes data network}</script>
<p class="play-start">{Label.html start}</p>
{controls.Value}</section>
"""

    let private kind (network: Network) =
        Label.plural (Activation.name network.Activation + " neuron") network.Units

    let private start (data: CurveData option) (network: Network) =
        match data with
        | None -> $"It starts with {kind network}."
        | Some data ->
            let rmse = (GoodnessOfFit.ofNetwork 0 network data).Rmse

            $"It starts with {kind network} on {Label.line 100 data.Name}, and a root mean square residual of {Label.number 3 rmse}."

    let ofNetworkOn axes data (network: Network) =
        let still = Anatomy.ofNetworkOn axes None data network
        let axes = Neurons.axesOf axes data

        if network.Units > mostUnits then
            Check.reject "network" $"This figure is for up to {mostUnits} neurons; got {network.Units}."

        let title = $"Play with a network of {kind network}"
        let start = start data network

        Figure(
            still,
            "play",
            title,
            "In the HTML page this network can be changed by hand, neuron by neuron, and fitted again. "
            + start,
            "A panel to move the neurons of a network by hand: data and sum above, the neurons in the middle, the residuals below.",
            html axes title start data network
        )

    let ofNetwork data (network: Network) = ofNetworkOn (Axes.linear network.Dimension) data network

    let ofFit (fit: UnitFit) = ofNetwork (Some fit.Data) fit.Trained.Network
