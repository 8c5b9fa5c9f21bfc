namespace UniversalApprox.Core.Kernels

open System.Threading
open UniversalApprox.Core.Networks

/// The seam between the mathematics and the arithmetic. Parameter vectors θ go in; the loss, gradient, Jacobian or
/// cross-products come out, over one fixed set of n points. Points may have weights s: then every residual is
/// √sᵢ·(f(xᵢ) − yᵢ), and every row of the Jacobian has the factor √sᵢ. A kernel owns its scratch memory, so use one per thread. Methods
/// neither allocate nor check their arguments. Arrays must be at least as long as stated. θ starts at element `at`.
[<AbstractClass>]
type internal Kernel(activation: Activation, layout: Layout, count: int) =
    // Scratch memory for the default methods only, made when one of them first runs.
    let residuals = lazy (Array.zeroCreate<float> count)
    let jacobian = lazy (Array.zeroCreate<float>(count * layout.ParameterCount))

    member _.Activation = activation
    member _.Layout = layout
    /// The number of points n.
    member _.Count = count

    /// Checked every few thousand points. A method that sees a cancelled token throws OperationCanceledException.
    member val Cancellation = CancellationToken.None with get, set

    /// The loss of one θ.
    abstract Loss: loss: Loss * theta: float[] * at: int -> float

    /// The loss of one θ, or infinity. The kernel stops early and returns infinity once the loss is certain to exceed the
    /// limit.
    abstract LossWithin: limit: float * loss: Loss * theta: float[] * at: int -> float

    default this.LossWithin(_, loss, theta, at) = this.Loss(loss, theta, at)

    /// The loss of one θ and its gradient, written to P elements of `gradient` from `gradientAt`.
    abstract LossAndGradient:
        loss: Loss * theta: float[] * at: int * gradient: float[] * gradientAt: int -> float

    /// The residuals f(xᵢ) − yᵢ (n elements) and the Jacobian ∂f(xᵢ)/∂θ (column after column, n × P elements).
    abstract Jacobian: theta: float[] * at: int * residuals: float[] * jacobian: float[] -> unit

    /// The cross-products [J̃ r]ᵀ[J̃ r], a full symmetric matrix of (P + 1)² elements. r are the residuals. J̃ is the
    /// Jacobian with the columns of weights and biases divided by the amplitude of their unit: σ′x and σ′ instead of aσ′x
    /// and aσ′. So the caller can change amplitudes afterwards without another pass over the points.
    abstract CrossProducts: theta: float[] * at: int * products: float[] -> unit

    /// The residuals f(xᵢ) − yᵢ alone (n elements), for likelihoods that are not a Loss.
    abstract Residuals: theta: float[] * at: int * residuals: float[] -> unit

    default this.Residuals(theta, at, residuals) = this.Jacobian(theta, at, residuals, jacobian.Value)

    /// The product Jᵀv of the transposed Jacobian ∂f(xᵢ)/∂θ and n weights v, written to P elements of `gradient`. With v the
    /// derivatives of a function of the residuals by those residuals, it is the gradient of that function.
    abstract TransposedProduct:
        theta: float[] * at: int * weights: float[] * gradient: float[] * gradientAt: int -> unit

    default this.TransposedProduct(theta, at, weights, gradient, gradientAt) =
        this.Jacobian(theta, at, residuals.Value, jacobian.Value)

        for p in 0 .. layout.ParameterCount - 1 do
            let mutable sum = 0.0

            for i in 0 .. count - 1 do
                sum <- sum + weights[i] * jacobian.Value[p * count + i]

            gradient[gradientAt + p] <- sum
