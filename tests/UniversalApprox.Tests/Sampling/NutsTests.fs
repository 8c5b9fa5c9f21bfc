/// The parts of the No-U-Turn sampler, each against something known exactly.
module UniversalApprox.Tests.Sampling.NutsTests

open System
open Expecto
open MathNet.Numerics.LinearAlgebra
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Tests.Sampling.Support

let private close tolerance (expected: float) (actual: float) what =
    Expect.isLessThan
        (abs (actual - expected))
        (tolerance * max 1.0 (abs expected))
        $"{what}: {actual} for {expected}"

let private closeAll tolerance (expected: seq<float>) (actual: float[]) what =
    expected |> Seq.iteri (fun i value -> close tolerance value actual[i] $"{what}[{i}]")

/// A bent, skewed density of three parameters: log p and its gradient.
let private bent =
    PointGradient(fun x gradient ->
        let along, across, last = x[0] - 0.5, x[1] - 0.3 * x[0] * x[0], x[2] + 0.5 * x[1]
        let cube = last * last * last
        let acrossPull, lastPull = -2.0 * across, -0.2 * cube - last
        gradient[0] <- -along - acrossPull * 0.6 * x[0]
        gradient[1] <- acrossPull + 0.5 * lastPull
        gradient[2] <- lastPull
        -0.5 * along * along - across * across - 0.05 * cube * last - 0.5 * last * last)

let private bentDensity = smooth (names 3) bent

let private covariance = [| [| 1.0; 0.3; -0.2 |]; [| 0.3; 0.6; -0.3 |]; [| -0.2; -0.3; 0.7 |] |]

let private metric rows =
    match Metric.TryCreate rows with
    | ValueSome metric -> metric
    | ValueNone -> failtest "the metric is positive definite"

let private bentHamiltonian () = Hamiltonian(bentDensity.CreateEvaluator(), Metric = metric covariance)

/// A point at a position, with a momentum from the stream and everything else that a step needs.
let private pointAt (hamiltonian: Hamiltonian) (position: float[]) random =
    let point = PhasePoint position.Length
    Array.blit position 0 point.Position 0 position.Length
    hamiltonian.Evaluate point
    hamiltonian.Refresh(point, random)
    point

let private source index = RandomSource(Rng.split index (Rng.ofSeed seed))

/// The largest energy error over a time of 2.
let private energyError stepSize =
    let hamiltonian = bentHamiltonian ()
    let point = pointAt hamiltonian [| 0.3; -0.4; 0.8 |] (source 1)
    let before = hamiltonian.Energy point

    Seq.init (int (2.0 / stepSize)) (fun _ -> abs (hamiltonian.Step(point, stepSize) - before))
    |> Seq.max

