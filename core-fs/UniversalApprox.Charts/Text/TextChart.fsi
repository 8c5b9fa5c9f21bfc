namespace UniversalApprox.Charts.Text

open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Collapsed
open UniversalApprox.Core.Sampling.Posterior

/// The looks of a picture made of characters.
type TextChartOptions =
    {
        /// Characters in a line, from 30 to 1000. Default 80.
        Width: int
        /// Lines, from 8 to 500, title, axis and legend included. Default 24.
        Height: int
        /// Only characters of ASCII. Default false: curves are braille patterns.
        Ascii: bool
        /// Escape sequences of terminals (ECMA-48) that colour curve, points and band. Default false.
        Colour: bool
    }

/// Draws data, fits and bands as text for terminals and logs: points as ∘, the curve as braille dots and the band as ░; in ASCII
/// o, * and :. Both axes have numbers. For several inputs the picture shows what is predicted against what was observed, with the
/// diagonal as curve. Names are written without control characters.
/// Errors: options out of range.
[<RequireQualifiedAccess>]
module TextChart =
    /// 80 × 24 characters, without colours.
    val defaults: TextChartOptions

    /// Rejects options that are out of range.
    val validate: options: TextChartOptions -> unit

    /// The points alone, as braille dots.
    val ofData: options: TextChartOptions -> data: CurveData -> string[]

    /// A network on a range of its input. Errors: several inputs; ends that are not finite, lower ≥ upper.
    val ofNetwork: options: TextChartOptions -> lower: float -> upper: float -> network: Network -> string[]

    /// `ofNetwork` behind axes; the ends are in the unit of the input. Errors: as `ofNetwork`; ends not above 0 on a logarithmic axis.
    val ofNetworkOn:
        axes: Axes ->
        options: TextChartOptions ->
        lower: float ->
        upper: float ->
        network: Network ->
            string[]

    /// The data with the fit, and the band that holds 90 % of the networks like it.
    val ofFit: options: TextChartOptions -> uncertainty: LaplaceFit option -> fit: UnitFit -> string[]

    /// The data with the median of the posterior's curves and the band that holds 90 % of them.
    /// Errors: a posterior that is not of networks, or has no data.
    val ofPosterior: options: TextChartOptions -> posterior: Posterior -> string[]
