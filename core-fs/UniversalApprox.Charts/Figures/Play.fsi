namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Charts

/// A panel in which readers move the neurons of a network of one input by hand, and fit them again.
[<RequireQualifiedAccess>]
module Play =
    /// The largest number of neurons of a panel: 64.
    val mostUnits: int

    /// The panel shows the data, the network and each neuron aσ(wx + b), over the range of `Anatomy`. Its page works
    /// offline and computes by itself: errors and residuals at every change, and fits by Levenberg–Marquardt, with points that count by
    /// their errors, and χ² where these are known. Of more than
    /// 2000 points it has 2000, evenly spaced in rank of x, and says so. The page's address keeps the network, under the
    /// panel's anchor. `Figure.toJson` gives the anatomy as a still picture. `data` must have one input. Errors: a network
    /// or data of more than one input, more than 64 neurons.
    val ofNetwork: data: CurveData option -> network: Network -> Figure

    /// The same behind axes: x and y of the panel are ln x and ln y where these are logarithmic. Data bring their own, which these must
    /// not contradict.
    val ofNetworkOn: axes: Axes -> data: CurveData option -> network: Network -> Figure

    /// The panel of a fitted network with its data.
    val ofFit: fit: UnitFit -> Figure
