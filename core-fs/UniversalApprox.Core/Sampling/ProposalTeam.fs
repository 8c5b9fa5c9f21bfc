namespace UniversalApprox.Core.Sampling

open System
open System.Diagnostics
open System.Threading
open UniversalApprox.Core

/// Evaluates the proposals of half an ensemble of a network, on the calling thread and on helpers that stay ready between
/// half-steps: a half-step takes some microseconds, much less than starting a task.
///
/// Each value stands for itself: open, taken, or known. Everybody goes round from a place of their own, so that threads meet
/// at the end only and write to one cache line seldom. A value is taken and published by compare-and-exchange against marks
/// of this round: whoever computes it the bits are the same, and a helper that comes late cannot touch a later round. The
/// calling thread does not wait for a helper that lost its core: after the time of its own share once more it computes what is
/// missing itself, and asks for no help in the next half-steps, twice as many each time. So an overloaded machine costs the help, and
/// no more.
[<Sealed>]
type internal ProposalTeam(density: LogDensity, thetas: float[], floors: float[], values: float[]) =
    let count = values.Length
    let evaluator = density.CreateEvaluator()

    // Looks for work until a helper sleeps: longer than the calling thread takes between two half-steps.
    let idleSpins = 1000
    let longestRest = 1024

    let mutable helpers: Thread[] = [||]
    let mutable round = 0L
    let mutable sleeping = 0
    // Half-steps to do alone, and how many after the next time that help fails.
    let mutable rest = 0
    let mutable nextRest = 1
    let mutable stopped = false
    let wake = new SemaphoreSlim(0)

    /// NaNs that no computation gives, different in each round: nobody has taken the value, somebody has.
    let openMark round =
        BitConverter.Int64BitsToDouble(0x7FF4_0000_0000_0000L ||| ((round <<< 1) &&& 0x3_FFFF_FFFF_FFFEL))

    let takenMark round =
        BitConverter.Int64BitsToDouble(0x7FF4_0000_0000_0001L ||| ((round <<< 1) &&& 0x3_FFFF_FFFF_FFFEL))

    let same (a: float) (b: float) = BitConverter.DoubleToInt64Bits a = BitConverter.DoubleToInt64Bits b

    let isKnown round k =
        let value = Volatile.Read &values[k]
        not (same value (openMark round) || same value (takenMark round))

    /// Takes the values of a round that are still open, from a place on.
    let takeAll (evaluator: DensityEvaluator) now first =
        let openMark = openMark now
        let takenMark = takenMark now

        for i in 0 .. count - 1 do
            let k = if first + i < count then first + i else first + i - count

            if
                same (Volatile.Read &values[k]) openMark
                && same (Interlocked.CompareExchange(&values[k], takenMark, openMark)) openMark
            then
                let value = evaluator.EvaluateAbove(thetas, k, floors[k])
                Interlocked.CompareExchange(&values[k], value, takenMark) |> ignore

    let sleep known =
        // Announced before the last look, and looked for after the work is there: one of the two sees the other.
        Interlocked.Increment &sleeping |> ignore

        if Volatile.Read &round = known && not (Volatile.Read &stopped) then
            wake.Wait()

    let wakeSleepers () =
        if Volatile.Read &sleeping > 0 then
            wake.Release(Interlocked.Exchange(&sleeping, 0)) |> ignore

    let help (evaluator: DensityEvaluator) first () =
        let mutable known = 0L
        let mutable idle = 0

        while not (Volatile.Read &stopped) do
            let now = Volatile.Read &round

            if now <> known then
                known <- now
                idle <- 0

                // Whatever it was, the calling thread comes upon it when it computes the missing value.
                try
                    takeAll evaluator now first
                with _ ->
                    ()
            elif idle < idleSpins then
                idle <- idle + 1
                Thread.SpinWait 1
            else
                sleep known
                idle <- 0

    let computeAlone () =
        for k in 0 .. count - 1 do
            values[k] <- evaluator.EvaluateAbove(thetas, k, floors[k])

    /// Shares a round; whether everybody finished in time.
    let computeTogether () =
        let now = round + 1L
        Array.Fill(values, openMark now)
        Volatile.Write(&round, now)
        wakeSleepers ()
        let began = Stopwatch.GetTimestamp()
        takeAll evaluator now 0
        let ended = Stopwatch.GetTimestamp()
        // Values differ: one that is given up after some points takes a tenth of the time of one that is accepted.
        let deadline = ended + (ended - began)
        let mutable inTime = true

        for k in 0 .. count - 1 do
            while inTime && not (isKnown now k) do
                Thread.SpinWait 1
                inTime <- Stopwatch.GetTimestamp() < deadline

            if not (isKnown now k) then
                let value = evaluator.EvaluateAbove(thetas, k, floors[k])
                Interlocked.CompareExchange(&values[k], value, takenMark now) |> ignore

        inTime

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) = evaluator.Cancellation <- value

    /// Starts helpers; `Stop` ends them.
    member _.Start(helperCount: int) =
        helpers <-
            Array.init helperCount (fun h ->
                let own = density.CreateEvaluator()
                let first = (h + 1) * count / (helperCount + 1)
                let thread = Thread(help own first, IsBackground = true)
                thread.Start()
                thread)

    member _.Stop() =
        Volatile.Write(&stopped, true)

        if helpers.Length > 0 then
            wake.Release helpers.Length |> ignore
            helpers |> Array.iter _.Join()
            helpers <- [||]

    /// The log-densities of all proposals in `thetas`; −∞ may stand for one that is certain to lie below its floor.
    member _.Evaluate() =
        if helpers.Length = 0 then
            computeAlone ()
        elif rest > 0 then
            rest <- rest - 1
            computeAlone ()
        elif computeTogether () then
            nextRest <- max 1 (nextRest / 2)
        else
            rest <- nextRest
            nextRest <- min longestRest (2 * nextRest)
