namespace UniversalApprox.Core

open System

[<Struct; NoComparison>]
type Rng = { Key: uint64; Position: uint64 }

[<RequireQualifiedAccess>]
module Rng =
    // Multipliers and key increments of Philox4x32 (Salmon et al. 2011, section 3.4 and table 2).
    let private multiplier0 = 0xD2511F53UL
    let private multiplier1 = 0xCD9E8D57UL
    let private weyl0 = 0x9E3779B9u
    let private weyl1 = 0xBB67AE85u

    // Separates the counters of draws from those that make child keys.
    let private drawTag = 0u
    let private splitTag = 0x5EED5EEDu

    let block struct (c0: uint32, c1: uint32, c2: uint32, c3: uint32) struct (key0: uint32, key1: uint32) =
        let mutable x0 = c0
        let mutable x1 = c1
        let mutable x2 = c2
        let mutable x3 = c3
        let mutable k0 = key0
        let mutable k1 = key1

        for _ in 1..10 do
            let product0 = multiplier0 * uint64 x0
            let product1 = multiplier1 * uint64 x2
            x0 <- uint32 (product1 >>> 32) ^^^ x1 ^^^ k0
            x1 <- uint32 product1
            x2 <- uint32 (product0 >>> 32) ^^^ x3 ^^^ k1
            x3 <- uint32 product0
            k0 <- k0 + weyl0
            k1 <- k1 + weyl1

        struct (x0, x1, x2, x3)

    let inline private join (low: uint32) (high: uint32) = uint64 low ||| (uint64 high <<< 32)

    /// The two 64-bit words at a position of the stream with this key.
    let private words (key: uint64) (position: uint64) (tag: uint32) =
        let counter = struct (uint32 position, uint32 (position >>> 32), tag, 0u)
        let struct (x0, x1, x2, x3) = block counter (struct (uint32 key, uint32 (key >>> 32)))
        struct (join x0 x1, join x2 x3)

    let inline private toUniform (word: uint64) = float (word >>> 11) * (1.0 / 9007199254740992.0)

    let ofSeed (seed: uint64) =
        let struct (key, _) = words seed 0UL splitTag
        { Key = key; Position = 0UL }

    let split (index: int) (rng: Rng) =
        // Position 0 is taken by ofSeed; indices are mapped to 1, 2, …, so that −1 is a valid index too.
        let struct (_, key) = words rng.Key (1UL + uint64 (uint32 index)) splitTag
        { Key = key; Position = 0UL }

    let inline private advance (rng: Rng) = { rng with Position = rng.Position + 1UL }

    let bits (rng: Rng) =
        let struct (word, _) = words rng.Key rng.Position drawTag
        struct (word, advance rng)

    let uniform (rng: Rng) =
        let struct (word, next) = bits rng
        struct (toUniform word, next)

    let uniformPair (rng: Rng) =
        let struct (first, second) = words rng.Key rng.Position drawTag
        struct (toUniform first, toUniform second, advance rng)

    let normalPair (rng: Rng) =
        let struct (first, second) = words rng.Key rng.Position drawTag
        let radius = sqrt (-2.0 * log (1.0 - toUniform first))
        let struct (sine, cosine) = Math.SinCos(2.0 * Math.PI * toUniform second)
        struct (radius * cosine, radius * sine, advance rng)

    let normal (rng: Rng) =
        let struct (first, second) = words rng.Key rng.Position drawTag
        // 1 − u lies in (0, 1], where the logarithm is finite.
        let radius = sqrt (-2.0 * log (1.0 - toUniform first))
        struct (radius * cos (2.0 * Math.PI * toUniform second), advance rng)

    let below (count: int) (rng: Rng) =
        Check.atLeast "count" 1 count
        let struct (word, next) = bits rng
        struct (int (Math.BigMul(word, uint64 count) >>> 64), next)

    let fillUniform (target: Span<float>) (rng: Rng) =
        let mutable stream = rng

        for i in 0 .. target.Length - 1 do
            let struct (value, next) = uniform stream
            target[i] <- value
            stream <- next

        stream

    let fillNormal (target: Span<float>) (rng: Rng) =
        let mutable stream = rng

        for i in 0 .. target.Length - 1 do
            let struct (value, next) = normal stream
            target[i] <- value
            stream <- next

        stream

    let permutation (count: int) (rng: Rng) =
        Check.atLeast "count" 0 count
        let order = Array.init count id
        let mutable stream = rng

        for i in count - 1 .. -1 .. 1 do
            let struct (j, next) = below (i + 1) stream
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held
            stream <- next

        struct (order, stream)
