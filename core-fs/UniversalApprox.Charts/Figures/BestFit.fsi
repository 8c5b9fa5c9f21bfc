namespace UniversalApprox.Charts.Figures

open UniversalApprox.Core.Sweep
open UniversalApprox.Charts
open UniversalApprox.Charts.Drawing
open UniversalApprox.Charts.Figures.Sweeps

/// The picture for a meeting: data, one fit, its 90 % band, and apart from it the noise.
[<RequireQualifiedAccess>]
module internal BestFit =
    /// The names of the marks in the legend.
    val bandName: string
    val noiseName: string

    /// Band, noise, data and curve in one panel for a fit of one input; `budget` is the largest number of dots.
    val panel:
        heading: string ->
        height: int ->
        budget: int ->
        draws: Uncertainty.Draws option ->
        fit: UnitFit ->
            Cell

    /// One panel as wide as the page. The fit must be of one input.
    val create: isRecommended: bool -> draws: Uncertainty.Draws option -> fit: UnitFit -> Figure

    /// One panel for each of several data sets, each with its own axes.
    val several: fits: (string * Uncertainty.Draws option * UnitFit) list -> Figure

    /// The curves of data sets with the same input and output in one panel.
    val overlay: title: string -> fits: (string * Uncertainty.Draws option * UnitFit) list -> Figure
