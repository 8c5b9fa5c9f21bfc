namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts

/// Sums of neurons made by hand, as in the first figures of the notebook (a public notebook of 2022 by L. Posti that asked
/// the question of this library with PyTorch and emcee): each neuron, their sum, and beside it the same with steps.
[<RequireQualifiedAccess>]
module NeuronSums =
    /// One row per network (1 to 12 of them, of one input). The left side shows the neurons aσ(wx + b) and their sum
    /// c + Σ aσ(wx + b). The right side shows the same with the Heaviside step as σ, which jumps at −b/w. Networks of
    /// Heaviside steps have no right side. Up to 5 neurons have different colours. Of more than 30 neurons, only those that
    /// change the most over the range are drawn. `range` is the range of x, the smaller end first. Its default is that of
    /// the data, and without data one that holds the centres of the neurons. `data` must have one input.
    /// Errors: no networks or too many, networks or data of more than one input, a range that is empty or not finite.
    val create:
        range: struct (float * float) option -> data: CurveData option -> networks: Network seq -> Figure

    /// The same behind axes that all the networks have. Data bring their own, which these must not contradict; `range` is in the unit
    /// of x.
    val createOn:
        axes: Axes ->
        range: struct (float * float) option ->
        data: CurveData option ->
        networks: Network seq ->
            Figure
