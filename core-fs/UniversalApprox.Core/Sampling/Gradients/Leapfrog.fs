namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// A position with its momentum and all that is known there, in buffers that are written in place.
[<Sealed>]
type internal PhasePoint(dimension: int) =
    member val Position = Array.zeroCreate<float> dimension
    /// Whitened, as `Metric` says.
    member val Momentum = Array.zeroCreate<float> dimension
    member val Gradient = Array.zeroCreate<float> dimension
    /// The whitened gradient.
    member val Force = Array.zeroCreate<float> dimension
    member val LogDensity = 0.0 with get, set

    member this.Load(other: PhasePoint) =
        Vectors.copy other.Position this.Position
        Vectors.copy other.Momentum this.Momentum
        Vectors.copy other.Gradient this.Gradient
        Vectors.copy other.Force this.Force
        this.LogDensity <- other.LogDensity

/// The Hamiltonian H = −log π(q) + ½|u|² and its leapfrog steps. The members are virtual for tests only, which fake energies.
type internal Hamiltonian(evaluator: DensityEvaluator) =
    let value = Array.zeroCreate<float> 1

    member val Metric = Metric.Unit evaluator.Dimension with get, set

    /// Log-density and gradient at the position.
    abstract Evaluate: point: PhasePoint -> unit

    default _.Evaluate(point) =
        evaluator.EvaluateWithGradient(point.Position, 1, value, point.Gradient)
        point.LogDensity <- value[0]

    abstract Energy: point: PhasePoint -> float

    default _.Energy(point) = 0.5 * Vectors.dot point.Momentum point.Momentum - point.LogDensity

    /// Draws a new momentum, and prepares the point for steps by the present metric.
    member this.Refresh(point: PhasePoint, random: RandomSource) =
        random.FillNormal(point.Momentum, point.Momentum.Length)
        this.Metric.Force(point.Gradient, point.Force)

    /// One leapfrog step in place, whose sign is the direction. Returns the energy after it: +∞ where position, log-density or
    /// gradient are not finite. A density is not asked for positions that are not finite.
    member this.Step(point: PhasePoint, stepSize: float) =
        Vectors.addScaled (0.5 * stepSize) point.Force point.Momentum
        this.Metric.Drift(stepSize, point.Momentum, point.Position)

        if not (Vectors.isFinite point.Position) then
            infinity
        else
            this.Evaluate point
            this.Metric.Force(point.Gradient, point.Force)
            Vectors.addScaled (0.5 * stepSize) point.Force point.Momentum
            let energy = this.Energy point
            if Double.IsFinite energy then energy else infinity
