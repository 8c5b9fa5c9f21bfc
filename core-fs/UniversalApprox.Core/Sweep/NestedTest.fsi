namespace UniversalApprox.Core.Sweep

/// Tests whether data tell a network from a smaller one of the same activation.
[<RequireQualifiedAccess>]
module NestedTest =
    /// The p-value of an F test between two least-squares fits of the same data and activation: the probability that noise alone
    /// would let the larger network gain as much, if the smaller one were true. The parameters of a further unit count 2 + ln(n/30)/3
    /// times (twice up to 30 points), because its place and width are searched for (the test is not regular there: R. B. Davies,
    /// Biometrika 74, 1987). Where the constant is true, a unit of one input lowers the sum of squares by 4 to 10 noise variances and
    /// not by 3, narrow bumps the most: gaussian units by 7.3, 8.5, 9.8 and 10.2 at 30, 100, 300 and 1000 points, where the count is
    /// 6, 7.2, 8.3 and 9.5. Points with errors or weights of their own enter with their relative weights, and the scale of the errors
    /// is estimated: so errors that are stated too small or too large do not change the number of units. None if the points are too
    /// few for a test: n must exceed p by more than the further units' count. 1 where both are exact to rounding. With limits among
    /// the outputs it is the likelihood-ratio test in the form of an F test, and approximate.
    val pValue: fewer: UnitFit -> more: UnitFit -> float option

    /// The same against the constant (with no offset: zero) in place of the smaller network.
    val pValueOfConstant: fit: UnitFit -> float option

    /// Whether the fit is exact to rounding: a root mean square residual of at most about 1e-12 of the outputs' spread
    /// or 1e-14 of their size.
    val isExact: fit: UnitFit -> bool

    /// The names of the parameters at a bound. With any, p-values, AICc and BIC are not exact: the distribution of the gain is a mixture
    /// (S. G. Self & K.-Y. Liang, J. Am. Stat. Assoc. 82, 1987), and the test, which counts such parameters as free, is on the safe side.
    val activeBounds: fit: UnitFit -> string[]

    /// The number of parameters p that the data determine (`Constraints.determined`).
    val parameters: fit: UnitFit -> int

    /// n − p with p free parameters.
    val internal degreesOfFreedom: fit: UnitFit -> int

    /// The standard deviation of the noise that the fit estimates, √(SSE/(n − p)) with p parameters; None for n ≤ p.
    val residualDeviation: fit: UnitFit -> float option
