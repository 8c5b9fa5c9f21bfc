/// Pages that follow runs, from real PowerShell.
module UniversalApprox.Tests.Cmdlets.ShowApproxRunTests

open System
open System.IO
open System.Net
open System.Net.Http
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private sweep =
    "New-CurveData Sine -Points 30 | Invoke-UnitSweep -Units 1 -Restarts 1 -Folds 0 -Run run.db | Out-Null"

let private client = new HttpClient(Timeout = Patience.limit)

let private get (address: string) =
    use response = Patience.result (client.GetAsync address)
    response.StatusCode, Patience.result (response.Content.ReadAsStringAsync())

let private ends =
    testCase "writes the address of a finished run, and ends when nobody reads it"
    <| inFolder (fun folder ->
        let lines =
            ModuleSession.outputIn
                folder
                $"{sweep}
                  Show-ApproxRun run.db -NoBrowser -UntilDone
                  (Get-ApproxRun run.db | Show-ApproxRun -NoBrowser -UntilDone).Count"
            |> List.map string

        match lines with
        | [ address; count ] ->
            Expect.isMatch address @"^http://127\.0\.0\.1:\d+/[0-9a-f]{48}/$" "address"
            Expect.equal count "1" "from the pipeline"
        | _ -> failtest $"{lines}")

let private opens =
    testCase "opens the page in the browser, serves it and its report, and then ends"
    <| inFolder (fun folder ->
        if OperatingSystem.IsWindows() then
            skiptest "the browser of this test is a shell script"

        let browser, noted = Path.Combine(folder, "browser"), Path.Combine(folder, "opened.txt")

        File.WriteAllText(
            browser,
            $"#!/bin/sh\nprintf '%%s' \"$1\" > {noted}.new && mv {noted}.new {noted}\n"
        )

        File.SetUnixFileMode(browser, UnixFileMode.UserRead ||| UnixFileMode.UserExecute)

        let reader =
            Threading.Tasks.Task.Run(fun () ->
                let until = DateTime.UtcNow + Patience.limit

                while not (File.Exists noted) && DateTime.UtcNow < until do
                    Threading.Thread.Sleep 20

                let address = File.ReadAllText noted
                address, get address, get (address + "state"), get (address + "report"))

        let lines =
            ModuleSession.outputIn
                folder
                $"{sweep}
                  $before = $env:BROWSER; $env:BROWSER = '{browser}'
                  Show-ApproxRun run.db -UntilDone
                  $env:BROWSER = $before"

        let address, (status, page), (_, state), (_, report) = Patience.result reader
        Expect.equal (List.map string lines) [ address ] "address"
        Expect.equal status HttpStatusCode.OK "page"
        Expect.stringContains page "run.db" "title"
        Expect.stringContains state "version" "state"
        Expect.stringContains report "Invoke-UnitSweep" "the report, with the commands of PowerShell")

let private stops =
    testCase "ends with Ctrl-C, and the port is free again"
    <| inFolder (fun folder ->
        ModuleSession.outputIn folder sweep |> ignore
        let path = Path.Combine(folder, "run.db")
        let result = ModuleSession.stopAfterFirstOutput $"Show-ApproxRun '{path}' -NoBrowser"
        Expect.isSome result.Terminating "stopped"

        Expect.throwsT<HttpRequestException>
            (fun () -> get (string result.Output.Head) |> ignore)
            "nobody listens")

let private refuses =
    testCase "what cannot be followed is an error with its identifier"
    <| inFolder (fun folder ->
        ModuleSession.outputIn folder sweep |> ignore
        write folder "text.db" "This is no database." |> ignore

        for script, id, text in
            [
                "Show-ApproxRun missing.db -NoBrowser", "FileNotFound", "missing.db"
                "Show-ApproxRun text.db -NoBrowser", "RunFileNotARunFile", "no database"
                "Show-ApproxRun . -NoBrowser", "RunFileUnreadable", "folder"
                "Show-ApproxRun run.db -NoBrowser -Port 0",
                "InvalidArgument",
                "-Port must be from 1 to 65535"
            ] do
            let error = ModuleSession.errorIn folder script
            Expect.stringStarts error.FullyQualifiedErrorId id script
            Expect.stringContains (string error) text script)

[<Tests>]
let tests = testList "cmdlets Show-ApproxRun" [ ends; opens; stops; refuses ]
