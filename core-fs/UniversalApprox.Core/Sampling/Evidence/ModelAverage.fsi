namespace UniversalApprox.Core.Sampling.Evidence

open UniversalApprox.Core.Sampling.Posterior

/// Curves averaged over models of the same data.
[<RequireQualifiedAccess>]
module ModelAverage =
    /// Bands of the mixture of the models' posteriors with the given weights, 0 or more, for example stacking weights:
    /// `Bands.defaultDraws` draws, of which each model has its share. `columns` are d columns of coordinates.
    /// Errors: weights of a wrong number, negative, or all zero; models of other data; a wrong number of columns.
    val bands:
        probabilities: float[] -> weights: float[] -> columns: float[][] -> models: ModelEvidence[] -> Bands

    /// `count` equally probable draws of one model on standardised data, the same for the same `index`.
    val internal drawsOf: index: int -> count: int -> columns: float[][] -> model: ModelEvidence -> CurveDraws
