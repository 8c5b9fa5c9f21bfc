namespace UniversalApprox.Core.Sampling.Collapsed

open System
open System.Threading
open System.Threading.Tasks
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Core.Sampling.Posterior

type CollapsedMode =
    {
        Point: float[]
        LogDensity: float
        Covariance: float[]
        LogEvidence: float
        Weight: float
        Hits: int
        FirstStart: int
        IsFlat: bool
    }

type ModeSearchOptions = { Starts: int; Seed: uint64; Threads: int }

type CollapsedModes = { Modes: CollapsedMode[]; Starts: int; LogImages: float }

[<RequireQualifiedAccess>]
module CollapsedModes =
    let defaults = { Starts = 16; Seed = 0UL; Threads = 1 }

    /// Candidates this far below the highest are not looked at: their width cannot make up for it.
    let private lowest = 30.0
    let private smallestWeight = 1e-3

    /// A mode before it is known what else there is.
    type private Candidate = { Peak: Peak; Count: int; First: int }

    /// The gradient of densities of kinked units jumps at each point that a kink crosses: only over the mode's width do its
    /// differences mean something.
    let differenceWidth (density: CollapsedDensity) =
        if Activation.symmetry density.Model.Activation = Symmetry.Homogeneous then
            0.5
        else
            1e-3

    let evaluator (density: LogDensity) (cancellation: CancellationToken) =
        let evaluator = density.CreateEvaluator()
        evaluator.Cancellation <- cancellation
        let value = Array.zeroCreate<float> 1

        ValueAndGradient(fun point gradient ->
            evaluator.EvaluateWithGradient(point, 1, value, gradient)
            value[0])

    /// A random start that covers the data; ln σ from the residuals of its best amplitudes.
    let private randomStart (density: CollapsedDensity) (standard: CurveData) index rng =
        let units = density.Model.Layout.Units

        let network =
            SpreadStart.draw density.Model.Activation units (index = 0) standard (Rng.split index rng)

        CollapsedDensity.pointOf (Standardisation.networkToData density.Map network) density

    let private deviations (peak: Peak) =
        let size = peak.Point.Length
        Array.init size (fun p -> sqrt (Curvature.covariance peak.Shape size p p))

    /// How many of a peak's standard deviations φ's nearest image is away from it.
    let private distance (density: CollapsedDensity) (peak: Peak) phi =
        let image = UnitOrder.align density.IsFlipSymmetric density.Layout peak.Point (deviations peak) phi

        let difference = Array.map2 (-) image peak.Point
        Curvature.whiten peak.Shape difference
        sqrt (Uphill.dot difference difference)

    /// Adds an optimum to the modes found so far: counted where it is one of them, else polished.
    let private add density f (modes: ResizeArray<Candidate>) start phi =
        let find phi = modes.FindIndex(fun mode -> distance density mode.Peak phi < 1.0)

        let count index =
            modes[index] <-
                { modes[index] with Count = modes[index].Count + 1; First = min modes[index].First start }

        match find phi with
        | index when index >= 0 -> count index
        | _ ->
            match Uphill.polish f (differenceWidth density) phi with
            | None -> ()
            | Some peak ->
                match find peak.Point with
                | index when index >= 0 -> count index
                | _ -> modes.Add { Peak = peak; Count = 1; First = start }

    let logEvidence (peak: Peak) =
        peak.Value + peak.Shape.LogDeterminant + 0.5 * float peak.Point.Length * log (2.0 * Math.PI)

    let private covariance (shape: ModeShape) size =
        Array.init (size * size) (fun index -> Curvature.covariance shape size (index / size) (index % size))

    /// Sorted by evidence, the first in canonical order and the others aligned to it.
    let private present (density: CollapsedDensity) f (found: Candidate seq) =
        let sorted = found |> Seq.sortByDescending (fun mode -> logEvidence mode.Peak) |> Seq.toArray
        let top = logEvidence sorted[0].Peak
        let share (mode: Candidate) = exp (logEvidence mode.Peak - top)
        let kept = sorted |> Array.filter (fun mode -> share mode > smallestWeight)
        let total = Array.sumBy share kept

        let reference = UnitOrder.canonical density.IsFlipSymmetric density.Layout sorted[0].Peak.Point

        // The deviations of the best mode are those of another order of its units: equal scales are enough to align by.
        let ones = Array.create reference.Length 1.0

        kept
        |> Array.mapi (fun index mode ->
            let point =
                if index = 0 then
                    reference
                else
                    UnitOrder.align density.IsFlipSymmetric density.Layout reference ones mode.Peak.Point

            let shape =
                if point = mode.Peak.Point then
                    mode.Peak.Shape
                else
                    Curvature.shape (differenceWidth density) f point |> Option.defaultValue mode.Peak.Shape

            {
                Point = point
                LogDensity = mode.Peak.Value
                Covariance = covariance shape point.Length
                LogEvidence = logEvidence mode.Peak
                Weight = share mode / total
                Hits = mode.Count
                FirstStart = mode.First
                IsFlat = shape.IsFloored
            })

    /// The optima of all starts, the highest first.
    let private climbAll
        (options: ModeSearchOptions)
        cancellation
        (density: CollapsedDensity)
        number
        (starts: float[][])
        =
        let optima = Array.zeroCreate<struct (float[] * float * int)> starts.Length

        Parallel.For(
            0,
            starts.Length,
            ParallelOptions(MaxDegreeOfParallelism = max 1 options.Threads, CancellationToken = cancellation),
            (fun () -> evaluator density.Density cancellation),
            (fun index (_: ParallelLoopState) f ->
                let struct (phi, value) = Uphill.climb f cancellation starts[index]
                optima[index] <- struct (phi, value, number index)
                f),
            ignore
        )
        |> ignore

        optima
        |> Seq.filter (fun struct (_, value, _) -> Double.IsFinite value)
        |> Seq.sortByDescending (fun struct (_, value, _) -> value)
        |> Seq.toArray

    let search
        (options: ModeSearchOptions)
        (trained: Network[])
        (cancellation: CancellationToken)
        (density: CollapsedDensity)
        =
        Check.atLeast "Starts" 0 options.Starts
        Check.atLeast "Starts" 1 (options.Starts + trained.Length)

        if not density.Density.HasGradient then
            Check.reject
                "activation"
                $"{Activation.name density.Model.Activation} has no gradient to find modes by; a steep sigmoid comes close to it."

        let standard = Standardisation.apply density.Map density.Model.Data
        let rng = Rng.ofSeed options.Seed
        let f = evaluator density.Density cancellation
        let modes = ResizeArray<Candidate>()

        let climbFrom number starts =
            let optima = climbAll options cancellation density number starts

            for struct (phi, value, start) in optima do
                let highest =
                    if modes.Count = 0 then
                        value
                    else
                        modes |> Seq.map _.Peak.Value |> Seq.max

                if value > highest - lowest then
                    add density f modes start phi

        climbFrom
            id
            [|
                for network in trained do
                    CollapsedDensity.pointOf network density

                for index in 0 .. options.Starts - 1 do
                    randomStart density standard index rng
            |]

        // Where priors tell signs apart, the images of the best mode are near other modes.
        if modes.Count > 0 && not density.IsFlipSymmetric then
            if Canonical.hasFlip (Activation.symmetry density.Model.Activation) then
                let best = modes |> Seq.maxBy (fun mode -> logEvidence mode.Peak)
                climbFrom (fun _ -> best.First) (UnitOrder.flips density.Layout best.Peak.Point)

        {
            Modes = if modes.Count = 0 then [||] else present density f modes
            Starts = options.Starts + trained.Length
            LogImages = NearestImage(density.IsFlipSymmetric, density.Layout).LogCount density.Layout.Units
        }

    let shapeOf (mode: CollapsedMode) = Curvature.ofCovariance mode.Covariance mode.Point.Length

    let dispersedUntil
        (cancellation: CancellationToken)
        factor
        (count: int)
        (rng: Rng)
        (modes: CollapsedModes)
        =
        Check.positive "factor" factor
        let random = RandomSource rng
        let found = modes.Modes

        let mixture =
            ModeMixture(
                Array.map _.Point found,
                Array.map shapeOf found,
                Array.map _.Weight found,
                Array.zeroCreate found.Length,
                false,
                None
            )

        Array.init count (fun index ->
            cancellation.ThrowIfCancellationRequested()

            let mode =
                if index < found.Length then
                    index
                else
                    mixture.Share(index - found.Length, count - found.Length)

            mixture.Draw(mode, factor, random))

    let dispersed factor count rng modes = dispersedUntil CancellationToken.None factor count rng modes
