/// Statistical limits are 5 standard errors or more. With a fresh seed, each test would fail by chance less than once in
/// a million runs, and all of this file less than once in 10 000. The seeds here are fixed.
module UniversalApprox.Tests.Core.RngTests

open System
open Expecto
open UniversalApprox.Core.Random

let private count = 100000
let private gate = 5.0
let private rootCount = sqrt (float count)

let private uniforms rng =
    let values: float[] = Array.zeroCreate count
    Rng.fillUniform (values.AsSpan()) rng |> ignore
    values

let private normals rng =
    let values: float[] = Array.zeroCreate count
    Rng.fillNormal (values.AsSpan()) rng |> ignore
    values

let private within (expected: float) (standardError: float) what actual =
    Expect.isLessThan (abs (actual - expected)) (gate * standardError) what

let private moment (power: int) (values: float[]) = values |> Array.averageBy (fun value -> pown value power)

/// √n times the Kolmogorov–Smirnov distance; above 2.7 with probability 2·exp(−2·2.7²) = 9e-7.
let private kolmogorov cdf (values: float[]) =
    let n = float values.Length

    values
    |> Array.sort
    |> Array.mapi (fun i value -> max (float (i + 1) / n - cdf value) (cdf value - float i / n))
    |> Array.max
    |> (*) (sqrt n)

let private correlation (left: float[]) (right: float[]) =
    let centred values =
        let mean = Array.average values
        values |> Array.map (fun value -> value - mean)

    let left, right = centred left, centred right
    let dot a b = Array.fold2 (fun sum x y -> sum + x * y) 0.0 a b
    dot left right / sqrt (dot left left * dot right right)

let private uncorrelated what left right = correlation left right |> within 0.0 (1.0 / rootCount) what

/// counter, key, expected: the philox4x32-10 lines of Random123's kat_vectors.
let private knownAnswers =
    [
        struct (0u, 0u, 0u, 0u), struct (0u, 0u), struct (0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)
        struct (~~~0u, ~~~0u, ~~~0u, ~~~0u),
        struct (~~~0u, ~~~0u),
        struct (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)
        struct (0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u),
        struct (0xa4093822u, 0x299f31d0u),
        struct (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)
    ]

