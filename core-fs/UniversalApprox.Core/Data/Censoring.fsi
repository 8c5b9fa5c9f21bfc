namespace UniversalApprox.Core.Data

/// What the number of an output means.
[<RequireQualifiedAccess>]
type Censoring =
    /// The output is that number, with its error.
    | None
    /// The output is below that number, such as a detection limit: "<2.5".
    | Below
    /// The output is above that number, such as the end of a scale: ">100".
    | Above

[<RequireQualifiedAccess>]
module internal Censoring =
    /// Where the output lies from its number: −1 below, 1 above, 0 at it.
    val side: censoring: Censoring -> float

/// The probability of lying beyond a limit, for standard normal noise.
module internal NormalTail =
    /// ln Φ(z), accurate in both tails.
    val logProbability: z: float -> float

    /// φ(z)/Φ(z), the derivative of ln Φ(z).
    val hazard: z: float -> float