let private integrator =
    testList
        "leapfrog"
        [
            testCase "the energy error is of order ε²"
            <| fun () ->
                for stepSize in [ 0.1; 0.05; 0.025; 0.0125 ] do
                    let ratio = energyError stepSize / energyError (0.5 * stepSize)
                    Expect.isTrue (ratio > 3.8 && ratio < 4.2) $"error ratio {ratio} at step {stepSize}"

            testCase "it is reversible"
            <| fun () ->
                let hamiltonian = bentHamiltonian ()
                let start = [| 0.3; -0.4; 0.8 |]
                let point = pointAt hamiltonian start (source 2)
                let momentum = Array.copy point.Momentum

                for stepSize in [ 0.1; -0.1 ] do
                    for _ in 1..500 do
                        hamiltonian.Step(point, stepSize) |> ignore

                closeAll 1e-10 start point.Position "position"
                closeAll 1e-10 momentum point.Momentum "momentum"

            testCase "it follows the orbit of a harmonic oscillator"
            <| fun () ->
                // q = r sin φ, u = r cos φ, and the leapfrog's own angle per step: cos θ = 1 − ε²/2.
                let hamiltonian = Hamiltonian(Normal(1, 1.0).Smooth.CreateEvaluator())
                let point = pointAt hamiltonian [| 1.0 |] (source 3)
                let stepSize = 0.1
                let angle = acos (1.0 - 0.5 * stepSize * stepSize)
                let momentum = point.Momentum[0]

                for step in 1..100 do
                    hamiltonian.Step(point, stepSize) |> ignore
                    let time = angle * float step

                    close
                        1e-12
                        (momentum * sin time * stepSize / sin angle)
                        (point.Position[0] - 1.0)
                        "position"

            testCase "momenta are drawn from the standard normal law"
            <| fun () ->
                let hamiltonian = bentHamiltonian ()
                let random = source 4
                let point = pointAt hamiltonian [| 0.0; 0.0; 0.0 |] random
                let count = 20000
                let mutable sums = [| 0.0; 0.0; 0.0; 0.0 |]

                for _ in 1..count do
                    hamiltonian.Refresh(point, random)
                    let u = point.Momentum
                    sums <- Array.map2 (+) sums [| u[0]; u[2]; u[0] * u[1]; u[2] * u[2] - 1.0 |]

                for sum, deviation in Array.zip sums [| 1.0; 1.0; 1.0; sqrt 2.0 |] do
                    Expect.isLessThan
                        (abs sum)
                        (gate * deviation * sqrt (float count))
                        $"a moment, seed {seed}"

            testCase "where position, log-density or gradient are not finite the energy is infinite"
            <| fun () ->
                let broken value slope =
                    smooth
                        (names 1)
                        (PointGradient(fun x gradient ->
                            Expect.isTrue (Double.IsFinite x[0]) "no density is asked for infinite positions"
                            gradient[0] <- slope
                            value))

                for value, slope, stepSize in
                    [
                        nan, 0.0, 0.1
                        infinity, 0.0, 0.1
                        -infinity, 0.0, 0.1
                        0.0, nan, 0.1
                        0.0, infinity, 0.1
                        0.0, 0.0, infinity
                    ] do
                    let hamiltonian = Hamiltonian((broken value slope).CreateEvaluator())
                    let point = PhasePoint 1
                    point.Momentum[0] <- 1.0
                    Expect.equal (hamiltonian.Step(point, stepSize)) infinity $"{value}, {slope}, {stepSize}"
        ]

// ---- The trajectory against the recursive oracle ----

let private system stepSize : NutsOracle.System =
    {
        Density =
            fun position ->
                let gradient = Array.zeroCreate 3
                let value = bent.Invoke(ReadOnlySpan(position.ToArray()), Span gradient)
                struct (value, Vector<float>.Build.DenseOfArray gradient)
        Covariance = Matrix<float>.Build.DenseOfRowArrays covariance
        StepSize = stepSize
    }

/// u = Lᵀp, so p = L⁻ᵀu.
let private factor = (Matrix<float>.Build.DenseOfRowArrays covariance).Cholesky().Factor

let private oracleStart (system: NutsOracle.System) (point: PhasePoint) : NutsOracle.Point =
    let position = Vector<float>.Build.DenseOfArray point.Position
    let struct (value, gradient) = system.Density position

    {
        Position = position
        Momentum = factor.Transpose().Solve(Vector<float>.Build.DenseOfArray point.Momentum)
        LogDensity = value
        Gradient = gradient
    }

let private whitened (momentum: Vector<float>) = factor.Transpose() * momentum

