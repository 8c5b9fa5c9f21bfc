namespace UniversalApprox.Core.Sampling

/// Where the draws that are kept go, W × P numbers and W log-densities a step, from the draw `Kept` on.
[<Struct>]
type internal Recording =
    {
        Draws: float[]
        LogDensities: float[]
        Kept: int
        Thin: int
    }

    /// How many draws the steps after `before` up to `after` give.
    member r.Count(before: int64, after: int64) = int (after / int64 r.Thin - before / int64 r.Thin)
