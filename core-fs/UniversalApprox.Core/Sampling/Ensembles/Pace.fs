namespace UniversalApprox.Core.Sampling

open System
open System.Diagnostics
open System.Threading

/// Another thread of the ensemble has failed: there is nothing to wait for any more.
exception internal AnotherThreadFailed

module private Waiting =
    /// Waits until something is there; the ticks for which the core was offered to others meanwhile, by `standAside`.
    let inline until
        patience
        ([<InlineIfLambda>] standAside: unit -> unit)
        ([<InlineIfLambda>] isThere: unit -> bool)
        =
        let mutable looks = 0

        while looks <= patience && not (isThere ()) do
            looks <- looks + 1

        if looks <= patience then
            0L
        else
            let began = Stopwatch.GetTimestamp()

            while not (isThere ()) do
                standAside ()

            Stopwatch.GetTimestamp() - began

/// How far the threads of an ensemble have come. None of them waits at a barrier: one that is ahead goes on until it needs
/// a position that is not there yet, or would write over one that somebody may still read. `patience` is how often a thread
/// that waits looks again before it offers its core to others.
[<Sealed>]
type internal Pace(threads: int, start: int64, patience: int) =
    // Two cache lines for each thread.
    let spacing = 16
    let taken = Array.create (threads * spacing) start
    let began = Stopwatch.GetTimestamp()
    // 10 ms and a quarter of the time: a core may be away for a few.
    let tolerated = Stopwatch.Frequency / 100L
    let mutable failed = false
    let mutable last = Int64.MaxValue

    let slowest () =
        let mutable least = Volatile.Read &taken[0]

        for i in 1 .. threads - 1 do
            least <- min least (Volatile.Read &taken[i * spacing])

        least

    let standAside () =
        if Volatile.Read &failed then
            raise AnotherThreadFailed

        Thread.Yield() |> ignore

    /// The step after which all threads stop, because they wait for cores more than they help; far away while they do not.
    member _.Last = Volatile.Read &last

    /// The thread has taken this step, and has lost so many ticks waiting for others to get a core.
    member _.Report(thread: int, step: int64, lost: int64) =
        if lost > tolerated && lost > tolerated + (Stopwatch.GetTimestamp() - began) / 4L then
            // Nobody is further ahead than that, or can get there before this thread has reported its step.
            Interlocked.CompareExchange(&last, step + int64 WalkerRows.Kept, Int64.MaxValue) |> ignore

        Volatile.Write(&taken[thread * spacing], step)

    /// Whether every thread has taken a step.
    member _.HasBegun = slowest () > start

    /// The thread has failed; the others are not to wait for it.
    member _.Fail() = Volatile.Write(&failed, true)

    /// Waits until a row is of a step; the ticks for which the core was offered to others.
    member _.WaitForRow(rows: WalkerRows, row: int, step: int64) =
        Waiting.until patience standAside (fun () -> rows.IsOf(row, step))

    /// Waits until everybody has taken a step; the ticks for which the core was offered to others.
    member _.WaitForAll(step: int64) = Waiting.until patience standAside (fun () -> slowest () >= step)
