namespace UniversalApprox.Core.Sampling

open System
open System.Diagnostics
open System.Threading
open UniversalApprox.Core

/// Evaluates the proposals of half an ensemble of a network, on the calling thread and on helpers that stay ready between
/// half-steps: a half-step takes some microseconds, much less than starting a task.
///
/// A value is claimed by counting up and published by compare-and-exchange against this round's mark, so whoever computes it
/// the bits are the same, and a helper that comes late cannot touch a later round. The calling thread does not wait for a
/// helper that lost its core: after twice the time of a value it computes what is missing itself, and asks for no help in
/// the next half-steps, twice as many each time. So an overloaded machine costs the help, and no more.
[<Sealed>]
type internal ProposalTeam(density: LogDensity, thetas: float[], floors: float[], values: float[]) =
    let count = values.Length
    let evaluator = density.CreateEvaluator()

    // Looks for work until a helper sleeps: longer than the calling thread takes between two half-steps.
    let idleSpins = 1000
    let longestRest = 1024

    let mutable helpers: Thread[] = [||]
    let mutable round = 0L
    let mutable next = count
    let mutable sleeping = 0
    // Half-steps to do alone, and how many after the next time that help fails.
    let mutable rest = 0
    let mutable nextRest = 1
    let mutable stopped = false
    let wake = new SemaphoreSlim(0)

    /// A NaN that no computation gives, different in each round: the value is not known yet.
    let mark round =
        BitConverter.Int64BitsToDouble(0x7FF4_0000_0000_0000L ||| (round &&& 0x3_FFFF_FFFF_FFFFL))

    let isMark (value: float) round =
        BitConverter.DoubleToInt64Bits value = BitConverter.DoubleToInt64Bits(mark round)

    let compute (evaluator: DensityEvaluator) k =
        let now = Volatile.Read &round
        let value = evaluator.EvaluateAbove(thetas, k, floors[k])
        Interlocked.CompareExchange(&values[k], value, mark now) |> ignore

    /// Takes values until none is left; how many it were.
    let takeAll evaluator =
        let mutable taken = 0

        let mutable k =
            if Volatile.Read &next < count then
                Interlocked.Increment &next - 1
            else
                count

        while k < count do
            compute evaluator k
            taken <- taken + 1

            k <-
                if Volatile.Read &next < count then
                    Interlocked.Increment &next - 1
                else
                    count

        taken

    let sleep () =
        // Announced before the last look, and looked for after the work is there: one of the two sees the other.
        Interlocked.Increment &sleeping |> ignore

        if Volatile.Read &next >= count && not (Volatile.Read &stopped) then
            wake.Wait()

    let wakeSleepers () =
        if Volatile.Read &sleeping > 0 then
            wake.Release(Interlocked.Exchange(&sleeping, 0)) |> ignore

    let help (evaluator: DensityEvaluator) () =
        let mutable idle = 0

        while not (Volatile.Read &stopped) do
            if Volatile.Read &next < count then
                idle <- 0

                // Whatever it was, the calling thread comes upon it when it computes the missing value.
                try
                    takeAll evaluator |> ignore
                with _ ->
                    ()
            elif idle < idleSpins then
                idle <- idle + 1
                Thread.SpinWait 1
            else
                sleep ()
                idle <- 0

    let computeAlone () =
        for k in 0 .. count - 1 do
            values[k] <- evaluator.EvaluateAbove(thetas, k, floors[k])

    /// Shares a round; whether everybody finished in time.
    let computeTogether () =
        let now = round + 1L
        Array.Fill(values, mark now)
        Volatile.Write(&round, now)
        Interlocked.Exchange(&next, 0) |> ignore
        wakeSleepers ()
        let began = Stopwatch.GetTimestamp()
        let taken = takeAll evaluator
        let patience = 2L * (Stopwatch.GetTimestamp() - began) / int64 (max 1 taken)
        let deadline = Stopwatch.GetTimestamp() + patience
        let mutable inTime = true

        for k in 0 .. count - 1 do
            while inTime && isMark (Volatile.Read &values[k]) now do
                Thread.SpinWait 1
                inTime <- Stopwatch.GetTimestamp() < deadline

            if isMark (Volatile.Read &values[k]) now then
                compute evaluator k

        inTime

    member _.Cancellation
        with get (): CancellationToken = evaluator.Cancellation
        and set (value: CancellationToken) = evaluator.Cancellation <- value

    /// Starts helpers; `Stop` ends them.
    member _.Start(count: int) =
        helpers <-
            Array.init count (fun _ ->
                let own = density.CreateEvaluator()
                let thread = Thread(help own, IsBackground = true)
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