/// Runs both with the same random numbers, and returns depth and problem.
let private compareWithOracle replicate stepSize =
    let random = source (1000 + replicate)
    let hamiltonian = bentHamiltonian ()
    let position = Array.init 3 (fun _ -> random.Normal())
    let point = pointAt hamiltonian position random
    let system = system stepSize
    let start = oracleStart system point
    let stream = random.Rng
    let trajectory = Trajectory(3, 6)
    trajectory.Run(hamiltonian, RandomSource stream, stepSize, point, 6)
    let struct (depth, tree) = NutsOracle.trajectory system (RandomSource stream).Uniform 6 start
    let what = $"replicate {replicate}, step {stepSize}, seed {seed}"
    Expect.equal trajectory.Depth depth $"depth, {what}"
    Expect.equal trajectory.Steps tree.Steps $"leapfrog steps, {what}"
    Expect.equal trajectory.IsDivergent (tree.Problem = Some NutsOracle.Divergence) $"divergence, {what}"
    close 1e-8 (tree.Acceptance / float tree.Steps) trajectory.Acceptance $"acceptance, {what}"
    close 1e-8 tree.LogWeight trajectory.Whole.LogWeight $"weight, {what}"
    closeAll 1e-8 (whitened tree.Near.Momentum) trajectory.Whole.First $"one end, {what}"
    closeAll 1e-8 (whitened tree.Far.Momentum) trajectory.Whole.Last $"other end, {what}"
    closeAll 1e-8 (whitened tree.MomentumSum) trajectory.Whole.Sum $"sum of momenta, {what}"
    closeAll 1e-8 tree.Candidate.Position trajectory.Candidate.Position $"draw, {what}"
    closeAll 1e-8 tree.Candidate.Gradient trajectory.Candidate.Gradient $"its gradient, {what}"
    close 1e-8 (NutsOracle.energy system tree.Candidate) trajectory.Candidate.Energy $"its energy, {what}"
    struct (depth, tree.Problem)

// ---- The trajectory with Hamiltonians made up for the purpose ----

/// Momenta never change, and nothing depends on the position; energies are given by the number of steps taken.
type private Free(energyAfter: int -> float) =
    inherit Hamiltonian(Normal(2, 1.0).Smooth.CreateEvaluator())
    let mutable steps = 0

    override _.Evaluate(point) =
        Array.Clear point.Gradient
        steps <- steps + 1

    override _.Energy _ = energyAfter steps

/// The angle of each leapfrog step on the circle that a two-dimensional harmonic oscillator goes round; position and momentum
/// stand at right angles, so that the direction of time does not matter.
let private circle stepSize =
    let density =
        smooth
            (names 2)
            (PointGradient(fun x gradient ->
                gradient[0] <- -x[0]
                gradient[1] <- -x[1]
                -0.5 * (x[0] * x[0] + x[1] * x[1])))

    let hamiltonian = Hamiltonian(density.CreateEvaluator())
    let point = PhasePoint 2
    point.Position[0] <- 1.0
    point.Momentum[1] <- 1.0
    hamiltonian.Evaluate point
    hamiltonian.Metric.Force(point.Gradient, point.Force)
    let trajectory = Trajectory(2, 10)
    trajectory.Run(hamiltonian, source 6, stepSize, point, 10)
    trajectory

let private free energyAfter =
    let hamiltonian = Free energyAfter
    let point = PhasePoint 2
    point.Momentum[0] <- 1.0
    let trajectory = Trajectory(2, 10)
    trajectory.Run(hamiltonian, source 7, 0.1, point, 10)
    trajectory

