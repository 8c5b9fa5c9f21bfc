/// Scripts in this process, in an engine that has imported the module as it is shipped, with everything they write.
module UniversalApprox.Tests.Support.ModuleSession

open System.Collections.Concurrent
open System.Diagnostics
open System.IO
open System.Management.Automation
open System.Management.Automation.Runspaces

type Result =
    {
        Output: PSObject list
        Errors: ErrorRecord list
        /// The error that ended the script, if one did.
        Terminating: ErrorRecord option
        Warnings: string list
        Verbose: string list
        Progress: ProgressRecord list
    }

/// The folder of the module that the build lays out.
let moduleFolder = Path.Combine(Process.repositoryRoot, "artifacts", "module", "UniversalApprox")

let private opening = obj ()

/// One at a time: engines that import a module at the same moment for the first time may end up without it.
let private openRunspace () =
    lock opening (fun () ->
        let runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2())
        runspace.Open()
        use import = PowerShell.Create runspace

        import
            .AddCommand("Import-Module")
            .AddParameter("Name", moduleFolder)
            .AddParameter("ErrorAction", "Stop")
            .Invoke()
        |> ignore

        runspace)

/// Tests run in parallel, and an engine runs one script at a time: those that are idle wait here.
let private idle = ConcurrentBag<Runspace>()

let private withRunspace use' =
    let runspace =
        match idle.TryTake() with
        | true, waiting -> waiting
        | false, _ -> openRunspace ()

    let result = use' runspace
    idle.Add runspace
    result

let private prepare (shell: PowerShell) (variables: (string * obj) list) (script: string) =
    for name, value in variables do
        shell.Runspace.SessionStateProxy.SetVariable(name, value)

    // A scope of its own: variables of one test do not reach the next.
    shell.AddScript(script, useLocalScope = true) |> ignore

let private collect (shell: PowerShell) (output: PSObject seq) terminating =
    {
        Output = List.ofSeq output
        Errors = List.ofSeq shell.Streams.Error
        Terminating = terminating
        Warnings = [ for warning in shell.Streams.Warning -> warning.Message ]
        Verbose = [ for line in shell.Streams.Verbose -> line.Message ]
        Progress = List.ofSeq shell.Streams.Progress
    }

/// Runs a script with variables of this session.
let runWith variables script =
    withRunspace (fun runspace ->
        use shell = PowerShell.Create runspace
        prepare shell variables script

        try
            collect shell (shell.Invoke()) None
        with :? RuntimeException as failure ->
            collect shell [] (Some failure.ErrorRecord))

let run script = runWith [] script

/// Runs a script, which must not fail in any way, and returns what it puts out.
let outputOf script =
    let result = run script

    match result.Terminating, result.Errors with
    | None, [] -> result.Output
    | Some error, _
    | None, error :: _ -> failwith $"{script}: {error}"

/// Starts a script and stops it, as Ctrl-C does, as soon as what it has written is enough and some time more has gone by.
/// Returns the result and how long the stop took.
let private stopWhen isEnough (further: System.TimeSpan) script =
    withRunspace (fun runspace ->
        use shell = PowerShell.Create runspace
        prepare shell [] script
        use output = new PSDataCollection<PSObject>()
        use first = new System.Threading.ManualResetEventSlim()

        let look _ =
            if isEnough shell output then
                first.Set()

        output.DataAdded.Add look
        shell.Streams.Progress.DataAdded.Add look
        let running = shell.BeginInvoke<PSObject, PSObject>(null, output)

        if not (first.Wait(System.TimeSpan.FromSeconds 60.0)) then
            failwith $"not enough within a minute; errors: %A{List.ofSeq shell.Streams.Error}"

        System.Threading.Thread.Sleep further
        let clock = Stopwatch.StartNew()
        shell.Stop()
        let elapsed = clock.Elapsed

        let stopped =
            try
                shell.EndInvoke running |> ignore
                None
            with :? PipelineStoppedException as stop ->
                Some stop.ErrorRecord

        collect shell output stopped, elapsed)

let stopAfterFirstOutput further script = stopWhen (fun _ output -> output.Count > 0) further script

/// As soon as it has written this many progress records of an activity.
let stopAfterProgress (activity: string) count script =
    let isEnough (shell: PowerShell) _ =
        let records = shell.Streams.Progress |> Seq.toArray |> Array.filter _.Activity.StartsWith(activity)
        records.Length >= count

    stopWhen isEnough System.TimeSpan.Zero script

/// A property of an object that a script put out.
let property<'a> name (item: PSObject) =
    match item.Properties[name] with
    | null -> failwith $"there is no property {name}"
    | found -> LanguagePrimitives.ConvertTo<'a> found.Value

let properties<'a> name (items: PSObject list) = items |> List.map (property<'a> name)

/// The single error of a script, whether or not it ended it.
let errorOf script =
    let result = run script

    match Option.toList result.Terminating @ result.Errors |> List.distinct with
    | [ error ] -> error
    | errors -> failwith $"{script}: expected one error, got %A{errors |> List.map string}"
