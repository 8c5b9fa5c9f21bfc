namespace UniversalApprox.Core.Kernels

open System.Threading
open UniversalApprox.Core.Networks

/// Where each weight and bias of a network with d inputs and N units lies in the vector φ of hidden parameters:
/// [w₁(1..d), b₁, …, w_N(1..d), b_N], and behind them ln σ where it is a parameter.
[<Struct; RequireQualifiedAccess>]
type internal HiddenLayout =
    {
        Dimension: int
        Units: int
    }

    /// Parameters of one unit.
    member this.Stride = this.Dimension + 1
    member this.Weight(unit, input) = unit * (this.Dimension + 1) + input
    member this.Bias(unit) = unit * (this.Dimension + 1) + this.Dimension
    /// Number of weights and biases, and the index of ln σ.
    member this.Count = this.Units * (this.Dimension + 1)

/// The numbers of a network's hidden units that amplitudes and offset meet: for weights and biases φ, the cross-products of
/// the weighted columns H = √s·[σ₁ … σ_N 1 y] over n points with weights s, then the residuals of a linear fit, and the
/// gradient of functions of both. Sigmoid and heaviside count from ½ (`Activation.centre`). As a Kernel: one per thread,
/// no allocation, no checks, φ starts at element `at`.
[<AbstractClass>]
type internal HiddenKernel(count: int) =
    /// The number of points n.
    member _.Count = count

    /// Checked every few thousand points; a method that finds it cancelled throws OperationCanceledException.
    member val Cancellation = CancellationToken.None with get, set

    /// The lower triangle of HᵀH, (N + 2)² elements, row after row. `derivatives` says that `Gradient` will be called.
    abstract Products: phi: float[] * at: int * derivatives: bool * products: float[] -> unit

    /// ‖r‖² with the residuals r = √s·(y − [σ₁ … σ_N 1]m), for the φ of the last Products and N + 1 coefficients m.
    abstract SumOfSquares: coefficients: float[] -> float

    /// Σᵢ Gᵢⱼ ∂(√s σⱼ)ᵢ/∂φ for G = r mᵀ − √s·[σ₁ … σ_N 1]C, N(d + 1) elements written to `gradient` from `gradientAt`: m
    /// and r are those of the last SumOfSquares, C is symmetric with (N + 1)² elements.
    abstract Gradient: coefficients: float[] * matrix: float[] * gradient: float[] * gradientAt: int -> unit

/// The reference: plain loops over the scalar functions of `Activation`.
[<Sealed>]
type internal ScalarHiddenKernel
    (activation, layout: HiddenLayout, inputs: float[][], outputs: float[], weights: float[]) =
    inherit HiddenKernel(outputs.Length)

    let units = layout.Units
    let count = outputs.Length
    let size = units + 2
    let centre = Activation.centre activation
    let roots = weights |> Array.map sqrt
    // Row after row of √s·[σ₁ … σ_N 1 y].
    let columns = Array.zeroCreate<float>(count * size)
    let derivatives = Array.zeroCreate<float>(count * units)
    let residuals = Array.zeroCreate<float> count

    member private this.CheckCancelled i =
        if i &&& 1023 = 0 then
            this.Cancellation.ThrowIfCancellationRequested()

    override this.Products(phi, at, _, products) =
        System.Array.Clear(products, 0, size * size)

        for i in 0 .. count - 1 do
            this.CheckCancelled i
            let row = i * size

            for unit in 0 .. units - 1 do
                let mutable z = phi[at + layout.Bias unit]

                for k in 0 .. layout.Dimension - 1 do
                    z <- z + phi[at + layout.Weight(unit, k)] * inputs[k][i]

                columns[row + unit] <- roots[i] * (Activation.value activation z - centre)
                derivatives[i * units + unit] <- roots[i] * Activation.derivative activation z

            columns[row + units] <- roots[i]
            columns[row + units + 1] <- roots[i] * outputs[i]

            for p in 0 .. size - 1 do
                for q in 0..p do
                    products[p * size + q] <- products[p * size + q] + columns[row + p] * columns[row + q]

    override _.SumOfSquares(coefficients) =
        let mutable sum = 0.0

        for i in 0 .. count - 1 do
            let mutable r = columns[i * size + units + 1]

            for p in 0..units do
                r <- r - coefficients[p] * columns[i * size + p]

            residuals[i] <- r
            sum <- sum + r * r

        sum

    override _.Gradient(coefficients, matrix, gradient, gradientAt) =
        System.Array.Clear(gradient, gradientAt, layout.Count)

        for i in 0 .. count - 1 do
            for unit in 0 .. units - 1 do
                let mutable g = residuals[i] * coefficients[unit]

                for p in 0..units do
                    g <- g - columns[i * size + p] * matrix[unit * (units + 1) + p]

                let slope = g * derivatives[i * units + unit]

                for k in 0 .. layout.Dimension - 1 do
                    let target = gradientAt + layout.Weight(unit, k)
                    gradient[target] <- gradient[target] + slope * inputs[k][i]

                let target = gradientAt + layout.Bias unit
                gradient[target] <- gradient[target] + slope
