/// Scripts in long-lived processes of real PowerShell that have imported the module as it is shipped, and everything that the
/// scripts write. Objects come back as copies, which have properties and texts but no methods.
module UniversalApprox.Tests.Support.ModuleSession

open System
open System.Collections.Concurrent
open System.IO
open System.Management.Automation
open System.Management.Automation.Runspaces
open System.Threading

type Result =
    {
        Output: PSObject list
        Errors: ErrorRecord list
        /// The error or the stop that ended the script, if one did.
        Terminating: ErrorRecord option
        Warnings: string list
        Verbose: string list
        Progress: ProgressRecord list
    }

/// The folder of the module that the build lays out.
let moduleFolder = Path.Combine(Pwsh.modules, "UniversalApprox")

/// Lets `watch` look at a script while it runs.
let private invoke watch (script: string) (runspace: Runspace) =
    use shell = PowerShell.Create runspace
    // A scope of its own: `$x` of a script is no global variable.
    shell.AddScript(script, useLocalScope = true) |> ignore
    use output = new PSDataCollection<PSObject>()
    watch shell output
    let running = shell.BeginInvoke<PSObject, PSObject>(null, output)

    if not (running.AsyncWaitHandle.WaitOne Patience.limit) then
        raise (TimeoutException $"no end within {Patience.limit}: {script}")

    let terminating =
        try
            shell.EndInvoke running |> ignore
            None
        with :? RuntimeException as failure ->
            Some failure.ErrorRecord

    {
        Output = List.ofSeq output
        Errors = List.ofSeq shell.Streams.Error
        Terminating = terminating
        Warnings = [ for warning in shell.Streams.Warning -> warning.Message ]
        Verbose = [ for line in shell.Streams.Verbose -> line.Message ]
        Progress = List.ofSeq shell.Streams.Progress
    }

type private Session = { Server: PowerShellProcessInstance; Runspace: Runspace }

let private openSession () =
    let server = new PowerShellProcessInstance()
    Pwsh.useIn server.Process.StartInfo
    let runspace = RunspaceFactory.CreateOutOfProcessRunspace(null, server)
    runspace.Open()
    let imported = invoke (fun _ _ -> ()) "Import-Module UniversalApprox -ErrorAction Stop" runspace
    imported.Terminating |> Option.iter (fun error -> failwith $"Import-Module: {error}")
    { Server = server; Runspace = runspace }

/// A process runs one script at a time, and tests run in parallel: there are at most as many processes as cores.
let private free = new SemaphoreSlim(Environment.ProcessorCount)
let private idle = ConcurrentBag<Session>()

let private inSession work =
    free.Wait()

    try
        let session =
            match idle.TryTake() with
            | true, waiting -> waiting
            | false, _ -> openSession ()

        try
            let result = work session.Runspace
            // Variables, $Error and the current folder are as at the start; the module stays.
            session.Runspace.ResetRunspaceState()
            idle.Add session
            result
        with _ ->
            session.Server.Dispose()
            reraise ()
    finally
        free.Release() |> ignore

let run script = inSession (invoke (fun _ _ -> ()) script)

let private movedTo (folder: string) script =
    let quoted = folder.Replace("'", "''")
    $"Set-Location -LiteralPath '{quoted}'\n{script}"

/// Runs a script whose current folder is this one.
let runIn folder script = run (movedTo folder script)

let private succeeded script result =
    match Option.toList result.Terminating @ result.Errors with
    | [] -> result.Output
    | error :: _ -> failwith $"{script}: {error}"

/// Runs a script, which must not fail in any way, and returns what it puts out.
let outputOf script = run script |> succeeded script

let outputIn folder script = runIn folder script |> succeeded script

/// Runs a script in a folder, which must not fail in any way, and returns the lines that PowerShell shows of its output, with
/// one blank between words and without empty lines.
let linesIn folder script =
    let shown =
        outputIn folder $". {{\n{script}\n}} | Out-String -Width 160"
        |> List.map string
        |> String.concat "\n"

    [
        for line in shown.ReplaceLineEndings("\n").Split '\n' do
            match line.Split(' ', StringSplitOptions.RemoveEmptyEntries) with
            | [||] -> ()
            | words -> String.concat " " words
    ]

let linesOf script = linesIn Process.repositoryRoot script

let private singleError script result =
    match Option.toList result.Terminating @ result.Errors with
    | [ error ] -> error
    | errors -> failwith $"{script}: expected one error, got %A{errors |> List.map string}"

/// The single error of a script, whether or not it ended it.
let errorOf script = run script |> singleError script

let errorIn folder script = runIn folder script |> singleError script

/// Starts a script and stops it, as Ctrl-C does, as soon as it has put something out.
let stopAfterFirstOutput script =
    let watch (shell: PowerShell) (output: PSDataCollection<PSObject>) =
        output.DataAdded.Add(fun _ -> shell.BeginStop(null, null) |> ignore)

    inSession (invoke watch script)

/// As soon as it has written such a progress record.
let stopAtProgress isEnough script =
    let watch (shell: PowerShell) _ =
        shell.Streams.Progress.DataAdded.Add(fun added ->
            if isEnough shell.Streams.Progress[added.Index] then
                shell.BeginStop(null, null) |> ignore)

    inSession (invoke watch script)

/// The name of the type that an object had in its session.
let typeName (item: PSObject) = item.TypeNames[0].Replace("Deserialized.", "")

let columns (row: PSObject) = [ for column in row.Properties -> column.Name ]

/// A property of an object that a script put out.
let property<'a> name (item: PSObject) =
    match item.Properties[name] with
    | null -> failwith $"there is no property {name}"
    | found -> LanguagePrimitives.ConvertTo<'a> found.Value

let properties<'a> name (items: PSObject list) = items |> List.map (property<'a> name)
