namespace UniversalApprox.Core.Sampling

open UniversalApprox.Core

/// A stream with its position kept in one place, for loops that draw many numbers; the value semantics of Rng return where a
/// state is taken from it.
[<Sealed>]
type internal RandomSource(start: Rng) =
    let mutable rng = start

    member _.Rng
        with get () = rng
        and set (value: Rng) = rng <- value

    member _.Uniform() =
        let struct (value, next) = Rng.uniform rng
        rng <- next
        value

    member _.Normal() =
        let struct (value, next) = Rng.normal rng
        rng <- next
        value

    member _.Below(count: int) =
        let struct (value, next) = Rng.below count rng
        rng <- next
        value

    /// An index below `count` from a number uniform on [0, 1): for the few walkers of an ensemble its 53 bits are plenty.
    static member Index(uniform: float, count: int) = int (uniform * float count)
