namespace UniversalApprox.Core.Random

#nowarn "9" // stackalloc

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open Microsoft.FSharp.NativeInterop
open UniversalApprox.Core

/// The block function of Philox4x32-10 (Salmon et al. 2011, section 3.4 and table 2), for one counter and for eight at once.
module internal Philox =
    let private multiplier0 = 0xD2511F53UL
    let private multiplier1 = 0xCD9E8D57UL
    let private weyl0 = 0x9E3779B9u
    let private weyl1 = 0xBB67AE85u

    /// The third word of the counter: one value for draws, another for child keys, so that the two never meet.
    let drawTag = 0u
    let splitTag = 0x5EED5EEDu

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
    let words (key: uint64) (position: uint64) (tag: uint32) =
        let counter = struct (uint32 position, uint32 (position >>> 32), tag, 0u)
        let struct (x0, x1, x2, x3) = block counter (struct (uint32 key, uint32 (key >>> 32)))
        struct (join x0 x1, join x2 x3)

    /// The upper 53 bits of a word as a number on [0, 1).
    let inline toUniform (word: uint64) = float (word >>> 11) * (1.0 / 9007199254740992.0)

    // The vectors below hold one counter per element of 64 bits. The code reads only the low 32 bits of an element, so the
    // bits that products and keys leave above them do no harm.

    let inline private multiply (x: Vector256<uint64>) (factor: uint64) =
        Avx2.Multiply(x.AsUInt32(), Vector256.Create(factor).AsUInt32())

    /// One half of a round: (high half of the product) ⊕ x ⊕ k.
    let inline private mix (product: Vector256<uint64>) (x: Vector256<uint64>) (key: uint32) =
        Vector256.Xor(
            Vector256.Xor(Vector256.ShiftRightLogical(product, 32), x),
            Vector256.Create(uint64 key)
        )

    let inline private uniforms (low: Vector256<uint64>) (high: Vector256<uint64>) =
        let word =
            Vector256.BitwiseOr(
                Vector256.BitwiseAnd(low, Vector256.Create 0xFFFFFFFFUL),
                Vector256.ShiftLeft(high, 32)
            )

        Vector256.Multiply(
            Vector256.ConvertToDouble(Vector256.ShiftRightLogical(word, 11)),
            Vector256.Create(1.0 / 9007199254740992.0)
        )

    /// Writes the first and the second number of four blocks alternately.
    let inline private store (first: Vector256<float>) (second: Vector256<float>) (target: Span<float>) =
        let even = Avx.UnpackLow(first, second)
        let odd = Avx.UnpackHigh(first, second)
        Avx.Permute2x128(even, odd, 0x20uy).CopyTo target
        Avx.Permute2x128(even, odd, 0x31uy).CopyTo(target.Slice 4)

    /// The 16 numbers of eight blocks from a position on. Two vectors take turns, because each waits long for its products.
    let private fillEight (key: uint64) (position: uint64) (target: Span<float>) =
        Jit.optimiseAtOnce ()
        let mutable k0 = uint32 key
        let mutable k1 = uint32 (key >>> 32)
        let mutable x0 = Vector256.Add(Vector256.Create position, Vector256.Create(0UL, 1UL, 2UL, 3UL))
        let mutable y0 = Vector256.Add(x0, Vector256.Create 4UL)
        let mutable x1 = Vector256.ShiftRightLogical(x0, 32)
        let mutable y1 = Vector256.ShiftRightLogical(y0, 32)
        let mutable x2 = Vector256.Create(uint64 drawTag)
        let mutable y2 = x2
        let mutable x3 = Vector256<uint64>.Zero
        let mutable y3 = x3

        for _ in 1..10 do
            let productX0 = multiply x0 multiplier0
            let productY0 = multiply y0 multiplier0
            let productX1 = multiply x2 multiplier1
            let productY1 = multiply y2 multiplier1
            x0 <- mix productX1 x1 k0
            y0 <- mix productY1 y1 k0
            x1 <- productX1
            y1 <- productY1
            x2 <- mix productX0 x3 k1
            y2 <- mix productY0 y3 k1
            x3 <- productX0
            y3 <- productY0
            k0 <- k0 + weyl0
            k1 <- k1 + weyl1

        store (uniforms x0 x1) (uniforms x2 x3) target
        store (uniforms y0 y1) (uniforms y2 y3) (target.Slice 8)

    let private fillOneByOne (key: uint64) (position: uint64) (target: Span<float>) =
        for i in 0..2 .. target.Length - 1 do
            let struct (first, second) = words key (position + uint64 (i / 2)) drawTag
            target[i] <- toUniform first

            if i + 1 < target.Length then
                target[i + 1] <- toUniform second

    /// Fills `target` with numbers on [0, 1), two per block, from a position on. For an odd length it drops the second
    /// number of the last block.
    let fillUniformPairs (key: uint64) (position: uint64) (target: Span<float>) =
        if Avx2.IsSupported then
            let mutable i = 0

            while i + 16 <= target.Length do
                fillEight key (position + uint64 (i / 2)) (target.Slice i)
                i <- i + 16

            let rest = target.Slice i

            // `fillEight` takes about as long as two blocks one by one.
            if rest.Length > 4 then
                let eight = Span<float>(NativePtr.toVoidPtr (NativePtr.stackalloc<float> 16), 16)
                fillEight key (position + uint64 (i / 2)) eight
                eight.Slice(0, rest.Length).CopyTo rest
            else
                fillOneByOne key (position + uint64 (i / 2)) rest
        else
            fillOneByOne key position target
