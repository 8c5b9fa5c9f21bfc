namespace UniversalApprox.Core.Sampling.Gradients

/// Tuning of a step size to a mean acceptance statistic by Nesterov's dual averaging (Hoffman & Gelman, JMLR 15, 2014, section
/// 3.2.1). Steps are logarithms here.
[<Struct>]
type internal DualAveraging =
    {
        /// The logarithm of the step size that the iterates are drawn to.
        Centre: float
        Updates: int
        /// The weighted mean of target minus acceptance.
        Shortfall: float
        /// The weighted mean of the steps tried: the result.
        Mean: float
    }

[<RequireQualifiedAccess>]
module internal DualAveraging =
    let private gamma = 0.05
    let private t0 = 10.0
    let private kappa = 0.75

    /// Starts at a step size, and looks for better ones around its tenfold: small steps cost much, large ones little.
    let start (stepSize: float) =
        { Centre = log (10.0 * stepSize); Updates = 0; Shortfall = 0.0; Mean = log stepSize }

    let update target acceptance averaging =
        let updates = averaging.Updates + 1
        let n = float updates
        let share = 1.0 / (n + t0)
        let shortfall = (1.0 - share) * averaging.Shortfall + share * (target - acceptance)
        let step = averaging.Centre - shortfall * sqrt n / gamma
        let weight = n ** -kappa

        { averaging with
            Updates = updates
            Shortfall = shortfall
            Mean = weight * step + (1.0 - weight) * averaging.Mean
        }

    /// The step size to try next.
    let stepSize averaging =
        if averaging.Updates = 0 then
            exp averaging.Mean
        else
            exp (averaging.Centre - averaging.Shortfall * sqrt (float averaging.Updates) / gamma)

    /// The step size to keep.
    let final averaging = exp averaging.Mean
