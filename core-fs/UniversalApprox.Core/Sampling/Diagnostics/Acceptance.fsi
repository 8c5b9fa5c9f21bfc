namespace UniversalApprox.Core

/// Shares of accepted proposals, from 0 to 1; None where nothing was proposed.
[<RequireQualifiedAccess>]
module Acceptance =
    /// For each ensemble, the share of each walker. A walker far below its neighbours' is worth a look.
    val perWalker: chain: Chain -> float option[][]

    /// The share of each move over all ensembles, in the order of the mixture.
    val perMove: chain: Chain -> float option[]

    /// The share over all walkers and ensembles. 0.2 to 0.5 is usual for ensemble moves.
    val total: chain: Chain -> float option
