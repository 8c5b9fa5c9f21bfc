namespace UniversalApprox.Core.Random

open System

/// A random stream as an immutable value. Drawing returns the number and the stream after it.
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011), a keyed bijection of a 128-bit counter. The key names the stream and the counter is the position in it.
/// So a stream can be split before parallel work, and any thread can read it at any position.
[<Struct; NoComparison>]
type Rng = internal { Key: uint64; Position: uint64 }

/// Operations on random streams. Every function is pure: the same stream always gives the same numbers,
/// on any machine and any number of threads.
[<RequireQualifiedAccess>]
module Rng =
    /// The Philox4x32-10 block function: a 128-bit counter (four words, lowest first) and a 64-bit key (two words)
    /// to 128 random bits. Agrees with the known-answer vectors of the Random123 library.
    val block:
        counter: struct (uint32 * uint32 * uint32 * uint32) ->
        key: struct (uint32 * uint32) ->
            struct (uint32 * uint32 * uint32 * uint32)

    /// The stream of a seed. Any 64-bit value is allowed; different seeds give unrelated streams.
    val ofSeed: seed: uint64 -> Rng

    /// The child stream number `index` of this stream. Children of different indices, and the parent, are unrelated.
    /// The child depends on the key of the parent, not on its position.
    val split: index: int -> rng: Rng -> Rng

    /// 64 random bits and the stream after them.
    val bits: rng: Rng -> struct (uint64 * Rng)

    /// A float64 uniform on [0, 1) with 53 random bits, and the stream after it.
    val uniform: rng: Rng -> struct (float * Rng)

    /// Two independent standard normal numbers from two numbers uniform on [0, 1) (Box & Muller 1958).
    val internal toNormalPair: first: float -> second: float -> struct (float * float)

    /// A standard normal number (Box & Muller 1958, one of the pair), and the stream after it.
    val normal: rng: Rng -> struct (float * Rng)

    /// An integer uniform on {0 … count − 1} and the stream after it. `count` must be at least 1.
    /// Uses the multiply-shift reduction; its bias is below count / 2⁶⁴.
    val below: count: int -> rng: Rng -> struct (int * Rng)

    /// Fills `target` with numbers uniform on [0, 1) and returns the stream after them.
    val fillUniform: target: Span<float> -> rng: Rng -> Rng

    /// Fills `target` with standard normal numbers and returns the stream after them.
    val fillNormal: target: Span<float> -> rng: Rng -> Rng

    /// Fills `target` with numbers uniform on [0, 1), two per block, and returns the stream after them. For an odd length it
    /// drops the second number of the last block.
    val internal fillUniformPairs: target: Span<float> -> rng: Rng -> Rng

    /// A random permutation of 0 … count − 1 (Fisher & Yates) and the stream after it.
    val permutation: count: int -> rng: Rng -> struct (int[] * Rng)
