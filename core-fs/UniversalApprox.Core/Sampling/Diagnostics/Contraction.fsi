namespace UniversalApprox.Core.Sampling.Diagnostics

/// Measures how much the data have taught about a parameter.
[<RequireQualifiedAccess>]
module Contraction =
    /// 1 − Var(posterior)/Var(prior) from the two standard deviations. 1 is full knowledge and 0 none; below 0 the
    /// posterior is wider than the prior. `priorSd` must be above 0, `posteriorSd` 0 or more.
    val ofSds: priorSd: float -> posteriorSd: float -> float

    /// Whether "this posterior is only your prior": the contraction is below 0.1, that is, the posterior standard deviation
    /// is above 95 % of the prior's. A posterior of few draws may show that by chance. So √(2/ess), the standard error of
    /// the variance ratio of a normal sample, must be below 0.1 as well (ess above 200).
    val isOnlyPrior: contraction: float -> ess: float -> bool
