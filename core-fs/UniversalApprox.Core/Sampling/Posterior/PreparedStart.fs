namespace UniversalApprox.Core.Sampling.Posterior

open System
open System.Threading
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Diagnostics
open UniversalApprox.Core.Sampling.Collapsed

/// Where a run starts, in the sampler's coordinates, and what was learnt on the way.
type internal PreparedStart =
    {
        Start: EnsembleStart
        /// The covariance at the best mode; None if it is not known.
        Covariance: float[][] option
        /// The best mode that was found, as parameters in the data's units.
        Mode: float[] option
        /// The log-density of all parameters there.
        Height: float option
        Notes: string[]
    }

module internal PreparedStart =
    /// How much wider than a mode the starts of chains lie: far enough apart that chains which do not mix disagree. The many
    /// walkers of an ensemble differ enough with once the width; some would be lost far outside.
    let private dispersion walkers = if walkers = 1 then 2.0 else 1.0
    /// How far walkers are spread around a fit, relative to its parameters.
    let fitRadius = 1e-3
    /// Points that are drawn to replace one far below the modes, or where the density is 0, as beyond the bounds of priors.
    let private candidates = 8
    let private climbIterations = 1000

    let private sixDigits (value: float) = value.ToString("G6", Globalization.CultureInfo.InvariantCulture)

    let densityAt (density: LogDensity) point =
        let value = Array.zeroCreate 1
        density.CreateEvaluator().Evaluate(point, 1, value)
        value[0]

    let climb (cancellation: CancellationToken) (density: LogDensity) (point: float[]) =
        Check.sameLength "point" density.Dimension point

        if not density.HasGradient then
            Array.copy point
        else
            let evaluator = density.CreateEvaluator()
            evaluator.Cancellation <- cancellation
            let value = Array.zeroCreate 1

            let descent (at: float[]) (gradient: float[]) =
                evaluator.EvaluateWithGradient(at, 1, value, gradient)

                for p in 0 .. gradient.Length - 1 do
                    gradient[p] <- -gradient[p]

                -value[0]

            (LBfgs.minimiseFunction descent cancellation climbIterations point).Theta

    /// A start whose best mode is the first of `modes`; `notes` are made of their log-densities.
    let private withMode (target: McmcTarget) start notes (modes: float[][]) =
        let parameters = modes |> Array.map target.ToParameters
        let heights = parameters |> Array.map (densityAt target.Full)
        let finite = heights |> Array.filter Double.IsFinite

        {
            Start = start
            Covariance = None
            Mode = Array.tryHead parameters
            Height = if finite.Length = 0 then None else Some(Array.max finite)
            Notes = notes heights
        }

    /// In the sampler's coordinates, `walkers` for each of `ensembles`.
    let private mapped (cancellation: CancellationToken) (target: McmcTarget) walkers ensembles seed start =
        let ofParameters point =
            cancellation.ThrowIfCancellationRequested()
            target.OfParameters point

        let drawn draw e =
            let random = RandomSource(Rng.ofSeed seed |> Rng.split e |> Rng.split 2)
            let point = Array.zeroCreate target.Full.Dimension

            Array.init walkers (fun _ ->
                draw point 0 random
                ofParameters point)

        match start with
        | EnsembleStart.Walkers positions ->
            EnsembleStart.checkWalkers target.Full.Dimension walkers ensembles positions
            positions |> Array.map (Array.map ofParameters) |> EnsembleStart.Walkers
        | EnsembleStart.Prior
        | EnsembleStart.Ball _
        | EnsembleStart.RelativeBall _ ->
            Array.init ensembles (fun e ->
                match EnsembleStart.drawer start e target.Full with
                | Some draw -> drawn draw e
                | None -> [||])
            |> EnsembleStart.Walkers

    let private given cancellation (target: McmcTarget) walkers ensembles seed (points: float[][]) start =
        EnsembleStart.validate start

        let start =
            if target.Full.Network.IsSome then
                mapped cancellation target walkers ensembles seed start
            else
                start

        points |> Array.map (climb cancellation target.Density) |> withMode target start (fun _ -> [||])

    let private named (fits: float[][]) =
        fits
        |> Array.mapi (fun i fit -> struct ((if fits.Length = 1 then "the fit" else $"fit {i + 1}"), fit))

    /// Around fits with their names.
    let private aroundFit cancellation (target: McmcTarget) radius (fits: struct (string * float[])[]) =
        if fits.Length = 0 then
            Check.reject "Start" "There is no trained network to start from."

        let modes = fits |> Array.map (fun struct (_, fit) -> climb cancellation target.Density fit)

        let notes (heights: float[]) =
            Array.map2
                (fun struct (name, fit) height ->
                    let before = densityAt target.Full (target.ToParameters fit)

                    $"Walkers start around the posterior mode near {name}: log-density {sixDigits before} at the fit, {sixDigits height} at the mode.")
                fits
                heights

        modes |> withMode target (EnsembleStart.RelativeBall(modes, radius)) notes

    /// The log-density below which a point is no start: as far below the lowest mode as draws of P parameters hardly are.
    let private lowestStart (target: McmcTarget) (density: CollapsedDensity) (modes: CollapsedModes) =
        let lowest =
            modes.Modes
            |> Array.map (fun mode ->
                CollapsedDensity.parametersAt mode.Point density
                |> target.OfParameters
                |> densityAt target.Density)
            |> Array.min

        lowest - PriorConflict.limit target.Density.Dimension

    /// The dispersion of starts of last resort: at the modes, but apart.
    let private close = 1e-3

    /// `count` points around the modes, at least as high as `floor` as far as there are any such points. Data without noise may
    /// have none but the modes themselves.
    let private dispersed
        cancellation
        (target: McmcTarget)
        (modes: CollapsedModes)
        dispersion
        floor
        count
        rng
        =
        let value = Array.zeroCreate 1
        let evaluator = target.Density.CreateEvaluator()
        evaluator.Cancellation <- cancellation

        let isPossible point =
            evaluator.Evaluate(point, 1, value)
            value[0] > -infinity && not (value[0] < floor)

        let draw dispersion wanted stream =
            CollapsedModes.dispersedUntil cancellation dispersion wanted (Rng.split stream rng) modes
            |> target.OfModes cancellation (Rng.split (stream + 1) rng)

        let points = draw dispersion count 0
        let isGood = points |> Array.map isPossible

        if Array.forall id isGood then
            points
        else
            let far = draw dispersion (candidates * count) 2 |> Array.filter isPossible

            let spare =
                if far.Length > 0 then
                    far
                else
                    draw close count 4 |> Array.filter isPossible

            points
            |> Array.mapi (fun i point ->
                if isGood[i] || spare.Length = 0 then
                    point
                else
                    spare[i % spare.Length])

    /// The covariance at a mode in the sampler's coordinates, by their slopes there.
    let private covarianceAt (target: McmcTarget) (mode: CollapsedMode) =
        let at (phi: float[]) = target.OfModes CancellationToken.None (Rng.ofSeed 0UL) [| phi |] |> Array.head
        let size = mode.Point.Length

        let slopes =
            Array.init size (fun p ->
                let step = 1e-4 * (1.0 + abs mode.Point[p])
                let moved by = Array.mapi (fun q value -> if q = p then value + by else value) mode.Point
                ((at (moved step))[p] - (at (moved -step))[p]) / (2.0 * step))

        Array.init size (fun p ->
            Array.init size (fun q -> slopes[p] * slopes[q] * mode.Covariance[p * size + q]))

    let private modesNote starts (modes: CollapsedModes) (height: float) (fit: float option) =
        let found = modes.Modes.Length

        let around =
            if found = 1 then
                "the one posterior mode"
            else
                $"the {found} posterior modes"

        let fit =
            match fit with
            | Some before -> $"log-density {sixDigits before} at the fit, {sixDigits height} at the best mode"
            | None -> $"log-density {sixDigits height} at the best"

        $"Starts are spread around {around} that {starts} climbs found: {fit}."

    let private aroundModes
        cancellation
        threads
        (target: McmcTarget)
        walkers
        ensembles
        seed
        (trained: Network[])
        (density: CollapsedDensity)
        =
        let search = { CollapsedModes.defaults with Seed = seed; Threads = threads }
        let modes = CollapsedModes.search search trained cancellation density

        if modes.Modes.Length = 0 then
            None
        else
            let best = modes.Modes[0]
            let root = Rng.ofSeed seed |> Rng.split -2

            let dispersed =
                dispersed cancellation target modes (dispersion walkers) (lowestStart target density modes)

            let points =
                if walkers = 1 then
                    dispersed ensembles root |> Array.map Array.singleton
                else
                    Array.init ensembles (fun e -> dispersed walkers (Rng.split e root))

            let covariance =
                if target.Collapsed.IsSome && not best.IsFlat then
                    Some(covarianceAt target best)
                else
                    None

            // A mode of equal noise, where slopes of ln σ are sampled too: they are 0.
            let mode =
                let known = CollapsedDensity.parametersAt best.Point density
                Array.append known (Array.zeroCreate (target.Full.Dimension - known.Length))

            let height = densityAt target.Full mode

            let fit =
                trained
                |> Array.tryHead
                |> Option.map (fun network -> densityAt target.Full (LogDensity.pointOf network target.Full))

            Some
                {
                    Start = EnsembleStart.Walkers points
                    Covariance = covariance
                    Mode = Some mode
                    Height = if Double.IsFinite height then Some height else None
                    Notes = [| modesNote modes.Starts modes height fit |]
                }

    /// Around the modes near the fits, by the curvature there: for densities whose modes nothing else is known of.
    let private aroundPeaks cancellation (target: McmcTarget) walkers ensembles seed (fits: float[][]) =
        PeakStart.around cancellation target.Density (dispersion walkers) walkers ensembles seed fits
        |> Option.map (fun found ->
            let mode = target.ToParameters found.Mode
            let height = densityAt target.Full mode

            {
                Start = EnsembleStart.Walkers found.Spread
                Covariance = Some found.Covariance
                Mode = Some mode
                Height = if Double.IsFinite height then Some height else None
                Notes =
                    [|
                        $"Starts are spread around the posterior mode near the fit: log-density {sixDigits height} there."
                    |]
            })

    /// Modes of normal noise stand in for those of other likelihoods, and with outliers may be far below a robust fit. Then the start
    /// is around those fits that are as high as the best one.
    let private orAroundFit
        cancellation
        threads
        (target: McmcTarget)
        (fits: float[][])
        (around: PreparedStart)
        =
        match around.Mode, target.Full.Network with
        | Some mode, Some model when target.Collapsed.IsNone ->
            let heightOf point = point |> target.ToParameters |> densityAt target.Full
            let limit = PriorConflict.limit target.Density.Dimension

            let robust =
                StartFit.robust threads cancellation model (LogDensity.networkOf model mode)
                |> Option.map (fun network -> struct ("a robust fit", McmcTarget.pointOf network target))
                |> Option.toArray

            let candidates = Array.append (named fits) robust

            let heights =
                candidates
                |> Array.map (fun struct (_, fit) -> heightOf (climb cancellation target.Density fit))

            let atMode = target.OfParameters mode |> climb cancellation target.Density |> heightOf
            let best = Array.fold max -infinity heights

            if best - atMode > limit then
                Array.zip candidates heights
                |> Array.filter (fun (_, height) -> best - height <= limit)
                |> Array.map fst
                |> aroundFit cancellation target fitRadius
            else
                around
        | _ -> around

    /// Prepares the start of `ensembles` times `walkers`. `trained` are networks of the target's shape, the best first.
    let prepare cancellation threads (target: McmcTarget) walkers ensembles seed (trained: Network[]) start =
        // Each ensemble takes one network in turn, so networks beyond the number of ensembles are not used.
        let fits =
            trained
            |> Array.truncate ensembles
            |> Array.map (fun network -> McmcTarget.pointOf network target)

        let fromPrior = given cancellation target walkers ensembles seed fits

        match start, target.Modes with
        | Some(McmcStart.Given start), _ -> fromPrior start
        | Some(McmcStart.Fit radius), _ -> aroundFit cancellation target radius (named fits)
        | _, Some density ->
            aroundModes cancellation threads target walkers ensembles seed trained density
            |> Option.map (orAroundFit cancellation threads target fits)
            |> Option.defaultWith (fun () -> fromPrior EnsembleStart.Prior)
        | _, None when target.Density.HasGradient && target.Full.Network.IsSome && fits.Length > 0 ->
            aroundPeaks cancellation target walkers ensembles seed fits
            |> Option.defaultWith (fun () -> aroundFit cancellation target fitRadius (named fits))
        | _, None -> fromPrior EnsembleStart.Prior
