namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core
open UniversalApprox.Charts

/// Networks of two and more inputs beside their data.
[<RequireQualifiedAccess>]
module ManyInputs =
    /// For two inputs: data, fit and residuals f(x) − y as colours over the plane of the inputs. Data on a complete grid
    /// are cells, scattered data dots; the fit fills the box that the data lie in. Data and fit share a scale of colours,
    /// that of the residuals is symmetric about 0.
    /// For more inputs: the network against the observations, with the diagonal, and the residuals against each input;
    /// of more than 12 inputs the 12 with the largest Σ|w|·s over the neurons, s the input's standard deviation.
    /// Errors: data of one input, a network of another number of inputs than the data.
    val create: network: Network -> data: CurveData -> Figure

    /// The surface of a network of two inputs over the box of the data, with the data as dots, in three dimensions.
    /// Errors: data of other than two inputs, a network of another number of inputs than the data.
    val surface: network: Network -> data: CurveData -> Figure
