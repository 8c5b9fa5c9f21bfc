namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// Sums of neurons made by hand, as in the notebook's first figures: each neuron's step, their sum, and beside it what
/// remains when every step is a jump.
[<RequireQualifiedAccess>]
module NeuronSums =
    /// One row per network (1 to 12 of them, of one input): on the left the neurons aσ(wx + b) and their sum c + Σ aσ(wx + b),
    /// on the right the same with the Heaviside step as σ, which jumps at −b/w. Up to 5 neurons have colours of their own;
    /// of more than 30 those that change the most over the range are drawn. Networks of Heaviside steps have no right side.
    /// `range` is that of x, the smaller end first; without it that of the data, and without those one that holds the
    /// neurons' centres. `data` has one input.
    /// Errors: no networks or too many, networks or data of more than one input, a range that is empty or not finite.
    val create:
        range: struct (float * float) option -> data: CurveData option -> networks: Network seq -> Figure
