namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Numerics

/// The average of a collapsed density over the 2ᴺ images of a network under flips of its units' signs. In centred units a
/// flip changes the signs of w, b and a only, so an offset whose prior is stated without centring, c − centre·Σa ~ N(μ, τ²),
/// is all that tells images apart. Given φ and without that prior, z is normal with mean m and precision A = LLᵀ
/// (`ConditionalAmplitudes`). In the image D with signs dᵢ = ±1 the prior is one of vᵀz, v = (−centre·d₁, …, −centre·d_N, 1),
/// and multiplies the density of φ by N(μ; vᵀm, s²) with s² = τ² + |q|² and q = L⁻¹v. So one factorisation serves all images.
/// Owns its arrays, which LogMean and Mix write anew.
[<Sealed; AllowNullLiteral>]
type internal SignImages(units: int, centre: float, mean: float, sd: float) =
    let size = units + 1
    let count = 1 <<< units
    // Of image number i, whose flipped units are the bits of its Gray code: neighbours differ by one unit.
    let shares = Array.zeroCreate<float> count
    let pulls = Array.zeroCreate<float> count
    let variances = Array.zeroCreate<float> count

    // vᵀm and q of the image at hand.
    let mutable location = 0.0
    let whitened = Array.zeroCreate<float> size

    // Moments of L⁻¹(z − m) over all images: their mean, and their covariance less the unit matrix (lower triangle).
    let shift = Array.zeroCreate<float> size
    let excess = Array.zeroCreate<float>(size * size)
    let product = Array.zeroCreate<float>(size * size)
    let mixedMean = Array.zeroCreate<float> size
    let mixedCovariance = Array.zeroCreate<float>(size * size)
    let mutable trace = 0.0

    let codeOf image = image ^^^ (image >>> 1)

    /// Adds `factor` times element `index` of v.
    let add (conditional: ConditionalAmplitudes) index factor =
        let inverse = conditional.InverseFactor
        location <- location + factor * conditional.Mean[index]

        for i in index .. size - 1 do
            whitened[i] <- whitened[i] + factor * inverse[i * size + index]

    /// Goes to the image without flips.
    let start conditional =
        location <- 0.0
        Array.Clear whitened

        for unit in 0 .. units - 1 do
            add conditional unit -centre

        add conditional units 1.0

    /// Goes from the image before to image number `image`.
    let goOn conditional image =
        let unit = BitOperations.TrailingZeroCount(image: int)
        let isFlipped = codeOf image >>> unit &&& 1 = 1
        add conditional unit (if isFlipped then 2.0 * centre else -2.0 * centre)

    /// Goes to any image.
    let goTo conditional image =
        start conditional

        for unit in 0 .. units - 1 do
            if codeOf image >>> unit &&& 1 = 1 then
                add conditional unit (2.0 * centre)

    let squareNorm () =
        let mutable sum = 0.0

        for i in 0 .. size - 1 do
            sum <- sum + whitened[i] * whitened[i]

        sum

    /// Replaces the logarithms in `shares` by shares; the logarithm of the mean.
    let normalise () =
        let mutable top = -infinity

        for i in 0 .. count - 1 do
            top <- max top shares[i]

        let mutable sum = 0.0

        for i in 0 .. count - 1 do
            shares[i] <- exp (shares[i] - top)
            sum <- sum + shares[i]

        for i in 0 .. count - 1 do
            shares[i] <- shares[i] / sum

        top + log (sum / float count)

    let addMoments image =
        let share = shares[image]
        let pull = pulls[image]
        let factor = share * (pull * pull - 1.0 / variances[image])

        for i in 0 .. size - 1 do
            shift[i] <- shift[i] + share * pull * whitened[i]

            for j in 0..i do
                excess[i * size + j] <- excess[i * size + j] + factor * whitened[i] * whitened[j]

    /// The covariance L⁻ᵀ(I + excess)L⁻¹.
    let fillCovariance (inverse: float[]) =
        for i in 0 .. size - 1 do
            for j in 0 .. size - 1 do
                let mutable sum = if j <= i then inverse[i * size + j] else 0.0

                for k in j .. size - 1 do
                    let element = if i >= k then excess[i * size + k] else excess[k * size + i]
                    sum <- sum + element * inverse[k * size + j]

                product[i * size + j] <- sum

        for i in 0 .. size - 1 do
            for j in 0..i do
                let mutable sum = 0.0

                for k in i .. size - 1 do
                    sum <- sum + inverse[k * size + i] * product[k * size + j]

                mixedCovariance[i * size + j] <- sum
                mixedCovariance[j * size + i] <- sum

    /// The logarithm of the mean of √(2π)·N(μ; vᵀm, s²) over all images, after Solve; writes their shares of the sum.
    member _.LogMean(conditional: ConditionalAmplitudes) =
        conditional.InvertFactor()

        for image in 0 .. count - 1 do
            if image = 0 then start conditional else goOn conditional image
            let variance = sd * sd + squareNorm ()
            let error = mean - location
            variances[image] <- variance
            pulls[image] <- error / variance
            shares[image] <- -0.5 * (log variance + error * error / variance)

        normalise ()

    /// Writes mean and covariance of z over all images, after LogMean.
    member _.Mix(conditional: ConditionalAmplitudes) =
        Array.Clear shift
        Array.Clear excess

        for image in 0 .. count - 1 do
            if image = 0 then start conditional else goOn conditional image
            addMoments image

        trace <- 0.0

        for i in 0 .. size - 1 do
            for j in 0..i do
                excess[i * size + j] <- excess[i * size + j] - shift[i] * shift[j]

            trace <- trace + excess[i * size + i]

        let inverse = conditional.InverseFactor

        for j in 0 .. size - 1 do
            let mutable sum = conditional.Mean[j]

            for i in j .. size - 1 do
                sum <- sum + inverse[i * size + j] * shift[i]

            mixedMean[j] <- sum

        fillCovariance inverse

    /// The mean of z, N + 1 elements, and its covariance C; written by Mix.
    member _.Mean = mixedMean
    member _.Covariance = mixedCovariance

    /// tr(AC), after Mix.
    member _.Trace = float size + trace

    /// The image of largest share, after LogMean.
    member _.Best = Array.IndexOf(shares, Array.max shares)

    /// An image drawn by shares, with a number uniform on [0, 1), after LogMean.
    member _.Pick(uniform: float) =
        let mutable image = 0
        let mutable sum = shares[0]

        while image < count - 1 && uniform >= sum do
            image <- image + 1
            sum <- sum + shares[image]

        image

    /// The units that an image flips, as bits.
    member _.Flips(image) = codeOf image

    /// `target` ← an exact draw of z in an image, from N + 1 standard normal numbers in `target` and another one (Matheron's
    /// rule). Returns its log-density without the offset's prior plus the log of √(2π) times that prior's density there.
    member _.Draw(conditional: ConditionalAmplitudes, image, normal: float, target: float[]) =
        goTo conditional image
        let mutable along = 0.0

        for i in 0 .. size - 1 do
            along <- along + whitened[i] * target[i]

        let factor = (mean + sd * normal - location - along) / variances[image]

        for i in 0 .. size - 1 do
            target[i] <- target[i] + factor * whitened[i]

        let error = (mean - location - along - factor * squareNorm ()) / sd
        conditional.Draw target - log sd - 0.5 * error * error
