namespace UniversalApprox.Core.Sampling

open System
open UniversalApprox.Core

/// What a move sees and fills: h walkers to be moved, h helpers that stay, all as contiguous rows of P numbers.
[<Sealed>]
type internal HalfStep(dimension: int, half: int, random: RandomSource) =
    member _.Dimension = dimension
    /// h, the number of walkers moved, and of helpers.
    member _.Half = half
    member _.Random = random
    /// The number of steps taken before this one.
    member val Step = 0L with get, set
    member val Active = Array.zeroCreate<float>(half * dimension)
    member val Helpers = Array.zeroCreate<float>(half * dimension)
    /// To be filled with h proposals.
    member val Proposals = Array.zeroCreate<float>(half * dimension)
    /// To be filled with log q(x|x′) − log q(x′|x), x′ the proposal. −∞ or NaN: to be rejected.
    member val LogRatios = Array.zeroCreate<float> half

/// A move: it proposes for one half from the other, and never looks at the density. One object per ensemble, because
/// some have scratch memory.
[<AbstractClass>]
type internal Proposer() =
    abstract Propose: HalfStep -> unit

[<Sealed>]
type internal StretchProposer(a: float) =
    inherit Proposer()
    let mutable uniforms = Array.zeroCreate<float> 0

    override _.Propose step =
        let d = step.Dimension
        let active = step.Active
        let helpers = step.Helpers
        let proposals = step.Proposals
        let half = step.Half

        if uniforms.Length <> 2 * half then
            uniforms <- Array.zeroCreate (2 * half)

        step.Random.FillUniform(uniforms, 2 * half)

        for k in 0 .. half - 1 do
            let helper = RandomSource.Index(uniforms[2 * k], half) * d
            // Inverse of the distribution function of g(z) ∝ 1/√z on [1/a, a].
            let root = (a - 1.0) * uniforms[2 * k + 1] + 1.0
            let z = root * root / a

            for p in 0 .. d - 1 do
                let c = helpers[helper + p]
                proposals[k * d + p] <- c + z * (active[k * d + p] - c)

            step.LogRatios[k] <- float (d - 1) * log z

[<Sealed>]
type internal WalkProposer(helpers: int option, scale: float) =
    inherit Proposer()
    let mutable order = Array.zeroCreate<int> 0
    let mutable mean = Array.zeroCreate<float> 0
    let mutable normals = Array.zeroCreate<float> 0

    /// The first `count` elements of `order` become a random subset.
    let choose (random: RandomSource) count =
        for i in 0 .. count - 1 do
            let j = i + random.Below(order.Length - i)
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held

    let fillMean (rows: float[]) count d =
        Array.Clear(mean, 0, d)

        for i in 0 .. count - 1 do
            for p in 0 .. d - 1 do
                mean[p] <- mean[p] + rows[order[i] * d + p] / float count

    override _.Propose step =
        let d = step.Dimension
        let count = defaultArg helpers step.Half

        if order.Length <> step.Half || mean.Length <> d then
            order <- Array.zeroCreate step.Half
            mean <- Array.zeroCreate d
            normals <- Array.zeroCreate step.Half

        // From the same order each time, so that a state alone determines the steps after it.
        for i in 0 .. step.Half - 1 do
            order[i] <- i

        for k in 0 .. step.Half - 1 do
            if count < step.Half then
                choose step.Random count

            if count < step.Half || k = 0 then
                fillMean step.Helpers count d

            Array.Copy(step.Active, k * d, step.Proposals, k * d, d)

            step.Random.FillNormal(normals, count)

            // Σ Zⱼ(xⱼ − x̄)/√(n − 1) has the helpers' sample covariance.
            for i in 0 .. count - 1 do
                let z = scale * normals[i] / sqrt (float (count - 1))

                for p in 0 .. d - 1 do
                    step.Proposals[k * d + p] <-
                        step.Proposals[k * d + p] + z * (step.Helpers[order[i] * d + p] - mean[p])

            step.LogRatios[k] <- 0.0

