namespace UniversalApprox.Torch

open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// Loss and gradient of B networks of one shape on one set of n points, as one tensor program with a hand-written
/// backward pass. Parameters θ[B, P] are float64 in the core's layout. The arithmetic over the points is in `precision`.
/// Every tensor belongs to the dispose scope that is open when it is made.
type internal BatchProgram
    (
        layout: Layout,
        loss: Loss,
        precision: Precision,
        device: torch.Device,
        inputs: float[][],
        outputs: float[]
    ) =
    let n = Numbers.Shared
    let count = int64 outputs.Length
    let dimension = int64 layout.Dimension
    let units = int64 layout.Units
    let stride = int64 layout.Stride
    let offsetAt = int64 layout.Offset

    let dtype =
        match precision with
        | Precision.Double -> torch.float64
        | Precision.Single -> torch.float32

    let onDevice (values: float[]) (shape: int64[]) : torch.Tensor =
        torch.tensor(values, dtype = torch.float64).reshape(shape).``to``(dtype, device)

    let x = onDevice (Array.concat inputs) [| dimension; count |]
    let y: torch.Tensor = onDevice outputs [| 1L; 1L; count |]
    // The row of ones lets the bias act as one more weight: [x₁ … x_d 1].
    let design = torch.cat ([| x; torch.ones_like (x.narrow (0, 0L, 1L)) |], 0L)
    let scale = Loss.scale loss outputs.Length
    let lossScale = scale.ToScalar()
    // The slope of Σr² is 2r. The factor 2 goes to the gradient, which is shorter than the residuals.
    let gradientScale = (if Loss.isSquares loss then 2.0 * scale else scale).ToScalar()

    let delta =
        match loss with
        | Loss.Huber delta -> struct ((-delta).ToScalar(), delta.ToScalar())
        | _ -> struct (n.Zero, n.Zero)

    let inPrecision (theta: torch.Tensor) =
        if precision = Precision.Double then theta else theta.to_type dtype

    /// z = w·x + b of every unit at every point: [B, N, n].
    let arguments (hidden: torch.Tensor) (batch: int64) =
        if dimension = 1L then
            // This measured twice as fast as addcmul, and faster than a product with matrices of width 2.
            hidden.narrow(2, 0L, 1L).mul(x).plus_(hidden.narrow (2, 1L, 1L))
        else
            hidden.reshape(batch * units, dimension + 1L).mm(design).view(batch, units, count)

    /// The loss of the residuals r[B, 1, n] of each network, and its slope up to the factor `gradientScale`.
    let lossAndSlope (r: torch.Tensor) =
        match loss with
        | Loss.SumOfSquares
        | Loss.MeanOfSquares -> struct (r.bmm (r.transpose (1, 2)), r)
        | Loss.MeanAbsolute -> struct (r.abs().sum(2L, true), r.sign ())
        | Loss.Huber _ ->
            // With q = r clamped to ±δ, the loss is q·(r − q/2) on both branches.
            let struct (low, high) = delta
            let q = r.clamp (low, high)
            struct (q.mul(r.addcmul (q, torch.ones_like q, n.MinusHalf)).sum(2L, true), q)

    member _.Layout = layout
    member _.Device = device

    /// Losses [B] and gradients [B, P] at θ[B, P], float64, of networks with the activations of `runs`.
    abstract LossAndGradient:
        runs: TensorActivation.Run list * theta: torch.Tensor -> struct (torch.Tensor * torch.Tensor)

    default _.LossAndGradient(runs, theta) =
        let batch = theta.shape[0]
        let theta = inPrecision theta
        let all = theta.narrow(1, 0L, offsetAt).view(batch, units, stride)
        let amplitude = all.narrow (2, dimension + 1L, 1L)
        let z = arguments (all.narrow (2, 0L, dimension + 1L)) batch
        let struct (s, slope) = TensorActivation.valuesAndSlopes runs z

        let r = amplitude.transpose(1, 2).bmm(s).plus_(theta.narrow(1, offsetAt, 1L).unsqueeze 2).sub_ y

        let struct (losses, g) = lossAndSlope r
        let hiddenGradient = slope.bmm(g.mul(design).transpose(1, 2)).mul_ amplitude
        let amplitudeGradient = s.bmm (g.transpose (1, 2))
        let offsetGradient = g.sum 2L
        let unitGradient = torch.cat([| hiddenGradient; amplitudeGradient |], 2L).view(batch, offsetAt)

        let gradient =
            torch.cat([| unitGradient; offsetGradient |], 1L).to_type(torch.float64).mul_ gradientScale

        struct (losses.view(batch).to_type(torch.float64).mul_ lossScale, gradient)
