namespace UniversalApprox.Core.Sampling.Collapsed

open System.Threading
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

/// A local maximum of a log-density and its shape there.
type internal Peak = { Point: float[]; Value: float; Shape: ModeShape }

/// The way to a local maximum.
module internal Uphill =
    let private maxIterations = 500
    let private maxNewtonSteps = 10
    /// A step that gains less than this is Newton's last: it leaves some 1e-10 of the mode's width.
    let private smallestGain = 1e-10
    let private maxHalvings = 20

    let dot (a: float[]) (b: float[]) = Array.fold2 (fun sum x y -> sum + x * y) 0.0 a b

    /// Close to it by L-BFGS: the point, and the value there. OperationCanceledException if cancelled.
    let climb (f: ValueAndGradient) (cancellation: CancellationToken) (start: float[]) =
        let descent (point: float[]) (gradient: float[]) =
            let value = f.Invoke(point, gradient)

            for p in 0 .. gradient.Length - 1 do
                gradient[p] <- -gradient[p]

            -value

        let optimum = LBfgs.minimiseFunction descent cancellation maxIterations start
        cancellation.ThrowIfCancellationRequested()
        struct (optimum.Theta, -optimum.Loss)

    /// The first of the steps 1, ½, ¼, … towards a point that does not lead down.
    let rec private improve (f: ValueAndGradient) (point: float[]) value (trial: float[]) halvings =
        let reached = f.Invoke(trial, Array.zeroCreate point.Length)

        if reached >= value then
            struct (trial, reached)
        elif halvings = 0 then
            struct (point, value)
        else
            improve f point value (Array.map2 (fun a b -> 0.5 * (a + b)) point trial) (halvings - 1)

    /// To the top by Newton's method; None if there are no second derivatives. `width` as in Curvature.shape.
    let polish (f: ValueAndGradient) width (start: float[]) =
        let gradient = Array.zeroCreate<float> start.Length

        let rec go point steps =
            Curvature.shape width f point
            |> Option.bind (fun shape ->
                let value = f.Invoke(point, gradient)
                let step = Curvature.ascent shape gradient
                let gain = 0.5 * dot step gradient
                let target = Array.map2 (+) point step
                let peak point value = Some { Point = point; Value = value; Shape = shape }

                if gain < smallestGain then
                    // Too little to see in the value.
                    peak target (f.Invoke(target, gradient))
                elif steps = 0 then
                    peak point value
                else
                    let struct (next, reached) = improve f point value target maxHalvings
                    if reached > value then go next (steps - 1) else peak point value)

        go start maxNewtonSteps
