namespace UniversalApprox.Core.Sampling

open System
open System.Runtime.InteropServices
open System.Threading

module private Cores =
    [<DllImport("libc")>]
    extern int private sched_getaffinity(int thread, unativeint size, byte[] cores)

    [<DllImport("libc")>]
    extern int private sched_setaffinity(int thread, unativeint size, byte[] cores)

    /// Moves this thread away from some cores, if it may use others: for a moment it may use those only. Linux puts a thread
    /// that wakes up where it last was, even beside the one that woke it, and can take 10 ms to move it. Other systems look
    /// for a free core by themselves.
    let leave (taken: int seq) =
        if OperatingSystem.IsLinux() then
            // A bit for each of 1024 cores.
            let allowed = Array.zeroCreate<byte> 128
            let size = unativeint allowed.Length

            if sched_getaffinity (0, size, allowed) >= 0 then
                let free = Array.copy allowed

                for core in taken do
                    free[core / 8] <- free[core / 8] &&& ~~~(1uy <<< core % 8)

                if Array.exists ((<>) 0uy) free && sched_setaffinity (0, size, free) = 0 then
                    sched_setaffinity (0, size, allowed) |> ignore

/// Threads that sleep between the runs of an ensemble: a new thread takes longer to begin than one that wakes up. Actions
/// must not throw.
[<Sealed>]
type internal Helpers(count: int) =
    let wake = Array.init count (fun _ -> new SemaphoreSlim(0))
    let finished = new SemaphoreSlim(0)
    // The cores of the calling thread and of each helper.
    let cores = Array.zeroCreate<int>(count + 1)
    let mutable action: int -> unit = ignore
    let mutable stopped = false

    /// Nobody begins on the core of one before.
    let settle number =
        let before = Array.sub cores 0 number

        if Array.contains (Thread.GetCurrentProcessorId()) before then
            try
                Cores.leave before
            with
            | :? DllNotFoundException
            | :? EntryPointNotFoundException
            | :? IndexOutOfRangeException ->
                // It is only slower for a while.
                ()

        cores[number] <- Thread.GetCurrentProcessorId()

    let help number () =
        wake[number - 1].Wait()

        while not (Volatile.Read &stopped) do
            settle number
            action number
            finished.Release() |> ignore
            wake[number - 1].Wait()

    let threads =
        Array.init count (fun i ->
            let thread = Thread(help (i + 1), IsBackground = true)
            thread.Start()
            thread)

    member _.Count = count

    /// Calls the action with 0 on this thread and with 1 … `count` on the helpers; returns when all have ended.
    member _.Run(work: int -> unit) =
        action <- work
        cores[0] <- Thread.GetCurrentProcessorId()
        wake |> Array.iter (fun semaphore -> semaphore.Release() |> ignore)
        work 0

        for _ in 1..count do
            finished.Wait()

    /// Ends the threads.
    member _.Stop() =
        Volatile.Write(&stopped, true)
        wake |> Array.iter (fun semaphore -> semaphore.Release() |> ignore)
        threads |> Array.iter _.Join()
