namespace UniversalApprox.Core.Optimisers

open System
open UniversalApprox.Core
open UniversalApprox.Core.Kernels

/// Separable least squares. f is linear in amplitudes and offset (β) and nonlinear in weights and biases (α), so at
/// every α the best β is a linear solve away, and only α is searched: variable projection (G. H. Golub & V. Pereyra,
/// SIAM J. Numer. Anal. 10, 1973), with L. Kaufman's approximation of its Jacobian (BIT 15, 1975), which here amounts to
/// the Levenberg–Marquardt system with damping on α alone. The damping follows H. B. Nielsen (IMM-REP-1999-05).
/// Everything is read off the cross-products [J̃ r]ᵀ[J̃ r], one pass over the points per step.
module internal LevenbergMarquardt =
    let private tolerance = 1e-10
    let private firstDamping = 1e-2
    let private largestDamping = 1e12
    // Keeps nearly dependent columns of the linear problem solvable; relative to the unit diagonal.
    let private linearDamping = 1e-13

    /// θ and its cross-products, updated together.
    [<Sealed>]
    type private Point(kernel: Kernel) =
        let layout = kernel.Layout
        let size = layout.ParameterCount + 1
        member val Theta = Array.zeroCreate<float> layout.ParameterCount
        member val Products = Array.zeroCreate<float>(size * size)
        member this.Product(p, q) = this.Products[p * size + q]
        member this.SumOfSquares = this.Products[size * size - 1]
        member this.Evaluate() = kernel.CrossProducts(this.Theta, 0, this.Products)

        /// Moves θ along one linear parameter set by δ without another pass: r ← r + Φδ.
        member this.MoveLinear(indices: int[], delta: float[]) =
            let r = size - 1

            for k in 0 .. indices.Length - 1 do
                let p = indices[k]
                this.Theta[p] <- this.Theta[p] + delta[k]

                // Row and column r of the products, as r grows by δ times column p.
                for q in 0 .. size - 1 do
                    if q <> r then
                        let value = this.Products[q * size + r] + delta[k] * this.Products[q * size + p]
                        this.Products[q * size + r] <- value

                let old = this.Products[r * size + p]
                let own = this.Products[p * size + p]

                this.Products[r * size + r] <-
                    this.Products[r * size + r] + delta[k] * (2.0 * old + delta[k] * own)

                for q in 0 .. size - 2 do
                    this.Products[r * size + q] <- this.Products[q * size + r]

    let private linearIndices (layout: Layout) fixedOffset =
        let amplitudes = Array.init layout.Units layout.Amplitude

        if fixedOffset then
            amplitudes
        else
            Array.append amplitudes [| layout.Offset |]

    /// The unit of each nonlinear parameter, −1 for linear ones.
    let private owners (layout: Layout) =
        let owner = Array.create layout.ParameterCount -1

        for unit in 0 .. layout.Units - 1 do
            for p in layout.Weight(unit, 0) .. layout.Bias unit do
                owner[p] <- unit

        owner

    let minimise (kernel: Kernel) (loss: Loss) fixedOffset maxIterations (start: float[]) =
        let layout = kernel.Layout
        let parameters = layout.ParameterCount
        let linear = linearIndices layout fixedOffset
        let owner = owners layout
        // With a fixed offset the last parameter is left out of the system.
        let active = if fixedOffset then parameters - 1 else parameters
        let linearSolver = LinearSolver linear.Length
        let stepSolver = LinearSolver active
        let delta = Array.zeroCreate<float> parameters
        let gradient = Array.zeroCreate<float> parameters
        let scale = Loss.scale loss kernel.Count
        let theta = Array.copy start
        let history = ResizeArray<float>()
        let mutable point = Point kernel
        let mutable trial = Point kernel

        /// The best linear parameters for the point's α.
        let projectLinear (point: Point) =
            let before = point.SumOfSquares
            let right k = -point.Product(linear[k], parameters)
            let matrix i j = point.Product(linear[i], linear[j])
            let mutable ridge = linearDamping

            while ridge < 1.0 && not (linearSolver.TrySolve(matrix, right, (fun _ -> ridge), delta)) do
                ridge <- 100.0 * ridge

            if ridge < 1.0 then
                point.MoveLinear(linear, delta)

                // Where most of the residual was linear its new sum of squares is lost to cancellation.
                if not (point.SumOfSquares > 1e-6 * before) then
                    point.Evaluate()

        /// J is J̃ with the columns of weights and biases times their unit's amplitude.
        let columnFactor (point: Point) p =
            if owner[p] < 0 then 1.0 else point.Theta[layout.Amplitude owner[p]]

        /// Solves for the step at `point`; true if it could be found.
        let tryStep damping =
            let current = point

            for p in 0 .. active - 1 do
                gradient[p] <- columnFactor current p * current.Product(p, parameters)

            let matrix i j = columnFactor current i * columnFactor current j * current.Product(i, j)
            let damp p = if owner[p] < 0 then linearDamping else damping
            stepSolver.TrySolve(matrix, (fun p -> -gradient[p]), damp, delta)

        /// The decrease of the sum of squares that the damped model promises: −δᵀg + δᵀ(damping)δ.
        let predictedDecrease damping =
            let mutable sum = 0.0

            for p in 0 .. active - 1 do
                let factor = columnFactor point p
                let curvature = factor * factor * point.Product(p, p)
                let own = if owner[p] < 0 then linearDamping else damping
                sum <- sum + delta[p] * (own * curvature * delta[p] - gradient[p])

            sum

        let tryTrial () =
            for p in 0 .. parameters - 1 do
                trial.Theta[p] <- point.Theta[p] + (if p < active then delta[p] else 0.0)

            trial.Evaluate()

            Double.IsFinite trial.SumOfSquares
            && (projectLinear trial
                Double.IsFinite trial.SumOfSquares && Optimisation.isFinite trial.Theta)

        let accept () =
            Array.blit point.Theta 0 theta 0 parameters
            history.Add(scale * point.SumOfSquares)

        Optimisation.run theta history (fun () ->
            Array.blit start 0 point.Theta 0 parameters
            point.Evaluate()
            projectLinear point

            if not (Double.IsFinite point.SumOfSquares && Optimisation.isFinite point.Theta) then
                StopReason.Diverged
            else
                accept ()
                let mutable damping = firstDamping
                let mutable growth = 2.0
                let mutable iteration = 0
                let mutable stop = ValueNone

                while stop.IsNone && iteration < maxIterations do
                    kernel.Cancellation.ThrowIfCancellationRequested()
                    iteration <- iteration + 1
                    let found = tryStep damping
                    let predicted = if found then predictedDecrease damping else nan
                    let before = point.SumOfSquares

                    if found && predicted <= tolerance * tolerance * before then
                        stop <- ValueSome StopReason.Converged
                    elif found && tryTrial () && trial.SumOfSquares < before then
                        let gain = (before - trial.SumOfSquares) / predicted
                        let held = point
                        point <- trial
                        trial <- held
                        accept ()

                        damping <-
                            max 1e-15 (damping * max (1.0 / 3.0) (1.0 - Math.Pow(2.0 * gain - 1.0, 3.0)))

                        growth <- 2.0

                        if
                            before - point.SumOfSquares <= tolerance * before
                            && predicted <= tolerance * before
                        then
                            stop <- ValueSome StopReason.Converged
                    else
                        history.Add(scale * point.SumOfSquares)
                        damping <- damping * growth
                        growth <- 2.0 * growth

                        if damping > largestDamping then
                            stop <- ValueSome StopReason.Converged

                stop |> ValueOption.defaultValue StopReason.IterationLimit)
