namespace UniversalApprox.Core

/// The covariance of a Gaussian random walk's steps.
[<RequireQualifiedAccess>]
type StepCovariance =
    /// The same variance for all parameters, no correlation.
    | Scalar of variance: float
    /// One variance per parameter.
    | Diagonal of variances: float[]
    /// P rows of P elements, symmetric and positive definite.
    | Full of covariance: float[][]
    /// That of the other half of the walkers, times `factor`² (above 0; None: 2.38/√P where all parameters change at once,
    /// 2.38 where one does). It follows the ensemble, and is the only one that needs no knowledge of the density. Needs at
    /// least 4 walkers.
    | OfHelpers of factor: float option

/// Which parameters a Gaussian random walk changes.
[<RequireQualifiedAccess>]
type StepMode =
    /// All at once.
    | Vector
    /// One, picked at random for each walker.
    | Random
    /// One, the next at each step.
    | Sequential

/// How new positions are proposed for one half of the walkers from those of the other half.
[<RequireQualifiedAccess>]
type Move =
    /// Goodman & Weare (2010), the affine-invariant stretch: a point on the line through a helper, by a factor z with
    /// density ∝ 1/√z on [1/a, a]; a > 1, usually 2.
    | Stretch of a: float
    /// Goodman & Weare's walk: a normal step with the covariance of `helpers` helpers (None: all; at least 2), times
    /// `scale`² (None: min(1, 2.38/√P); the paper and emcee use 1, which is hardly ever accepted for large P).
    | Walk of helpers: int option * scale: float option
    /// ter Braak (2006): γ times the difference of two helpers, γ = γ₀(1 + 1e-5 Z), and with probability
    /// `jumpProbability` γ = 1(1 + 1e-5 Z), which crosses between modes. γ₀ above 0 (None: 2.38/√(2P)).
    | DifferentialEvolution of gamma: float option * jumpProbability: float
    /// ter Braak & Vrugt (2008): along the line through a helper, by γ times the projected difference of two others; γ
    /// above 0, usually 1.7. The Hastings ratio has the paper's power P − 1 (emcee's code has half of it).
    | DifferentialEvolutionSnooker of gamma: float
    /// Independent draws from a Gaussian kernel density estimate of the helpers, with Scott's bandwidth
    /// (W/2)^(−1/(P + 4)) times `factor` (above 0, usually 1). For few dimensions and walkers ≥ 2(P + 1).
    | Kde of factor: float
    /// A Gaussian random walk.
    | Gaussian of covariance: StepCovariance * mode: StepMode

/// Standard settings and checks of moves.
[<RequireQualifiedAccess>]
module Move =
    /// Stretch 2.
    val stretch: Move
    /// Walk from all helpers with the default scale.
    val walk: Move
    /// γ₀ = 2.38/√(2P), jumps with probability 0.1.
    val differentialEvolution: Move
    /// γ = 1.7.
    val snooker: Move
    /// Scott's bandwidth.
    val kde: Move
    /// A Gaussian walk with the covariance of the other half of the walkers.
    val gaussian: mode: StepMode -> Move
    /// Stretch, Walk, DE, Snooker, KDE; Gaussian, GaussianRandom, GaussianSequential by the mode, whatever the covariance.
    val name: move: Move -> string
    /// The move with the standard settings of a name, upper or lower case; for the Gaussian ones `gaussian`. Errors: any
    /// other name.
    val ofName: text: string -> Move
    /// Rejects settings out of range, covariances of a wrong shape, and too few walkers for the move.
    val validate: dimension: int -> walkers: int -> move: Move -> unit

/// A move and how often it is used.
type WeightedMove =
    {
        /// How steps are proposed.
        Move: Move
        /// Relative to the other weights; finite and above 0.
        Weight: float
    }
