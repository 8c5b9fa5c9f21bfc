namespace UniversalApprox.Core.Sweep

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training

/// Networks on data of which some outputs are only known to lie beyond a limit: the tobit model (J. Tobin, Econometrica 26, 1958).
module internal CensoredFit =
    /// The largest log-likelihood of a curve over the standard deviation of the noise, with known errors where there are any, and that
    /// deviation (of a point of weight 1).
    val logLikelihood: predicted: float[] -> data: CurveData -> struct (float * float)

    /// The sum of squares with which data of the same size without limits would have this log-likelihood. So what compares sums of
    /// squares compares likelihoods.
    val equivalentSse: predicted: float[] -> data: CurveData -> float

    /// The constant within bounds that has the largest likelihood, as the sum of squares of `equivalentSse`.
    val constantSse: lower: float -> upper: float -> data: CurveData -> float

    /// Rounds enough for nearly all data.
    val thorough: int

    /// Rounds that tell good restarts from bad ones.
    val quick: int

    /// Trains a network on to the largest likelihood, by the EM algorithm (A. P. Dempster, N. M. Laird & D. B. Rubin, J. R. Statist.
    /// Soc. B 39, 1977): least squares to the expected outputs, again and again, at most `rounds` times. The network itself for data
    /// without limits.
    val maximise:
        rounds: int ->
        options: TrainingOptions ->
        cancellation: CancellationToken ->
        data: CurveData ->
        trained: TrainedNetwork ->
            TrainedNetwork
