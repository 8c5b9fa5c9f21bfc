namespace UniversalApprox.Core.Training

open System
open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// Separable least squares. f is linear in amplitudes and offset (β) and nonlinear in weights and biases (α). At every α a
/// linear solve gives the best β, so only α is searched: variable projection (G. H. Golub & V. Pereyra,
/// SIAM J. Numer. Anal. 10, 1973). With L. Kaufman's approximation of its Jacobian (BIT 15, 1975), this amounts to
/// the Levenberg–Marquardt system with damping on α alone. The damping follows H. B. Nielsen (IMM-REP-1999-05).
/// All quantities come from the cross-products [J̃ r]ᵀ[J̃ r], which take one pass over the points per step.
module internal LevenbergMarquardt =
    let private tolerance = 1e-10
    let private firstDamping = 1e-2
    let private largestDamping = 1e12
    // Keeps the linear problem solvable when its columns are nearly dependent. Relative to the unit diagonal.
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

        /// Moves the linear parameters of θ by δ and updates the products without another pass: r ← r + Φδ.
        member this.MoveLinear(indices: int[], delta: float[]) =
            let r = size - 1

            for k in 0 .. indices.Length - 1 do
                let p = indices[k]
                this.Theta[p] <- this.Theta[p] + delta[k]

                // Updates row and column r of the products, because r grows by δ times column p.
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

    let private linearIndices (layout: Layout) noOffset =
        let amplitudes = Array.init layout.Units layout.Amplitude

        if noOffset then
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

    /// The state of one minimisation: its point, its trial point, and memory for the linear systems.
    [<Sealed>]
    type private Search(kernel: Kernel, decay: WeightDecay, noOffset: bool, box: Feasible.Box voption) =
        let layout = kernel.Layout
        let parameters = layout.ParameterCount
        let linear = linearIndices layout noOffset
        let owner = owners layout
        // With a fixed offset the last parameter is left out of the system.
        let active = if noOffset then parameters - 1 else parameters
        let linearSolver = LinearSolver linear.Length
        let stepSolver = LinearSolver active
        let linearBoxSolver = BoxSolver(if box.IsSome then linear.Length else 0)
        let stepBoxSolver = BoxSolver(if box.IsSome then active else 0)
        // The way to the bounds from a point, for the parameters that a solver moves.
        let below = Array.zeroCreate<float> parameters
        let above = Array.zeroCreate<float> parameters
        let delta = Array.zeroCreate<float> parameters
        let gradient = Array.zeroCreate<float> parameters
        let mutable point = Point kernel
        let mutable trial = Point kernel

        /// The factor between column p of J̃ and that of J: for weights and biases, the amplitude of their unit.
        let columnFactor p = if owner[p] < 0 then 1.0 else point.Theta[layout.Amplitude owner[p]]

        let dampingOf damping p = if owner[p] < 0 then linearDamping else damping

        /// Measures the way to the bounds for parameters `index k` of θ.
        let measure (box: Feasible.Box) (theta: float[]) count (index: int -> int) =
            for k in 0 .. count - 1 do
                let p = index k
                below[k] <- box.Lower[p] - theta[p]
                above[k] <- box.Upper[p] - theta[p]

        /// Puts parameters that have come to their bounds on them, without rounding.
        let settle (box: Feasible.Box) (theta: float[]) count (index: int -> int) =
            for k in 0 .. count - 1 do
                let p = index k

                theta[p] <-
                    if delta[k] = below[k] then box.Lower[p]
                    elif delta[k] = above[k] then box.Upper[p]
                    else min box.Upper[p] (max box.Lower[p] theta[p])

        /// What is minimised: the sum of squares and the penalty.
        let objective (point: Point) = point.SumOfSquares + decay.Value point.Theta

        let isFinite (point: Point) = Double.IsFinite point.SumOfSquares && Optimisation.isFinite point.Theta

        /// Moves the point to the best linear parameters for its α.
        let projectLinear (point: Point) =
            let before = point.SumOfSquares

            let right k =
                -(point.Product(linear[k], parameters) + decay.Strength linear[k] * point.Theta[linear[k]])

            let matrix i j =
                point.Product(linear[i], linear[j]) + (if i = j then decay.Strength linear[i] else 0.0)

            let mutable ridge = linearDamping

            let trySolve () =
                match box with
                | ValueNone -> linearSolver.TrySolve(matrix, right, (fun _ -> ridge), delta)
                | ValueSome box ->
                    measure box point.Theta linear.Length (fun k -> linear[k])
                    linearBoxSolver.TrySolve(matrix, right, (fun _ -> ridge), below, above, delta)

            while ridge < 1.0 && not (trySolve ()) do
                ridge <- 100.0 * ridge

            if ridge < 1.0 then
                point.MoveLinear(linear, delta)
                box |> ValueOption.iter (fun box -> settle box point.Theta linear.Length (fun k -> linear[k]))

                // If most of the residual was linear, cancellation has spoilt the updated sum of squares.
                if not (point.SumOfSquares > 1e-6 * before) then
                    point.Evaluate()

        member _.Theta = point.Theta
        member _.Objective = objective point

        /// Moves to the start θ; false if the loss or a parameter is not finite there.
        member _.Begin(start: float[]) =
            Array.blit start 0 point.Theta 0 parameters
            point.Evaluate()
            projectLinear point
            isFinite point

        /// Finds the damped step. Returns the decrease of the sum of squares that the model predicts, −δᵀg + δᵀ(damping)δ,
        /// or NaN if there is no such step.
        member _.TryStep(damping: float) =
            for p in 0 .. active - 1 do
                gradient[p] <-
                    columnFactor p * point.Product(p, parameters) + decay.Strength p * point.Theta[p]

            let matrix i j =
                columnFactor i * columnFactor j * point.Product(i, j)
                + (if i = j then decay.Strength i else 0.0)

            let mutable decrease = 0.0

            match box with
            | ValueNone ->
                if stepSolver.TrySolve(matrix, (fun p -> -gradient[p]), dampingOf damping, delta) then
                    for p in 0 .. active - 1 do
                        decrease <-
                            decrease + delta[p] * (dampingOf damping p * matrix p p * delta[p] - gradient[p])

                    decrease
                else
                    nan
            | ValueSome box ->
                measure box point.Theta active id

                if
                    stepBoxSolver.TrySolve(
                        matrix,
                        (fun p -> -gradient[p]),
                        dampingOf damping,
                        below,
                        above,
                        delta
                    )
                then
                    for p in 0 .. active - 1 do
                        let mutable curved = 0.0

                        for q in 0 .. active - 1 do
                            curved <- curved + matrix (max p q) (min p q) * delta[q]

                        decrease <- decrease - delta[p] * (2.0 * gradient[p] + curved)

                    decrease
                else
                    nan

        /// Evaluates the step; true if it lowers the sum of squares.
        member _.TryTrial() =
            for p in 0 .. parameters - 1 do
                trial.Theta[p] <- point.Theta[p] + (if p < active then delta[p] else 0.0)

            box |> ValueOption.iter (fun box -> settle box trial.Theta active id)
            trial.Evaluate()

            if Double.IsFinite trial.SumOfSquares then
                projectLinear trial

            isFinite trial && objective trial < objective point

        member _.AcceptTrial() =
            let held = point
            point <- trial
            trial <- held

    /// Iterates until a step gains nothing. It calls `accepted` after every new point and `rejected` after every failed
    /// step.
    let private iterate (search: Search) (cancellation: CancellationToken) maxIterations accepted rejected =
        let mutable damping = firstDamping
        let mutable growth = 2.0
        let mutable iteration = 0
        let mutable stop = ValueNone

        while stop.IsNone && iteration < maxIterations do
            cancellation.ThrowIfCancellationRequested()
            iteration <- iteration + 1
            let before = search.Objective
            let predicted = search.TryStep damping

            if predicted <= tolerance * tolerance * before then
                stop <- ValueSome StopReason.Converged
            elif Double.IsFinite predicted && search.TryTrial() then
                search.AcceptTrial()
                accepted ()
                let decrease = before - search.Objective
                let gain = decrease / predicted
                damping <- max 1e-15 (damping * max (1.0 / 3.0) (1.0 - Math.Pow(2.0 * gain - 1.0, 3.0)))
                growth <- 2.0

                if decrease <= tolerance * before && predicted <= tolerance * before then
                    stop <- ValueSome StopReason.Converged
            else
                rejected ()
                damping <- damping * growth
                growth <- 2.0 * growth

                if damping > largestDamping then
                    stop <- ValueSome StopReason.Converged

        stop |> ValueOption.defaultValue StopReason.IterationLimit

    /// With a box, the start must be within it.
    let minimise
        (kernel: Kernel)
        (loss: Loss)
        (decay: WeightDecay)
        noOffset
        (box: Feasible.Box voption)
        maxIterations
        (start: float[])
        =
        let search = Search(kernel, decay, noOffset, box)
        let scale = Loss.scale loss kernel.Count
        let theta = Array.copy start
        let history = ResizeArray<float>()
        let record () = history.Add(scale * search.Objective)

        let accepted () =
            Array.blit search.Theta 0 theta 0 theta.Length
            record ()

        Optimisation.run theta history (fun () ->
            if search.Begin start then
                accepted ()
                iterate search kernel.Cancellation maxIterations accepted record
            else
                StopReason.Diverged)
