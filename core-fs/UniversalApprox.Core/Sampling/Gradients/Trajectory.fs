namespace UniversalApprox.Core.Sampling.Gradients

open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

/// A point that may become the next draw.
[<Sealed>]
type internal Candidate(dimension: int) =
    member val Position = Array.zeroCreate<float> dimension
    member val Gradient = Array.zeroCreate<float> dimension
    member val LogDensity = 0.0 with get, set
    member val Energy = 0.0 with get, set

/// Neighbouring points of a trajectory, and the one that was sampled from them. Momenta are whitened.
[<Sealed>]
type internal Stretch(dimension: int) =
    /// The momenta at its two ends, in the order of integration.
    member val First = Array.zeroCreate<float> dimension with get, set
    member val Last = Array.zeroCreate<float> dimension with get, set
    /// The sum of all momenta.
    member val Sum = Array.zeroCreate<float> dimension
    /// The logarithm of Σ exp(H₀ − H).
    member val LogWeight = 0.0 with get, set
    member val Candidate = Candidate dimension with get, set

    /// Begins a stretch of one point.
    member this.Begin(point: PhasePoint, energy: float, logWeight: float) =
        Vectors.copy point.Momentum this.First
        Vectors.copy point.Momentum this.Last
        Vectors.copy point.Momentum this.Sum
        Vectors.copy point.Position this.Candidate.Position
        Vectors.copy point.Gradient this.Candidate.Gradient
        this.Candidate.LogDensity <- point.LogDensity
        this.Candidate.Energy <- energy
        this.LogWeight <- logWeight

    member this.Reverse() =
        let held = this.First
        this.First <- this.Last
        this.Last <- held

    member private this.Take(other: Stretch) =
        let held = this.Candidate
        this.Candidate <- other.Candidate
        other.Candidate <- held

    /// Takes over the other's candidate with the given probability (always from 1 on). Returns whether it did.
    member this.Choose(other: Stretch, probability: float, random: RandomSource) =
        let takes = random.Uniform() < probability

        if takes then
            this.Take other

        takes

    /// Appends a stretch, whose First comes after this one's Last. The other's momenta are lost.
    member this.Append(other: Stretch) =
        Vectors.addScaled 1.0 other.Sum this.Sum
        let held = this.Last
        this.Last <- other.Last
        other.Last <- held
        this.LogWeight <- Vectors.logAddExp this.LogWeight other.LogWeight

/// One trajectory of the No-U-Turn sampler (Hoffman & Gelman, JMLR 15, 2014) in the form of Stan (Betancourt, arXiv 1701.02434).
/// The trajectory doubles until the sum of its momenta points against the motion of one of its ends. The next draw is one of
/// its points, with weights exp(−H): the draw within a new half is by these weights alone, and the draw between the old and
/// the new half favours the new one.
/// A new half of 2^depth points is built without recursion. A stack holds stretches of descending size, and the top two are
/// joined whenever they have one size, as bits carry in a binary counter. Random numbers are used in the order of the
/// recursion, which the tests compare with.
[<Sealed>]
type internal Trajectory(dimension: int, maxDepth: int) =
    /// An energy error above this is a divergence.
    let threshold = 1000.0
    let back = PhasePoint dimension
    let front = PhasePoint dimension
    let whole = Stretch dimension
    let stack = Array.init maxDepth (fun _ -> Stretch dimension)
    let mutable depth = 0
    let mutable steps = 0
    let mutable acceptance = 0.0
    let mutable isDivergent = false
    let mutable hasMoved = false

    /// Whether both ends move in the direction of the sum of momenta a + b.
    let goesOn (first: float[]) (last: float[]) a b =
        Vectors.dotSum first a b > 0.0 && Vectors.dotSum last a b > 0.0

    /// Whether there is no U-turn in the stretch of a and b together, nor in either of them with the nearest point of the other.
    let isStraight (a: Stretch) (b: Stretch) =
        goesOn a.First b.Last a.Sum b.Sum
        && goesOn a.First b.First a.Sum b.First
        && goesOn a.Last b.Last a.Last b.Sum

    /// One leapfrog step; false if it diverges.
    let addPoint (hamiltonian: Hamiltonian) (point: PhasePoint) stepSize initialEnergy (target: Stretch) =
        let energy = hamiltonian.Step(point, stepSize)
        let logWeight = initialEnergy - energy
        steps <- steps + 1
        acceptance <- acceptance + min 1.0 (exp logWeight)
        isDivergent <- -logWeight > threshold

        if not isDivergent then
            target.Begin(point, energy, logWeight)

        not isDivergent

    /// Joins the last two stretches of the stack; false if they make a U-turn.
    let join top (random: RandomSource) =
        let first = stack[top - 1]
        let second = stack[top]
        let straight = isStraight first second
        let odds = second.LogWeight - first.LogWeight
        first.Choose(second, 1.0 / (1.0 + exp -odds), random) |> ignore
        first.Append second
        straight

    /// Builds 2^depth points from an end of the trajectory on, as the only stretch of the stack. False if there is a divergence
    /// or a U-turn among them.
    let extend hamiltonian (random: RandomSource) (point: PhasePoint) stepSize initialEnergy =
        let mutable valid = true
        let mutable added = 0
        let mutable top = -1

        while valid && added < (1 <<< depth) do
            top <- top + 1
            valid <- addPoint hamiltonian point stepSize initialEnergy stack[top]
            added <- added + 1
            let mutable carry = added

            while valid && carry &&& 1 = 0 do
                valid <- join top random
                top <- top - 1
                carry <- carry >>> 1

        valid

    /// The next draw, after Run.
    member _.Candidate = whole.Candidate

    /// All points that the next draw was chosen from.
    member _.Whole = whole

    /// How many times the trajectory was doubled.
    member _.Depth = depth
    member _.Steps = steps

    /// Mean of min(1, exp(H₀ − H)) over all points reached.
    member _.Acceptance = acceptance / float steps

    member _.IsDivergent = isDivergent

    /// Whether the candidate is another point than the start.
    member _.HasMoved = hasMoved

    /// Runs from a point with momentum and force, doubling at most `limit` times.
    member _.Run
        (hamiltonian: Hamiltonian, random: RandomSource, stepSize: float, start: PhasePoint, limit: int)
        =
        let initialEnergy = hamiltonian.Energy start
        back.Load start
        front.Load start
        whole.Begin(start, initialEnergy, 0.0)
        depth <- 0
        steps <- 0
        acceptance <- 0.0
        isDivergent <- false
        hasMoved <- false
        let mutable isForward = true
        let mutable goes = true

        while goes && depth < min limit maxDepth do
            if (random.Uniform() > 0.5) <> isForward then
                isForward <- not isForward
                whole.Reverse()

            let point = if isForward then front else back
            let signed = if isForward then stepSize else -stepSize
            goes <- extend hamiltonian random point signed initialEnergy

            if goes then
                depth <- depth + 1
                let added = stack[0]

                if whole.Choose(added, exp (added.LogWeight - whole.LogWeight), random) then
                    hasMoved <- true

                goes <- isStraight whole added
                whole.Append added
