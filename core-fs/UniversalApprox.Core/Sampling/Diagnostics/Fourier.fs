namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open System.Numerics
open UniversalApprox.Core

/// Discrete Fourier transforms Σ x(s) e^(−2πi s k/n) of one length n, a power of 2. Stockham's algorithm needs no bit reversal and
/// works on vectors of the machine's width; steps of radix 4 read the memory half as often as steps of radix 2. Transforms are
/// much of the time of a verdict, and MathNet's managed one takes more than 14 times as long. An object has scratch memory: use one
/// per thread.
[<Sealed>]
type internal Fourier(length: int) =
    /// e^(−2πi k/n).
    let cosine = Array.init length (fun k -> cos (2.0 * Math.PI * float k / float length))
    let sine = Array.init length (fun k -> -sin(2.0 * Math.PI * float k / float length))
    let spareReal: float[] = Array.zeroCreate length
    let spareImaginary: float[] = Array.zeroCreate length

    /// One step of radix 4: `stride` transforms of length 4·quarter become 4·stride of length quarter.
    let fours (re: float[]) (im: float[]) (re': float[]) (im': float[]) quarter stride =
        Jit.optimiseAtOnce ()
        let apart = stride * quarter

        for p in 0 .. quarter - 1 do
            let k = p * stride
            let c1, d1, c2, d2 = cosine[k], sine[k], cosine[2 * k], sine[2 * k]
            let c3, d3 = cosine[3 * k], sine[3 * k]

            for q in 0 .. stride - 1 do
                let i, target = k + q, 4 * k + q
                let ar, ai, br, bi = re[i], im[i], re[i + apart], im[i + apart]
                let cr, ci = re[i + 2 * apart], im[i + 2 * apart]
                let dr, di = re[i + 3 * apart], im[i + 3 * apart]
                re'[target] <- ar + cr + (br + dr)
                im'[target] <- ai + ci + (bi + di)
                let r, j = ar - cr + (bi - di), ai - ci - (br - dr)
                re'[target + stride] <- r * c1 - j * d1
                im'[target + stride] <- r * d1 + j * c1
                let r, j = ar + cr - (br + dr), ai + ci - (bi + di)
                re'[target + 2 * stride] <- r * c2 - j * d2
                im'[target + 2 * stride] <- r * d2 + j * c2
                let r, j = ar - cr - (bi - di), ai - ci + (br - dr)
                re'[target + 3 * stride] <- r * c3 - j * d3
                im'[target + 3 * stride] <- r * d3 + j * c3

    /// The same with vectors of neighbours, where `stride` is a multiple of their width.
    let vectorFours (re: float[]) (im: float[]) (re': float[]) (im': float[]) quarter stride =
        Jit.optimiseAtOnce ()
        let apart = stride * quarter

        for p in 0 .. quarter - 1 do
            let k = p * stride
            let c1, d1 = Vector<float>(value = cosine[k]), Vector<float>(value = sine[k])
            let c2, d2 = Vector<float>(value = cosine[2 * k]), Vector<float>(value = sine[2 * k])
            let c3, d3 = Vector<float>(value = cosine[3 * k]), Vector<float>(value = sine[3 * k])
            let mutable q = 0

            while q < stride do
                let i, target = k + q, 4 * k + q
                let ar, ai = Vector<float>(re, i), Vector<float>(im, i)
                let br, bi = Vector<float>(re, i + apart), Vector<float>(im, i + apart)
                let cr, ci = Vector<float>(re, i + 2 * apart), Vector<float>(im, i + 2 * apart)
                let dr, di = Vector<float>(re, i + 3 * apart), Vector<float>(im, i + 3 * apart)
                (ar + cr + (br + dr)).CopyTo(re', target)
                (ai + ci + (bi + di)).CopyTo(im', target)
                let r, j = ar - cr + (bi - di), ai - ci - (br - dr)
                (r * c1 - j * d1).CopyTo(re', target + stride)
                (r * d1 + j * c1).CopyTo(im', target + stride)
                let r, j = ar + cr - (br + dr), ai + ci - (bi + di)
                (r * c2 - j * d2).CopyTo(re', target + 2 * stride)
                (r * d2 + j * c2).CopyTo(im', target + 2 * stride)
                let r, j = ar - cr - (bi - di), ai - ci + (br - dr)
                (r * c3 - j * d3).CopyTo(re', target + 3 * stride)
                (r * d3 + j * c3).CopyTo(im', target + 3 * stride)
                q <- q + Vector<float>.Count

    /// The last step of radix 2, without twiddle factors.
    let twos (re: float[]) (im: float[]) (re': float[]) (im': float[]) =
        Jit.optimiseAtOnce ()
        let half = length / 2

        for q in 0 .. half - 1 do
            re'[q] <- re[q] + re[q + half]
            im'[q] <- im[q] + im[q + half]
            re'[q + half] <- re[q] - re[q + half]
            im'[q + half] <- im[q] - im[q + half]

    /// Transforms in place.
    member _.Forward(real: float[], imaginary: float[]) =
        let mutable re, im = real, imaginary
        let mutable re', im' = spareReal, spareImaginary
        let mutable left = length
        let mutable stride = 1

        while left > 1 do
            if left = 2 then
                twos re im re' im'
            elif stride < Vector<float>.Count then
                fours re im re' im' (left / 4) stride
            else
                vectorFours re im re' im' (left / 4) stride

            let struct (wasRe, wasIm) = struct (re, im)
            re <- re'
            im <- im'
            re' <- wasRe
            im' <- wasIm
            left <- left / 4
            stride <- 4 * stride

        if not (obj.ReferenceEquals(re, real)) then
            Array.Copy(re, real, length)
            Array.Copy(im, imaginary, length)
