namespace UniversalApprox.Core.Sampling.Moves


/// The input of a move in half a step: the positions of all walkers, and which of them are helpers. Helpers are the walkers
/// of the other half, which stay in place meanwhile.
[<Sealed>]
type internal HalfStep(dimension: int, positions: float[], helpers: int[]) =
    member _.Dimension = dimension
    /// The positions of all walkers, one after the other.
    member _.Positions = positions
    /// For each helper, the element of `Positions` at which its position begins.
    member _.Helpers = helpers
    /// The number of steps before this one.
    member val Step = 0L with get, set

/// Proposes moves of one walker after the other from the positions of the other half, without the density. Use one object
/// per thread, because some proposers have scratch memory.
[<AbstractClass>]
type internal Proposer() =
    /// Computes what all proposals of a half-step have in common.
    abstract Prepare: half: HalfStep -> unit
    default _.Prepare _ = ()

    /// Proposes for the walker whose position x begins at element `walker` of `half.Positions`. Writes x′ to `target` from
    /// element `at`, and returns log q(x|x′) − log q(x′|x). The sampler rejects a proposal with −∞ or NaN.
    abstract Propose: half: HalfStep * walker: int * random: RandomSource * target: float[] * at: int -> float

[<Sealed>]
type internal StretchProposer(a: float) =
    inherit Proposer()

    override _.Propose(half, walker, random, target, at) =
        let d = half.Dimension
        let x = half.Positions
        let helper = half.Helpers[random.Below half.Helpers.Length]
        // Inverts the distribution function of g(z) ∝ 1/√z on [1/a, a].
        let root = (a - 1.0) * random.Uniform() + 1.0
        let z = root * root / a

        for p in 0 .. d - 1 do
            let c = x[helper + p]
            target[at + p] <- c + z * (x[walker + p] - c)

        float (d - 1) * log z

/// Goodman & Weare's walk from `count` helpers. If these are not all helpers, each proposal chooses new ones.
[<Sealed>]
type internal WalkProposer(dimension: int, half: int, count: int, scale: float) =
    inherit Proposer()
    let chosen = Array.zeroCreate<int> half
    let mean = Array.zeroCreate<float> dimension
    let normals = Array.zeroCreate<float> count

    // Sums of differences, so that parameters far from zero lose no digits.
    let fillMean (x: float[]) =
        System.Array.Clear mean
        let origin = chosen[0]

        for i in 1 .. count - 1 do
            for p in 0 .. dimension - 1 do
                mean[p] <- mean[p] + (x[chosen[i] + p] - x[origin + p])

        for p in 0 .. dimension - 1 do
            mean[p] <- x[origin + p] + mean[p] / float count

    /// Chooses the helpers. The first places of a Fisher–Yates shuffle are a random subset.
    let choose (random: RandomSource) =
        for i in 0 .. count - 1 do
            let j = i + random.Below(half - i)
            let held = chosen[i]
            chosen[i] <- chosen[j]
            chosen[j] <- held

    override _.Prepare half =
        half.Helpers.CopyTo(chosen, 0)
        fillMean half.Positions

    override _.Propose(halfStep, walker, random, target, at) =
        let x = halfStep.Positions

        if count < half then
            choose random
            fillMean x

        random.FillNormal(normals, count)
        System.Array.Copy(x, walker, target, at, dimension)

        // Σ Zⱼ(xⱼ − x̄)/√(n − 1) has the sample covariance of the helpers.
        for i in 0 .. count - 1 do
            let z = scale * normals[i] / sqrt (float (count - 1))
            let helper = chosen[i]

            for p in 0 .. dimension - 1 do
                target[at + p] <- target[at + p] + z * (x[helper + p] - mean[p])

        0.0

[<Sealed>]
type internal DifferentialEvolutionProposer(gamma: float, jumpProbability: float) =
    inherit Proposer()

    override _.Propose(half, walker, random, target, at) =
        let x = half.Positions
        let helpers = half.Helpers
        let i = random.Below helpers.Length
        let place = random.Below(helpers.Length - 1)
        let first = helpers[i]
        let second = helpers[if place >= i then place + 1 else place]
        let size = if random.Uniform() < jumpProbability then 1.0 else gamma
        // The small normal factor keeps the chain irreducible. The proposal is symmetric because the order of the pair is
        // random.
        let size = size * (1.0 + 1e-5 * random.Normal())

        for p in 0 .. half.Dimension - 1 do
            target[at + p] <- x[walker + p] + size * (x[first + p] - x[second + p])

        0.0

[<Sealed>]
type internal SnookerProposer(gamma: float) =
    inherit Proposer()

    override _.Propose(half, walker, random, target, at) =
        let d = half.Dimension
        let x = half.Positions
        let helpers = half.Helpers
        let i = random.Below helpers.Length
        let place = random.Below(helpers.Length - 1)
        let j = if place >= i then place + 1 else place
        // The third differs from both. It is drawn from h − 2 places and steps over the smaller index, then over the larger.
        let place = random.Below(helpers.Length - 2)
        let place = if place >= min i j then place + 1 else place
        let k = if place >= max i j then place + 1 else place
        let origin = helpers[i]
        let first = helpers[j]
        let second = helpers[k]
        let mutable square = 0.0
        let mutable projection = 0.0

        for p in 0 .. d - 1 do
            let along = x[walker + p] - x[origin + p]
            square <- square + along * along
            projection <- projection + along * (x[first + p] - x[second + p])

        // x′ − z = (1 + γ (z₁ − z₂)·(x − z)/|x − z|²)(x − z). For a walker exactly on its helper (square = 0) the stretch
        // and the ratio are NaN, and the proposal is rejected.
        let stretch = 1.0 + gamma * projection / square

        for p in 0 .. d - 1 do
            let z = x[origin + p]
            target[at + p] <- z + stretch * (x[walker + p] - z)

        float (d - 1) * log (abs stretch)
