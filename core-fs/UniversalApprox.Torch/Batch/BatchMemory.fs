/// Predicts the memory of a batch, and splits batches to fit.
module internal UniversalApprox.Torch.BatchMemory

open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Kernels
open UniversalApprox.Core.Training

/// The longest interval, in epochs, for which losses stay on the device before they are fetched.
let longestInterval = 64

/// The number of vectors of P numbers per network. For Adam, these are its state, a snapshot of it and the temporaries of a
/// step. For L-BFGS they include its ten pairs, which are copied once when one is added.
let private parameterVectors optimizer =
    match optimizer with
    | Optimizer.Adam _ -> 12
    | Optimizer.LBfgs _
    | Optimizer.LevenbergMarquardt _ -> 60

/// The number of bytes that one more network adds to a batch with these activations.
let bytesPerNetwork (task: BatchTask) activations =
    let layout: Layout = { Dimension = task.Data.Dimension; Units = task.Units }
    let number = if task.Precision = Precision.Single then 4L else 8L
    let points = int64 task.Data.Count
    let hidden = int64 (TensorActivation.liveArrays activations) * int64 task.Units * points
    let visible = int64 (task.Data.Dimension + 8) * points
    let parameters = int64 (parameterVectors task.Optimizer * layout.ParameterCount)
    number * (hidden + visible) + 8L * (parameters + int64 longestInterval)

/// The number of bytes of the points themselves.
let bytesOfPoints (task: BatchTask) =
    (if task.Precision = Precision.Single then 4L else 8L)
    * int64 task.Data.Count
    * int64 (2 * task.Data.Dimension + 2)

/// The largest number of networks whose training fits into `budget` bytes.
let largestBatch budget (task: BatchTask) activations =
    let perNetwork = bytesPerNetwork task activations
    let batch = (budget - bytesOfPoints task) / perNetwork

    if batch < 1L then
        let needed = (bytesOfPoints task + perNetwork) / 1048576L + 1L

        Check.reject
            "maxBytes"
            $"Training one network of {task.Units} units on {task.Data.Count} points takes {needed} MiB on the Torch engine, more than the {budget / 1048576L} MiB allowed. Raise maxBytes or use the Simd engine, which needs no such memory."

    int (min batch 1_000_000L)

/// The number of epochs between fetches of losses, each with a check for divergence. It is small enough that the work queued
/// on a device ends within a fraction of a second.
let interval batch (task: BatchTask) =
    let work = int64 batch * int64 (max 1 task.Units) * int64 task.Data.Count
    max 1 (int (min (int64 longestInterval) (500_000_000L / work)))
