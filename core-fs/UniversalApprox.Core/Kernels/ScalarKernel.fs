namespace UniversalApprox.Core.Kernels

open System
open UniversalApprox.Core.Networks

/// The reference kernel: plain loops over the scalar functions of `Activation`, float64 only. The tests compare every other
/// kernel with it. It also serves processors without vector instructions.
[<Sealed>]
type internal ScalarKernel
    (activation, layout: Layout, inputs: float[][], outputs: float[], weights: float[] option) =
    inherit Kernel(activation, layout, outputs.Length)

    let units = layout.Units
    let dimension = layout.Dimension
    let value = Array.zeroCreate<float> units
    let derivative = Array.zeroCreate<float> units

    let roots =
        match weights with
        | Some weights -> weights |> Array.map sqrt
        | None -> Array.create outputs.Length 1.0

    let row = Array.zeroCreate<float>(layout.ParameterCount + 1)

    /// The residual at point i; leaves σ and σ′ of every unit in `value` and `derivative`.
    let residual (theta: float[]) at i =
        let mutable f = theta[at + layout.Offset]

        for unit in 0 .. units - 1 do
            let mutable z = theta[at + layout.Bias unit]

            for k in 0 .. dimension - 1 do
                z <- z + theta[at + layout.Weight(unit, k)] * inputs[k][i]

            value[unit] <- Activation.value activation z
            derivative[unit] <- Activation.derivative activation z
            f <- f + theta[at + layout.Amplitude unit] * value[unit]

        roots[i] * (f - outputs[i])

    /// Fills `row` with the Jacobian's row at the point last given to `residual`; `factor unit` multiplies weights and bias.
    let fillRow i (factor: int -> float) =
        let root = roots[i]

        for unit in 0 .. units - 1 do
            let slope = root * factor unit * derivative[unit]

            for k in 0 .. dimension - 1 do
                row[layout.Weight(unit, k)] <- slope * inputs[k][i]

            row[layout.Bias unit] <- slope
            row[layout.Amplitude unit] <- root * value[unit]

        row[layout.Offset] <- root

    member private this.CheckCancelled i =
        if i &&& 1023 = 0 then
            this.Cancellation.ThrowIfCancellationRequested()

    override this.Loss(loss, theta, at) =
        let mutable sum = 0.0

        for i in 0 .. this.Count - 1 do
            this.CheckCancelled i
            sum <- sum + Loss.term loss (residual theta at i)

        sum * Loss.scale loss this.Count

    override this.LossAndGradient(loss, theta, at, gradient, gradientAt) =
        let scale = Loss.scale loss this.Count
        let parameters = layout.ParameterCount
        Array.Clear(gradient, gradientAt, parameters)
        let mutable sum = 0.0

        for i in 0 .. this.Count - 1 do
            this.CheckCancelled i
            let r = residual theta at i
            sum <- sum + Loss.term loss r
            let slope = scale * Loss.slope loss r
            fillRow i (fun unit -> theta[at + layout.Amplitude unit])

            for p in 0 .. parameters - 1 do
                gradient[gradientAt + p] <- gradient[gradientAt + p] + slope * row[p]

        sum * scale

    override this.Jacobian(theta, at, residuals, jacobian) =
        for i in 0 .. this.Count - 1 do
            this.CheckCancelled i
            residuals[i] <- residual theta at i
            fillRow i (fun unit -> theta[at + layout.Amplitude unit])

            for p in 0 .. layout.ParameterCount - 1 do
                jacobian[p * this.Count + i] <- row[p]

    override this.CrossProducts(theta, at, products) =
        let size = layout.ParameterCount + 1
        Array.Clear(products, 0, size * size)

        for i in 0 .. this.Count - 1 do
            this.CheckCancelled i
            let r = residual theta at i
            fillRow i (fun _ -> 1.0)
            row[size - 1] <- r

            for p in 0 .. size - 1 do
                for q in 0 .. size - 1 do
                    products[p * size + q] <- products[p * size + q] + row[p] * row[q]