[<Tests>]
let tests =
    testList
        "Rng"
        [
            testCase "the block function gives Random123's published Philox4x32-10 answers"
            <| fun () ->
                for counter, key, expected in knownAnswers do
                    Expect.equal (Rng.block counter key) expected "known answer"

            testCase "the same seed gives the same numbers, another seed others"
            <| fun () ->
                let first seed = uniforms (Rng.ofSeed seed)
                Expect.equal (first 42UL) (first 42UL) "same seed"
                Expect.notEqual (first 42UL) (first 43UL) "other seed"

            testCase "filling an array equals drawing one by one, and leaves the stream at the same place"
            <| fun () ->
                let rng = Rng.ofSeed 3UL
                let filled: float[] = Array.zeroCreate 10
                let afterFill = Rng.fillNormal (filled.AsSpan()) rng

                let mutable stream = rng

                for expected in filled do
                    let struct (value, next) = Rng.normal stream
                    Expect.equal value expected "drawn value"
                    stream <- next

                Expect.equal afterFill stream "stream afterwards"

            testCase "a child stream depends on the parent's key and the index, not on the parent's position"
            <| fun () ->
                let parent = Rng.ofSeed 5UL
                let struct (_, later) = Rng.uniform parent
                Expect.equal (Rng.split 7 later) (Rng.split 7 parent) "child 7"

            testCase
                "a thousand children, with negative indices, their parent and their own children all differ"
            <| fun () ->
                let parent = Rng.ofSeed 5UL
                let children = [ for i in -500 .. 499 -> Rng.split i parent ]
                let grandchildren = children |> List.map (Rng.split 0)

                let firstBits rng =
                    let struct (word, _) = Rng.bits rng
                    word

                let all = parent :: children @ grandchildren |> List.map firstBits
                Expect.hasLength (List.distinct all) (List.length all) "distinct first words"

            testCase
                "children are uncorrelated with each other, with their parent and with shifts of themselves"
            <| fun () ->
                let parent = Rng.ofSeed 11UL
                let values = uniforms parent
                let first = uniforms (Rng.split 0 parent)
                let second = uniforms (Rng.split 1 parent)
                uncorrelated "neighbouring children" first second
                uncorrelated "parent and child" values first
                uncorrelated "seeds that differ by one" values (uniforms (Rng.ofSeed 12UL))
                uncorrelated "lag one" values[1..] values[.. count - 2]

            testCase
                "uniform numbers lie in [0, 1) with the mean, variance and distribution of the uniform law"
            <| fun () ->
                let values = uniforms (Rng.ofSeed 1UL)
                Expect.isTrue (values |> Array.forall (fun value -> value >= 0.0 && value < 1.0)) "range"
                moment 1 values |> within 0.5 (sqrt (1.0 / 12.0) / rootCount) "mean"
                // Var(U²) = 1/5 − 1/9.
                moment 2 values |> within (1.0 / 3.0) (sqrt (4.0 / 45.0) / rootCount) "second moment"
                Expect.isLessThan (kolmogorov id values) 2.7 "Kolmogorov–Smirnov"

            testCase "normal numbers have the first four moments and the distribution of the normal law"
            <| fun () ->
                let values = normals (Rng.ofSeed 2UL)
                // Var(Zᵏ) = (2k − 1)!! − E[Zᵏ]².
                moment 1 values |> within 0.0 (1.0 / rootCount) "mean"
                moment 2 values |> within 1.0 (sqrt 2.0 / rootCount) "second moment"
                moment 3 values |> within 0.0 (sqrt 15.0 / rootCount) "third moment"
                moment 4 values |> within 3.0 (sqrt 96.0 / rootCount) "fourth moment"
                let cdf z = 0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-z / sqrt 2.0)
                Expect.isLessThan (kolmogorov cdf values) 2.7 "Kolmogorov–Smirnov"

            testCase "the Kolmogorov–Smirnov test detects a wrong distribution (negative control)"
            <| fun () ->
                let squared = uniforms (Rng.ofSeed 1UL) |> Array.map (fun value -> Math.Pow(value, 1.03))
                Expect.isGreaterThan (kolmogorov id squared) 2.7 "a slightly bent uniform law is found out"

            testCase "integers below a bound are uniform"
            <| fun () ->
                let bound = 7
                let seen: int[] = Array.zeroCreate bound
                let mutable stream = Rng.ofSeed 4UL

                for _ in 1..count do
                    let struct (value, next) = Rng.below bound stream
                    seen[value] <- seen[value] + 1
                    stream <- next

                let share = 1.0 / float bound

                for value in seen do
                    float value / float count
                    |> within share (sqrt (share * (1.0 - share)) / rootCount) "share"

            testCase "a permutation holds every index once, and each index is equally often first"
            <| fun () ->
                let size = 5
                let trials = 20000
                let root = Rng.ofSeed 6UL

                let firsts =
                    Array.init trials (fun i ->
                        let struct (order, _) = Rng.permutation size (Rng.split i root)
                        Expect.equal (Array.sort order) [| 0 .. size - 1 |] "every index once"
                        order[0])

                for index in 0 .. size - 1 do
                    let share = firsts |> Array.filter ((=) index) |> Array.length

                    float share / float trials
                    |> within 0.2 (sqrt (0.16 / float trials)) "share of first places"

            testCase
                "eight blocks at once give the same numbers as one by one, also at positions beyond 32 bits"
            <| fun () ->
                let uniform (word: uint64) = float (word >>> 11) / 9007199254740992.0

                for position in [ 0UL; 5UL; 0xFFFFFFFAUL; 0xFFFFFFFFFFFFFFFAUL ] do
                    for length in 0..40 do
                        let start = { Rng.ofSeed 7UL with Position = position }
                        let together: float[] = Array.zeroCreate length
                        let next = Rng.fillUniformPairs (together.AsSpan()) start
                        let blocks = (length + 1) / 2

                        let oneByOne =
                            Array.init blocks (fun b ->
                                let struct (first, second) =
                                    Philox.words start.Key (position + uint64 b) Philox.drawTag

                                [| uniform first; uniform second |])
                            |> Array.concat
                            |> Array.truncate length

                        Expect.equal together oneByOne $"{length} numbers from position {position}"
                        Expect.equal next.Position (position + uint64 blocks) "the position after them"

            testCase "no integer lies below 0 and no permutation has a negative size"
            <| fun () ->
                Generators.rejects [ "count"; "0" ] (fun () -> Rng.below 0 (Rng.ofSeed 1UL))
                Generators.rejects [ "count"; "-1" ] (fun () -> Rng.permutation -1 (Rng.ofSeed 1UL))
        ]
