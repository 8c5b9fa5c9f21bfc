namespace UniversalApprox.Core.Sampling.Gradients

/// The outcome of one step of NUTS.
[<Struct>]
type NutsInfo =
    {
        /// How many times the trajectory was doubled; MaxDepth means that it was cut there.
        Depth: int
        /// Gradients that it took.
        LeapfrogSteps: int
        /// The acceptance statistic: the mean of min(1, exp(H₀ − H)) over all points of the trajectory.
        AcceptanceRate: float
        /// Whether the trajectory came to a point whose energy H was 1000 or more above that of its start, or not finite: a
        /// region that the step size is too large for, or the edge of the density's support.
        IsDivergent: bool
        /// The energy H of the new state with the momentum it had: −log-density plus kinetic energy.
        Energy: float
        /// Whether the new state is another point than the old one.
        HasMoved: bool
    }

/// Sums over the steps of a chain after its warm-up.
[<Struct>]
type NutsTally =
    {
        /// Number of steps.
        Steps: int64
        /// Steps that led to another point.
        Moved: int64
        /// Steps with a divergence.
        Divergences: int64
        /// Steps whose trajectory was cut at the largest depth.
        DepthLimits: int64
        /// Leapfrog steps of all trajectories.
        LeapfrogSteps: int64
        /// Sum of the acceptance statistics.
        Acceptance: float
        /// Energy of the last step.
        LastEnergy: float
        /// Mean of the energies.
        MeanEnergy: float
        /// Sum of their squared distances from their mean.
        EnergyScatter: float
        /// Sum of the squared differences between successive energies.
        EnergyJumps: float
    }

/// Sums over vectors that came one after the other.
type NutsMoments =
    {
        /// The number of vectors.
        Count: int
        /// The first of them.
        Origin: float[]
        /// Their mean, relative to the first.
        Mean: float[]
        /// Sums of squares and products of their distances from the mean: P variances, or P rows of a lower triangle.
        Scatter: float[]
    }

/// A warm-up that is under way.
type NutsWarmup =
    {
        /// Steps that it takes.
        Length: int
        /// Steps taken.
        Step: int
        /// The mean acceptance statistic that the step size is tuned to.
        TargetAcceptance: float
        /// Whether covariances are learnt, or variances only.
        DenseMetric: bool
        /// Whether the scales of the parameters are guessed first; not so where a metric was given.
        GuessesScales: bool
        /// Dual averaging (Hoffman & Gelman 2014): the logarithm of the step size that it is drawn to.
        Centre: float
        /// Its steps since the metric last changed.
        Updates: int
        /// The weighted mean of target minus acceptance statistic.
        Shortfall: float
        /// The weighted mean of the logarithms of step sizes.
        LogStepSize: float
        /// Sums over the positions in the present window.
        Positions: NutsMoments
        /// Sums over the gradients at these positions.
        Gradients: NutsMoments
    }

/// The state of a chain, as plain numbers that any serialiser can keep. Together with the density and the largest depth it
/// determines all further steps. Do not write to its arrays.
type NutsState =
    {
        /// Steps taken since the start, warm-up included.
        Step: int64
        /// P parameters.
        Position: float[]
        /// The log-density there.
        LogDensity: float
        /// P derivatives there.
        Gradient: float[]
        /// The random stream: its key and the position in it.
        StreamKey: uint64
        /// How many numbers of the stream have been used.
        StreamPosition: uint64
        /// The size of leapfrog steps, in units of the metric: of order 1 where the metric fits the density.
        StepSize: float
        /// The covariance that the density is taken to have: P rows, or one row of P variances.
        Metric: float[][]
        /// None after warm-up.
        Warmup: NutsWarmup option
        /// Sums over the steps after warm-up.
        Tally: NutsTally
    }

/// How well a chain could follow its trajectories after warm-up.
type NutsDiagnostics =
    {
        /// Steps after warm-up.
        Steps: int64
        /// Steps with a divergence. More than a few mean that the chain avoids a region it should visit.
        Divergences: int64
        /// Share of the steps whose trajectory was cut at the largest depth: these are inefficient, but not wrong.
        DepthLimitShare: float
        /// Betancourt's estimated Bayesian fraction of missing information (arXiv 1604.00695): the mean squared change of the
        /// energy over its variance. Below 0.3 the momenta hardly reach the energies of the tails. None for fewer than 2 steps.
        EBfmi: float option
        /// Mean acceptance statistic.
        AcceptanceRate: float
        /// Leapfrog steps of all trajectories: one gradient each.
        LeapfrogSteps: int64
        /// The step size after warm-up, or the present one.
        StepSize: float
    }
