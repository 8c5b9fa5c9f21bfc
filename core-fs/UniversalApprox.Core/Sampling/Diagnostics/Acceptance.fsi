namespace UniversalApprox.Core.Sampling.Diagnostics

open UniversalApprox.Core.Sampling.Ensembles

/// Fractions of accepted proposals, from 0 to 1; None where nothing was proposed.
[<RequireQualifiedAccess>]
module Acceptance =
    /// For each ensemble, the acceptance of each walker. Inspect a walker whose acceptance is far below its neighbours'.
    val perWalker: chain: Chain -> float option[][]

    /// The acceptance of each move over all ensembles, in the order of the mixture.
    val perMove: chain: Chain -> float option[]

    /// The acceptance over all walkers and ensembles. 0.2 to 0.5 is usual for ensemble moves.
    val total: chain: Chain -> float option
