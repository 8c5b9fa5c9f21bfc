/// Real PowerShell with the module as it is shipped: pwsh of the PATH if it is recent enough, else the local tool that
/// `dotnet tool restore` fetches. Where there is neither, tests that need one are skipped.
[<RequireQualifiedAccess>]
module UniversalApprox.Tests.Support.RealPowerShell

open System
open System.ComponentModel
open System.IO
open System.Text.Json
open Expecto

let private isRecent (version: string) =
    match System.Version.TryParse(version.Trim().Split('-')[0]) with
    | true, number -> number >= System.Version(7, 6)
    | false, _ -> false

let private onPath () =
    try
        let told =
            Process.run "pwsh" [ "-NoProfile"; "-Command"; "$PSVersionTable.PSVersion.ToString()" ] [] ""

        if told.ExitCode = 0 && isRecent told.Output then
            Some("pwsh", [])
        else
            None
    with :? Win32Exception ->
        None

/// The tool's own program: `dotnet pwsh` starts two processes more, which take time and hold signals back.
let private localTool () =
    let manifest = Path.Combine(Process.repositoryRoot, ".config", "dotnet-tools.json")
    use document = JsonDocument.Parse(File.ReadAllText manifest)

    let version =
        document.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()

    let system = if OperatingSystem.IsWindows() then "win" else "unix"

    let program =
        Path.Combine(
            Process.buildValue "PackageRoot",
            "powershell",
            string version,
            "tools",
            "net10.0",
            "any",
            system,
            "pwsh.dll"
        )

    if File.Exists program then Some("dotnet", [ program ]) else None

let private found = lazy (onPath () |> Option.orElseWith localTool)

let private program () =
    match found.Value with
    | Some program -> program
    | None -> skiptest "there is no pwsh 7.6: dotnet tool restore fetches it"

/// No colours, and the module is found by its name.
let private environment modules = [ "NO_COLOR", "1"; "PSModulePath", modules ]

let private shipped = Path.Combine(Process.repositoryRoot, "artifacts", "module")

let private complete arguments =
    let name, first = program ()
    name, first @ [ "-NoProfile"; "-NonInteractive" ] @ arguments

/// Runs it to its end; modules are those of the folder.
let runWithModules folder arguments =
    let name, all = complete arguments
    Process.run name all (environment folder) ""

let run arguments = runWithModules shipped arguments

/// The lines that a script prints in a process of its own, without an error or a warning.
let linesOf script =
    let result = run [ "-Command"; script ]
    Expect.equal (result.ExitCode, result.Error) (0, "") "success"
    result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) |> List.ofArray

/// Starts it and sends it a signal when it has printed its first line, which must be its process id.
let signalAfterFirstLine signal script =
    let name, all = complete [ "-Command"; script ]
    Process.signalTold signal name all (environment shipped)

let private outputsOf (prepare: string) (scripts: string list) folder =
    let text =
        [
            $"Set-Location '{folder}'"
            prepare

            for script in scripts do
                // First, so that what goes to the host directly stands in its section.
                "[Console]::Out.Write(\"====`n\")"
                $"$shown = try {{ . {{\n{script}\n}} 3>&1 4>&1 | Out-String -Width 120 }} catch {{ \"$($_.FullyQualifiedErrorId): $_\" }}"
                "[Console]::Out.Write($shown)"
        ]
        |> String.concat "\n"

    let file = TemporaryFolder.write folder "session.ps1" text
    let result = run [ "-File"; file ]
    let parts = result.Output.Split "====\n" |> Array.skip 1
    Expect.hasLength parts (List.length scripts) $"outputs; {result.Error}"
    parts

let private trimmed (text: string) =
    text.ReplaceLineEndings("\n").Split '\n'
    |> Array.map _.TrimEnd()
    |> String.concat "\n"
    |> _.Trim('\n')

/// Tests that share a process, in a folder of their own, since a start takes half a second. Each is a script, with the
/// variables of those before it, and what it shows; an error that ends it is shown with its identifier.
let session name prepare (cases: (string * string * string) list) =
    let scripts = cases |> List.map (fun (_, script, _) -> script)

    let outputs = lazy (TemporaryFolder.inFolder (outputsOf prepare scripts) ())

    testList
        name
        [
            for i, (description, _, expected) in List.indexed cases do
                testCase description
                <| fun () ->
                    program () |> ignore
                    Expect.equal (trimmed outputs.Value[i]) (trimmed expected) "output"
        ]
