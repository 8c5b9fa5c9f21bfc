namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// What a network of one input is made of.
[<RequireQualifiedAccess>]
module Anatomy =
    /// Above the network f(x) with the data behind it, below each neuron aσ(wx + b) and the offset on an axis of their own:
    /// the amplitudes may be far larger than the sum. Thin rules mark the centres −b/w, up to 12 of them; the neurons are
    /// named u1, u2, … in the order of θ, between the panels. The sum is dashed where there are no data. Up to 6 have colours of their own; of more than 30 those that change the most
    /// over the range are drawn.
    /// `range` is that of x, the smaller end first; without it that of the data, widened to centres that lie less than
    /// three quarters of the data's range outside, and without data one that holds all centres. `data` has one input.
    /// Errors: a network or data of more than one input, a range that is empty or not finite.
    val ofNetwork:
        range: struct (float * float) option -> data: CurveData option -> network: Network -> Figure

    /// The same of a network and the data that it was fitted to, over their range.
    val ofFit: fit: UnitFit -> Figure
