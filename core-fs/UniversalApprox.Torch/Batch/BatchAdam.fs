/// Full-batch Adam for B networks at once. It keeps the order of operations of torch.optim.Adam and of the core's Adam.
module internal UniversalApprox.Torch.BatchAdam

open System
open System.Threading
open TorchSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Training

type private Tensor = torch.Tensor

let private beta1 = 0.9
let private beta2 = 0.999
let private epsilon = 1e-8

/// θ and the two moments, each [B, P]. They are updated in place.
type private State =
    {
        Theta: Tensor
        First: Tensor
        Second: Tensor
    }

    member this.Map change =
        { Theta = change this.Theta; First = change this.First; Second = change this.Second }

/// The progress of one network, on the host.
[<Sealed>]
type private Progress(start: float[]) =
    let history = ResizeArray<float>()
    member val Theta = start with get, set
    member val HasDiverged = false with get, set
    member _.History = history

/// The values that stay the same during a run.
type private Run =
    {
        Program: BatchProgram
        /// The activation of each network.
        Activations: Activation[]
        NoOffset: bool
        Rate: float
        Scalars: Scalar[]
    }

let private beta1Scalar run = run.Scalars[0]
let private oneMinusBeta1 run = run.Scalars[1]
let private beta2Scalar run = run.Scalars[2]
let private oneMinusBeta2 run = run.Scalars[3]
let private epsilonScalar run = run.Scalars[4]

let private evaluate run activations (theta: Tensor) =
    let struct (losses, gradient) = run.Program.LossAndGradient(activations, theta)

    if run.NoOffset then
        gradient.narrow(1, int64 run.Program.Layout.Offset, 1L).zero_() |> ignore

    struct (losses, gradient)

/// Takes the step to epoch `epoch` (from 1).
let private step run (state: State) (gradient: Tensor) (epoch: int) =
    use correction = (sqrt (1.0 - Math.Pow(beta2, float epoch))).ToScalar()
    use size = (-run.Rate / (1.0 - Math.Pow(beta1, float epoch))).ToScalar()
    state.First.mul_(beta1Scalar run).add_(gradient, oneMinusBeta1 run) |> ignore
    state.Second.mul_(beta2Scalar run).addcmul_(gradient, gradient, oneMinusBeta2 run) |> ignore
    let denominator = state.Second.sqrt().div_(correction).plus_(epsilonScalar run)
    state.Theta.addcdiv_ (state.First, denominator, size) |> ignore

let private toHost (tensor: Tensor) = tensor.cpu().contiguous().data<float>().ToArray()

let private rowsOf width (values: float[]) = Array.chunkBySize width values

/// Repeats an interval with the networks that diverged in it. The host checks one epoch after the other, to find the last
/// finite parameters of each network.
let private replay run (snapshot: State) (members: int[]) firstEpoch lastEpoch (progress: Progress[]) =
    use _scope = torch.NewDisposeScope()
    let index = torch.tensor(members |> Array.map int64).``to`` run.Program.Device
    let state = snapshot.Map(fun tensor -> tensor.index_select (0L, index))
    let activations = members |> Array.map (fun m -> run.Activations[m]) |> TensorActivation.runsOf
    let width = run.Program.Layout.ParameterCount

    for epoch in firstEpoch..lastEpoch do
        use _scope = torch.NewDisposeScope()
        let struct (losses, gradient) = evaluate run activations state.Theta
        let thetas = rowsOf width (toHost state.Theta)
        let losses = toHost losses
        let gradients = rowsOf width (toHost gradient)

        members
        |> Array.iteri (fun k m ->
            let one = progress[m]
            let finite = Double.IsFinite losses[k] && Array.forall Double.IsFinite gradients[k]

            if finite && not one.HasDiverged then
                one.History.Add losses[k]
                one.Theta <- thetas[k]
            else
                one.HasDiverged <- true)

        step run state gradient (epoch + 1)

    for m in members do
        progress[m].HasDiverged <- true

