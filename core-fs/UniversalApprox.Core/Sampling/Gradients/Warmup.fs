namespace UniversalApprox.Core.Sampling.Gradients

open UniversalApprox.Core
open UniversalApprox.Core.Sampling

/// Which steps of a warm-up the metric is learnt from.
type internal WarmupWindows =
    {
        /// The steps before it only tune the step size, while the chain finds its way.
        First: int
        /// After how many steps each window ends: there the metric is made new from the window's draws. Steps after the last
        /// only tune the step size. Empty if the metric stays as it is.
        Ends: int[]
    }

[<RequireQualifiedAccess>]
module internal WarmupWindows =
    let private fewestSteps = 20

    /// Stan's: 75 steps, windows of 25, 50, 100, … steps, the last as long as leaves 50 steps. Short warm-ups have 15 %, one
    /// window, and 10 %. One difference: the first window too takes all steps that would not fill a second one.
    let ofLength length =
        if length < fewestSteps then
            { First = length; Ends = [||] }
        else
            let struct (first, window, rest) =
                if length < 75 + 25 + 50 then
                    let first, rest = 15 * length / 100, length / 10
                    struct (first, length - first - rest, rest)
                else
                    struct (75, 25, 50)

            let last = length - rest

            let rec ends from size =
                let until = from + size

                if until + 2 * size > last then
                    [ last ]
                else
                    until :: ends until (2 * size)

            { First = first; Ends = List.toArray (ends first window) }

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

/// The tuning of one chain: `init` makes a state, Update follows each step of the chain, and Final gives the step size to keep.
/// It owns its sums and updates them in place.
[<Sealed>]
type internal Warmup(dimension: int, state: NutsWarmup) =
    let windows = WarmupWindows.ofLength state.Length
    let trial = PhasePoint dimension
    let estimate = CovarianceEstimate(dimension, state.Shape)
    let mutable step = state.Step

    let mutable averaging =
        {
            Centre = state.Centre
            Updates = state.Updates
            Shortfall = state.Shortfall
            Mean = state.LogStepSize
        }

    do estimate.Load(state.Draws, state.Origin, state.Mean, state.Scatter)

    let hasWindowEndedAt step = System.Array.BinarySearch(windows.Ends, step) >= 0

    let lastEnd =
        if windows.Ends.Length = 0 then
            0
        else
            windows.Ends[windows.Ends.Length - 1]

    /// The state before the first step.
    static member Init(dimension, length, target, shape: MetricShape, stepSize) =
        let averaging = DualAveraging.start stepSize

        {
            Length = length
            Step = 0
            TargetAcceptance = target
            Shape = shape
            Centre = averaging.Centre
            Updates = 0
            Shortfall = 0.0
            LogStepSize = averaging.Mean
            Draws = 0
            Origin = Array.zeroCreate dimension
            Mean = Array.zeroCreate dimension
            Scatter = Array.zeroCreate (if shape.IsDense then dimension * dimension else dimension)
        }

    member _.IsOver = step = state.Length

    /// Learns from a step of the chain; at the end of a window it gives the Hamiltonian a new metric. Returns the step size of
    /// the next step.
    member _.Update(hamiltonian: Hamiltonian, random: RandomSource, point: PhasePoint, acceptance: float) =
        averaging <- DualAveraging.update state.TargetAcceptance acceptance averaging

        if step >= windows.First && step < lastEnd then
            estimate.Add point.Position

        step <- step + 1

        if hasWindowEndedAt step then
            hamiltonian.Metric <- MetricEstimate.regularised hamiltonian.Metric state.Shape dimension estimate
            estimate.Clear()

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
            Draws = estimate.Count
            Origin = Array.copy estimate.Origin
            Mean = Array.copy estimate.Mean
            Scatter = Array.copy estimate.Scatter
        }
