namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core
open UniversalApprox.Core.Sampling

/// A covariance C = LLᵀ as the inverse mass matrix of a Hamiltonian, ready for use. Momenta are whitened: a momentum p is kept
/// as u = Lᵀp, which is standard normal, has the kinetic energy ½uᵀu and the velocity Cp = Lu, and changes by the force
/// Lᵀ∇log π. So neither draws nor energies need the metric, and neither does the no-U-turn criterion, since p₁ᵀCp₂ = u₁ᵀu₂.
[<Sealed>]
type internal Metric private (definition: NutsMetric, dimension: int, factor: float[]) =
    let isDense = definition.IsDense

    /// ValueNone if the covariance is not positive definite.
    static member TryCreate(definition: NutsMetric) =
        match definition with
        | NutsMetric.Diagonal variances ->
            if variances |> Array.forall (fun v -> Double.IsFinite v && v > 0.0) then
                ValueSome(Metric(definition, variances.Length, Array.map sqrt variances))
            else
                ValueNone
        | NutsMetric.Dense rows ->
            let factor = Array.concat rows

            if Triangular.factor factor rows.Length then
                ValueSome(Metric(definition, rows.Length, factor))
            else
                ValueNone

    static member Unit dimension =
        Metric(NutsMetric.Diagonal(Array.create dimension 1.0), dimension, Array.create dimension 1.0)

    member _.Definition = definition

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
    member _.Variance(p: int) =
        match definition with
        | NutsMetric.Diagonal variances -> variances[p]
        | NutsMetric.Dense rows -> rows[p][p]

module internal MetricEstimate =
    /// Draws that the regularisation counts for, and the variance it pulls to, relative to the parameter's own: Stan's numbers.
    let private priorDraws = 5.0
    let private priorVariance = 1e-3

    /// The metric that n draws suggest: n/(n + 5) of their covariance plus 5/(n + 5)·1e-3 of their variances on the diagonal.
    /// Stan adds 1e-3 itself, which depends on the units of the parameters. A parameter that never moved keeps its variance.
    /// Fewer than 2P draws say nothing about correlations: they give variances only, and leave a dense metric as it was; so
    /// does a result that is not positive definite.
    let regularised (previous: Metric) (shape: MetricShape) dimension (draws: CovarianceEstimate) =
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

        if draws.Count < 2 || (shape.IsDense && previous.Definition.IsDense && not hasCorrelations) then
            previous
        else
            let definition =
                if shape.IsDense && hasCorrelations then
                    NutsMetric.Dense(dense ())
                else
                    NutsMetric.Diagonal(Array.init dimension variance)

            Metric.TryCreate definition |> ValueOption.defaultValue previous

    /// The scales that positions and the gradients there suggest: the variance √(Var x / Var ∂log π), parameter by parameter.
    /// For independent normal parameters it is exact as soon as the chain has moved at all, since gradients change by −Δx/σ²;
    /// so it needs neither draws from the whole density nor units. A parameter for which it is not defined keeps its variance.
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

            Metric.TryCreate(NutsMetric.Diagonal(Array.init dimension variance))
            |> ValueOption.defaultValue previous
