namespace UniversalApprox.Core.Sweep

open UniversalApprox.Core

[<RequireQualifiedAccess>]
type ErrorMeasure =
    | MeanAbsoluteResidual
    | Rmse
    | MaxAbsoluteResidual
    | ValidationRmse

[<RequireQualifiedAccess>]
type Criterion =
    | FTest of level: float
    | Validation of margin: float
    | Tolerance of tolerance: float * measure: ErrorMeasure
    | Aicc
    | Bic
    | Evidence

[<RequireQualifiedAccess>]
module Criterion =
    let validate criterion =
        match criterion with
        | Criterion.FTest level -> Check.fraction "Level" level
        | Criterion.Tolerance(tolerance, _) -> Check.positive "Tolerance" tolerance
        | Criterion.Validation margin -> Check.notNegative "Margin" margin
        | Criterion.Aicc
        | Criterion.Bic
        | Criterion.Evidence -> ()
