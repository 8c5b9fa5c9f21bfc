namespace UniversalApprox.Core.Sampling.Tempering

open System
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles

/// Parallel tempering of ensembles of walkers: T temperatures, the log-likelihood times β = 1/T, swaps of walkers between
/// neighbours, and temperatures that adapt until swaps are equally likely everywhere (Vousden, Farr & Mandel 2016, arXiv
/// 1501.05823). The hottest temperature is infinite: there the density is the prior, so its walkers are
/// drawn anew before each swap rather than moved, and every one that comes down is independent of all before.
[<Sealed>]
type internal Ladder
    (density: LogDensity, walkers: int, moves: WeightedMove[], temperatures: int, options: TemperingOptions) =
    let dimension = density.Dimension
    let prior = density.Prior.Value
    let last = temperatures - 1
    // Of all but the hottest.
    let betas = Array.init last (fun _ -> InverseTemperature 1.0)

    let kernels =
        betas |> Array.map (fun beta -> Ensemble.kernel moves walkers (TemperedDensity.create beta density))

    let evaluator = density.CreateEvaluator()
    let fresh = Array.zeroCreate<float>(walkers * dimension)
    let random = RandomSource(Rng.ofSeed 0UL)
    let order = Array.zeroCreate<int> walkers

    // Of each temperature and walker.
    let logLikelihoods = Array.init temperatures (fun _ -> Array.zeroCreate<float> walkers)
    let logPriors = Array.init temperatures (fun _ -> Array.zeroCreate<float> walkers)
    let isFromPrior = Array.init temperatures (fun _ -> Array.zeroCreate<bool> walkers)
    // Of the present swap: the mean acceptance probability of each pair.
    let accepted = Array.zeroCreate<float> last

    let mutable step = 0L
    let mutable adaptUntil = 0L
    let mutable swaps = 0L
    let swapAcceptance = Array.zeroCreate<float> last
    let mutable roundTrips = 0L
    let mutable stones = SteppingStones.empty

    let beta rung = if rung = last then 0.0 else betas[rung].Value
    let positions rung = if rung = last then fresh else kernels[rung].Positions

    /// Log-priors and log-likelihoods of walkers, from their tempered densities. β is far above the rounding error of the
    /// difference.
    let split rung =
        let kernel = kernels[rung]

        for w in 0 .. walkers - 1 do
            let logPrior = prior.LogDensity(kernel.Positions, w * dimension)
            logPriors[rung][w] <- logPrior

            logLikelihoods[rung][w] <-
                if kernel.LogDensities[w] = -infinity then
                    -infinity
                else
                    (kernel.LogDensities[w] - logPrior) / betas[rung].Value

    /// Tempered densities of walkers whose parts are known.
    let join rung w =
        let value = logLikelihoods[rung][w]

        kernels[rung].LogDensities[ w ] <-
            if value = -infinity then
                -infinity
            else
                betas[rung].Value * value + logPriors[rung][w]

    let drawFromPrior () =
        let mutable rng = random.Rng

        for w in 0 .. walkers - 1 do
            rng <- prior.Sample(fresh, w * dimension, rng)

        random.Rng <- rng
        evaluator.EvaluateParts(fresh, walkers, logLikelihoods[last], logPriors[last])

        for w in 0 .. walkers - 1 do
            let value = logLikelihoods[last][w]

            if Double.IsNaN value || value = infinity then
                Guard.rejectValue value fresh (w * dimension) dimension $"drawn from the prior at step {step}"

        Array.Fill(isFromPrior[last], true)

    let shuffle () =
        for w in 0 .. walkers - 1 do
            order[w] <- w

        for i in walkers - 1 .. -1 .. 1 do
            let j = random.Below(i + 1)
            let held = order[i]
            order[i] <- order[j]
            order[j] <- held

    let exchange (values: 'a[][]) rung colder hotter =
        let held = values[rung][colder]
        values[rung][colder] <- values[rung + 1][hotter]
        values[rung + 1][hotter] <- held

    let exchangeWalkers rung colder hotter =
        let low, high = positions rung, positions (rung + 1)

        for p in 0 .. dimension - 1 do
            let held = low[colder * dimension + p]
            low[colder * dimension + p] <- high[hotter * dimension + p]
            high[hotter * dimension + p] <- held

        exchange logLikelihoods rung colder hotter
        exchange logPriors rung colder hotter
        exchange isFromPrior rung colder hotter
        join rung colder

        if rung + 1 < last then
            join (rung + 1) hotter

    /// The logarithm of the acceptance ratio; impossible walkers never come down, and always go up.
    let logRatio rung colder hotter =
        let low, high = logLikelihoods[rung][colder], logLikelihoods[rung + 1][hotter]

        if high = -infinity then -infinity
        elif low = -infinity then infinity
        else (beta rung - beta (rung + 1)) * (high - low)

    /// Offers each walker of a temperature an exchange with a random one of the next.
    let swapNeighbours rung =
        shuffle ()
        let mutable sum = 0.0

        for w in 0 .. walkers - 1 do
            let ratio = logRatio rung w order[w]
            sum <- sum + exp (min 0.0 ratio)

            if log (random.Uniform()) < ratio then
                exchangeWalkers rung w order[w]

        accepted[rung] <- sum / float walkers

    /// For each pair the logarithm of the hotter walkers' mean of L^(β − β′).
    let stone pair =
        let power = beta pair - beta (pair + 1)
        SteppingStones.logSum power logLikelihoods[pair + 1] - log (float walkers)

    let count () =
        swaps <- swaps + 1L

        for pair in 0 .. last - 1 do
            swapAcceptance[pair] <- swapAcceptance[pair] + accepted[pair]

        for w in 0 .. walkers - 1 do
            if isFromPrior[0][w] then
                roundTrips <- roundTrips + 1L

    /// Moves each temperature towards the neighbour that it swaps with less often: its logarithmic distance from the colder one
    /// grows by κ(A colder − A hotter).
    let adapt () =
        let lag = max 1.0 (0.1 * float adaptUntil / float options.SwapEvery)
        let time = float (step / int64 options.SwapEvery)
        let rate = 0.2 * lag / (lag + time)
        let mutable below = 1.0
        let mutable hotter = 1.0

        for rung in 1 .. last - 1 do
            let now = 1.0 / betas[rung].Value
            hotter <- hotter + (now - below) * exp (rate * (accepted[rung - 1] - accepted[rung]))
            below <- now
            betas[rung].Value <- 1.0 / hotter

            for w in 0 .. walkers - 1 do
                join rung w

    let swap () =
        for rung in 0 .. last - 1 do
            split rung

        drawFromPrior ()
        let isFixed = step > adaptUntil

        if isFixed then
            stones <- SteppingStones.add (Array.init last stone) stones

        for rung in last - 1 .. -1 .. 0 do
            swapNeighbours rung

        if isFixed then count () else adapt ()
        Array.Clear isFromPrior[0]
        random.EndPair()

    member _.Rungs = kernels
    member _.StepsTaken = step

    member _.Cancellation
        with set value =
            evaluator.Cancellation <- value

            for kernel in kernels do
                kernel.Cancellation <- value

    /// β of a new ladder, from 1 to 0: temperatures from 1 to 1000 in equal ratios, then infinity.
    static member Start(temperatures: int) =
        Array.init temperatures (fun rung ->
            if rung = temperatures - 1 then
                0.0
            else
                1000.0 ** (-float rung / float (max 1 (temperatures - 2))))

    member _.Load(state: TemperingState) =
        step <- state.Step
        adaptUntil <- state.AdaptUntil
        random.Rng <- { Key = state.StreamKey; Position = state.StreamPosition }
        swaps <- state.Swaps
        roundTrips <- state.RoundTrips
        stones <- state.Stones
        Array.Copy(state.SwapAcceptance, swapAcceptance, last)
        state.IsFromPrior |> Array.iteri (fun rung row -> Array.Copy(row, isFromPrior[rung], walkers))

        for rung in 0 .. last - 1 do
            betas[rung].Value <- state.InverseTemperatures[rung]
            kernels[rung].Load state.Rungs[rung]

    member _.Snapshot() =
        let rng = random.Rng

        {
            Step = step
            AdaptUntil = adaptUntil
            InverseTemperatures = Array.init temperatures beta
            Rungs = kernels |> Array.map _.Snapshot()
            StreamKey = rng.Key
            StreamPosition = rng.Position
            IsFromPrior = isFromPrior |> Array.map Array.copy
            Swaps = swaps
            SwapAcceptance = Array.copy swapAcceptance
            RoundTrips = roundTrips
            Stones = stones
        }

    /// Moves all walkers of all temperatures, and swaps.
    member _.Advance() =
        for kernel in kernels do
            kernel.Advance() |> ignore

        step <- step + 1L

        if step % int64 options.SwapEvery = 0L then
            swap ()
