namespace UniversalApprox.Core.Sampling

open System
open System.Runtime.InteropServices
open System.Threading

/// The positions of all walkers after each of the last few steps, which the threads of an ensemble share. A row is a
/// position and, behind it, the number of the step that it is of. That number is written last: whoever finds it finds the
/// position too.
[<Sealed>]
type internal WalkerRows(walkers: int, dimension: int) =
    // Whole cache lines: no two walkers share one.
    let stride = (dimension + 1 + 7) / 8 * 8

    let values = GC.AllocateArray<float>(WalkerRows.Kept * walkers * stride + 7, pinned = true)

    // Elements up to a multiple of 64 bytes.
    let first =
        let address = Marshal.UnsafeAddrOfPinnedArrayElement(values, 0)
        int ((-(int64 address) &&& 63L) / 8L)

    /// Steps whose positions are kept, a power of two: so far may one thread be ahead of another.
    static member Kept = 8

    /// Where all rows lie.
    member _.Values = values

    /// Element at which the row of a walker after a step begins.
    member _.Row(step: int64, walker: int) =
        first + (int step &&& (WalkerRows.Kept - 1)) * walkers * stride + walker * stride

    member _.IsOf(row: int, step: int64) = Volatile.Read(&values[row + dimension]) = float step

    /// The position has been written.
    member _.Publish(row: int, step: int64) = Volatile.Write(&values[row + dimension], float step)

    /// Forgets all rows and takes these positions, as after `step`.
    member this.Load(positions: float[], step: int64) =
        Array.Fill(values, -1.0)

        for walker in 0 .. walkers - 1 do
            let row = this.Row(step, walker)
            Array.Copy(positions, walker * dimension, values, row, dimension)
            this.Publish(row, step)

    /// Copies the positions of `count` walkers after a step.
    member this.Copy(step: int64, walker: int, count: int, target: float[], at: int) =
        for w in 0 .. count - 1 do
            let row = this.Row(step, walker + w)
            let into = at + w * dimension

            for p in 0 .. dimension - 1 do
                target[into + p] <- values[row + p]
