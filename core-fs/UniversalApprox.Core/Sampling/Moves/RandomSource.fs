namespace UniversalApprox.Core.Sampling.Moves

open System
open UniversalApprox.Core.Random

/// A random stream for loops that draw many numbers. It fills a buffer from the stream, which gives two numbers per
/// position. The numbers do not depend on the size of the buffer.
[<Sealed>]
type internal RandomSource(start: Rng) =
    let buffer = Array.zeroCreate<float> 128
    // The stream after the buffer.
    let mutable rng = start
    let mutable next = buffer.Length

    /// The stream from its next unused position on. A position counts as used even if only one of its two numbers was drawn.
    /// If this source continues afterwards, call `EndPair` before reading it.
    member _.Rng
        with get () = { rng with Position = rng.Position - uint64 ((buffer.Length - next) / 2) }
        and set (value: Rng) =
            rng <- value
            next <- buffer.Length

    /// Skips the second number of a position if the first was drawn.
    member _.EndPair() = next <- (next + 1) / 2 * 2

    /// Uniform on [0, 1).
    member _.Uniform() =
        if next = buffer.Length then
            rng <- Rng.fillUniformPairs (Span buffer) rng
            next <- 0

        let value = buffer[next]
        next <- next + 1
        value

    /// Uniform on 0 … count − 1. The 53 bits of one uniform number are plenty for the few walkers of an ensemble.
    member source.Below(count: int) = int (source.Uniform() * float count)

    /// Fills `target` with `count` standard normal numbers, two from every two uniform ones (Box and Muller).
    member source.FillNormal(target: float[], count: int) =
        for i in 0..2 .. count - 1 do
            let struct (first, second) = Rng.toNormalPair (source.Uniform()) (source.Uniform())
            target[i] <- first

            if i + 1 < count then
                target[i + 1] <- second

    /// One standard normal number from two uniform ones.
    member source.Normal() =
        let struct (first, _) = Rng.toNormalPair (source.Uniform()) (source.Uniform())
        first
