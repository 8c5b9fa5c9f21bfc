namespace UniversalApprox.Core.Kernels

/// The precision of the arithmetic over the points. Parameters, and sums over blocks of points, are float64 in both cases.
[<RequireQualifiedAccess>]
type Precision =
    /// float64.
    | Double
    /// float32: about twice the speed, 6 to 7 digits. Only Adam can use it.
    | Single
