namespace UniversalApprox.Core.Sampling

open System
open UniversalApprox.Core

/// What a move sees when it proposes for one walker, and what it fills. `rows` has the positions of all walkers.
[<Sealed>]
type internal Proposal(dimension: int, half: int, rows: float[]) =
    member _.Dimension = dimension
    /// h, the number of helpers: the walkers of the other half, which stay.
    member _.Half = half
    member _.Rows = rows
    /// Element of `Rows` at which the walker's position begins.
    member val Active = 0 with get, set
    /// Element of `Rows` at which each helper's position begins.
    member val HelperRows = Array.zeroCreate<int> half
    /// The numbers of the helpers that this proposal depends on: the first `Choices`.
    member val Chosen = Array.zeroCreate<int> half
    member val Choices = 0 with get, set
    /// The number of steps taken before this one.
    member val Step = 0L with get, set
    /// Another number for each half-step: what was worked out from the helpers is good for one.
    member val HalfStep = 0L with get, set
    /// Numbers uniform on [0, 1); those of this proposal begin at `Next`, which moves on as they are used.
    member val Uniforms = Array.zeroCreate<float> 0 with get, set
    member val Next = 0 with get, set
    /// Where the proposed position is to be written: from element `At`.
    member val Target = Array.zeroCreate<float> 0 with get, set
    member val At = 0 with get, set

    /// Element of `Rows` at which the i-th chosen helper's position begins.
    member p.Helper(i: int) = p.HelperRows[p.Chosen[i]]

    member p.ChooseAll() =
        for j in 0 .. half - 1 do
            p.Chosen[j] <- j

        p.Choices <- half

    member p.Uniform() =
        let next = p.Next
        p.Next <- next + 1
        p.Uniforms[next]

    member p.Below(count: int) = RandomSource.Index(p.Uniform(), count)

    /// Fills `target` with `count` standard normal numbers: two of every two uniform ones (Box and Muller).
    member p.FillNormal(target: float[], count: int) =
        for i in 0..2 .. count - 1 do
            let struct (first, second) = Rng.toNormalPair (p.Uniform()) (p.Uniform())
            target[i] <- first

            if i + 1 < count then
                target[i + 1] <- second

    /// One standard normal number, of two uniform ones.
    member p.Normal() =
        let struct (first, _) = Rng.toNormalPair (p.Uniform()) (p.Uniform())
        first

    /// Stays where the walker is.
    member p.Stay() =
        let target = p.Target
        let at = p.At
        let active = p.Active

        for i in 0 .. dimension - 1 do
            target[at + i] <- rows[active + i]

/// A move: it proposes for one walker from the other half, and never looks at the density. One object per thread, because
/// some have scratch memory.
[<AbstractClass>]
type internal Proposer() =
    /// How many uniform numbers a proposal uses, at most, given the number of parameters and of helpers. So everybody
    /// knows where in the stream the numbers of each proposal are.
    abstract Uniforms: dimension: int * half: int -> int

    /// Says which helpers the proposal depends on. It may use numbers, which `Propose` then goes on from.
    abstract Choose: Proposal -> unit
    default _.Choose proposal = proposal.ChooseAll()

    /// Writes the proposed position x′; returns log q(x|x′) − log q(x′|x). −∞ or NaN: to be rejected.
    abstract Propose: Proposal -> float

[<Sealed>]
type internal StretchProposer(a: float) =
    inherit Proposer()
    override _.Uniforms(_, _) = 2

    override _.Choose proposal =
        proposal.Chosen[0] <- proposal.Below proposal.Half
        proposal.Choices <- 1

    override _.Propose proposal =
        let d = proposal.Dimension
        let rows = proposal.Rows
        let active = proposal.Active
        let helper = proposal.Helper 0
        let target = proposal.Target
        let at = proposal.At
        // Inverse of the distribution function of g(z) ∝ 1/√z on [1/a, a].
        let root = (a - 1.0) * proposal.Uniform() + 1.0
        let z = root * root / a

        for p in 0 .. d - 1 do
            let c = rows[helper + p]
            target[at + p] <- c + z * (rows[active + p] - c)

        float (d - 1) * log z

[<Sealed>]
type internal WalkProposer(helpers: int option, scale: float) =
    inherit Proposer()
    let mutable mean = Array.zeroCreate<float> 0
    let mutable normals = Array.zeroCreate<float> 0

    let fillMean (proposal: Proposal) =
        Array.Clear mean

        for i in 0 .. proposal.Choices - 1 do
            let helper = proposal.Helper i

            for p in 0 .. mean.Length - 1 do
                mean[p] <- mean[p] + proposal.Rows[helper + p] / float proposal.Choices

    override _.Uniforms(_, half) =
        let count = defaultArg helpers half
        (if count < half then count else 0) + count + 1

    override _.Choose proposal =
        proposal.ChooseAll()

        match helpers with
        | Some count when count < proposal.Half ->
            // The first places of Fisher and Yates' shuffle are a random subset.
            let order = proposal.Chosen

            for i in 0 .. count - 1 do
                let j = i + proposal.Below(proposal.Half - i)
                let held = order[i]
                order[i] <- order[j]
                order[j] <- held

            proposal.Choices <- count
        | _ -> ()

    override _.Propose proposal =
        let d = proposal.Dimension
        let count = proposal.Choices

        if mean.Length <> d || normals.Length < count then
            mean <- Array.zeroCreate d
            normals <- Array.zeroCreate count

        fillMean proposal
        proposal.FillNormal(normals, count)
        proposal.Stay()

        // Σ Zⱼ(xⱼ − x̄)/√(n − 1) has the helpers' sample covariance.
        for i in 0 .. count - 1 do
            let z = scale * normals[i] / sqrt (float (count - 1))
            let helper = proposal.Helper i

            for p in 0 .. d - 1 do
                let at = proposal.At + p
                proposal.Target[at] <- proposal.Target[at] + z * (proposal.Rows[helper + p] - mean[p])

        0.0