let private trajectories =
    testList
        "trajectory"
        [
            testCase "the stack of subtrees makes the same tree as the recursion"
            <| fun () ->
                let outcomes =
                    [
                        for stepSize in [ 0.01; 0.05; 0.1; 0.2; 0.4; 0.8; 1.2; 1.5; 3.0; 6.0 ] do
                            for replicate in 1..60 do
                                compareWithOracle replicate stepSize
                    ]

                let count condition = outcomes |> List.filter condition |> List.length
                // So that the comparison says something about each way to end.
                let turns = count (fun struct (_, problem) -> problem = Some NutsOracle.UTurn)
                let divergences = count (fun struct (_, problem) -> problem = Some NutsOracle.Divergence)
                let deep = count (fun struct (depth, problem) -> depth = 6 && problem.IsNone)
                Expect.isGreaterThan (min turns (min divergences deep)) 20 $"{turns}, {divergences}, {deep}"

            for stepSize, depth, isDivergent in
                [
                    1e-8, 10, false
                    1e-3, 10, false
                    0.01, 9, false
                    0.1, 6, false
                    0.5, 3, false
                    1.2, 2, false
                    100.0, 0, true
                ] do
                // 2^depth points span (2^depth − 1) angles, and the first power that spans π turns back.
                testCase $"on a circle, a step size of {stepSize} gives {depth} doublings"
                <| fun () ->
                    let trajectory = circle stepSize
                    Expect.equal trajectory.Depth depth "doublings"
                    Expect.equal trajectory.IsDivergent isDivergent "divergence"
                    let steps = if isDivergent then 1 else (1 <<< depth) - 1
                    Expect.equal trajectory.Steps steps "leapfrog steps"

            testCase "a free particle never turns: the largest depth ends its trajectory"
            <| fun () ->
                let trajectory = free (fun _ -> 0.0)
                Expect.equal trajectory.Depth 10 "depth"
                Expect.equal trajectory.Steps 1023 "leapfrog steps"
                Expect.isFalse trajectory.IsDivergent "no divergence"
                close 1e-12 (log 1024.0) trajectory.Whole.LogWeight "all points weigh the same"
                close 1e-12 1.0 trajectory.Acceptance "acceptance"

            for step, depth in [ 1, 0; 2, 1; 3, 1; 4, 2; 7, 2; 8, 3; 500, 8; 1023, 9 ] do
                testCase $"a divergence at step {step} leaves {depth} doublings"
                <| fun () ->
                    let trajectory = free (fun steps -> if steps = step then 1001.0 else 0.0)
                    Expect.equal trajectory.Depth depth "doublings"
                    Expect.equal trajectory.Steps step "leapfrog steps"
                    Expect.isTrue trajectory.IsDivergent "divergence"

                    close
                        1e-12
                        (log (float (1 <<< depth)))
                        trajectory.Whole.LogWeight
                        "only valid points weigh"

                    close 1e-12 (float (step - 1) / float step) trajectory.Acceptance "all points count"

            testCase "an energy error of 1000 is no divergence, and an infinite one is"
            <| fun () ->
                Expect.isFalse (free (fun steps -> if steps = 5 then 1000.0 else 0.0)).IsDivergent "1000"
                Expect.isTrue (free (fun steps -> if steps = 5 then infinity else 0.0)).IsDivergent "infinite"
                Expect.isTrue (free (fun steps -> if steps = 5 then nan else 0.0)).IsDivergent "NaN"

            testCase "a trajectory that diverges at once stays where it was"
            <| fun () ->
                let trajectory = free (fun steps -> if steps = 0 then 0.0 else infinity)
                Expect.isFalse trajectory.HasMoved "no move"
                Expect.equal trajectory.Candidate.Position [| 0.0; 0.0 |] "position"
                Expect.equal trajectory.Acceptance 0.0 "acceptance"

            testCase "points of a free trajectory are drawn with the bias to the newer half"
            <| fun () ->
                // Two doublings: of points of equal weights the last half is always taken, and each of its points as often.
                let hamiltonian = Free(fun _ -> 0.0)
                let random = source 8
                let trajectory = Trajectory(2, 2)
                let counts = Array.zeroCreate<int> 7
                let total = 4000

                for _ in 1..total do
                    let point = PhasePoint 2
                    point.Momentum[0] <- 1.0
                    trajectory.Run(hamiltonian, random, 1.0, point, 2)
                    let place = 3 + int (round trajectory.Candidate.Position[0])
                    counts[place] <- counts[place] + 1

                // Directions −−, −+, +−, ++ put the last half at −3 −2, 1 2, −2 −1, 2 3.
                for place, share in Seq.zip counts [ 0.125; 0.25; 0.125; 0.0; 0.125; 0.25; 0.125 ] do
                    let error = abs (float place - share * float total)
                    let limit = gate * sqrt (float total * share * (1.0 - share))
                    Expect.isLessThanOrEqual error limit $"%A{counts}, seed {seed}"
        ]

