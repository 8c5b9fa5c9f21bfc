namespace UniversalApprox.Core.Training

open System
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels

/// Full-batch Adam (D. P. Kingma & J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1). It keeps
/// the order of operations of torch.optim.Adam, so that equal starts give equal trajectories up to rounding. A step out of a box ends
/// at its bound.
module internal Adam =
    let private beta1 = 0.9
    let private beta2 = 0.999
    let private epsilon = 1e-8

    let minimise
        (kernel: Kernel)
        (loss: Loss)
        (decay: WeightDecay)
        noOffset
        (box: Feasible.Box voption)
        learningRate
        epochs
        (start: float[])
        =
        let theta = Array.copy start
        let trial = Array.copy start
        let gradient = Array.zeroCreate<float> theta.Length
        let first = Array.zeroCreate<float> theta.Length
        let second = Array.zeroCreate<float> theta.Length
        let history = ResizeArray<float>(min epochs 100_000 + 1)

        // Evaluates loss and gradient at `trial`, and moves θ there only if they are finite.
        let accept () =
            let value = kernel.LossAndGradient(loss, trial, 0, gradient, 0) + decay.Value trial
            decay.AddGradient(trial, gradient)
            let finite = Double.IsFinite value && Optimisation.isFinite gradient

            if finite then
                Array.blit trial 0 theta 0 theta.Length
                history.Add value

                if noOffset then
                    gradient[kernel.Layout.Offset] <- 0.0

            finite

        let step epoch =
            let correction1 = 1.0 - Math.Pow(beta1, float epoch)
            let correction2 = sqrt (1.0 - Math.Pow(beta2, float epoch))
            let size = learningRate / correction1

            for p in 0 .. theta.Length - 1 do
                let g = gradient[p]
                first[p] <- beta1 * first[p] + (1.0 - beta1) * g
                second[p] <- beta2 * second[p] + (1.0 - beta2) * g * g
                trial[p] <- theta[p] - size * first[p] / (sqrt second[p] / correction2 + epsilon)

                match box with
                | ValueSome box -> trial[p] <- min box.Upper[p] (max box.Lower[p] trial[p])
                | ValueNone -> ()

        Optimisation.run theta history (fun () ->
            let mutable epoch = 0
            let mutable finite = accept ()

            while finite && epoch < epochs do
                kernel.Cancellation.ThrowIfCancellationRequested()
                epoch <- epoch + 1
                step epoch
                finite <- accept ()

            if finite then StopReason.IterationLimit else StopReason.Diverged)
