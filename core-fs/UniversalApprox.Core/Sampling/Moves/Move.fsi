namespace UniversalApprox.Core.Sampling.Moves

/// The covariance of the steps of a Gaussian random walk.
[<RequireQualifiedAccess>]
type StepCovariance =
    /// The same variance for all parameters, no correlation.
    | Scalar of variance: float
    /// One variance per parameter.
    | Diagonal of variances: float[]
    /// P rows of P elements, symmetric and positive definite.
    | Full of covariance: float[][]
    /// The covariance of the other half of the walkers, times `factor`² (above 0; None: 2.38/√P where all parameters change
    /// at once, 2.38 where one does). It follows the ensemble, and it is the only one that needs no knowledge of the
    /// density. It needs at least 4 walkers.
    | OfHelpers of factor: float option

/// The parameters that one step of a Gaussian random walk changes.
[<RequireQualifiedAccess>]
type StepMode =
    /// All parameters at once.
    | Vector
    /// One parameter, picked at random for each walker.
    | Random
    /// One parameter, the next at each step.
    | Sequential

/// The proposal of new positions for one half of the walkers. It uses the positions of the other half, the helpers.
[<RequireQualifiedAccess>]
type Move =
    /// The affine-invariant stretch of Goodman & Weare (2010): a point on the line through a helper, by a factor z with
    /// density ∝ 1/√z on [1/a, a]; a > 1, usually 2.
    | Stretch of a: float
    /// Goodman & Weare's walk: a normal step with the covariance of `helpers` helpers (None: all; at least 2), times
    /// `scale`² (None: min(1, 2.38/√P)). The paper and emcee use 1, which is hardly ever accepted for large P.
    | Walk of helpers: int option * scale: float option
    /// Differential evolution of ter Braak (2006): γ times the difference of two helpers, γ = γ₀(1 + 1e-5 Z). With
    /// probability `jumpProbability` γ = 1(1 + 1e-5 Z), which crosses between modes. γ₀ above 0 (None: 2.38/√(2P)).
    | DifferentialEvolution of gamma: float option * jumpProbability: float
    /// The snooker move of ter Braak & Vrugt (2008): along the line through a helper, by γ times the projected difference of
    /// two others; γ above 0, usually 1.7. The Hastings ratio has the paper's power P − 1 (emcee's code has half of it).
    | DifferentialEvolutionSnooker of gamma: float
    /// Independent draws from a Gaussian kernel density estimate of the helpers, with Scott's bandwidth
    /// (W/2)^(−1/(P + 4)) times `factor` (above 0, usually 1). For few dimensions and walkers ≥ 2(P + 1).
    | Kde of factor: float
    /// A Gaussian random walk.
    | Gaussian of covariance: StepCovariance * mode: StepMode

/// Standard settings and checks of moves.
[<RequireQualifiedAccess>]
module Move =
    /// The stretch move with a = 2.
    val stretch: Move
    /// The walk move with all helpers and the default scale.
    val walk: Move
    /// Differential evolution with γ₀ = 2.38/√(2P) and jumps with probability 0.1.
    val differentialEvolution: Move
    /// The snooker move with γ = 1.7.
    val snooker: Move
    /// The kernel density move with Scott's bandwidth.
    val kde: Move
    /// A Gaussian walk with the covariance of the other half of the walkers.
    val gaussian: mode: StepMode -> Move
    /// The name: Stretch, Walk, DE, Snooker, KDE; and Gaussian, GaussianRandom or GaussianSequential by the mode, for any
    /// covariance.
    val name: move: Move -> string
    /// The move with this name, upper or lower case, with the standard settings; for the Gaussian moves those of `gaussian`.
    /// Errors: any other name.
    val ofName: text: string -> Move
    /// Rejects numbers that are out of range whatever the density.
    val validateNumbers: move: Move -> unit
    /// Rejects a covariance matrix of a wrong shape, or one that is not symmetric and positive definite.
    val internal validateRows: name: string -> dimension: int -> rows: float[][] -> unit
    /// Rejects numbers out of range, covariances of a wrong shape, and too few walkers for the move.
    val validate: dimension: int -> walkers: int -> move: Move -> unit

/// A move and its weight in a mixture.
type WeightedMove =
    {
        /// The move.
        Move: Move
        /// The weight relative to the others; finite and above 0.
        Weight: float
    }
