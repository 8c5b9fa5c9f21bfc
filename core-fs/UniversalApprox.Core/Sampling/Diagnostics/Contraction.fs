namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core

[<RequireQualifiedAccess>]
module Contraction =
    let private threshold = 0.1

    let ofSds priorSd posteriorSd =
        Check.positive "priorSd" priorSd
        Check.notNegative "posteriorSd" posteriorSd
        let ratio = posteriorSd / priorSd
        1.0 - ratio * ratio

    let isOnlyPrior contraction ess = contraction < threshold && sqrt (2.0 / ess) < threshold
