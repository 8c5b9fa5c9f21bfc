namespace UniversalApprox.Core.Sampling

open System
open UniversalApprox.Core

/// A random stream for loops that draw many numbers. It fills a buffer from the stream, which gives two numbers per position.
/// The buffer's size does not show in the numbers.
[<Sealed>]
type internal RandomSource(start: Rng) =
    let buffer = Array.zeroCreate<float> 128
    // The stream after the buffer.
    let mutable rng = start
    let mutable next = buffer.Length

    /// The stream from its next unused position on. If only one of the two numbers of a position has been used, that position
    /// counts as used: call `EndPair` before reading it if this source goes on.
    member _.Rng
        with get () = { rng with Position = rng.Position - uint64 ((buffer.Length - next) / 2) }
        and set (value: Rng) =
            rng <- value
            next <- buffer.Length

    /// Leaves out the second number of a position whose first has been used.
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

    /// Fills `target` with `count` standard normal numbers: two of every two uniform ones (Box and Muller).
    member source.FillNormal(target: float[], count: int) =
        for i in 0..2 .. count - 1 do
            let struct (first, second) = Rng.toNormalPair (source.Uniform()) (source.Uniform())
            target[i] <- first

            if i + 1 < count then
                target[i + 1] <- second

    /// One standard normal number, of two uniform ones.
    member source.Normal() =
        let struct (first, _) = Rng.toNormalPair (source.Uniform()) (source.Uniform())
        first
