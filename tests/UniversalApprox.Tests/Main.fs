module UniversalApprox.Tests.Main

open Expecto

[<EntryPoint>]
let main args = runTestsInAssemblyWithCLIArgs [ CLIArguments.Fail_On_Focused_Tests ] args
