namespace UniversalApprox.Core.Sampling

open System.Threading

/// Another thread of the ensemble has failed: there is nothing to wait for any more.
exception internal AnotherThreadFailed

module private Waiting =
    /// Waits until something is there; whether that took so long that the core was given up.
    let inline until
        patience
        ([<InlineIfLambda>] check: unit -> unit)
        ([<InlineIfLambda>] isThere: unit -> bool)
        =
        let mutable looks = 0

        while not (isThere ()) do
            check ()
            looks <- looks + 1

            if looks > patience then
                Thread.Yield() |> ignore

        looks > patience

/// How far the threads of an ensemble have come. None of them waits at a barrier: one that is ahead goes on until it needs
/// a position that is not there yet, or would write over one that somebody may still read. `patience` is how often a thread
/// that waits looks again before it offers its core to others.
[<Sealed>]
type internal Pace(threads: int, start: int64, patience: int) =
    // Two cache lines each.
    let spacing = 16
    let taken = Array.create (threads * spacing) start
    let mutable failed = false

    let slowest () =
        let mutable least = Volatile.Read &taken[0]

        for i in 1 .. threads - 1 do
            least <- min least (Volatile.Read &taken[i * spacing])

        least

    let check () =
        if Volatile.Read &failed then
            raise AnotherThreadFailed

    /// The thread has taken this step.
    member _.Report(thread: int, step: int64) = Volatile.Write(&taken[thread * spacing], step)

    /// The thread has failed; the others are not to wait for it.
    member _.Fail() = Volatile.Write(&failed, true)

    /// Waits until a row is of a step; whether that took so long that the core was given up.
    member _.WaitForRow(rows: WalkerRows, row: int, step: int64) =
        Waiting.until patience check (fun () -> rows.IsOf(row, step))

    /// Waits until everybody has taken a step; whether that took so long that the core was given up.
    member _.WaitForAll(step: int64) = Waiting.until patience check (fun () -> slowest () >= step)
