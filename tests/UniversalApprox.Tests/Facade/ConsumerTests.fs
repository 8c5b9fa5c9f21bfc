module UniversalApprox.Tests.Facade.ConsumerTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support

[<Tests>]
let tests =
    testCase "the C# consumer runs its examples" (fun () ->
        let program = Path.Combine(AppContext.BaseDirectory, "CSharp.Consumer.dll")
        let result = Process.run "dotnet" [ program ] [] ""
        Expect.equal result.ExitCode 0 $"exit code; it wrote {result.Output} {result.Error}"
        Expect.stringContains result.Output "examples passed" "output")
