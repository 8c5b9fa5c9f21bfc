/// What README.md and the pages of cmdlets/docs tell people to type works, and what they name is there.
module UniversalApprox.Tests.Surface.ReadmeTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private root = Process.repositoryRoot
let private read (page: string) = File.ReadAllText(Path.Combine(root, page)).ReplaceLineEndings "\n"

/// The README and the pages beside the help, relative to the root, with slashes. HelpTests run the help's pages, and HowToTests
/// those about other programs.
let private pages =
    [
        "README.md"
        for path in Directory.GetFiles(Path.Combine(root, "cmdlets", "docs"), "*.md") |> Array.sort do
            $"cmdlets/docs/{Path.GetFileName path}"
    ]

/// The fenced blocks of PowerShell.
let private blocks page =
    [ for m in Regex.Matches(read page, "(?ms)^```powershell\n(.*?)^```") -> m.Groups[1].Value ]

/// The files that a block writes to the current folder.
let private filesOf block =
    [ for m in Regex.Matches(block, @"(?<= )\w+\.(?:csv|json|html|md|plan|db)(?=\s)") -> m.Value ]
    |> List.distinct

let private runElsewhere =
    [
        "cmdlets/docs/arviz.md"
        "cmdlets/docs/clusters.md"
        "cmdlets/docs/emcee.md"
        "cmdlets/docs/stan.md"
    ]

[<Tests>]
let tests =
    testList
        "README"
        [
            for page in List.except runElsewhere pages do
                for i, block in List.indexed (blocks page) do
                    testCase
                        $"PowerShell block {i + 1} of {page} runs without an error and shows or writes something"
                    <| inFolder (fun folder ->
                        let files = filesOf block
                        let path name = Path.Combine(folder, name)
                        let moved (text: string) name = text.Replace($" {name}", $" '{path name}'")
                        // The current folder is the repository: that is where the block reads its data.
                        let script = List.fold moved block files
                        let shown = linesOf $"$ErrorActionPreference = 'Stop'\n{script}"
                        Expect.isTrue (shown <> [] || files <> []) "output"

                        for name in files do
                            Expect.isTrue (File.Exists(path name)) name)

            testCase "no example hides a warning"
            <| fun () ->
                let help = Directory.GetFiles(Path.Combine(root, "cmdlets", "docs", "en-US"), "*.md")

                for page in pages @ [ for path in help -> Path.GetRelativePath(root, path) ] do
                    let hidden =
                        Regex.Match(
                            read page,
                            @"(?i)-(WarningAction|WA) +'?(SilentlyContinue|Ignore)|\b3>|WarningPreference"
                        )

                    Expect.isFalse hidden.Success $"{page}: {hidden.Value}"

            testCase "the cmdlets of the table are those of the module"
            <| fun () ->
                let inTable =
                    [
                        for m in Regex.Matches(read "README.md", @"(?m)^\| `(\w+-\w+)` \|") ->
                            m.Groups[1].Value
                    ]

                let manifest = read "cmdlets/module/UniversalApprox.psd1"

                let exported =
                    [ for m in Regex.Matches(manifest, @"(?m)^        '(\w+-\w+)'") -> m.Groups[1].Value ]

                Expect.equal (List.sort inTable) (List.sort exported) "cmdlets"

            for page in pages @ [ "core-fs/ARCHITECTURE.md"; "facade-cs/samples/README.md" ] do
                testCase $"the files, folders and pictures that {page} names are there"
                <| fun () ->
                    let text = read page

                    let named =
                        [
                            // In backquotes, what begins with a folder or project of ours and has no blanks.
                            for m in
                                Regex.Matches(
                                    text,
                                    @"`((?:core-fs|facade-cs|cmdlets|tests|UniversalApprox\.\w+|Shared)(?:/[\w./-]*)?)`"
                                ) do
                                m.Groups[1].Value

                            for m in Regex.Matches(text, @"(?:\]\(|src=""|srcset="")((?!https?:)[^)""#]+)") do
                                m.Groups[1].Value
                        ]

                    for name in named do
                        // Packages are named as their projects are.
                        let isThere =
                            [ ""; string (Path.GetDirectoryName page); "core-fs"; "cmdlets" ]
                            |> List.exists (fun folder -> Path.Exists(Path.Combine(root, folder, name)))

                        Expect.isTrue isThere $"{page} names {name}"
        ]
