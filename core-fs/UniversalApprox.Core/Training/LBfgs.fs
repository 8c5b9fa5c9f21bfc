namespace UniversalApprox.Core.Training

open System
open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// Limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5).
module internal LBfgs =
    let private memory = 10
    let private tolerance = 1e-10

    /// The most recent pairs s = Δθ, y = Δgradient.
    [<Sealed>]
    type private Pairs(size: int) =
        let s = Array.init memory (fun _ -> Array.zeroCreate<float> size)
        let y = Array.init memory (fun _ -> Array.zeroCreate<float> size)
        let alpha = Array.zeroCreate<float> memory
        let mutable count = 0

        member _.Clear() = count <- 0
        member _.IsEmpty = count = 0

        /// Keeps a pair only if its curvature is positive, because another would spoil the approximation.
        member _.Add(theta: float[], before: float[], gradient: float[], gradientBefore: float[]) =
            let slot = count % memory

            for p in 0 .. size - 1 do
                s[slot][p] <- theta[p] - before[p]
                y[slot][p] <- gradient[p] - gradientBefore[p]

            if Vectors.dot s[slot] y[slot] > 1e-12 * Vectors.dot y[slot] y[slot] then
                count <- count + 1

        /// direction ← −H·gradient by the two-loop recursion (algorithm 7.4).
        member _.Direction(gradient: float[], direction: float[]) =
            for p in 0 .. size - 1 do
                direction[p] <- -gradient[p]

            let oldest = max 0 (count - memory)

            for k in count - 1 .. -1 .. oldest do
                let slot = k % memory
                alpha[slot] <- Vectors.dot s[slot] direction / Vectors.dot s[slot] y[slot]
                Vectors.addScaled -alpha[slot] y[slot] direction

            if count > 0 then
                let last = (count - 1) % memory
                let factor = Vectors.dot s[last] y[last] / Vectors.dot y[last] y[last]

                for p in 0 .. size - 1 do
                    direction[p] <- factor * direction[p]

            for k in oldest .. count - 1 do
                let slot = k % memory

                Vectors.addScaled
                    (alpha[slot] - Vectors.dot y[slot] direction / Vectors.dot s[slot] y[slot])
                    s[slot]
                    direction

    /// Minimises a function that writes its gradient to its second argument.
    let minimiseFunction
        (evaluate: float[] -> float[] -> float)
        (cancellation: CancellationToken)
        maxIterations
        (start: float[])
        =
        let size = start.Length
        let theta = Array.copy start
        let trial = Array.zeroCreate<float> size
        let gradient = Array.zeroCreate<float> size
        let trialGradient = Array.zeroCreate<float> size
        let direction = Array.zeroCreate<float> size
        let history = ResizeArray<float>()
        let pairs = Pairs size
        // The step and the value that `trial` and `trialGradient` belong to: nearly always those that the search ends with.
        let lastStep = ref nan
        let lastValue = ref nan

        let along step =
            for p in 0 .. size - 1 do
                trial[p] <- theta[p] + step * direction[p]

            lastStep.Value <- step
            lastValue.Value <- evaluate trial trialGradient
            struct (lastValue.Value, Vectors.dot trialGradient direction)

        // Does one line search; true if it moved θ.
        let advance value =
            pairs.Direction(gradient, direction)
            let slope = Vectors.dot gradient direction

            if not (slope < 0.0) then
                false
            else
                let first =
                    if pairs.IsEmpty then
                        min 1.0 (1.0 / sqrt (Vectors.dot gradient gradient))
                    else
                        1.0

                let origin: LineSearch.Sample = { Step = 0.0; Value = value; Slope = slope }

                match LineSearch.search along origin first with
                | ValueNone -> false
                | ValueSome step ->
                    if step <> lastStep.Value then
                        along step |> ignore

                    let reached = lastValue.Value

                    if Double.IsFinite reached && reached <= value then
                        pairs.Add(trial, theta, trialGradient, gradient)
                        Array.blit trial 0 theta 0 size
                        Array.blit trialGradient 0 gradient 0 size
                        history.Add reached
                        true
                    else
                        false

        Optimisation.run theta history (fun () ->
            let value = evaluate theta gradient

            if not (Double.IsFinite value && Optimisation.isFinite gradient) then
                StopReason.Diverged
            else
                history.Add value
                let mutable stop = ValueNone
                let mutable iteration = 0

                while stop.IsNone && iteration < maxIterations do
                    cancellation.ThrowIfCancellationRequested()
                    iteration <- iteration + 1
                    let before = history[history.Count - 1]

                    if advance before then
                        if before - history[history.Count - 1] <= tolerance * abs before then
                            stop <- ValueSome StopReason.Converged
                    elif pairs.IsEmpty then
                        stop <- ValueSome StopReason.Converged
                    else
                        pairs.Clear() // try steepest descent once more

                stop |> ValueOption.defaultValue StopReason.IterationLimit)

    /// Of a box it keeps to the fixed values only.
    let minimise
        (kernel: Kernel)
        (loss: Loss)
        (decay: WeightDecay)
        noOffset
        (box: Feasible.Box voption)
        maxIterations
        (start: float[])
        =
        let evaluate (at: float[]) (target: float[]) =
            let value = kernel.LossAndGradient(loss, at, 0, target, 0) + decay.Value at
            decay.AddGradient(at, target)

            if noOffset then
                target[kernel.Layout.Offset] <- 0.0

            match box with
            | ValueSome box ->
                for p in 0 .. target.Length - 1 do
                    if box.Lower[p] = box.Upper[p] then
                        target[p] <- 0.0
            | ValueNone -> ()

            value

        minimiseFunction evaluate kernel.Cancellation maxIterations start