[<Sealed>]
type internal DifferentialEvolutionProposer(gamma: float, jumpProbability: float) =
    inherit Proposer()

    override _.Propose step =
        let d = step.Dimension

        for k in 0 .. step.Half - 1 do
            let struct (one, other) = step.Random.UniformPair()
            let first = RandomSource.Index(one, step.Half)
            let place = RandomSource.Index(other, step.Half - 1)
            let second = if place >= first then place + 1 else place

            let size =
                if jumpProbability > 0.0 && step.Random.Uniform() < jumpProbability then
                    1.0
                else
                    gamma
            // The small normal factor keeps the chain irreducible; it is symmetric because the pair is.
            let size = size * (1.0 + 1e-5 * step.Random.Normal())

            for p in 0 .. d - 1 do
                let difference = step.Helpers[first * d + p] - step.Helpers[second * d + p]
                step.Proposals[k * d + p] <- step.Active[k * d + p] + size * difference

            step.LogRatios[k] <- 0.0

[<Sealed>]
type internal SnookerProposer(gamma: float) =
    inherit Proposer()

    override _.Propose step =
        let d = step.Dimension

        for k in 0 .. step.Half - 1 do
            let origin = step.Random.Below step.Half
            let first = step.Random.BelowExcept(step.Half, origin)
            // The third differs from both: drawn from h − 2 places, stepping over the smaller and then the larger.
            let place = step.Random.Below(step.Half - 2)
            let place = if place >= min origin first then place + 1 else place
            let second = if place >= max origin first then place + 1 else place
            let mutable square = 0.0
            let mutable projection = 0.0

            for p in 0 .. d - 1 do
                let along = step.Active[k * d + p] - step.Helpers[origin * d + p]
                let difference = step.Helpers[first * d + p] - step.Helpers[second * d + p]
                square <- square + along * along
                projection <- projection + along * difference

            // x′ − z = (1 + γ (z₁ − z₂)·(x − z)/|x − z|²)(x − z). On top of its helper (square = 0) the stretch is NaN,
            // and so is the ratio: rejected.
            let stretch = 1.0 + gamma * projection / square

            for p in 0 .. d - 1 do
                let z = step.Helpers[origin * d + p]
                step.Proposals[k * d + p] <- z + stretch * (step.Active[k * d + p] - z)

            step.LogRatios[k] <- float (d - 1) * log (abs stretch)

/// One parameter at a time, by a normal step with the helpers' standard deviation times `factor`. (All at once is the walk.)
[<Sealed>]
type internal HelperDeviationProposer(factor: float, isRandom: bool) =
    inherit Proposer()

    let deviation (step: HalfStep) p =
        let mutable mean = 0.0
        let mutable sum = 0.0

        for k in 0 .. step.Half - 1 do
            mean <- mean + step.Helpers[k * step.Dimension + p] / float step.Half

        for k in 0 .. step.Half - 1 do
            let difference = step.Helpers[k * step.Dimension + p] - mean
            sum <- sum + difference * difference

        sqrt (sum / float (step.Half - 1))

    override _.Propose step =
        let d = step.Dimension
        Array.Copy(step.Active, step.Proposals, step.Half * d)
        Array.Clear step.LogRatios
        let next = int (step.Step % int64 d)

        for k in 0 .. step.Half - 1 do
            let p = if isRandom then step.Random.Below d else next
            let at = k * d + p
            step.Proposals[at] <- step.Proposals[at] + factor * deviation step p * step.Random.Normal()

[<Sealed>]
type internal GaussianProposer(factor: float[][], mode: StepMode) =
    inherit Proposer()

    let d = factor.Length
    let normals = Array.zeroCreate<float> d

    // Standard deviation of each parameter: the length of its row of the Cholesky factor.
    let deviations = factor |> Array.map (fun row -> sqrt (Array.sumBy (fun v -> v * v) row))

    override _.Propose step =
        for k in 0 .. step.Half - 1 do
            Array.Copy(step.Active, k * d, step.Proposals, k * d, d)
            step.LogRatios[k] <- 0.0

            let inline moveOne p =
                step.Proposals[k * d + p] <- step.Proposals[k * d + p] + deviations[p] * step.Random.Normal()

            match mode with
            | StepMode.Random -> moveOne (step.Random.Below d)
            | StepMode.Sequential -> moveOne (int (step.Step % int64 d))
            | StepMode.Vector ->
                step.Random.FillNormal(normals, d)

                for p in 0 .. d - 1 do
                    let row = factor[p]
                    let mutable sum = step.Proposals[k * d + p]

                    for q in 0 .. row.Length - 1 do
                        sum <- sum + row[q] * normals[q]

                    step.Proposals[k * d + p] <- sum
