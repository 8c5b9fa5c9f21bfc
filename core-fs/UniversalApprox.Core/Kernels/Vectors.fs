/// Sums over vectors, several elements at a time.
module internal UniversalApprox.Core.Kernels.Vectors

open System
open System.Numerics

/// Σ a(at + i)·b(i) over the first `count` elements of b.
let dotFrom (a: float[]) at (b: float[]) count =
    let width = Vector<float>.Count
    let mutable sum = Vector<float>.Zero
    let mutable i = 0

    while i <= count - width do
        sum <- sum + Vector<float>(a, at + i) * Vector<float>(b, i)
        i <- i + width

    let mutable total = Vector.Sum sum

    while i < count do
        total <- total + a[at + i] * b[i]
        i <- i + 1

    total

let dot (a: float[]) (b: float[]) = dotFrom a 0 b a.Length

/// Σ p·(a + b).
let dotSum (p: float[]) (a: float[]) (b: float[]) =
    let width = Vector<float>.Count
    let mutable sum = Vector<float>.Zero
    let mutable i = 0

    while i <= p.Length - width do
        sum <- sum + Vector<float>(p, i) * (Vector<float>(a, i) + Vector<float>(b, i))
        i <- i + width

    let mutable total = Vector.Sum sum

    while i < p.Length do
        total <- total + p[i] * (a[i] + b[i])
        i <- i + 1

    total

/// target(targetAt + i) += factor·source(at + i) for `count` elements.
let addScaledFrom factor (source: float[]) at (target: float[]) targetAt count =
    let width = Vector<float>.Count
    let factors = Vector<float>(value = factor)
    let mutable i = 0

    while i <= count - width do
        let sum = Vector<float>(target, targetAt + i) + factors * Vector<float>(source, at + i)
        sum.CopyTo(target, targetAt + i)
        i <- i + width

    while i < count do
        target[targetAt + i] <- target[targetAt + i] + factor * source[at + i]
        i <- i + 1

/// target += factor·source.
let addScaled factor (source: float[]) (target: float[]) =
    addScaledFrom factor source 0 target 0 target.Length

/// Whether all elements are finite: a product with 0 is NaN where one is not.
let isFinite (a: float[]) =
    let mutable sum = 0.0

    for i in 0 .. a.Length - 1 do
        sum <- sum + 0.0 * a[i]

    sum = 0.0

let copy (source: float[]) (target: float[]) = source.AsSpan().CopyTo(target.AsSpan())

/// log(exp a + exp b) of finite numbers.
let logAddExp (a: float) (b: float) = max a b + log (1.0 + exp -(abs (a - b)))
