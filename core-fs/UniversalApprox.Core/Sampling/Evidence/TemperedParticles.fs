namespace UniversalApprox.Core.Sampling.Evidence

open System
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Collapsed

/// The evidence of all runs together.
type internal ParticleResult =
    {
        /// log ∫ p over one image of each orbit, and its standard error.
        LogIntegral: float
        Error: float
        /// Draws of φ, and the logarithms of their weights, which add up to 1.
        Draws: float[]
        LogWeights: float[]
    }

/// Sequential Monte Carlo (Del Moral, Doucet & Jasra, J. R. Statist. Soc. B 68, 2006) along the geometric path from a mixture Q
/// to a density p: particles are weighted from Q^(1−t)·p^t to the next t, resampled, and moved by Metropolis–Hastings steps.
/// Several runs give the standard error of the integral.
module internal TemperedParticles =
    let runs = 8
    /// A step in t leaves particles that are worth this share of their number.
    let private keptShare = 0.6
    let private sweeps = 8
    /// Of so many sweeps, one proposes draws of the mixture; the others walk.
    let private jumpEvery = 4
    let private wantedAcceptance = 0.25
    /// Paths are not longer: each step is then as small as the first one that reached it.
    let private maxTemperatures = 50

    /// The particles of one run.
    [<Sealed>]
    type private Particles(worker: ProposalWorker, count: int, random: RandomSource) =
        let size = worker.Size
        let mixture = worker.Mixture
        let components = mixture.Count
        let taus = Array.zeroCreate<float>(count * size)
        let phis = Array.zeroCreate<float>(count * size)
        /// log p, log Q and the components' parts of log Q of each particle.
        let targets = Array.zeroCreate<float> count
        let proposals = Array.zeroCreate<float> count
        let parts = Array.zeroCreate<float>(count * components)
        let trial = Array.zeroCreate<float> size
        let trialPhi = Array.zeroCreate<float> size
        let value = Array.zeroCreate<float> 1
        // Of the walk's steps, in units of a component's width.
        let mutable stride = 2.4 / sqrt (float size)

        let set i (tau: float[]) target proposal =
            Array.Copy(tau, 0, taus, i * size, size)
            Array.Copy(trialPhi, 0, phis, i * size, size)
            targets[i] <- target
            proposals[i] <- proposal
            Array.Copy(mixture.LogParts, 0, parts, i * components, components)

        /// A component with the probability of its part of Q at particle i.
        let componentOf i =
            let share k = exp (parts[i * components + k] - proposals[i])
            let mutable k = 0
            let mutable left = random.Uniform() - share 0

            while left > 0.0 && k < components - 1 do
                k <- k + 1
                left <- left - share k

            k

        /// Accepts the trial as particle i where log u is below the ratio.
        let accept i temperature extra =
            worker.Evaluate(trial, 1, trialPhi, value)
            let target = value[0]

            if target = -infinity then
                false
            else
                let proposal = mixture.LogDensity(trial, 0)

                let difference =
                    (1.0 - temperature) * (proposal - proposals[i]) + temperature * (target - targets[i])

                let isAccepted = log (1.0 - random.Uniform()) < difference + extra proposal

                if isAccepted then
                    set i trial target proposal

                isAccepted

        /// Writes an independent draw of Q to the trial; whether it counts.
        let propose () =
            let k = mixture.Share(int (random.Uniform() * 1048576.0), 1048576)
            Array.Copy(mixture.Draw(k, 1.0, random), trial, size)
            worker.IsOwn(k, trial, 0)

        let jump i temperature =
            // Among images Q has no other density than its own.
            propose () && accept i temperature (fun proposal -> proposals[i] - proposal)

        /// A step as wide as a component near the particle, within the part of the space that this component covers.
        let walk i temperature =
            let k = componentOf i
            mixture.Nearest(k, taus, i * size, trial) |> ignore
            mixture.Step(k, stride, trial, random)
            let before = parts[i * components + k] - proposals[i]

            worker.IsOwn(k, trial, 0)
            && accept i temperature (fun proposal -> mixture.LogParts[k] - proposal - before)

        /// Independent draws of Q: which of them count.
        member _.Start() =
            Array.init count (fun i ->
                let counts = propose ()
                worker.Evaluate(trial, 1, trialPhi, value)
                set i trial value[0] (mixture.LogDensity(trial, 0))
                counts)

        member _.LogRatio(i) = targets[i] - proposals[i]

        member _.Phis = phis

        member _.Resample(weights: float[]) =
            let total = Array.sum weights
            let u = random.Uniform()
            let sources = Array.zeroCreate<int> count
            let mutable source = 0
            let mutable sum = weights[0]

            for i in 0 .. count - 1 do
                let place = total * (float i + u) / float count

                while source < count - 1 && sum < place do
                    source <- source + 1
                    sum <- sum + weights[source]

                sources[i] <- source

            let pick (values: float[]) width =
                let old = Array.copy values
                sources |> Array.iteri (fun i from -> Array.Copy(old, from * width, values, i * width, width))

            pick taus size
            pick phis size
            pick targets 1
            pick proposals 1
            pick parts components

        member _.Move(temperature) =
            for sweep in 1..sweeps do
                if sweep % jumpEvery = 0 then
                    for i in 0 .. count - 1 do
                        jump i temperature |> ignore
                else
                    let mutable accepted = 0

                    for i in 0 .. count - 1 do
                        if walk i temperature then
                            accepted <- accepted + 1

                    stride <- stride * exp (float accepted / float count - wantedAcceptance)

    /// Weights for a step in t, relative to the largest.
    let private weights count (particles: Particles) step =
        let logs = Array.init count (fun i -> step * particles.LogRatio i)
        let top = max (Array.max logs) -1e300
        struct (top, logs |> Array.map (fun l -> exp (l - top)))

    let private share (weights: float[]) =
        let sum = Array.sum weights
        sum * sum / (Array.sumBy (fun w -> w * w) weights * float weights.Length)

    /// The largest step up to 1 that keeps `keptShare`.
    let private nextStep count particles left =
        let isKept step =
            let struct (_, weights) = weights count particles step
            share weights >= keptShare

        if isKept left then
            left
        else
            let rec bisect low high rounds =
                if rounds = 0 then
                    low
                else
                    let middle = 0.5 * (low + high)

                    if isKept middle then
                        bisect middle high (rounds - 1)
                    else
                        bisect low middle (rounds - 1)

            max (1.0 / float maxTemperatures) (bisect 0.0 left 20)

    /// log ∫ p, and the particles at its end.
    let private run count (rng: Rng) (worker: ProposalWorker) =
        let particles = Particles(worker, count, RandomSource rng)
        let counts = particles.Start() |> Array.map (fun isOwn -> if isOwn then 1.0 else 0.0)
        // Q's own integral over the images that count.
        let mutable logIntegral = log (Array.average counts)
        let mutable t = 0.0

        if logIntegral < 0.0 && logIntegral > -infinity then
            particles.Resample counts
            particles.Move 0.0

        while t < 1.0 && logIntegral > -infinity do
            let step = nextStep count particles (1.0 - t)
            t <- if step >= 1.0 - t then 1.0 else t + step
            let struct (top, weights) = weights count particles step
            logIntegral <- logIntegral + top + log (Array.average weights)

            if logIntegral > -infinity then
                particles.Resample weights
                particles.Move t

        struct (logIntegral, particles.Phis)

    /// log ∫ p over one image of each orbit, its standard error, and weighted draws of φ.
    let sample threads cancellation count (rng: Rng) (density: CollapsedDensity) (mixture: ModeMixture) =
        let runOne index =
            let worker = ProposalWorker(density, mixture, cancellation)
            run (count / runs) (Rng.split index rng) worker

        let results = [| 0 .. runs - 1 |] |> Threads.map threads cancellation runOne
        let integrals = results |> Array.map (fun struct (integral, _) -> integral)
        let struct (logIntegral, spread) = MixtureProposal.logMean integrals
        let size = count / runs

        let logWeights =
            integrals
            |> Array.collect (fun integral ->
                Array.create size (integral - logIntegral - log (float (runs * size))))

        {
            LogIntegral = logIntegral
            // Of the mean of few runs.
            Error = spread * sqrt (float runs / float (runs - 1))
            Draws = results |> Array.collect (fun struct (_, phis) -> phis)
            LogWeights = logWeights
        }
