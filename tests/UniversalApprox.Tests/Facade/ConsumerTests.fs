module UniversalApprox.Tests.Facade.ConsumerTests

open System
open System.Diagnostics
open System.IO
open Expecto

[<Tests>]
let tests =
    testCase "the C# consumer runs its examples" (fun () ->
        let program = Path.Combine(AppContext.BaseDirectory, "CSharp.Consumer.dll")

        let start =
            ProcessStartInfo(
                "dotnet",
                [ program ],
                RedirectStandardOutput = true,
                RedirectStandardError = true
            )

        use running = Process.Start start
        let errors = running.StandardError.ReadToEndAsync()
        let output = running.StandardOutput.ReadToEnd()
        running.WaitForExit()
        Expect.equal running.ExitCode 0 $"exit code; it wrote {output} {errors.Result}"
        Expect.stringContains output "examples passed" "output")
