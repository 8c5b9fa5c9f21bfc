/// What people install: the packages and the module's zip, made by the commands that build.ps1 calls.
module UniversalApprox.Tests.Surface.PackageTests

open System
open System.IO
open System.IO.Compression
open System.Text
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private root = Process.repositoryRoot

/// The configuration that the tests were built in: what is packed is what was tested.
let private configuration =
    DirectoryInfo(Path.TrimEndingDirectorySeparator AppContext.BaseDirectory).Parent.Name

let private dotnet arguments =
    let result = Process.run "dotnet" arguments
    Expect.equal result.ExitCode 0 (result.Output + result.Error)

let private entriesOf path =
    use zip = ZipFile.OpenRead path
    [ for entry in zip.Entries -> entry.FullName ]

let private textOf (path: string) (entry: string) =
    use zip = ZipFile.OpenRead path
    use reader = new StreamReader(zip.GetEntry(entry).Open())
    reader.ReadToEnd()

let private names =
    [ "UniversalApprox" ]
    @ ([ "Charts"; "Core"; "Interchange"; "Models"; "Runs"; "Torch" ]
       |> List.map (fun part -> $"UniversalApprox.{part}"))

let private checkPackage folder name =
    let package = Directory.GetFiles(folder, $"{name}.?.*.nupkg") |> Array.exactlyOne
    let entries = entriesOf package

    for entry in
        [ "README.md"; "LICENSE"; "THIRD-PARTY-NOTICES.txt" ]
        @ [ $"lib/net10.0/{name}.dll"; $"lib/net10.0/{name}.xml" ] do
        Expect.contains entries entry name

    // A page of its own, whose links and commands do not need a clone.
    let page = textOf package "README.md"
    Expect.isFalse (page.Contains "](" || page.Contains "dotnet run") "page"
    Expect.isFalse (entries |> List.exists _.StartsWith("runtimes")) "native code is the application's choice"
    let specification = textOf package $"{name}.nuspec"
    Expect.isFalse (specification.Contains "libtorch-") "no dependency on libtorch"
    Expect.stringContains specification """<license type="expression">MIT</license>""" "licence"
    Expect.contains (entriesOf (Path.ChangeExtension(package, "snupkg"))) $"lib/net10.0/{name}.pdb" "symbols"

let private libraries = Path.Combine(ModuleSession.moduleFolder, "lib")

[<Tests>]
let tests =
    testList
        "packages"
        [
            testCase "each has its documentation, README, licences and symbols, and no native code"
            <| inFolder (fun folder ->
                let solution = Path.Combine(root, "UniversalApprox.sln")
                dotnet [ "pack"; solution; "-c"; configuration; "--no-build"; $"-p:PackageFolder={folder}/" ]
                names |> List.iter (checkPackage folder))

            testCase "the module's zip can be unpacked anywhere and imported"
            <| inFolder (fun folder ->
                let project = Path.Combine(root, "cmdlets", "UniversalApprox.PowerShell")

                let properties =
                    [ $"-p:Configuration={configuration}"; "-p:NoBuild=true"; $"-p:PackageFolder={folder}/" ]

                dotnet ([ "msbuild"; project; "-nologo"; "-t:PackModule" ] @ properties)
                let zip = Directory.GetFiles(folder, "*.zip") |> Array.exactlyOne
                Expect.isFalse (entriesOf zip |> List.exists _.Contains("torch_cpu")) "libtorch"
                ZipFile.ExtractToDirectory(zip, folder)

                let job = "(New-NeuronSum '2 sig(x)' | Get-NeuronPrediction -X 0).Prediction"
                let script import = $"{import}; {job}; (Get-Module UniversalApprox).ModuleBase"

                // By its path; and from a folder of PSModulePath, without an import at all.
                for modules, import in
                    [ Path.GetTempPath(), $"Import-Module '{folder}/UniversalApprox'"; folder, "" ] do
                    let result = Pwsh.runWith [ "PSModulePath", modules ] [ "-Command"; script import ]
                    Expect.equal (result.Error, result.Output) ("", $"1\n{folder}/UniversalApprox\n") import)

            testCase "no path of the machine they were built on is in the libraries"
            <| fun () ->
                for file in Directory.GetFiles(libraries, "UniversalApprox*") do
                    let content = ReadOnlySpan<byte>(File.ReadAllBytes file)
                    Expect.equal (content.IndexOf(ReadOnlySpan<byte>(Encoding.UTF8.GetBytes root))) -1 file

            testCase "the notices name every library that comes along, and plotly.js"
            <| fun () ->
                let notices =
                    File.ReadAllText(Path.Combine(ModuleSession.moduleFolder, "THIRD-PARTY-NOTICES.txt"))

                let others =
                    Directory.GetFiles(libraries, "*.dll")
                    |> Array.map (fun path -> string (Path.GetFileNameWithoutExtension path))
                    |> Array.filter (fun name -> not (name.StartsWith "UniversalApprox"))

                Expect.isNonEmpty others "libraries"

                for name in Array.append others [| "plotly.js"; "libtorch" |] do
                    Expect.stringContains notices $"\n  {name} " "notice"
        ]
