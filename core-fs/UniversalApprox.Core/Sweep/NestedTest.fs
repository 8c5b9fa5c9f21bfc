namespace UniversalApprox.Core.Sweep

open System
open MathNet.Numerics
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

[<RequireQualifiedAccess>]
module NestedTest =
    /// How often the parameters of a further unit count. The more points, the more places there are for a narrow unit.
    let private searchCost points = 2.0 + log (max 1.0 (float points / 30.0)) / 3.0

    /// A root mean square residual up to this part of the outputs' spread, or of their size, is a rounding error.
    let private roundingOfSpread = 1e-12
    let private roundingOfSize = 1e-14

    /// What networks on the same data are compared by: the sum of squares, or that of an equal likelihood where outputs are limits.
    let private sumOf (fit: UnitFit) =
        match fit.Accuracy.Censored with
        | Some accuracy -> accuracy.EquivalentSse
        | None -> fit.Accuracy.Sse

    let private sumAbout centre (fit: UnitFit) = GoodnessOfFit.outputSquaresAbout centre fit.Data

    let private constraints (fit: UnitFit) = TrainingOptions.constraints fit.Options

    /// The best constant within the constraints.
    let private constant (fit: UnitFit) =
        let layout = { Dimension = fit.Data.Dimension; Units = 0 }
        let struct (lower, upper) = Constraints.limits layout (constraints fit)
        min upper[layout.Offset] (max lower[layout.Offset] (GoodnessOfFit.meanOutput fit.Data))

    /// Sums of squares up to this are rounding errors.
    let private rounding fit =
        roundingOfSpread * roundingOfSpread * sumAbout (constant fit) fit
        + roundingOfSize * roundingOfSize * sumAbout 0.0 fit

    let isExact (fit: UnitFit) = not fit.Data.IsCensored && fit.Accuracy.Sse <= rounding fit

    let parameters (fit: UnitFit) = Constraints.determined (constraints fit) fit.Trained.Network

    let activeBounds (fit: UnitFit) = Constraints.active (constraints fit) fit.Trained.Network

    /// The number of parameters that are not fixed, in networks like this one of other sizes.
    let private free units (fit: UnitFit) =
        Constraints.free { Dimension = fit.Data.Dimension; Units = units } (constraints fit)

    let degreesOfFreedom (fit: UnitFit) = fit.Data.Count - parameters fit

    let residualDeviation (fit: UnitFit) =
        match degreesOfFreedom fit with
        | degrees when degrees > 0 ->
            match fit.Accuracy.Censored with
            | Some accuracy -> Some(accuracy.NoiseLevel * sqrt (float fit.Data.Count / float degrees))
            | None -> Some(sqrt (fit.Accuracy.Sse / float degrees))
        | _ -> None

    /// Against a model with `units` units less and this sum of squares.
    let private test fewerSum units (fit: UnitFit) =
        // Bounds are left out of the count: the test then calls for more evidence, not for less.
        let all = free fit.Units fit
        let added = all - free (fit.Units - units) fit
        let gained = searchCost fit.Data.Count * float (max 1 added)
        let left = float (fit.Data.Count - all + added) - gained

        if left < 1.0 then
            None
        else
            let floor = if fit.Data.IsCensored then 0.0 else rounding fit
            let sum = max floor (sumOf fit)
            let ratio = (max floor fewerSum - sum) / gained / (sum / left)

            if ratio > 0.0 && Double.IsFinite ratio then
                // The upper tail of the F distribution, accurate however small it is.
                let part = left / (left + gained * ratio)
                Some(SpecialFunctions.BetaRegularized(0.5 * left, 0.5 * gained, part))
            else
                Some 1.0

    let pValue (fewer: UnitFit) (more: UnitFit) = test (sumOf fewer) (more.Units - fewer.Units) more

    /// The sum of squares of the best constant.
    let private constantSum (fit: UnitFit) =
        if fit.Data.IsCensored then
            let layout = { Dimension = fit.Data.Dimension; Units = 0 }
            let struct (lower, upper) = Constraints.limits layout (constraints fit)
            CensoredFit.constantSse lower[layout.Offset] upper[layout.Offset] fit.Data
        else
            sumAbout (constant fit) fit

    let pValueOfConstant (fit: UnitFit) = test (constantSum fit) fit.Units fit
