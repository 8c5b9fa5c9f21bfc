/// Connections to run files, and what their failures mean.
module internal UniversalApprox.Runs.Database

open System
open System.IO
open System.Runtime.ExceptionServices
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Files

let private fail path failure text inner : 'a = raise (RunFileException(path, failure, text, inner))

let private shown path = $"'{ShownText.cut path}'"

/// Primary codes of https://sqlite.org/rescode.html.
module private Code =
    let readOnly, io, corrupt, full, cannotOpen, busy, locked, notDatabase = 8, 10, 11, 13, 14, 5, 6, 26
    let ioFull = 778

let rethrow path (error: SqliteException) : 'a =
    let file = shown path

    match error.SqliteErrorCode with
    | code when code = Code.notDatabase ->
        fail path RunFailure.NotARunFile $"{file} is not a run file: it is no database." error
    | code when code = Code.corrupt ->
        fail
            path
            RunFailure.Damaged
            $"The run file {file} is damaged ({error.Message}). sqlite3 {file} .recover saves what is left."
            error
    | code when code = Code.full || error.SqliteExtendedErrorCode = Code.ioFull ->
        fail
            path
            RunFailure.Unwritable
            $"The disk of the run file {file} is full, or a limit on the size of files was reached. All that was finished before is in it: make room and run the same command again."
            error
    | code when code = Code.readOnly ->
        fail
            path
            RunFailure.Unwritable
            $"The run file {file} cannot be written: it, or its folder, is read-only."
            error
    | code when code = Code.io ->
        fail
            path
            RunFailure.Unwritable
            $"The run file {file} cannot be read or written: the disk failed, is full, or a limit on the size of files was reached (SQLite error {error.SqliteExtendedErrorCode}). All that was finished before is in it."
            error
    | code when code = Code.busy || code = Code.locked ->
        fail path RunFailure.InUse $"The run file {file} is locked by another program. Try again." error
    | code when code = Code.cannotOpen ->
        fail
            path
            RunFailure.Unreadable
            $"The run file {file} cannot be opened: its folder is missing or not to be read and written."
            error
    | _ -> fail path RunFailure.Unreadable $"The run file {file} cannot be used: {error.Message}" error

