namespace UniversalApprox.Core.Sampling.Gradients

open System
open UniversalApprox.Core.Sampling.Moves

/// The steps at which a warm-up gives its chain a new metric. Each metric is learnt from the steps since the one before.
type internal WarmupWindows =
    {
        /// The end of the first part, in which the chain finds its way.
        First: int
        /// The first step that the metric learns from.
        Start: int
        /// After how many steps the metric is made of guessed scales.
        Guesses: int[]
        /// After how many steps it is made of covariances. Steps after the last only tune the step size.
        Ends: int[]
    }

[<RequireQualifiedAccess>]
module internal WarmupWindows =
    let private fewestSteps = 20

    /// Stan's windows: a first part of 75 steps, windows of 25, 50, 100, … steps, and a last part. A window takes the steps after
    /// it too if they would not fill the next window. A warm-up of fewer than 150 steps has a first part of 15 %, one window, and
    /// a last part of 10 %; one of fewer than 20 steps leaves the metric as it is. Stan learns nothing in the first part. Here it
    /// gives scales and then a metric of its own, unless a metric was given. The last part is a fifth, at least 50 steps. Stan's
    /// 50 are too few where they are only two autocorrelation times: on the nine points of NIST's Rat42 (23 steps), 2 of 12 runs
    /// had a chain whose steps came out too long, and up to 8 % of its trajectories diverged; with a fifth, 1 of 20 runs.
    let ofLength length guessesScales =
        if length < fewestSteps then
            { First = length; Start = length; Guesses = [||]; Ends = [||] }
        else
            let struct (first, window, rest) =
                if length < 75 + 25 + 50 then
                    let first, rest = 15 * length / 100, length / 10
                    struct (first, length - first - rest, rest)
                else
                    struct (75, 25, max 50 (length / 5))

            let last = length - rest

            let rec ends from size =
                let until = from + size

                if until + 2 * size > last then
                    [ last ]
                else
                    until :: ends until (2 * size)

            let windows = ends first window

            let struct (start, guesses, ends) =
                if not guessesScales then struct (first, [||], windows)
                elif first < 50 then struct (0, [| first |], windows)
                else struct (0, [| first / 5; first / 2 |], first :: windows)

            { First = first; Start = start; Guesses = guesses; Ends = List.toArray ends }

/// A first guess of a step size.
module internal StepSizeSearch =
    let private wanted = log 0.8
    let private mostDoublings = 200

    /// Doubles or halves a step size until the acceptance probability of one leapfrog step from a point, with a new momentum
    /// each time, crosses 0.8.
    let find
        (hamiltonian: Hamiltonian)
        (random: RandomSource)
        (start: PhasePoint)
        (trial: PhasePoint)
        stepSize
        =
        let isAccepted size =
            trial.Load start
            hamiltonian.Refresh(trial, random)
            let before = hamiltonian.Energy trial
            before - hamiltonian.Step(trial, size) > wanted

        let grows = isAccepted stepSize

        let rec search size left =
            if left = 0 || isAccepted size <> grows then
                size
            else
                search (if grows then 2.0 * size else 0.5 * size) (left - 1)

        search stepSize mostDoublings

/// The tuning of one chain: `Init` makes a state, `Update` follows each step of the chain, and `Final` gives the step size to
/// keep. It owns its sums and updates them in place.
[<Sealed>]
type internal Warmup(dimension: int, state: NutsWarmup) =
    /// The largest depth in the first part. Its metric is poor, and long trajectories would take most of the warm-up's time.
    let earlyDepth = 8

    let windows = WarmupWindows.ofLength state.Length state.GuessesScales
    let trial = PhasePoint dimension
    let positions = CovarianceEstimate(dimension, state.DenseMetric)
    let gradients = CovarianceEstimate(dimension, false)
    let mutable step = state.Step

    let mutable averaging =
        {
            Centre = state.Centre
            Updates = state.Updates
            Shortfall = state.Shortfall
            Mean = state.LogStepSize
        }

    do
        positions.Load state.Positions
        gradients.Load state.Gradients

    let lastEnd =
        if windows.Ends.Length = 0 then
            0
        else
            windows.Ends[windows.Ends.Length - 1]

    /// A new metric, if it is time for one.
    let newMetric (present: Metric) =
        if Array.contains step windows.Guesses then
            ValueSome(MetricEstimate.scales present dimension positions gradients)
        elif Array.contains step windows.Ends then
            ValueSome(MetricEstimate.regularised present state.DenseMetric dimension positions)
        else
            ValueNone

    /// The state before the first step.
    static member Init(dimension, options: NutsOptions, stepSize) =
        let averaging = DualAveraging.start stepSize

        {
            Length = options.BurnIn
            Step = 0
            TargetAcceptance = options.TargetAcceptance
            DenseMetric = options.DenseMetric
            GuessesScales = options.InitialMetric.IsNone
            Centre = averaging.Centre
            Updates = averaging.Updates
            Shortfall = averaging.Shortfall
            LogStepSize = averaging.Mean
            Positions = CovarianceEstimate(dimension, options.DenseMetric).Snapshot()
            Gradients = CovarianceEstimate(dimension, false).Snapshot()
        }

    member _.IsOver = step = state.Length

    /// How often the trajectory of the next step may be doubled.
    member _.DepthLimit = if step < windows.First then earlyDepth else Int32.MaxValue

    /// Learns from a step of the chain; at the end of a window it gives the Hamiltonian a new metric. Returns the step size of
    /// the next step.
    member _.Update(hamiltonian: Hamiltonian, random: RandomSource, point: PhasePoint, acceptance: float) =
        averaging <- DualAveraging.update state.TargetAcceptance acceptance averaging

        if step >= windows.Start && step < lastEnd then
            positions.Add point.Position
            gradients.Add point.Gradient

        step <- step + 1

        match newMetric hamiltonian.Metric with
        | ValueNone -> ()
        | ValueSome metric ->
            hamiltonian.Metric <- metric
            positions.Clear()
            gradients.Clear()

            averaging <-
                StepSizeSearch.find hamiltonian random point trial (DualAveraging.stepSize averaging)
                |> DualAveraging.start

        DualAveraging.stepSize averaging

    member _.Final() = DualAveraging.final averaging

    member _.Snapshot() =
        { state with
            Step = step
            Centre = averaging.Centre
            Updates = averaging.Updates
            Shortfall = averaging.Shortfall
            LogStepSize = averaging.Mean
            Positions = positions.Snapshot()
            Gradients = gradients.Snapshot()
        }
