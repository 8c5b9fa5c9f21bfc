namespace UniversalApprox.Core.Sampling

open UniversalApprox.Core

/// A stream with its position kept in one place, for loops that draw millions of numbers; the value semantics of Rng return
/// where a state is taken from it.
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

    /// An index below `count` that is not `other`.
    member this.BelowExcept(count: int, other: int) =
        let index = this.Below(count - 1)
        if index >= other then index + 1 else index
