namespace UniversalApprox.Core.Sweep

open System
open MathNet.Numerics
open UniversalApprox.Core.Networks

[<RequireQualifiedAccess>]
module NestedTest =
    /// How often the parameters of a further unit count.
    let private searchCost = 2

    /// A root mean square residual up to this part of the outputs' spread, or of their size, is a rounding error.
    let private roundingOfSpread = 1e-12
    let private roundingOfSize = 1e-14

    let private sumAbout centre (fit: UnitFit) = GoodnessOfFit.outputSquaresAbout centre fit.Data

    let private constant (fit: UnitFit) =
        if fit.Options.NoOffset then
            0.0
        else
            GoodnessOfFit.meanOutput fit.Data

    /// Sums of squares up to this are rounding errors.
    let private rounding fit =
        roundingOfSpread * roundingOfSpread * sumAbout (constant fit) fit
        + roundingOfSize * roundingOfSize * sumAbout 0.0 fit

    let isExact (fit: UnitFit) = fit.Accuracy.Sse <= rounding fit

    let parameters (fit: UnitFit) =
        fit.Trained.Network.Layout.ParameterCount - (if fit.Options.NoOffset then 1 else 0)

    let degreesOfFreedom (fit: UnitFit) = fit.Data.Count - parameters fit

    let residualDeviation (fit: UnitFit) =
        match degreesOfFreedom fit with
        | degrees when degrees > 0 -> Some(sqrt (fit.Accuracy.Sse / float degrees))
        | _ -> None

    /// Against a model with `units` units less and this sum of squares.
    let private test fewerSum units (fit: UnitFit) =
        let gained = searchCost * units * (fit.Data.Dimension + 2)
        let left = degreesOfFreedom fit - (gained - units * (fit.Data.Dimension + 2))

        if left < 1 then
            None
        else
            let floor = rounding fit
            let sum = max floor fit.Accuracy.Sse
            let ratio = (max floor fewerSum - sum) / float gained / (sum / float left)

            if ratio > 0.0 && Double.IsFinite ratio then
                // The upper tail of the F distribution, accurate however small it is.
                let part = float left / (float left + float gained * ratio)
                Some(SpecialFunctions.BetaRegularized(0.5 * float left, 0.5 * float gained, part))
            else
                Some 1.0

    let pValue (fewer: UnitFit) (more: UnitFit) = test fewer.Accuracy.Sse (more.Units - fewer.Units) more

    let pValueOfConstant (fit: UnitFit) = test (sumAbout (constant fit) fit) fit.Units fit
