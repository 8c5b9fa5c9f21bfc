namespace UniversalApprox.Core.Random

open System
open UniversalApprox.Core

[<Struct; NoComparison>]
type Rng = { Key: uint64; Position: uint64 }

[<RequireQualifiedAccess>]
module Rng =
    let block counter key = Philox.block counter key

    let ofSeed (seed: uint64) =
        let struct (key, _) = Philox.words seed 0UL Philox.splitTag
        { Key = key; Position = 0UL }

    let split (index: int) (rng: Rng) =
        // ofSeed uses position 0. Indices map to 1, 2, …, and the conversion makes −1 a valid index too.
        let struct (_, key) = Philox.words rng.Key (1UL + uint64 (uint32 index)) Philox.splitTag
        { Key = key; Position = 0UL }

    let inline private advance (rng: Rng) = { rng with Position = rng.Position + 1UL }

    let bits (rng: Rng) =
        let struct (word, _) = Philox.words rng.Key rng.Position Philox.drawTag
        struct (word, advance rng)

    let uniform (rng: Rng) =
        let struct (word, next) = bits rng
        struct (Philox.toUniform word, next)

    let toNormalPair first second =
        // 1 − u lies in (0, 1], where the logarithm is finite.
        let radius = sqrt (-2.0 * log (1.0 - first))
        let struct (sine, cosine) = Math.SinCos(2.0 * Math.PI * second)
        struct (radius * cosine, radius * sine)

    let normal (rng: Rng) =
        let struct (first, second) = Philox.words rng.Key rng.Position Philox.drawTag
        // 1 − u lies in (0, 1], as in toNormalPair.
        let radius = sqrt (-2.0 * log (1.0 - Philox.toUniform first))
        struct (radius * cos (2.0 * Math.PI * Philox.toUniform second), advance rng)

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

    let fillUniformPairs (target: Span<float>) (rng: Rng) =
        Philox.fillUniformPairs rng.Key rng.Position target
        { rng with Position = rng.Position + uint64 ((target.Length + 1) / 2) }

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
