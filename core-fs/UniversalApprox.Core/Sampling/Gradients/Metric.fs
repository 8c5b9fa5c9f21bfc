namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Moves

/// A covariance C = LLᵀ as the inverse mass matrix of a Hamiltonian, ready for use. Momenta are whitened: a momentum p is kept
/// as u = Lᵀp, which is standard normal, has the kinetic energy ½uᵀu and the velocity Cp = Lu, and changes by the force
/// Lᵀ∇log π. So neither draws nor energies need the metric, and neither does the no-U-turn criterion, since p₁ᵀCp₂ = u₁ᵀu₂.
[<Sealed>]
type internal Metric private (rows: float[][], factor: float[]) =
    let dimension = rows[0].Length
    let isDense = rows.Length > 1

    /// Of P rows of covariances or one row of variances; ValueNone if they are not positive definite.
    static member TryCreate(rows: float[][]) =
        let factor = Array.concat rows

        if rows.Length > 1 then
            if Triangular.factor factor rows.Length then
                ValueSome(Metric(rows, factor))
            else
                ValueNone
        elif factor |> Array.forall (fun variance -> Double.IsFinite variance && variance > 0.0) then
            ValueSome(Metric(rows, Array.map sqrt factor))
        else
            ValueNone

    static member Unit dimension =
        let ones = Array.create dimension 1.0
        Metric([| ones |], ones)

    member _.Rows = rows
    member _.IsDense = isDense

    /// position += time·Lu.
    member _.Drift(time: float, momentum: float[], position: float[]) =
        if isDense then
            for p in 0 .. dimension - 1 do
                position[p] <- position[p] + time * Vectors.dotFrom factor (p * dimension) momentum (p + 1)
        else
            for p in 0 .. dimension - 1 do
                position[p] <- position[p] + time * factor[p] * momentum[p]

    /// force = Lᵀ·gradient.
    member _.Force(gradient: float[], force: float[]) =
        if isDense then
            Array.Clear force

            for p in 0 .. dimension - 1 do
                Vectors.addScaledFrom gradient[p] factor (p * dimension) force 0 (p + 1)
        else
            for p in 0 .. dimension - 1 do
                force[p] <- factor[p] * gradient[p]

    /// The variance of a parameter.
    member _.Variance(p: int) = if isDense then rows[p][p] else rows[0][p]

module internal MetricEstimate =
    /// Stan's numbers: the draws that the regularisation counts for, and the variance that it pulls to, here relative to the
    /// parameter's own variance.
    let private priorDraws = 5.0
    let private priorVariance = 1e-3

    /// The metric that n draws suggest: n/(n + 5) of their covariance plus 5/(n + 5)·1e-3 of their variances on the diagonal.
    /// Stan adds 1e-3 itself, which depends on the units of the parameters. A parameter that never moved keeps its variance.
    /// Fewer than 2P draws say nothing about correlations: they give variances only, and leave a dense metric as it was; so
    /// does a result that is not positive definite.
    let regularised (previous: Metric) isDense dimension (draws: CovarianceEstimate) =
        let n = float draws.Count
        let share = n / (n + priorDraws)
        let ridge = priorVariance * priorDraws / (n + priorDraws)

        let variance p =
            let own = draws.Variance p
            if own > 0.0 then (share + ridge) * own else previous.Variance p

        let dense () =
            Array.init dimension (fun p ->
                Array.init dimension (fun q ->
                    if p = q then
                        variance p
                    else
                        share * draws.Covariance(max p q, min p q)))

        let hasCorrelations = draws.Count >= 2 * dimension

        if draws.Count < 2 || (isDense && previous.IsDense && not hasCorrelations) then
            previous
        else
            let rows =
                if isDense && hasCorrelations then
                    dense ()
                else
                    [| Array.init dimension variance |]

            Metric.TryCreate rows |> ValueOption.defaultValue previous

    /// A diagonal metric from positions and the gradients there: the variance of a parameter is √(Var x / Var ∂log π). For
    /// independent normal parameters it is exact even if the chain has hardly moved, because gradients change by −Δx/σ². So it
    /// finds the scales of the parameters, whatever their units, long before there are draws from the whole density. A parameter
    /// for which it is not defined keeps its variance.
    let scales (previous: Metric) dimension (positions: CovarianceEstimate) (gradients: CovarianceEstimate) =
        if positions.Count < 2 then
            previous
        else
            let variance p =
                let value = sqrt (positions.Variance p / gradients.Variance p)

                if Double.IsFinite value && value > 0.0 then
                    value
                else
                    previous.Variance p

            Metric.TryCreate [| Array.init dimension variance |] |> ValueOption.defaultValue previous
