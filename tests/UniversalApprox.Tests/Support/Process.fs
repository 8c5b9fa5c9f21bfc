/// Running programs from tests, always with a time limit: a hanging child must fail a test, not the whole run.
[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.Process

open System
open System.Diagnostics
open System.IO
open System.Reflection
open System.Threading.Tasks

type Result = { ExitCode: int; Output: string; Error: string }

/// The folder that holds the solution, found upwards from the tests' own location.
let repositoryRoot =
    let rec up (folder: DirectoryInfo | null) =
        match folder with
        | null -> invalidOp $"UniversalApprox.sln is in no folder above {AppContext.BaseDirectory}"
        | f when File.Exists(Path.Combine(f.FullName, "UniversalApprox.sln")) -> f.FullName
        | f -> up f.Parent

    up (DirectoryInfo AppContext.BaseDirectory)

/// An output of another project of this solution, in the configuration the tests were built in.
let builtFile project name =
    let configuration =
        if
            AppContext.BaseDirectory.Contains(
                $"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}"
            )
        then
            "Debug"
        else
            "Release"

    Path.Combine(repositoryRoot, project, "bin", configuration, "net10.0", name)

/// What the build has written into an attribute of this assembly: paths that only it knows.
let buildValue name =
    Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>()
    |> Seq.find (fun attribute -> attribute.Key = name)
    |> fun attribute -> string attribute.Value

let private start (program: string) (arguments: string list) (environment: (string * string) list) =
    let info =
        ProcessStartInfo(
            program,
            arguments,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        )

    for name, value in environment do
        info.Environment[name] <- value

    match Process.Start info with
    | null -> invalidOp $"{program} did not start"
    | started -> started

let private finish (running: Process) (output: Task<string>) (error: Task<string>) =
    if not (running.WaitForExit Patience.limit) then
        running.Kill(entireProcessTree = true)
        raise (TimeoutException $"no end within {Patience.limit}; standard error so far: {error.Result}")

    {
        ExitCode = running.ExitCode
        Output = output.Result.ReplaceLineEndings "\n"
        Error = error.Result.ReplaceLineEndings "\n"
    }

/// Runs a program to its end with the given text as standard input.
let run program arguments environment (input: string) =
    use running = start program arguments environment
    let output = running.StandardOutput.ReadToEndAsync()
    let error = running.StandardError.ReadToEndAsync()

    try
        running.StandardInput.Write input
        running.StandardInput.Close()
    with :? IOException ->
        // A program that refuses its arguments may be gone before it reads.
        ()

    finish running output error

/// Starts a program, and sends SIGINT to the process whose id is its first line of output. The result is what came after that
/// line. Unix only.
let interruptAfterFirstLine program arguments environment =
    // A shell that runs the tests in the background makes them ignore SIGINT, and children inherit that. GNU's env undoes it.
    let program, arguments =
        if OperatingSystem.IsLinux() then
            "env", "--default-signal=INT" :: program :: arguments
        else
            program, arguments

    use running = start program arguments environment
    let error = running.StandardError.ReadToEndAsync()
    let first = running.StandardOutput.ReadLineAsync()

    if not (first.Wait Patience.limit) then
        running.Kill(entireProcessTree = true)
        raise (TimeoutException "no line of output")

    let output = running.StandardOutput.ReadToEndAsync()
    use kill = Process.Start("kill", [ "-INT"; string first.Result ])
    kill.WaitForExit()
    finish running output error
