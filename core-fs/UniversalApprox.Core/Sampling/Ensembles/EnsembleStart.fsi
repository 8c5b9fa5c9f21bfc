namespace UniversalApprox.Core.Sampling.Ensembles

open System.Threading
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// Where the walkers of every ensemble start.
[<RequireQualifiedAccess>]
type EnsembleStart =
    /// Normal around a centre, with the same standard deviation `radius` ≥ 0 in every parameter. Ensemble e takes centre
    /// e modulo their number, so several fits can be given. At least one centre.
    | Ball of centres: float[][] * radius: float
    /// Normal around a centre, with standard deviation `radius` ≥ 0 times the magnitude of the centre's coordinate
    /// (times 1 where that is 0).
    | RelativeBall of centres: float[][] * radius: float
    /// Draws from the prior. Only for densities that have one.
    | Prior
    /// The walkers themselves: per ensemble, per walker, the parameters. One ensemble's walkers serve all ensembles.
    | Walkers of positions: float[][][]

/// Checked starts.
[<RequireQualifiedAccess>]
module EnsembleStart =
    /// The largest condition number of the walkers' centred and scaled coordinates: 1e8, as emcee's.
    val maxCondition: float

    /// Rejects a negative radius, no centre or walkers, and coordinates that are not finite, whatever the density.
    val validate: start: EnsembleStart -> unit

    /// Rejects walkers of a wrong shape.
    val internal checkWalkers:
        dimension: int -> walkers: int -> ensembles: int -> positions: float[][][] -> unit

    /// A function that draws one walker of an ensemble into an array, from an element on. None if the walkers are given.
    val internal drawer:
        start: EnsembleStart ->
        ensemble: int ->
        density: LogDensity ->
            (float[] -> int -> RandomSource -> unit) option

    /// Rejects a density that has one value at all walkers and far away from them.
    val internal rejectConstant:
        density: LogDensity -> evaluator: DensityEvaluator -> positions: float[] -> values: float[] -> unit

    /// As `positions`, with the log-densities there. OperationCanceledException if cancelled.
    val internal evaluated:
        start: EnsembleStart ->
        walkers: int ->
        ensembles: int ->
        ensemble: int ->
        rng: Rng ->
        cancellation: CancellationToken ->
        density: LogDensity ->
            struct (float[] * float[] * string[])

    /// The W × P starting positions of ensemble `ensemble` of `ensembles`, and the changes that were made to them, in plain words.
    /// Walkers of a random start that fall where the density is −∞ are drawn again, up to 100 times. Parameters in which the
    /// walkers do not differ, or of which one is a combination of others, get a normal jitter of 1e-4 of their magnitude if
    /// all walkers stay possible.
    /// Errors: a start of the wrong shape, a coordinate that is not finite; no walker where the density is finite; a density
    /// that is NaN or +∞ or throws (DensityException); walkers that are not independent and cannot be repaired (naming the
    /// parameters); a density that does not depend on its parameters.
    val positions:
        start: EnsembleStart ->
        walkers: int ->
        ensembles: int ->
        ensemble: int ->
        rng: Rng ->
        density: LogDensity ->
            struct (float[] * string[])
