module UniversalApprox.Tests.Main

open System
open System.IO
open Expecto
open Expecto.Impl

let private runTests args =
    let mutable closing = "0 passed, 0 failed, 0 skipped"
    let standard = TestPrinters.defaultPrinter

    let summary config (results: TestRunSummary) =
        let failed = results.failed.Length + results.errored.Length
        closing <- $"{results.passed.Length} passed, {failed} failed, {results.ignored.Length} skipped"
        standard.summary config results

    let plain =
        if Console.IsOutputRedirected then
            [ CLIArguments.No_Spinner; CLIArguments.Colours 0 ]
        else
            []

    let arguments =
        [ CLIArguments.Fail_On_Focused_Tests; CLIArguments.Printer { standard with summary = summary } ]
        @ plain

    let exitCode = runTestsInAssemblyWithCLIArgs arguments args
    // A plain line that any tool can read; Expecto has taken Console.Out over and pads what goes there.
    use output = new StreamWriter(Console.OpenStandardOutput())
    output.WriteLine $"\n{closing}"
    exitCode

/// "durable kind size path" is the program that tests of run files kill.
[<EntryPoint>]
let main args =
    match args with
    | [| "durable"; kind; size; path |] ->
        printfn "%s" (UniversalApprox.Tests.Support.DurableJob.run kind (int size) path)
        0
    | _ -> runTests args
