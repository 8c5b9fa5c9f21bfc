namespace UniversalApprox.Runs

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Reflection
open System.Runtime.InteropServices
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Core.Kernels

/// What is written down about this process.
module internal Here =
    /// The version of this library, with which results may change.
    let product =
        let assembly = typeof<RunFileException>.Assembly

        let version =
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>().InformationalVersion

        version.Split('+')[0]

    /// The time in UTC, as SQLite's functions of dates take it.
    let now () = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)

    let vectorBits () = Arithmetic.vectorBits ()

/// The one connection of this process that writes to a file. Sweeps and chains of one pipeline share it. Every member may be
/// called from any thread.
[<Sealed>]
type internal Writer private (path: string, connection: SqliteConnection, held: IDisposable) =
    static let gate = obj ()
    static let opened = Dictionary<string, Writer>(StringComparer.Ordinal)
    let mutable users = 0
    let busy = HashSet<string>()

    let session =
        Database.guarded path (fun () ->
            Database.execute
                connection
                "INSERT INTO sessions (started, product, runtime, machine, system, process, cores, vector_bits) VALUES ($now, $product, $runtime, $machine, $system, $process, $cores, $bits)"
                [
                    "$now", box (Here.now ())
                    "$product", box Here.product
                    "$runtime", box RuntimeInformation.FrameworkDescription
                    "$machine", box Environment.MachineName
                    "$system",
                    box $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}"
                    "$process", box Environment.ProcessId
                    "$cores", box Environment.ProcessorCount
                    "$bits", box (Here.vectorBits ())
                ]

            Convert.ToInt64(Database.scalar connection "SELECT last_insert_rowid()" []))

    /// Who writes to a file, for the message that refuses a second writer.
    static let writerOf path =
        try
            Database.read path (fun connection ->
                Database.query
                    connection
                    "SELECT process, machine, started FROM sessions ORDER BY id DESC LIMIT 1"
                    []
                    (fun row -> $"process {row.GetInt64 0} on {row.GetString 1} since {row.GetString 2} UTC"))
            |> Array.tryHead
            |> Option.defaultValue "another process"
        with :? IOException ->
            "another process"

    static let create path =
        let held =
            try
                WriterLock.tryTake path
            with
            | :? DirectoryNotFoundException as error ->
                raise (
                    RunFileException(
                        path,
                        RunFailure.Unreadable,
                        $"The run file '{path}' cannot be made: its folder does not exist.",
                        error
                    )
                )
            | :? IOException
            | :? UnauthorizedAccessException as error ->
                raise (
                    RunFileException(
                        path,
                        RunFailure.Unwritable,
                        $"The run file '{path}' cannot be written, since nothing can be written beside it: {error.Message}",
                        error
                    )
                )

        match held with
        | None ->
            let message =
                $"The run file '{path}' is in use: {writerOf path} writes to it. Wait for its end, or take another file."

            raise (RunFileException(path, RunFailure.InUse, message, null))
        | Some held ->
            try
                let connection = Database.openWriter path

                try
                    new Writer(path, connection, held)
                with _ ->
                    connection.Dispose()
                    reraise ()
            with _ ->
                held.Dispose()
                reraise ()

    member _.Path = path
    member _.Session = session

    /// Reads or writes, one thread at a time.
    member _.Use(work: SqliteConnection -> 'a) : 'a =
        lock connection (fun () -> Database.guarded path (fun () -> work connection))

    /// Writes all or nothing.
    member this.Transact(work: SqliteConnection -> 'a) : 'a =
        this.Use(fun connection -> Database.transact connection (fun () -> work connection))

    /// Keeps a run from being done twice at once by this process.
    member _.Claim(name: string) : IDisposable =
        let taken = lock gate (fun () -> busy.Add name)

        if not taken then
            raise (
                RunFileException(
                    path,
                    RunFailure.InUse,
                    $"The run file '{path}' is in use: this process is at {name} already.",
                    null
                )
            )

        { new IDisposable with
            member _.Dispose() = lock gate (fun () -> busy.Remove name |> ignore)
        }

    member private _.Close() =
        opened.Remove path |> ignore

        try
            Database.execute
                connection
                "UPDATE sessions SET ended = $now WHERE id = $id"
                [ "$now", box (Here.now ()); "$id", box session ]
        with :? SqliteException ->
            ()

        Database.closeWriter connection
        held.Dispose()

    interface IDisposable with
        member this.Dispose() =
            lock gate (fun () ->
                users <- users - 1

                if users = 0 then
                    this.Close())

    member private _.Join() = users <- users + 1

    /// Opens or creates a file, or joins those of this process who write to it.
    static member Open(path: string) =
        let path = Path.GetFullPath path

        lock gate (fun () ->
            let writer =
                match opened.TryGetValue path with
                | true, writer -> writer
                | _ ->
                    let writer = create path
                    opened.Add(path, writer)
                    writer

            writer.Join()
            writer)
