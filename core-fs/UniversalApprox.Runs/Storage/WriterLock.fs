namespace UniversalApprox.Runs

open System
open System.Collections.Concurrent
open System.IO
open System.Threading

/// Makes sure that one process at a time writes to a run file: it holds a file beside it open, which the operating system lets
/// go when the process ends, killed or not.
module internal WriterLock =
    /// Files that this process holds. Where the lock is one of the process, a look at it from here would drop it.
    let private own = ConcurrentDictionary<string, bool>()

    let private beside (path: string) = path + "-writer"

    /// Whether another process holds the file: EAGAIN of Linux, EWOULDBLOCK of macOS, ERROR_SHARING_VIOLATION of Windows.
    let private isConflict (error: IOException) =
        error.HResult = 11 || error.HResult = 35 || error.HResult = 0x80070020

    let private tryOpen (path: string) =
        try
            Some(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        with :? IOException as error when isConflict error ->
            None

    /// Deletes the file while it is held where the system allows that, so that nobody else's is deleted.
    let private release path (held: FileStream) =
        let delete () =
            try
                File.Delete path
            with
            | :? IOException
            | :? UnauthorizedAccessException -> ()

        if OperatingSystem.IsWindows() then
            held.Dispose()
            delete ()
        else
            delete ()
            held.Dispose()

    /// Whether the file that is held is still the one of that name: the writer before may have deleted it in between.
    let private isThere path =
        try
            use _probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)
            false
        with
        | :? IOException as error when isConflict error -> true
        | :? FileNotFoundException -> false

    /// None while another process holds it. A process that only looks holds it for a moment, so there are several attempts.
    let tryTake (path: string) : IDisposable option =
        let path = beside path

        let rec attempt left =
            match if own.ContainsKey path then None else tryOpen path with
            | Some held when isThere path ->
                own[path] <- true

                Some
                    { new IDisposable with
                        member _.Dispose() =
                            own.TryRemove path |> ignore
                            release path held
                    }
            | Some lost ->
                lost.Dispose()
                if left = 0 then None else attempt (left - 1)
            | None when left = 0 -> None
            | None ->
                Thread.Sleep 20
                attempt (left - 1)

        attempt 25

    /// Whether a process writes to the run file.
    let isHeld (path: string) =
        let path = beside path

        try
            if own.ContainsKey path then
                true
            elif File.Exists path then
                use _probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)
                false
            else
                false
        with
        | :? IOException as error -> isConflict error
        | :? UnauthorizedAccessException -> true
