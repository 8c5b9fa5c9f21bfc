namespace UniversalApprox.Core.Training

open System

/// Minimises ½xᵀAx − bᵀx with lower ≤ x ≤ upper, for one size, by active sets: bounded least squares after P. B. Stark & R. L. Parker
/// (Computational Statistics 10, 1995). 0 must be within the bounds.
[<Sealed>]
type internal BoxSolver(size: int) =
    let solver = LinearSolver size
    let held = Array.create size false
    let goal = Array.zeroCreate<float> size
    let rounding = 1e-12

    /// As `LinearSolver.TrySolve`, within bounds. A solution on a bound is that bound exactly.
    member _.TrySolve
        (
            matrix: int -> int -> float,
            right: int -> float,
            damping: int -> float,
            lower: float[],
            upper: float[],
            x: float[]
        ) =
        // `matrix` is read for i ≥ j only.
        let element i j = if i >= j then matrix i j else matrix j i
        let damped i j = if i = j then (1.0 + damping i) * element i i else element i j

        // Half the negative slope of the objective along x[i].
        let pull i =
            let mutable sum = right i

            for j in 0 .. size - 1 do
                if x[j] <> 0.0 then
                    sum <- sum - damped i j * x[j]

            sum

        let restrained i =
            let mutable sum = right i

            for j in 0 .. size - 1 do
                if held[j] && x[j] <> 0.0 then
                    sum <- sum - element i j * x[j]

            sum

        // Towards the minimum over what is free, up to the first bound; true if it is reached.
        let advance () =
            let mutable part = 1.0
            let mutable first = -1

            for i in 0 .. size - 1 do
                if not held[i] then
                    let bound = if goal[i] > x[i] then upper[i] else lower[i]

                    if goal[i] < lower[i] || goal[i] > upper[i] then
                        let reach = (bound - x[i]) / (goal[i] - x[i])

                        if first < 0 || reach < part then
                            part <- reach
                            first <- i

            for i in 0 .. size - 1 do
                if not held[i] then
                    let moved = if first < 0 then goal[i] else x[i] + part * (goal[i] - x[i])
                    x[i] <- min upper[i] (max lower[i] moved)

            if first >= 0 then
                x[first] <- if goal[first] > upper[first] then upper[first] else lower[first]
                held[first] <- true

            first < 0

        // Frees the parameter that gains most by leaving its bound; false if none does.
        let release () =
            let mutable most = 0.0
            let mutable found = -1

            for i in 0 .. size - 1 do
                if held[i] && lower[i] < upper[i] && element i i > 0.0 then
                    let pull = pull i
                    let inwards = (x[i] = lower[i] && pull > 0.0) || (x[i] = upper[i] && pull < 0.0)
                    let gain = pull * pull / element i i
                    let scale = rounding * (abs (right i) + abs (element i i * x[i]))

                    if inwards && abs pull > scale && gain > most then
                        most <- gain
                        found <- i

            if found >= 0 then
                held[found] <- false

            found >= 0

        for i in 0 .. size - 1 do
            x[i] <- 0.0
            let pull = right i

            held[i] <-
                lower[i] >= upper[i] || (lower[i] >= 0.0 && pull <= 0.0) || (upper[i] <= 0.0 && pull >= 0.0)

        let part i j =
            if held[i] || held[j] then
                (if i = j then 1.0 else 0.0)
            else
                matrix i j

        let target i = if held[i] then 0.0 else restrained i
        let mutable solved = true
        let mutable searching = true
        let mutable left = 3 * size + 20

        while solved && searching && left > 0 do
            left <- left - 1
            solved <- solver.TrySolve(part, target, (fun i -> if held[i] then 0.0 else damping i), goal)

            if solved && advance () then
                searching <- release ()

        solved && Array.forall Double.IsFinite x
