namespace UniversalApprox.Core.Data

open UniversalApprox.Core.Random

/// Noise added to the values of a generated curve.
[<RequireQualifiedAccess>]
type Noise =
    /// No noise.
    | Zero
    /// noiseLevel · U(0, 1). It shifts the mean by noiseLevel / 2. Must be ≥ 0. This is the noise of the notebook (a public
    /// notebook of 2022 by L. Posti that asked the question of this library with PyTorch and emcee).
    | Uniform of noiseLevel: float
    /// Normal with mean 0 and standard deviation `noiseLevel`. Must be ≥ 0.
    | Normal of noiseLevel: float

/// The places of a generated curve's inputs in the box [lower, upper]ᵈ.
[<RequireQualifiedAccess>]
type Design =
    /// A regular grid with `points` points in each direction, ends included: points^d points in all. The last input varies
    /// fastest. A single point per axis is the lower end.
    | Grid of points: int
    /// `points` points drawn uniformly from the box. More points continue the same sequence.
    | Random of points: int

/// A function to approximate, with its usual range, number of points and noise.
type Curve =
    {
        /// The name of the data drawn from it.
        Name: string
        /// The number of inputs.
        Dimension: int
        /// The noiseless function of `Dimension` coordinates.
        Function: float[] -> float
        /// The lower end of the range of each input.
        Lower: float
        /// The upper end of the range of each input, above `Lower`.
        Upper: float
        /// The places of the points.
        Design: Design
        /// The noise added to the values.
        Noise: Noise
    }

/// Known curves, and drawing points from a curve.
[<RequireQualifiedAccess>]
module Curve =
    /// x² on [−5, 5], 500 points, noise 0.5·U(0, 1): the notebook's first curve.
    val parabola: Curve
    /// sin x on [−10, 10], 1000 points, noise 0.2·U(0, 1): the notebook's second curve.
    val sine: Curve
    /// |x| on [−5, 5], 500 points, noise 0.1·U(0, 1).
    val absolute: Curve
    /// 1 for x > 0, else 0, on [−5, 5], 500 points, noise 0.1·U(0, 1).
    val step: Curve
    /// The bump e^(−x²) on [−5, 5], 500 points, noise 0.05·U(0, 1).
    val gaussianBump: Curve
    /// Runge's function 1/(1 + 25x²) on [−1, 1], 500 points, noise 0.05·U(0, 1).
    val runge: Curve
    /// All of the above, by name: Parabola, Sine, Abs, Step, GaussianBump, Runge.
    val all: Curve list

    /// Any user function of `dimension` coordinates, on [−1, 1]ᵈ. It has a grid of 500 points for d = 1, 1000 random points
    /// for d > 1, and no noise.
    val ofFunction: name: string -> dimension: int -> f: (float[] -> float) -> Curve

    /// Draws the points of a curve. The design uses child stream 0 of the generator and the noise child stream 1,
    /// so changing one leaves the other unchanged.
    /// Errors: lower ≥ upper, a non-finite range, a negative noise, fewer than 1 point or more than 10⁸ values,
    /// or a function value that is not finite (the message names the point).
    val sample: rng: Rng -> curve: Curve -> CurveData
