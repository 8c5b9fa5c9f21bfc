namespace UniversalApprox.Core.Sampling.Gradients

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves

[<Sealed>]
type NutsKernel(density: LogDensity, maxDepth: int, createHamiltonian: DensityEvaluator -> Hamiltonian) =
    let dimension = density.Dimension
    let evaluator = density.CreateEvaluator()
    let hamiltonian = createHamiltonian evaluator
    let trajectory = Trajectory(dimension, maxDepth)
    let current = PhasePoint dimension
    let random = RandomSource(Rng.ofSeed 0UL)
    let mutable stepSize = 1.0
    let mutable step = 0L
    let mutable warmup: Warmup voption = ValueNone
    let mutable tally = Tally.empty

    let adopt (metric: float[][]) =
        if not (obj.ReferenceEquals(metric, hamiltonian.Metric.Rows)) then
            match Metric.TryCreate metric with
            | ValueSome created -> hamiltonian.Metric <- created
            | ValueNone -> Check.reject "metric" "metric must be positive definite."

    let moveTo (candidate: Candidate) =
        Vectors.copy candidate.Position current.Position
        Vectors.copy candidate.Gradient current.Gradient
        current.LogDensity <- candidate.LogDensity

    let learn (tuning: Warmup) acceptance =
        stepSize <- tuning.Update(hamiltonian, random, current, acceptance)

        if tuning.IsOver then
            stepSize <- tuning.Final()
            warmup <- ValueNone

    member _.Dimension = dimension
    member _.Hamiltonian = hamiltonian
    member _.Current = current
    member _.Step = step

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) = evaluator.Cancellation <- value

    member _.Load(state: NutsState) =
        Vectors.copy state.Position current.Position
        Vectors.copy state.Gradient current.Gradient
        current.LogDensity <- state.LogDensity
        random.Rng <- { Key = state.StreamKey; Position = state.StreamPosition }
        stepSize <- state.StepSize
        step <- state.Step
        tally <- state.Tally
        adopt state.Metric

        warmup <-
            match state.Warmup with
            | Some started -> ValueSome(Warmup(dimension, started))
            | None -> ValueNone

    member _.Advance() =
        hamiltonian.Refresh(current, random)

        let limit =
            match warmup with
            | ValueSome tuning -> tuning.DepthLimit
            | ValueNone -> maxDepth

        trajectory.Run(hamiltonian, random, stepSize, current, limit)

        let info =
            {
                Depth = trajectory.Depth
                LeapfrogSteps = trajectory.Steps
                AcceptanceRate = trajectory.Acceptance
                IsDivergent = trajectory.IsDivergent
                Energy = trajectory.Candidate.Energy
                HasMoved = trajectory.HasMoved
            }

        moveTo trajectory.Candidate
        step <- step + 1L

        match warmup with
        | ValueSome tuning -> learn tuning info.AcceptanceRate
        | ValueNone -> tally <- Tally.add maxDepth info tally

        random.EndPair()
        info

    member _.Snapshot() =
        {
            Step = step
            Position = Array.copy current.Position
            LogDensity = current.LogDensity
            Gradient = Array.copy current.Gradient
            StreamKey = random.Rng.Key
            StreamPosition = random.Rng.Position
            StepSize = stepSize
            Metric = hamiltonian.Metric.Rows
            Warmup =
                match warmup with
                | ValueSome tuning -> Some(tuning.Snapshot())
                | ValueNone -> None
            Tally = tally
        }

    /// Finds a step size for the loaded state.
    member _.FindStepSize() =
        stepSize <- StepSizeSearch.find hamiltonian random current (PhasePoint dimension) stepSize
        random.EndPair()

[<RequireQualifiedAccess>]
module Nuts =
    let kernel (maxDepth: int) (density: LogDensity) =
        Check.inRange "MaxDepth" 1 NutsOptions.mostDoublings maxDepth

        if not density.HasGradient then
            Check.reject
                "density"
                "NUTS needs a log-density with a gradient, and this one has none. Use an ensemble move."

        NutsKernel(density, maxDepth, (fun evaluator -> Hamiltonian evaluator))

    /// Evaluates and checks a start.
    let private start (kernel: NutsKernel) (position: float[]) =
        Check.sameLength "position" kernel.Dimension position
        Check.allFinite "position" position
        let point = PhasePoint kernel.Dimension
        Vectors.copy position point.Position
        kernel.Hamiltonian.Evaluate point
        let place = "where the chain starts"

        if Double.IsNaN point.LogDensity || point.LogDensity = infinity then
            Guard.rejectValue point.LogDensity position 0 kernel.Dimension place

        let text () = position |> Array.map Check.text |> String.concat ", "

        if point.LogDensity = -infinity then
            Check.reject
                "Start"
                $"The log-density is -infinity at ({text ()}), {place}. Start where it is finite."

        if not (Vectors.isFinite point.Gradient) then
            raise (
                DensityException(
                    $"The gradient of the log-density is not finite at ({text ()}), {place}.",
                    position,
                    nan,
                    null
                )
            )

        point

    let init (kernel: NutsKernel) stepSize metric position (rng: Rng) =
        Check.positive "stepSize" stepSize
        NutsOptions.validateMetric "metric" kernel.Dimension metric
        let point = start kernel position

        {
            Step = 0L
            Position = Array.copy position
            LogDensity = point.LogDensity
            Gradient = point.Gradient
            StreamKey = rng.Key
            StreamPosition = rng.Position
            StepSize = stepSize
            Metric = metric
            Warmup = None
            Tally = Tally.empty
        }

    let initWarmup (kernel: NutsKernel) (options: NutsOptions) position rng =
        NutsOptions.validate kernel.Dimension options

        let metric =
            options.InitialMetric |> Option.defaultWith (fun () -> (Metric.Unit kernel.Dimension).Rows)

        kernel.Load(init kernel 1.0 metric position rng)
        kernel.FindStepSize()
        let state = kernel.Snapshot()

        if options.BurnIn = 0 then
            state
        else
            { state with Warmup = Some(Warmup.Init(kernel.Dimension, options, state.StepSize)) }

    let step (kernel: NutsKernel) (state: NutsState) =
        Check.sameLength "state" kernel.Dimension state.Position
        kernel.Load state
        let info = kernel.Advance()
        struct (kernel.Snapshot(), info)

    let diagnostics (state: NutsState) = Tally.diagnostics state.StepSize state.Tally