[<Sealed>]
type internal DifferentialEvolutionProposer(gamma: float, jumpProbability: float) =
    inherit Proposer()
    override _.Uniforms(_, _) = 5

    override _.Choose proposal =
        let first = proposal.Below proposal.Half
        let place = proposal.Below(proposal.Half - 1)
        proposal.Chosen[0] <- first
        proposal.Chosen[1] <- if place >= first then place + 1 else place
        proposal.Choices <- 2

    override _.Propose proposal =
        let rows = proposal.Rows
        let first = proposal.Helper 0
        let second = proposal.Helper 1
        let size = if proposal.Uniform() < jumpProbability then 1.0 else gamma
        // The small normal factor keeps the chain irreducible; it is symmetric because the pair is.
        let size = size * (1.0 + 1e-5 * proposal.Normal())

        for p in 0 .. proposal.Dimension - 1 do
            proposal.Target[proposal.At + p] <-
                rows[proposal.Active + p] + size * (rows[first + p] - rows[second + p])

        0.0

[<Sealed>]
type internal SnookerProposer(gamma: float) =
    inherit Proposer()
    override _.Uniforms(_, _) = 3

    override _.Choose proposal =
        let half = proposal.Half
        let origin = proposal.Below half
        let place = proposal.Below(half - 1)
        let first = if place >= origin then place + 1 else place
        // The third differs from both: drawn from h − 2 places, stepping over the smaller and then the larger.
        let place = proposal.Below(half - 2)
        let place = if place >= min origin first then place + 1 else place
        proposal.Chosen[0] <- origin
        proposal.Chosen[1] <- first
        proposal.Chosen[2] <- if place >= max origin first then place + 1 else place
        proposal.Choices <- 3

    override _.Propose proposal =
        let d = proposal.Dimension
        let rows = proposal.Rows
        let active = proposal.Active
        let origin = proposal.Helper 0
        let first = proposal.Helper 1
        let second = proposal.Helper 2
        let mutable square = 0.0
        let mutable projection = 0.0

        for p in 0 .. d - 1 do
            let along = rows[active + p] - rows[origin + p]
            square <- square + along * along
            projection <- projection + along * (rows[first + p] - rows[second + p])

        // x′ − z = (1 + γ (z₁ − z₂)·(x − z)/|x − z|²)(x − z). On top of its helper (square = 0) the stretch is NaN,
        // and so is the ratio: rejected.
        let stretch = 1.0 + gamma * projection / square

        for p in 0 .. d - 1 do
            let z = rows[origin + p]
            proposal.Target[proposal.At + p] <- z + stretch * (rows[active + p] - z)

        float (d - 1) * log (abs stretch)

/// One parameter at a time, by a normal step with the helpers' standard deviation times `factor`. (All at once is the walk.)
[<Sealed>]
type internal HelperDeviationProposer(factor: float, isRandom: bool) =
    inherit Proposer()

    let deviation (proposal: Proposal) p =
        let half = proposal.Half
        let mutable mean = 0.0
        let mutable sum = 0.0

        for j in 0 .. half - 1 do
            mean <- mean + proposal.Rows[proposal.HelperRows[j] + p] / float half

        for j in 0 .. half - 1 do
            let difference = proposal.Rows[proposal.HelperRows[j] + p] - mean
            sum <- sum + difference * difference

        sqrt (sum / float (half - 1))

    override _.Uniforms(_, _) = 3

    override _.Propose proposal =
        let d = proposal.Dimension
        let p = if isRandom then proposal.Below d else int (proposal.Step % int64 d)
        let at = proposal.At + p
        proposal.Stay()
        proposal.Target[at] <- proposal.Target[at] + factor * deviation proposal p * proposal.Normal()
        0.0

[<Sealed>]
type internal GaussianProposer(factor: float[][], mode: StepMode) =
    inherit Proposer()
    let d = factor.Length
    let normals = Array.zeroCreate<float> d

    // Standard deviation of each parameter: the length of its row of the Cholesky factor.
    let deviations = factor |> Array.map (fun row -> sqrt (Array.sumBy (fun v -> v * v) row))

    let moveOne (proposal: Proposal) p =
        let at = proposal.At + p
        proposal.Target[at] <- proposal.Target[at] + deviations[p] * proposal.Normal()

    let moveAll (proposal: Proposal) =
        proposal.FillNormal(normals, d)

        for p in 0 .. d - 1 do
            let row = factor[p]
            let mutable sum = proposal.Target[proposal.At + p]

            for q in 0 .. row.Length - 1 do
                sum <- sum + row[q] * normals[q]

            proposal.Target[proposal.At + p] <- sum

    override _.Uniforms(_, _) = max 3 (d + 1)
    override _.Choose proposal = proposal.Choices <- 0

    override _.Propose proposal =
        proposal.Stay()

        match mode with
        | StepMode.Random -> moveOne proposal (proposal.Below d)
        | StepMode.Sequential -> moveOne proposal (int (proposal.Step % int64 d))
        | StepMode.Vector -> moveAll proposal

        0.0
