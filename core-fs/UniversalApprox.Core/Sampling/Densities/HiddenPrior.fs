namespace UniversalApprox.Core.Sampling.Densities

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Data

/// Priors that are written in the data's units, for weights, biases and log σ of standardised data (`HiddenLayout`): since
/// w = w′/scale and b = b′ − Σ w′·shift/scale, they are not independent there.
[<Sealed>]
type internal HiddenPrior(priors: Prior[], onLog: bool[], layout: HiddenLayout, map: Standardisation) =
    inherit JointPrior(priors, onLog)

    let shifts = Array.map2 (/) map.InputShift map.InputScale
    let scales = map.InputScale
    let logOutputScale = log map.OutputScale
    // log |dφ/dφ′|: the log-density of weights gains −log scale.
    let jacobian = -float layout.Units * Array.sumBy log scales

    let bias (phi: float[]) at unit =
        let mutable value = phi[at + layout.Bias unit]

        for k in 0 .. layout.Dimension - 1 do
            value <- value - phi[at + layout.Weight(unit, k)] * shifts[k]

        value

    override _.IsIndependent = false

    override this.LogDensity(phi, at) =
        let mutable sum = jacobian

        for unit in 0 .. layout.Units - 1 do
            for k in 0 .. layout.Dimension - 1 do
                let p = layout.Weight(unit, k)
                sum <- sum + this.Term(p, phi[at + p] / scales[k])

            sum <- sum + this.Term(layout.Bias unit, bias phi at unit)

        for p in layout.Count .. priors.Length - 1 do
            sum <- sum + this.Term(p, phi[at + p] + logOutputScale)

        if System.Double.IsNaN sum then -infinity else sum

    override this.Gradient(phi, at, gradient) =
        for unit in 0 .. layout.Units - 1 do
            let slope = this.Slope(layout.Bias unit, bias phi at unit)
            gradient[at + layout.Bias unit] <- slope

            for k in 0 .. layout.Dimension - 1 do
                let p = layout.Weight(unit, k)
                gradient[at + p] <- this.Slope(p, phi[at + p] / scales[k]) / scales[k] - slope * shifts[k]

        for p in layout.Count .. priors.Length - 1 do
            gradient[at + p] <- this.Slope(p, phi[at + p] + logOutputScale)

    override _.Sample(phi, at, rng) =
        let next = base.Sample(phi, at, rng)

        for unit in 0 .. layout.Units - 1 do
            let mutable bias = phi[at + layout.Bias unit]

            for k in 0 .. layout.Dimension - 1 do
                let p = at + layout.Weight(unit, k)
                phi[p] <- phi[p] * scales[k]
                bias <- bias + phi[p] * shifts[k]

            phi[at + layout.Bias unit] <- bias

        for p in layout.Count .. priors.Length - 1 do
            phi[at + p] <- phi[at + p] - logOutputScale

        next
