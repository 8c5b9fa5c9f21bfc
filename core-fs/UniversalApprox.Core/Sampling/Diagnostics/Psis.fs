namespace UniversalApprox.Core.Sampling.Diagnostics

open System
open MathNet.Numerics

/// Importance weights with a smoothed tail.
type internal SmoothedWeights =
    {
        /// Logarithms of weights that add up to 1, in the order of the ratios.
        LogWeights: float[]
        /// The shape k̂ of the generalised Pareto distribution of the largest ratios: their distribution has 1/k̂ finite moments.
        /// +∞ where there are too few ratios to tell.
        ParetoK: float
    }

/// Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao & Gabry, J. Mach. Learn. Res. 25, 2024), as in the R
/// package loo: the largest ratios are replaced by the expected order statistics of a generalised Pareto distribution that is
/// fitted to them (Zhang & Stephens, Technometrics 51, 2009).
module internal Psis =
    let private smallestTail = 5
    /// k̂ is drawn to ½ as if by so many further ratios.
    let private priorWeight = 10.0

    /// How large k̂ may be before `size` ratios say too little: min(1 − 1/log₁₀ S, 0.7).
    let limit (size: int) = min (1.0 - 1.0 / log10 (float size)) 0.7

    /// How many of S ratios make the tail; `efficiency` is that of the draws, 1 if they are independent.
    let tailLength (efficiency: float) (size: int) =
        int (ceil (min (0.2 * float size) (3.0 * sqrt (float size / efficiency))))

    /// Shape k and scale σ of a generalised Pareto distribution from ascending excesses above 0. The estimate is the mean of
    /// θ = −k/σ over its profile likelihood on a grid.
    let fit (excesses: float[]) =
        let n = excesses.Length
        let grid = 30 + int (sqrt (float n))
        let quarter = excesses[int (float n / 4.0 + 0.5) - 1]
        let largest = excesses[n - 1]

        let shapeAt theta = excesses |> Array.averageBy (fun x -> SpecialFunctions.Log1p(-theta * x))

        let thetas =
            Array.init grid (fun j ->
                1.0 / largest + (1.0 - sqrt (float grid / (float j + 0.5))) / (3.0 * quarter))

        let logProfiles =
            thetas
            |> Array.map (fun theta ->
                let k = shapeAt theta
                float n * (log (-theta / k) - k - 1.0))

        let top = Array.max logProfiles
        let weights = logProfiles |> Array.map (fun l -> exp (l - top))
        let theta = Array.fold2 (fun sum t w -> sum + t * w) 0.0 thetas weights / Array.sum weights
        let k = shapeAt theta
        let shrunk = (k * float n + 0.5 * priorWeight) / (float n + priorWeight)
        struct (shrunk, -k / theta)

    /// The quantile of a generalised Pareto distribution.
    let private quantile k sigma p =
        let exponent = -SpecialFunctions.Log1p -p

        // (e^(k·exponent) − 1)/k without cancellation near k = 0.
        if abs (k * exponent) < 1e-12 then
            sigma * exponent
        else
            sigma * 2.0 * exp (0.5 * k * exponent) * sinh (0.5 * k * exponent) / k

    let private normalise (logWeights: float[]) =
        let top = Array.max logWeights
        let total = top + log (logWeights |> Array.sumBy (fun l -> exp (l - top)))
        logWeights |> Array.map (fun l -> l - total)

    /// Weights from the logarithms of ratios, target over proposal; −∞ is allowed for some of them.
    let smooth efficiency (logRatios: float[]) =
        let size = logRatios.Length
        let top = Array.max logRatios
        let shifted = logRatios |> Array.map (fun l -> l - top)
        let tail = tailLength efficiency size

        if tail < smallestTail || not (Double.IsFinite top) then
            { LogWeights = normalise shifted; ParetoK = infinity }
        else
            let order = Array.init size id
            Array.Sort(Array.copy shifted, order)
            let first = size - tail
            let cutoff = exp shifted[order[first - 1]]
            let excesses = Array.init tail (fun i -> exp shifted[order[first + i]] - cutoff)

            if not (excesses[tail / 4] > 0.0) then
                // Many equal ratios, as of a target that is its own proposal: nothing to smooth.
                let isConstant = excesses[tail - 1] = 0.0

                { LogWeights = normalise shifted; ParetoK = if isConstant then -infinity else infinity }
            else
                let struct (k, sigma) = fit excesses

                if Double.IsFinite k then
                    for i in 0 .. tail - 1 do
                        let expected = cutoff + quantile k sigma ((float i + 0.5) / float tail)
                        // No weight above the largest ratio.
                        shifted[order[first + i]] <- min 0.0 (log expected)

                { LogWeights = normalise shifted; ParetoK = if Double.IsNaN k then infinity else k }

    /// Systematic resampling of `count` draws with `dimension` elements each: a draw of weight w appears ⌊count·w⌋ or ⌈count·w⌉
    /// times. Weights add up to 1.
    let resample count dimension (logWeights: float[]) (draws: float[]) =
        let target = Array.zeroCreate<float>(count * dimension)
        let mutable source = 0
        let mutable sum = exp logWeights[0]

        for i in 0 .. count - 1 do
            let place = (float i + 0.5) / float count

            while source < logWeights.Length - 1 && sum < place do
                source <- source + 1
                sum <- sum + exp logWeights[source]

            Array.blit draws (source * dimension) target (i * dimension) dimension

        target
