namespace UniversalApprox.Core.Sampling

open System
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

    /// Two independent numbers at the price of one.
    member _.UniformPair() =
        let struct (first, second, next) = Rng.uniformPair rng
        rng <- next
        struct (first, second)

    /// Fills `target` with `count` numbers uniform on [0, 1), two of each block.
    member _.FillUniform(target: float[], count: int) =
        rng <- Rng.fillUniformPairs (Span(target, 0, count)) rng

    /// Fills `target` with `count` standard normal numbers.
    member _.FillNormal(target: float[], count: int) =
        let mutable i = 0

        while i < count do
            let struct (first, second, next) = Rng.normalPair rng
            rng <- next
            target[i] <- first

            if i + 1 < count then
                target[i + 1] <- second

            i <- i + 2

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

    /// An index below `count` that is not `other`.
    member this.BelowExcept(count: int, other: int) =
        let index = this.Below(count - 1)
        if index >= other then index + 1 else index
