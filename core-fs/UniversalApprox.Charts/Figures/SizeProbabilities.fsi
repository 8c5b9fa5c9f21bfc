namespace UniversalApprox.Charts.Figures

open UniversalApprox.Charts

/// The probability and the weight of one size, for the picture of them.
type internal SizeWeight =
    {
        /// "4 sigmoid".
        Name: string
        /// Factors of the width of the amplitudes' prior, and the probability of the size under each; 1 is the prior as asked for.
        Probabilities: (float * float) list
        /// Its weight in the mixture that predicts best.
        Stacking: float
    }

/// P(N) under several priors, and stacking weights.
[<RequireQualifiedAccess>]
module internal SizeProbabilities =
    /// `sizes` must not be empty; all have the same factors.
    val create: dataName: string -> sizes: SizeWeight list -> Figure
