/// Real PowerShell in processes of its own, with the module as the build lays it out. The version is the one that
/// .config/dotnet-tools.json names, whatever else is installed.
[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.Pwsh

open System
open System.Diagnostics
open System.IO
open System.Text.Json

let private manifest = Path.Combine(Process.repositoryRoot, ".config", "dotnet-tools.json")

let private version () =
    use document = JsonDocument.Parse(File.ReadAllText manifest)

    string (
        document.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()
    )

let private restore () =
    let result = Process.run "dotnet" [ "tool"; "restore"; "--tool-manifest"; manifest ]

    if result.ExitCode <> 0 then
        failwith
            $"`dotnet tool restore` failed, and the tests need the PowerShell that it fetches:\n{result.Output}{result.Error}"

/// The tool's own program in the NuGet cache. `dotnet pwsh` would start two processes more, which hold signals back.
let private program =
    lazy
        let system = if OperatingSystem.IsWindows() then "win" else "unix"
        let tool = Path.Combine(Process.buildValue "PackageRoot", "powershell", version ())
        let file = Path.Combine(tool, "tools", "net10.0", "any", system, "pwsh.dll")

        if not (File.Exists file) then
            restore ()

        file

/// The folder of modules that holds the shipped one.
let modules = Path.Combine(Process.repositoryRoot, "artifacts", "module")

/// No colours, and PowerShell finds the module by its name.
let private environment folder = [ "NO_COLOR", "1"; "PSModulePath", folder ]

/// The line that starts it in a shell.
let launcher () = $"dotnet '{program.Value}'"

/// Makes a process start this PowerShell, with the arguments that it has already.
let useIn (start: ProcessStartInfo) =
    start.FileName <- "dotnet"
    start.ArgumentList.Insert(0, program.Value)

    for name, value in environment modules do
        start.Environment[name] <- value

let private complete arguments = program.Value :: "-NoProfile" :: "-NonInteractive" :: arguments

/// Runs it to its end with further environment variables.
let runWith variables arguments =
    Process.runWith (environment modules @ variables) "dotnet" (complete arguments)

let run arguments = runWith [] arguments

/// The lines that a script prints in a process of its own, which must end without an error.
let linesOf script =
    let result = run [ "-Command"; script ]

    if (result.ExitCode, result.Error) <> (0, "") then
        failwith $"exit code {result.ExitCode}: {result.Error}"

    result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) |> List.ofArray

/// Starts a script and interrupts it, as Ctrl-C does, when it has printed its first line.
let interruptAfterFirstLine script =
    Process.interruptAfterFirstLine "dotnet" (complete [ "-Command"; script ]) (environment modules)