/// Runs work on a database; its failures are named.
let guarded path (work: unit -> 'a) : 'a =
    try
        work ()
    with :? SqliteException as error ->
        rethrow path error

let command (connection: SqliteConnection) (text: string) (values: (string * obj) seq) =
    let command = connection.CreateCommand()
    command.CommandText <- text

    for name, value in values do
        command.Parameters.AddWithValue(name, (if isNull value then box DBNull.Value else value)) |> ignore

    command

let execute connection text values =
    use command = command connection text values
    command.ExecuteNonQuery() |> ignore

let scalar connection text values : obj =
    use command = command connection text values
    command.ExecuteScalar()

let query connection text values (read: SqliteDataReader -> 'a) : 'a[] =
    use command = command connection text values
    use reader = command.ExecuteReader()

    [|
        while reader.Read() do
            read reader
    |]

let hasTable connection (name: string) =
    scalar connection "SELECT count(*) FROM sqlite_master WHERE name = $name" [ "$name", box name ]
    |> Convert.ToInt64
    |> (<) 0L

let optionOf (read: int -> 'a) (reader: SqliteDataReader) (column: int) =
    if reader.IsDBNull column then None else Some(read column)

let blob (reader: SqliteDataReader) (column: int) : byte[] = reader.GetFieldValue<byte[]> column

/// Does several statements as one: after a kill all of them are there, or none.
let transact (connection: SqliteConnection) (work: unit -> 'a) : 'a =
    execute connection "BEGIN IMMEDIATE" []

    let result =
        try
            work ()
        with error ->
            // A full disk has ended the transaction already.
            try
                execute connection "ROLLBACK" []
            with :? SqliteException ->
                ()

            (ExceptionDispatchInfo.Capture error).Throw()
            Unchecked.defaultof<'a>

    try
        execute connection "COMMIT" []
    with :? SqliteException ->
        try
            execute connection "ROLLBACK" []
        with :? SqliteException ->
            ()

        reraise ()

    result

let private connect (path: string) mode =
    let settings = SqliteConnectionStringBuilder()
    settings.DataSource <- path
    settings.Mode <- mode
    settings.Pooling <- false
    settings.DefaultTimeout <- 20
    let connection = new SqliteConnection(settings.ConnectionString)

    try
        connection.Open()
        connection
    with _ ->
        connection.Dispose()
        reraise ()

let private pragma connection name = Convert.ToInt64(scalar connection $"PRAGMA {name}" [])

/// The version of the schema; 0 for an empty database.
let private schemaVersion path connection =
    let id = pragma connection "application_id"
    let version = int (pragma connection "user_version")
    let objects = Convert.ToInt64(scalar connection "SELECT count(*) FROM sqlite_master" [])

    if id = Schema.applicationId then
        if version > Schema.version then
            fail
                path
                RunFailure.Newer
                $"{shown path} was written by a later version of UniversalApprox (run files of version {version}; this one reads up to {Schema.version})."
                null

        version
    elif objects = 0L && id = 0L && version = 0 then
        0
    else
        fail
            path
            RunFailure.NotARunFile
            $"{shown path} is not a run file: it is a database of another program."
            null

/// Leads an older or empty database to a version of the schema.
let migrate path connection target =
    let present = schemaVersion path connection

    if present < target then
        transact connection (fun () ->
            for text in Schema.migrations[present .. target - 1] do
                execute connection text []

            execute connection $"PRAGMA application_id = {Schema.applicationId}" []
            execute connection $"PRAGMA user_version = {target}" [])

/// File systems over a network. The shared memory of a write-ahead log does not work there.
let private networkFileSystems =
    [
        "nfs"
        "nfs4"
        "cifs"
        "smb"
        "smb2"
        "smb3"
        "smbfs"
        "9p"
        "lustre"
        "gpfs"
        "beegfs"
        "ceph"
        "afs"
        "glusterfs"
        "fuse.glusterfs"
        "fuse.sshfs"
        "fuse.ceph"
        "pvfs2"
        "webdav"
    ]

let isOnNetwork (path: string) =
    let folder = Path.GetDirectoryName(Path.GetFullPath path)

    let isWithin (drive: DriveInfo) =
        folder.StartsWith(drive.Name, StringComparison.Ordinal)
        || folder + string Path.DirectorySeparatorChar = drive.Name

    let isNetwork (drive: DriveInfo) =
        try
            drive.DriveType = DriveType.Network || List.contains drive.DriveFormat networkFileSystems
        with
        | :? IOException
        | :? UnauthorizedAccessException -> false

    folder.StartsWith(@"\\", StringComparison.Ordinal)
    || DriveInfo.GetDrives()
       |> Array.filter isWithin
       |> Array.sortByDescending _.Name.Length
       |> Array.tryHead
       |> Option.exists isNetwork

// The file is never opened but by SQLite: closing it would drop all locks that this process has on it.
let private checkPath (path: string) =
    if Directory.Exists path then
        fail path RunFailure.Unreadable $"{shown path} is a folder, not a run file." null

/// For the one writer. The write-ahead log lets others read while it writes; on network file systems a rollback journal makes
/// them wait for each other.
let openWriter path =
    checkPath path

    guarded path (fun () ->
        let connection = connect path SqliteOpenMode.ReadWriteCreate

        try
            schemaVersion path connection |> ignore
            let journal = if isOnNetwork path then "DELETE" else "WAL"
            scalar connection $"PRAGMA journal_mode = {journal}" [] |> ignore
            execute connection "PRAGMA synchronous = NORMAL" []
            execute connection "PRAGMA foreign_keys = ON" []
            migrate path connection Schema.version
            // A read-only file says so now, and not after an hour.
            transact connection (fun () -> execute connection $"PRAGMA user_version = {Schema.version}" [])
            connection
        with _ ->
            connection.Dispose()
            reraise ())

/// At the end of writing the file is a plain one again, that can be copied and read anywhere.
let closeWriter (connection: SqliteConnection) =
    try
        scalar connection "PRAGMA wal_checkpoint(TRUNCATE)" [] |> ignore
        scalar connection "PRAGMA busy_timeout = 0" [] |> ignore
        scalar connection "PRAGMA journal_mode = DELETE" [] |> ignore
    with :? SqliteException ->
        // Somebody reads, or the disk is full; then the log stays beside the file, and the next to close it tidies up.
        ()

    connection.Dispose()

/// For a reader, in a transaction: it sees the file as it is at one moment.
let read path (work: SqliteConnection -> 'a) : 'a =
    checkPath path

    if not (File.Exists path) then
        raise (FileNotFoundException($"There is no run file {shown path}.", path))

    guarded path (fun () ->
        use connection = connect path SqliteOpenMode.ReadOnly
        let version = schemaVersion path connection

        if version = 0 then
            fail path RunFailure.NotARunFile $"{shown path} is not a run file: it is empty." null

        execute connection "BEGIN" []
        work connection)
