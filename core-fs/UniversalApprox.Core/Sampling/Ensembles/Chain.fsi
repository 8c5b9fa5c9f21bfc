namespace UniversalApprox.Core.Sampling.Ensembles


/// What NUTS found at a kept step.
[<Struct>]
type StepStatistics =
    {
        /// The energy of the new state with the momentum it had: kinetic energy less the log-density that the sampler sees.
        Energy: float
        /// The acceptance statistic: the mean of min(1, exp(H₀ − H)) over the trajectory.
        AcceptanceRate: float
        /// How many times the trajectory was doubled.
        Depth: int
        /// Gradients that the trajectory took.
        LeapfrogSteps: int
        /// Whether the trajectory diverged.
        IsDivergent: bool
    }

/// The kept draws of one ensemble: S steps of W walkers in P dimensions. Its walkers move together, so they are not
/// independent chains; ensembles are.
type EnsembleChain =
    {
        /// Number of kept steps S ≥ 0.
        KeptSteps: int
        /// Number of walkers W.
        Walkers: int
        /// Number of parameters P.
        Dimension: int
        /// S × W × P positions, step after step: parameter p of walker w at step s is element (s·W + w)·P + p.
        Draws: float[]
        /// S × W log-densities: walker w at step s is element s·W + w.
        LogDensity: float[]
        /// S × W facts about the steps, in the order of LogDensity; empty for samplers other than NUTS.
        Statistics: StepStatistics[]
        /// Accepted proposals of each walker, thinned-out steps included, burn-in not.
        AcceptedPerWalker: int64[]
        /// Proposals of each walker, counted like the accepted ones.
        ProposedPerWalker: int64[]
        /// Accepted proposals of each move, in the order of the mixture.
        AcceptedPerMove: int64[]
        /// Proposals of each move.
        ProposedPerMove: int64[]
    }

/// The draws of several independent ensembles of the same density.
type Chain =
    {
        /// One chain per ensemble; all have the same numbers of kept steps, walkers and dimensions.
        Ensembles: EnsembleChain[]
        /// Names of the P parameters.
        ParameterNames: string[]
        /// Steps that each ensemble took before those of this chain, burn-in included.
        StepsBefore: int64
        /// One step out of every `Thin` was kept.
        Thin: int
    }

    /// The number of the n-th kept step (n from 1) among all steps taken: how many steps a run needs to keep n of them.
    member Step: keptStep: int64 -> int64

[<RequireQualifiedAccess>]
module internal EnsembleChain =
    /// The draws of several parts of one ensemble, one after the other, and the sums of their counts. Joined at once, since each
    /// joining copies all of them.
    val join: parts: EnsembleChain[] -> EnsembleChain
