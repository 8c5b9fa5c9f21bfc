/// Tests that a written file is complete or absent.
module UniversalApprox.Tests.Models.AtomicFileTests

open System
open System.IO
open System.Text
open System.Threading
open System.Threading.Tasks
open Expecto
open UniversalApprox.Files
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

[<Tests>]
let tests =
    testList
        "Atomic files"
        [
            testCase "text and bytes arrive as they are, new and in place of an earlier file"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "a")

                for text in [ "long enough to leave a rest"; "Größe, σ\n"; "" ] do
                    AtomicFile.writeText path text
                    Expect.equal (File.ReadAllBytes path) (Encoding.UTF8.GetBytes text) "UTF-8, no mark"

                let bytes = Array.init 100_000 byte
                AtomicFile.writeBytes path bytes
                Expect.equal (File.ReadAllBytes path) bytes "bytes"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it")

            testCase "a failure names the path, keeps what is there and leaves nothing behind"
            <| inFolder (fun folder ->
                let taken = Path.Combine(folder, "taken")
                let kept = Path.Combine(Directory.CreateDirectory(taken).FullName, "kept")
                File.WriteAllText(kept, "mine")

                let refusal path =
                    Expect.throwsC (fun () -> AtomicFile.writeText path "new") (fun error ->
                        Expect.isTrue
                            (error :? IOException || error :? UnauthorizedAccessException)
                            $"{error}"

                        Expect.stringContains error.Message $"{path} cannot be written" "path"
                        Expect.isFalse (error.Message.Contains ".tmp") error.Message)

                // A file cannot be renamed over a folder. This fails at the last moment, after the content is written.
                refusal taken
                refusal (Path.Combine(folder, "none", "a"))
                refusal (Path.Combine(kept, "a"))
                Expect.equal (File.ReadAllText kept) "mine" "kept"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it")

            testCase "mode and owner of a replaced file are kept, also behind a link"
            <| inFolder (fun folder ->
                if OperatingSystem.IsWindows() then
                    skiptest "there are no modes on Windows"

                let path, link = Path.Combine(folder, "a"), Path.Combine(folder, "link")
                AtomicFile.writeText path "old"
                File.CreateSymbolicLink(link, path) |> ignore

                for mode in [ 0o600; 0o640; 0o666; 0o444 ] do
                    for place in [ path; link ] do
                        File.SetUnixFileMode(path, enum<UnixFileMode> mode)
                        AtomicFile.writeText place $"new {mode}"
                        Expect.equal (int (File.GetUnixFileMode path)) mode "mode"
                        Expect.equal (File.ReadAllText path) $"new {mode}" "content"

                if Environment.IsPrivilegedProcess then
                    Process.run "chown" [ "1234:4321"; path ] |> ignore
                    AtomicFile.writeText path "of another"
                    let owner = Process.run "stat" [ "-c"; "%u:%g"; path ]
                    Expect.equal (owner.Output.Trim()) "1234:4321" "owner")

            testCase "a link stays a link to the file that is replaced"
            <| inFolder (fun folder ->
                let file =
                    Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "there")).FullName, "a")

                let link = Path.Combine(folder, "link")
                AtomicFile.writeText file "old"
                File.CreateSymbolicLink(link, file) |> ignore
                AtomicFile.writeText link "new"
                Expect.equal (File.ReadAllText file) "new" "the file"
                Expect.equal (FileInfo(link).LinkTarget) file "the link")

            testCase "a pipe, a device, and a link to one, are refused and stay what they are"
            <| inFolder (fun folder ->
                let pipe = Path.Combine(folder, "pipe")

                let isMade =
                    not (OperatingSystem.IsWindows()) && (Process.run "mkfifo" [ pipe ]).ExitCode = 0

                if not isMade then
                    skiptest "there are no pipes in folders here"

                let link = Path.Combine(folder, "link")
                File.CreateSymbolicLink(link, pipe) |> ignore

                for special in [ pipe; link; "/dev/null" ] do
                    Expect.throwsC (fun () -> AtomicFile.writeText special "new") (fun error ->
                        Expect.isTrue (error :? IOException) $"{error}"

                        Expect.equal
                            error.Message
                            $"{special} cannot be written: it is a device, a pipe or a socket, whose place a file would take."
                            "reason")

                Expect.equal (Process.run "test" [ "-p"; pipe ]).ExitCode 0 "still a pipe"
                Expect.equal (Process.run "test" [ "-c"; "/dev/null" ]).ExitCode 0 "still a device"
                Expect.equal (FileInfo(link).LinkTarget) pipe "still a link"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 2 "nothing beside them")

            testCase "a link to no file yet is written through"
            <| inFolder (fun folder ->
                let link = Path.Combine(folder, "link")
                File.CreateSymbolicLink(link, Path.Combine(folder, "later")) |> ignore
                AtomicFile.writeText link "new"
                Expect.equal (File.ReadAllText(Path.Combine(folder, "later"))) "new" "the file")

            testCase "a reader sees the complete earlier file or the complete new one"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "a")
                let content k = String.replicate 50_000 (string (k % 10))
                AtomicFile.writeText path (content 0)
                use stop = new CancellationTokenSource()

                let reader =
                    Task.Run(fun () ->
                        let mutable reads = 0

                        while not stop.IsCancellationRequested || reads = 0 do
                            let text = File.ReadAllText path
                            Expect.equal text (String(text[0], 50_000)) "whole"
                            reads <- reads + 1)

                for k in 1..50 do
                    AtomicFile.writeText path (content k)

                stop.Cancel()
                Patience.finish reader)
        ]
