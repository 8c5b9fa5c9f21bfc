namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// Shows how the neurons of a network of one input make up its sum.
[<RequireQualifiedAccess>]
module Anatomy =
    /// The upper panel shows the network f(x) and the data. The lower panel shows each neuron aσ(wx + b) and the offset on
    /// an axis of its own, because amplitudes may be far larger than the sum. Thin rules mark the centres −b/w, up to 12 of
    /// them. Between the panels, neurons are named u1, u2, … in the order of θ. The sum is dashed where there are no data.
    /// Up to 6 neurons have different colours. Of more than 30 neurons, only those that change the most over the range are
    /// drawn. `range` is the range of x, the smaller end first. Its default is that of the data, extended to centres that
    /// lie less than three quarters of the data's range outside. Without data it is a range that holds all centres. `data`
    /// must have one input. Errors: a network or data of more than one input, a range that is empty or not finite.
    val ofNetwork:
        range: struct (float * float) option -> data: CurveData option -> network: Network -> Figure

    /// The same behind axes. Data bring their own, which these must not contradict; `range` is in the unit of x.
    val ofNetworkOn:
        axes: Axes ->
        range: struct (float * float) option ->
        data: CurveData option ->
        network: Network ->
            Figure

    /// The default range of x, on its axis.
    val internal rangeOf: data: CurveData option -> network: Network -> struct (float * float)

    /// The anatomy of a fitted network with its data, over their range.
    val ofFit: fit: UnitFit -> Figure
