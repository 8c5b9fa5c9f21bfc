/// The core's L-BFGS for B networks at once. One step of the loop evaluates all networks, and each of them has its own
/// position in its own line search.
module internal UniversalApprox.Torch.BatchLBfgs

open System
open System.Threading
open TorchSharp
open UniversalApprox.Core.Training

type private Tensor = torch.Tensor

let private tolerance = 1e-10

// Codes of the tensor of stop reasons.
let private running = 0.0
let private converged = 1.0
let private limit = 2.0
let private diverged = 3.0

[<Sealed>]
type private Descent(program: BatchProgram, noOffset: bool, maxIterations: int, starts: BatchStart[]) =
    let n = Numbers.Shared
    let batch = starts.LongLength
    let activations = starts |> Array.map _.Activation |> TensorActivation.runsOf

    let theta =
        (torch.tensor (starts |> Array.collect _.Theta, dtype = torch.float64)).view(batch, -1L).``to``
            program.Device

    let gradient = torch.zeros_like theta
    let direction = torch.zeros_like theta
    let value = torch.zeros ([| batch |], torch.float64, program.Device)
    let stop = torch.zeros_like value
    let iterations = torch.zeros_like value
    let pairs = BatchPairs theta
    let search = BatchLineSearch(batch, program.Device)
    let tolerance = tolerance.ToScalar()
    let runningCode = running.ToScalar()
    let convergedCode = converged.ToScalar()
    let limitCode = limit.ToScalar()
    let divergedCode = diverged.ToScalar()
    let maxIterations = (float maxIterations).ToScalar()

    let dot (a: Tensor) (b: Tensor) = a.mul(b).sum 1L

    let evaluate (at: Tensor) =
        let struct (losses, gradient) = program.LossAndGradient(activations, at)

        if noOffset then
            gradient.narrow(1, int64 program.Layout.Offset, 1L).zero_() |> ignore

        struct (losses, gradient)

    let assign (target: Tensor) (mask: Tensor) (source: Tensor) =
        let mask = if target.dim () = 2L then mask.unsqueeze 1 else mask
        target.copy_ (torch.where (mask, source, target)) |> ignore

    /// Sets new directions and line searches for the networks in `mask`. A network that cannot descend has converged.
    let aim (mask: Tensor) =
        let wanted = pairs.Direction gradient
        // Where the approximation points uphill, steepest descent gets one more try.
        let uphill = mask.logical_and ((dot gradient wanted).lt(n.Zero).logical_not())
        pairs.Clear uphill
        assign wanted uphill (gradient.neg ())
        assign direction mask wanted
        let slope = dot gradient direction
        stop.masked_fill_ (mask.logical_and (slope.lt(n.Zero).logical_not()), convergedCode) |> ignore
        let steepest = (dot gradient gradient).rsqrt_().clamp_(max = n.One)
        let first = torch.where (pairs.Counts.eq n.Zero, steepest, torch.ones_like steepest)
        search.Start(mask, value, slope, first)

    /// Evaluates the starting points.
    member _.Begin() =
        use _scope = torch.NewDisposeScope()
        let struct (losses, slopes) = evaluate theta
        let isFinite = losses.isfinite().logical_and(slopes.isfinite().all 1L)
        value.copy_ losses |> ignore
        gradient.copy_ slopes |> ignore
        stop.masked_fill_ (isFinite.logical_not (), divergedCode) |> ignore
        aim (stop.eq runningCode)

    /// Evaluates every network once. Writes the losses of networks that completed an iteration to `accepted`, and NaN for
    /// the others.
    member _.Advance(accepted: Tensor) =
        use _scope = torch.NewDisposeScope()
        let trial = theta.addcmul (direction, search.Step.unsqueeze 1, n.One)
        let struct (losses, slopes) = evaluate trial
        let along = dot slopes direction
        let tooFar (t: Tensor) = t.nan_to_num (infinity, Nullable infinity, Nullable infinity)
        let isRunning = stop.eq runningCode
        let struct (taken, gaveUp) = search.Judge(tooFar losses, tooFar along)
        let improves = losses.isfinite().logical_and(losses.le value)
        let moved = isRunning.logical_and (taken.logical_and improves)
        let failed = isRunning.logical_and (gaveUp.logical_or (taken.logical_and (improves.logical_not ())))
        accepted.copy_ (torch.where (moved, losses, torch.full_like (losses, n.NaN))) |> ignore
        pairs.Add(moved, trial.sub theta, slopes.sub gradient)
        let negligible = value.sub(losses).le(value.abs().mul_ tolerance)
        assign theta moved trial
        assign gradient moved slopes
        assign value moved losses
        // A failure along steepest descent ends the run; along another direction, steepest descent is tried next.
        let isEnd = failed.logical_and (pairs.Counts.eq n.Zero)
        stop.masked_fill_ (isEnd.logical_or (moved.logical_and negligible), convergedCode) |> ignore
        pairs.Clear failed
        let finished = moved.logical_or failed
        iterations.plus_ (finished.to_type torch.float64) |> ignore
        let isLimit = (stop.eq runningCode).logical_and(iterations.ge maxIterations)
        stop.masked_fill_ (isLimit, limitCode) |> ignore
        aim (finished.logical_and (stop.eq runningCode))

    member _.Theta = theta
    member _.Value = value
    member _.Stop = stop

let private toHost (tensor: Tensor) = tensor.cpu().contiguous().data<float>().ToArray()

let private reason code =
    if code = converged then StopReason.Converged
    elif code = limit then StopReason.IterationLimit
    elif code = diverged then StopReason.Diverged
    else StopReason.Cancelled

let minimise
    program
    noOffset
    maxIterations
    interval
    (cancellation: CancellationToken)
    (starts: BatchStart[])
    =
    use _scope = torch.NewDisposeScope()
    let batch = starts.Length
    let descent = Descent(program, noOffset, maxIterations, starts)
    let losses = torch.zeros ([| int64 interval; int64 batch |], torch.float64, program.Device)
    let histories = Array.init batch (fun _ -> ResizeArray<float>())
    descent.Begin()
    let first = toHost descent.Value
    let mutable codes = toHost descent.Stop

    for m in 0 .. batch - 1 do
        if codes[m] <> diverged then
            histories[m].Add first[m]

    while Array.contains running codes && not cancellation.IsCancellationRequested do
        let mutable row = 0

        while row < interval && not cancellation.IsCancellationRequested do
            descent.Advance(losses.select (0L, int64 row))
            row <- row + 1

        use _scope = torch.NewDisposeScope()
        let rows = toHost (losses.narrow (0, 0L, int64 row)) |> Array.chunkBySize batch
        codes <- toHost descent.Stop

        for row in rows do
            row
            |> Array.iteri (fun m loss ->
                if not (Double.IsNaN loss) then
                    histories[m].Add loss)

    let thetas = toHost descent.Theta
    // Native code reads the scalars of `descent`, so the collector must not take them before the last step is over.
    GC.KeepAlive descent

    thetas
    |> Array.chunkBySize program.Layout.ParameterCount
    |> Array.mapi (fun m theta ->
        let history = histories[m].ToArray()

        ({
            Theta = theta
            Loss = if history.Length > 0 then history[history.Length - 1] else nan
            Iterations = max 0 (history.Length - 1)
            Stop = reason codes[m]
            History = history
        }
        : Optimum))
