namespace UniversalApprox.Core.Sampling.Moves


/// Changes one parameter at a time, by a normal step with the helpers' standard deviation times `factor`. (WalkProposer
/// changes all at once.)
[<Sealed>]
type internal HelperDeviationProposer(dimension: int, factor: float, isRandom: bool) =
    inherit Proposer()
    let deviations = Array.zeroCreate<float> dimension

    override _.Prepare half =
        let x = half.Positions
        let count = float half.Helpers.Length

        for p in 0 .. dimension - 1 do
            let mutable mean = 0.0
            let mutable sum = 0.0

            // Differences to one of them, so that a parameter far from zero loses no digits.
            for helper in half.Helpers do
                mean <- mean + (x[helper + p] - x[half.Helpers[0] + p])

            mean <- x[half.Helpers[0] + p] + mean / count

            for helper in half.Helpers do
                let difference = x[helper + p] - mean
                sum <- sum + difference * difference

            deviations[p] <- sqrt (sum / (count - 1.0))

    override _.Propose(half, walker, random, target, at) =
        let p =
            if isRandom then
                random.Below dimension
            else
                int (half.Step % int64 dimension)

        System.Array.Copy(half.Positions, walker, target, at, dimension)
        target[at + p] <- target[at + p] + factor * deviations[p] * random.Normal()
        0.0

/// A Gaussian random walk; `factor` has the rows of a lower triangular factor of its covariance.
[<Sealed>]
type internal GaussianProposer(factor: float[][], mode: StepMode) =
    inherit Proposer()
    let d = factor.Length
    let normals = Array.zeroCreate<float> d

    // The standard deviation of each parameter is the length of its row of the factor.
    let deviations = factor |> Array.map (fun row -> sqrt (Array.sumBy (fun v -> v * v) row))

    let moveOne (target: float[]) at p (random: RandomSource) =
        target[at + p] <- target[at + p] + deviations[p] * random.Normal()

    let moveAll (target: float[]) at (random: RandomSource) =
        random.FillNormal(normals, d)

        for p in 0 .. d - 1 do
            let row = factor[p]
            let mutable sum = target[at + p]

            for q in 0 .. row.Length - 1 do
                sum <- sum + row[q] * normals[q]

            target[at + p] <- sum

    override _.Propose(half, walker, random, target, at) =
        System.Array.Copy(half.Positions, walker, target, at, d)

        match mode with
        | StepMode.Random -> moveOne target at (random.Below d) random
        | StepMode.Sequential -> moveOne target at (int (half.Step % int64 d)) random
        | StepMode.Vector -> moveAll target at random

        0.0
