namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Charts

/// Shows networks of two and more inputs beside their data.
[<RequireQualifiedAccess>]
module ManyInputs =
    /// For two inputs: data, fit and residuals f(x) − y as colours over the plane of the inputs. Data on a complete grid
    /// are cells, and scattered data dots. The fit fills the box of the data. Data and fit share a colour scale; that of the
    /// residuals is symmetric about 0.
    /// For more inputs: the network against the observations, with the diagonal, and the residuals against each input. Of
    /// more than 12 inputs it shows the 12 with the largest Σ|w|·s over the neurons, where s is the input's standard
    /// deviation. Errors: data of one input, a network whose number of inputs differs from that of the data.
    val create: network: Network -> data: CurveData -> Figure

    /// The surface of a network of two inputs over the box of the data, with the data as dots, in three dimensions.
    /// Errors: data without exactly two inputs, a network whose number of inputs differs from that of the data.
    val surface: network: Network -> data: CurveData -> Figure