/// Fetches the losses of an interval (rows of B) and searches them for divergence. `last` are the gradients at its end.
let private fetch run (snapshot: State) (losses: Tensor) (last: Tensor) firstEpoch (progress: Progress[]) =
    let batch = progress.Length
    let rows = rowsOf batch (toHost losses)
    let gradients = rowsOf run.Program.Layout.ParameterCount (toHost last)

    let isFinite m =
        rows |> Array.forall (fun row -> Double.IsFinite row[m])
        && Array.forall Double.IsFinite gradients[m]

    let alive = [| 0 .. batch - 1 |] |> Array.filter (fun m -> not progress[m].HasDiverged)
    let sound, diverged = alive |> Array.partition isFinite

    for m in sound do
        for row in rows do
            progress[m].History.Add row[m]

    if diverged.Length > 0 then
        replay run snapshot diverged firstEpoch (firstEpoch + rows.Length - 1) progress

let private newState (starts: BatchStart[]) (device: torch.Device) =
    let theta =
        (torch.tensor (starts |> Array.collect _.Theta, dtype = torch.float64))
            .view(starts.LongLength, -1L)
            .``to``
            device

    { Theta = theta; First = torch.zeros_like theta; Second = torch.zeros_like theta }

let private optimum stop (progress: Progress) : Optimum =
    let history = progress.History.ToArray()

    {
        Theta = progress.Theta
        Loss = if history.Length > 0 then history[history.Length - 1] else nan
        Iterations = max 0 (history.Length - 1)
        Stop = if progress.HasDiverged then StopReason.Diverged else stop
        History = history
    }

let minimise program noOffset rate epochs interval (cancellation: CancellationToken) (starts: BatchStart[]) =
    use _scope = torch.NewDisposeScope()
    let scalars = [| beta1; 1.0 - beta1; beta2; 1.0 - beta2; epsilon |] |> Array.map (fun v -> v.ToScalar())

    let run =
        {
            Program = program
            Activations = starts |> Array.map _.Activation
            NoOffset = noOffset
            Rate = rate
            Scalars = scalars
        }

    let activations = TensorActivation.runsOf run.Activations
    let progress = starts |> Array.map (fun start -> Progress(Array.copy start.Theta))
    let state = newState starts program.Device
    let snapshot = state.Map(fun tensor -> tensor.clone ())
    let losses = torch.zeros ([| int64 interval; int64 starts.Length |], torch.float64, program.Device)
    let lastGradient = torch.zeros_like state.Theta
    let mutable epoch = 0
    let mutable isDone = false

    while not isDone do
        let firstEpoch = epoch
        let mutable endOfInterval = false
        snapshot.Theta.copy_ state.Theta |> ignore
        snapshot.First.copy_ state.First |> ignore
        snapshot.Second.copy_ state.Second |> ignore

        while not endOfInterval do
            use _scope = torch.NewDisposeScope()
            let struct (loss, gradient) = evaluate run activations state.Theta
            let row = epoch - firstEpoch
            losses.select(0L, int64 row).copy_ loss |> ignore
            isDone <- epoch = epochs || cancellation.IsCancellationRequested
            endOfInterval <- isDone || row = interval - 1

            if endOfInterval then
                lastGradient.copy_ gradient |> ignore

            if not isDone then
                epoch <- epoch + 1
                step run state gradient epoch

        use _scope = torch.NewDisposeScope()
        let rows = (if isDone then epoch + 1 else epoch) - firstEpoch
        fetch run snapshot (losses.narrow (0L, 0L, int64 rows)) lastGradient firstEpoch progress
        isDone <- isDone || progress |> Array.forall (fun one -> one.HasDiverged)

    rowsOf program.Layout.ParameterCount (toHost state.Theta)
    |> Array.iteri (fun m theta ->
        if not progress[m].HasDiverged then
            progress[m].Theta <- theta)

    let stop =
        if epoch = epochs then
            StopReason.IterationLimit
        else
            StopReason.Cancelled

    progress |> Array.map (optimum stop)
