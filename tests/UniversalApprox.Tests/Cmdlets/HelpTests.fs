/// The help: pages that fit the cmdlets, what Get-Help makes of them, and their examples, all of which run.
module UniversalApprox.Tests.Cmdlets.HelpTests

open System.IO
open System.Text.RegularExpressions
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private pages = Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "en-US")
let private moduleAssembly = Path.Combine(moduleFolder, "lib", "UniversalApprox.PowerShell.dll")

/// Says what the pages in a folder lack.
let private check folder =
    let builder = Process.builtFile (Path.Combine("cmdlets", "HelpBuilder")) "ua-help.dll"
    Process.run "dotnet" [ builder; "check"; moduleAssembly; folder ]

let private pageTests =
    [
        testCase "have words for each cmdlet and parameter, the facts of the assembly, and nothing else"
        <| fun () ->
            let result = check pages
            Expect.equal (result.Output, result.Error, result.ExitCode) ("", "", 0) "problems"

        testCase "that lack or invent something are found out"
        <| inFolder (fun folder ->
            for page in Directory.GetFiles pages do
                File.Copy(page, Path.Combine(folder, Path.GetFileName page))

            let change page (was: string) (becomes: string) =
                let file = Path.Combine(folder, page)
                let text = File.ReadAllText file
                Expect.stringContains text was $"{page} has what is changed"
                File.WriteAllText(file, text.Replace(was, becomes))

            change "Get-McmcSample.md" "Writes one kept step out of every `-Thin`; at least 1.\n" ""
            change "Get-McmcSummary.md" "### -InputObject" "### -Posterior"
            change "Compare-UnitFit.md" "default `0.05`" "default `0.5`"
            File.Delete(Path.Combine(folder, "New-NeuronSum.md"))
            File.WriteAllText(Path.Combine(folder, "Get-Nothing.md"), "# Get-Nothing\n")
            let result = check folder
            Expect.equal result.ExitCode 1 "exit code"

            for problem in
                [
                    "Get-McmcSample.md: -Thin has no words"
                    "Get-McmcSummary.md: -InputObject has no words"
                    "Get-McmcSummary.md: there is no parameter -Posterior"
                    "Compare-UnitFit.md: syntax or facts of parameters are not those of the assembly"
                    "New-NeuronSum.md: there is no page"
                    "Get-Nothing.md: there is no such cmdlet"
                ] do
                Expect.stringContains result.Output problem "problem")
    ]

let private onlineTests =
    [
        for address, links in
            [ [ "https://example.org/help/" ], [ "https://example.org/help/Get-McmcSample.md" ]; [], [] ] do
            testCase $"-Online has the address of the page where the package has one: %A{address}"
            <| inFolder (fun folder ->
                let builder = Process.builtFile (Path.Combine("cmdlets", "HelpBuilder")) "ua-help.dll"

                let built =
                    Process.run "dotnet" ([ builder; "build"; moduleAssembly; pages; folder ] @ address)

                Expect.equal (built.ExitCode, built.Error) (0, "") "built"
                let text = File.ReadAllText(Path.Combine(folder, "UniversalApprox.PowerShell.dll-Help.xml"))

                let found =
                    [
                        for m in Regex.Matches(text, "<maml:uri>([^<]*Get-McmcSample[^<]*)</maml:uri>") ->
                            m.Groups[1].Value
                    ]

                Expect.equal found links "links")
    ]

let private pageOf cmdlet = File.ReadAllText(Path.Combine(pages, cmdlet + ".md"))

/// What Get-Help has of each cmdlet: texts, counts, and the parameters without a description.
let private help =
    lazy
        (outputOf
            "foreach ($command in Get-Command -Module UniversalApprox) {
                 $help = Get-Help $command -Full
                 $own = $command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
                 [pscustomobject]@{
                     Name             = $command.Name
                     Synopsis         = $help.Synopsis
                     Syntax           = Get-Command $command -Syntax
                     Examples         = @($help.examples.example).Count
                     SuperfluousSets  = @($help.syntax.syntaxItem).Count - $command.ParameterSets.Count
                     Counts           = \"$(@($help.description).Count) $(@($help.inputTypes.inputType).Count) \" +
                         \"$(@($help.returnValues.returnValue).Count) $(@($help.alertSet.alert).Count)\"
                     WithoutWords     = \"$($own | Where-Object { -not ($help.parameters.parameter | Where-Object name -eq $_).description.Text })\"
                 }
             }")

let private nonEmptyLines (text: string) =
    text.ReplaceLineEndings("\n").Split '\n'
    |> Array.map _.TrimEnd()
    |> Array.filter (fun line -> line <> "")