let private tuning =
    testList
        "warm-up"
        [
            for length, first, ends in
                [
                    0, 0, []
                    19, 19, []
                    20, 3, [ 18 ]
                    100, 15, [ 90 ]
                    149, 22, [ 135 ]
                    150, 75, [ 100 ]
                    160, 75, [ 110 ]
                    250, 75, [ 100; 200 ]
                    300, 75, [ 100; 240 ]
                    1000, 75, [ 100; 150; 250; 800 ]
                    2000, 75, [ 100; 150; 250; 450; 1600 ]
                ] do
                testCase $"windows of a warm-up of {length} steps"
                <| fun () ->
                    let windows = WarmupWindows.ofLength length false
                    Expect.equal windows.First first "the first part"
                    Expect.equal windows.Start first "learns from the steps after it"
                    Expect.equal (List.ofArray windows.Ends) ends "ends"
                    Expect.isEmpty windows.Guesses "no guesses"

            testCase "without a given metric, the first part guesses scales"
            <| fun () ->
                let long = WarmupWindows.ofLength 1000 true
                Expect.equal (long.Start, long.Guesses) (0, [| 15; 37 |]) "guesses"
                Expect.equal long.Ends [| 75; 100; 150; 250; 800 |] "ends"
                let short = WarmupWindows.ofLength 100 true
                Expect.equal (short.Start, short.Guesses, short.Ends) (0, [| 15 |], [| 90 |]) "a short one"

            testCase "dual averaging has the paper's iterates"
            <| fun () ->
                let acceptances = [ 0.9; 0.2; 0.7; 1.0; 0.0; 0.85; 0.8 ]
                let target = 0.8
                let start = 0.3
                let gamma, t0, kappa = 0.05, 10.0, 0.75

                let rec iterate m shortfall mean left =
                    match left with
                    | [] -> mean
                    | acceptance :: rest ->
                        let share = 1.0 / (m + t0)
                        let shortfall = (1.0 - share) * shortfall + share * (target - acceptance)
                        let step = log (10.0 * start) - sqrt m / gamma * shortfall
                        let weight = Math.Pow(m, -kappa)
                        iterate (m + 1.0) shortfall (weight * step + (1.0 - weight) * mean) rest

                let averaging =
                    acceptances
                    |> List.fold
                        (fun state acceptance -> DualAveraging.update target acceptance state)
                        (DualAveraging.start start)

                close
                    1e-13
                    (exp (iterate 1.0 0.0 0.0 acceptances))
                    (DualAveraging.final averaging)
                    "step size"

            testCase "dual averaging finds the step size of the target"
            <| fun () ->
                // Acceptance e^(−ε) is 0.8 at ε = 0.223.
                let mutable averaging = DualAveraging.start 10.0

                for _ in 1..500 do
                    averaging <- DualAveraging.update 0.8 (exp -(DualAveraging.stepSize averaging)) averaging

                close 0.01 -(log 0.8) (DualAveraging.final averaging) "step size"

            testCase "the first step size is that of the density"
            <| fun () ->
                for exponent in -6.0 .. 3.0..6.0 do
                    let width = Math.Pow(10.0, exponent)

                    let density =
                        smooth
                            (names 1)
                            (PointGradient(fun _ gradient ->
                                gradient[0] <- 0.0
                                0.0))
                        |> LogDensity.withPriors [| Prior.Normal(0.0, width) |]

                    let hamiltonian = Hamiltonian(density.CreateEvaluator())
                    let random = source 9
                    let start = pointAt hamiltonian [| width |] random
                    let found = StepSizeSearch.find hamiltonian random start (PhasePoint 1) 1.0 / width
                    Expect.isTrue (found > 0.25 && found < 8.0) $"{found} of the width {width}"

            testCase "covariances of parameters far from zero lose no digits"
            <| fun () ->
                let offset, width = 2458000.5, 1e-5
                let random = source 10
                let estimate = CovarianceEstimate(2, true)
                let diagonal = CovarianceEstimate(2, false)

                let points =
                    Array.init 1000 (fun _ ->
                        let z = random.Normal()
                        [| offset + width * z; 3.0 + 0.5 * z + random.Normal() |])

                for point in points do
                    estimate.Add point
                    diagonal.Add point

                // Two passes over values centred before anything else.
                let centred p =
                    let shifted = points |> Array.map (fun point -> point[p] - points[0][p])
                    let mean = Array.average shifted
                    shifted |> Array.map (fun v -> v - mean)

                let covariance p q = Array.fold2 (fun s a b -> s + a * b) 0.0 (centred p) (centred q) / 999.0

                for p in 0..1 do
                    for q in 0..p do
                        let expected = covariance p q
                        close 1e-10 1.0 (estimate.Covariance(p, q) / expected) $"covariance {p} {q}"

                    close 1e-10 1.0 (diagonal.Covariance(p, p) / covariance p p) $"variance {p}"

            testCase "the metric is shrunk as Stan's, in the units of each parameter"
            <| fun () ->
                let estimate = CovarianceEstimate(2, true)
                let scale = 1e-6
                let points = [ 1.0, 2.0; -1.0, 0.5; 2.0, 1.0; 0.0, -3.0; 1.5, 1.0 ]

                for a, b in points do
                    estimate.Add [| a; scale * b |]

                let n = 5.0

                let rows = (MetricEstimate.regularised (Metric.Unit 2) true 2 estimate).Rows
                let share, ridge = n / (n + 5.0), 1e-3 * 5.0 / (n + 5.0)
                let relative (value: float) expected = close 1e-12 1.0 (value / expected)
                relative (rows[0][0]) ((share + ridge) * estimate.Covariance(0, 0)) "variance"
                relative (rows[1][1]) ((share + ridge) * estimate.Covariance(1, 1)) "other variance"
                relative (rows[0][1]) (share * estimate.Covariance(1, 0)) "covariance"
                Expect.equal (rows[1][0]) (rows[0][1]) "symmetric"

            testCase "positions and gradients of a normal law give its scales before the chain has crossed it"
            <| fun () ->
                let widths = [| 1e-6; 1.0; 1e6 |]
                let positions = CovarianceEstimate(4, true)
                let gradients = CovarianceEstimate(4, false)
                let random = source 12

                for _ in 1..5 do
                    // Ten millionths of a width away from each other; the last parameter does not matter.
                    let z = Array.init 3 (fun _ -> 1.0 + 1e-5 * random.Normal())
                    positions.Add(Array.append (Array.map2 (*) widths z) [| random.Normal() |])
                    gradients.Add(Array.append (Array.map2 (fun w z -> -z / w) widths z) [| 0.0 |])

                let variances = (MetricEstimate.scales (Metric.Unit 4) 4 positions gradients).Rows[0]

                for p in 0..2 do
                    close 1e-9 1.0 (variances[p] / (widths[p] * widths[p])) $"variance {p}"

                Expect.equal variances[3] 1.0 "not defined: as it was"

            testCase "few draws give variances only, and leave a dense metric as it was"
            <| fun () ->
                let estimate = CovarianceEstimate(3, true)
                let random = source 11

                for _ in 1..5 do
                    estimate.Add(Array.init 3 (fun p -> if p = 2 then 7.0 else random.Normal()))

                let before = metric [| [| 1.0; 1.0; 4.0 |] |]

                let rows = (MetricEstimate.regularised before true 3 estimate).Rows
                Expect.equal rows.Length 1 "variances only"
                Expect.equal (rows[0][2]) 4.0 "it never moved"

                let dense = metric covariance

                Expect.isTrue
                    (obj.ReferenceEquals(MetricEstimate.regularised dense true 3 estimate, dense))
                    "as it was"
        ]

[<Tests>]
let tests = testList "NUTS parts" [ integrator; trajectories; tuning ]