let private getHelpTests =
    [
        testCase "shows synopsis, syntax, description, parameters and examples of every cmdlet"
        <| fun () ->
            Expect.isGreaterThan help.Value.Length 10 "cmdlets"

            for found in help.Value do
                let text name = property<string> name found
                let name = text "Name"
                let page, synopsis = pageOf name, (text "Synopsis").Trim()
                Expect.stringContains page $"\n{synopsis}\n" $"{name}: synopsis of the page"
                let syntax = Regex.Match(page, "(?ms)^```text\n(.*?)^```").Groups[1].Value

                Expect.equal
                    (nonEmptyLines (text "Syntax"))
                    (nonEmptyLines syntax)
                    $"{name}: syntax of the page"

                Expect.isGreaterThanOrEqual (property<int> "Examples" found) 2 $"{name}: examples"
                Expect.equal (property<int> "SuperfluousSets" found) 0 $"{name}: parameter sets"
                let counts = (text "Counts").Split ' '
                Expect.all counts (fun count -> int count > 0) $"{name}: description, inputs, outputs, notes"
                Expect.equal (text "WithoutWords") "" $"{name}: parameters"

        testCase "shows type, default, range and pipeline of a parameter"
        <| fun () ->
            let shown =
                outputOf
                    "$units = Get-Help Invoke-UnitSweep -Parameter Units
                     $units.type.name, $units.defaultValue, $units.pipelineInput, $units.required, ($units.description.Text -join ' ').ReplaceLineEndings(' ')
                     (Get-Help Invoke-UnitSweep -Parameter InputObject).pipelineInput
                     (Get-Help New-CurveData -Parameter Curve).position"

            Expect.equal
                (List.map string shown)
                [
                    "int[]"
                    "1, 2, 3, 4, 5, 6, 7, 8"
                    "False"
                    "false"
                    "Numbers of hidden units, from 1 to 4096, without repetition."
                    "True (ByValue)"
                    "0"
                ]
                "facts"

        testCase "-Examples shows the title of each example"
        <| fun () ->
            let titles =
                linesOf "Get-Help Invoke-UnitSweep -Examples" |> List.filter _.StartsWith("---- Example")

            Expect.equal
                (List.truncate 2 titles)
                [
                    "---- Example 1: How many neurons for a parabola? ----"
                    "---- Example 2: Rows of a CSV to rows of a CSV ----"
                ]
                "titles"

        testCase "shows the about topics with the terms that people look for"
        <| fun () ->
            for topic, terms in
                [
                    "about_UniversalApprox", [ "SHORT DESCRIPTION"; "Invoke-UnitSweep"; "InvalidArgument" ]
                    "about_NeuronSum", [ "24 sig(-1.4*x - 4.9)"; "leakyRelu" ]
                    "about_McmcDiagnostics", [ "NestedRHat"; "autocorrelation"; "Contraction" ]
                ] do
                let text = outputOf $"Get-Help {topic}" |> List.map string |> String.concat "\n"

                for term in terms do
                    Expect.stringContains (text.ToLowerInvariant()) (term.ToLowerInvariant()) topic

            Expect.equal
                (outputOf "Get-Help *mcmcd* | ForEach-Object Name" |> List.map string)
                [ "about_McmcDiagnostics" ]
                "found by a part of the name"
    ]

let private blocksOf page =
    let text = File.ReadAllText page
    [ for m in Regex.Matches(text, "(?ms)^```powershell\n(.*?)^```") -> m.Groups[1].Value ]

let private rat42 = Path.Combine(Process.repositoryRoot, "cmdlets", "examples", "data", "rat42.csv")

/// Each page has a folder of its own with the data. Short runs of sampling warn that they have not converged.
let private exampleTests =
    [
        for page in Directory.GetFiles pages |> Array.sort do
            testCase
                $"of {Path.GetFileNameWithoutExtension page} run without an error and show or write something"
            <| inFolder (fun folder ->
                File.Copy(rat42, Path.Combine(folder, "rat42.csv"))

                for block in blocksOf page do
                    let before = Directory.GetFiles(folder).Length
                    let shown = linesIn folder $"$ErrorActionPreference = 'Stop'\n{block}"
                    let wrote = Directory.GetFiles(folder).Length > before
                    // A session has no host that would show what -WhatIf says.
                    Expect.isTrue (shown <> [] || wrote || block.Contains "-WhatIf") block)
    ]

[<Tests>]
let tests =
    testList
        "cmdlets help"
        [
            testList "pages" pageTests
            testList "online" onlineTests
            testList "Get-Help" getHelpTests
            testList "examples" exampleTests
        ]
