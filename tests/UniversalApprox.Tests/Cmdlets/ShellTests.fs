/// The embedded shell as its users meet it: a process with arguments, streams and an exit code.
module UniversalApprox.Tests.Cmdlets.ShellTests

open System
open System.IO
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private shellWith environment arguments input =
    let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"
    Process.run "dotnet" (shell :: arguments) environment input

let private shell arguments = shellWith [] arguments ""
let private command (text: string) = shell [ "-Command"; text ]

let private script folder (text: string) =
    let path = Path.Combine(folder, "script.ps1")
    File.WriteAllText(path, text)
    path

let private onUnix name test =
    if OperatingSystem.IsWindows() then
        ptestCase name ignore
    else
        testCase name test

let private commandLine =
    testList
        "command line"
        [
            testCase "a mistyped option is named on standard error and ends with 64"
            <| fun () ->
                let result = shell [ "-Comand"; "1" ]
                Expect.equal result.ExitCode 64 "exit code"
                Expect.stringContains result.Error "'-Comand'" "names the option"
                Expect.equal result.Output "" "nothing on standard output"

            testCase "a script that does not exist ends with 64"
            <| fun () ->
                let result = shell [ "no-such-file.ps1" ]
                Expect.equal result.ExitCode 64 "exit code"

                Expect.stringContains
                    result.Error
                    "'no-such-file.ps1' is not recognized as the name of a script file"
                    "pwsh's words"

            testCase "help names every option, the streams and the exit codes"
            <| fun () ->
                let result = shell [ "-?" ]
                Expect.equal result.ExitCode 0 "exit code"

                for word in
                    [ "-File"; "-Command"; "-NonInteractive"; "Exit codes"; "standard error"; "Export-Csv" ] do
                    Expect.stringContains result.Output word "help"

            testCase "redirected standard input is run as commands"
            <| fun () ->
                let result = shellWith [] [] "'one'\nif ($true) {\n  'two'\n}\nexit 3\n"
                Expect.equal (result.Output, result.ExitCode) ("one\ntwo\n", 3) "output and exit code"
        ]

let private exitCodes =
    testList
        "exit codes"
        [
            testCase "-Command fails by its last $?"
            <| fun () ->
                Expect.equal (command "Write-Error first; 1").ExitCode 0 "a later success"
                Expect.equal (command "1; Write-Error last").ExitCode 1 "a failure at the end"

            testCase "a command that does not parse says why"
            <| fun () ->
                let result = command "foreach ($i in 1..3) {"
                Expect.equal result.ExitCode 1 "exit code"
                Expect.stringContains result.Error "Missing closing '}'" "the parser's message"

            testCase "an uncaught error in a script ends it with 1 and shows the position"
            <| inFolder (fun folder ->
                let result = shell [ "-File"; script folder "'before'\nthrow 'broken'\n'after'" ]
                Expect.equal (result.Output, result.ExitCode) ("before\n", 1) "output and exit code"
                Expect.stringContains result.Error "script.ps1:2" "position"
                Expect.stringContains result.Error "broken" "message")

            testCase "arguments and exit N of a script"
            <| inFolder (fun folder ->
                let path =
                    script
                        folder
                        "param([string]$Name, [int]$Count, [switch]$On, [switch]$Off, $Rest)
                         \"$Name|$Count|$On|$Off|$Rest\"
                         Write-Error 'not the end'
                         exit 7"

                let result =
                    shell [ "-File"; path; "-Name"; "a b"; "-Count"; "-3"; "-On"; "-Off:$false"; "last" ]

                Expect.equal
                    (result.Output, result.ExitCode)
                    ("a b|-3|True|False|last\n", 7)
                    "output and exit code")
        ]

let private streams =
    testList
        "streams"
        [
            testCase "only output objects and Write-Host reach standard output, without colour codes"
            <| fun () ->
                let result =
                    command
                        "'object'; Write-Host host -ForegroundColor Red; Write-Warning w; Write-Verbose v -Verbose
                         Write-Progress ('activi' + 'ty1') -PercentComplete 5; Write-Error e; exit 0"

                Expect.equal result.Output "object\nhost\n" "standard output"

                for word in [ "WARNING: w"; "VERBOSE: v"; "e" ] do
                    Expect.stringContains result.Error word "standard error"

                Expect.isFalse
                    (result.Error.Contains '\u001b' || result.Error.Contains "activity1")
                    "no colours, no progress"

            testCase "the width of redirected tables follows COLUMNS"
            <| fun () ->
                let text = "[pscustomobject]@{ Text = 'x' * 300 }"

                let widest (result: Process.Result) =
                    result.Output.Split '\n' |> Seq.map String.length |> Seq.max

                Expect.isLessThanOrEqual
                    (widest (shellWith [ "COLUMNS", "" ] [ "-c"; text ] ""))
                    120
                    "default"

                Expect.isLessThanOrEqual
                    (widest (shellWith [ "COLUMNS", "60" ] [ "-c"; text ] ""))
                    60
                    "COLUMNS"

            testCase "$input holds the lines of standard input"
            <| fun () ->
                let result = shellWith [] [ "-c"; "$input | ForEach-Object { \"<$_>\" }" ] "a\nb\n"
                Expect.equal result.Output "<a>\n<b>\n" "output"
        ]

let private csv =
    testList
        "csv"
        [
            testCase "Export-Csv writes the stock bytes; -Append adds rows, and refuses another header"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "rows.csv")

                let result =
                    command
                        $"1..2 | ForEach-Object {{ [pscustomobject]@{{ N = $_; 'a,b' = 'say \"x\"'; Nil = $null; R = $_ / 3 }} }} |
                              Export-Csv '{file}' -NoTypeInformation
                          [pscustomobject]@{{ R = 1.5; N = 3; 'a,b' = ''; Nil = 'z' }} | Export-Csv '{file}' -Append
                          [pscustomobject]@{{ Other = 1 }} | Export-Csv '{file}' -Append"

                let expected =
                    [
                        "\"N\",\"a,b\",\"Nil\",\"R\""
                        "\"1\",\"say \"\"x\"\"\",,\"0.3333333333333333\""
                        "\"2\",\"say \"\"x\"\"\",,\"0.6666666666666666\""
                        "\"3\",\"\",\"z\",\"1.5\""
                        ""
                    ]

                Expect.equal
                    (File.ReadAllBytes file)
                    (String.Join(Environment.NewLine, expected) |> Text.Encoding.UTF8.GetBytes)
                    "bytes"

                Expect.equal result.ExitCode 1 "the last append failed"
                Expect.stringContains result.Error "following column: N" "names the missing column")

            testCase "Import-Csv reads a byte order mark, CRLF and ragged rows; a doubled header is an error"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "in.csv")
                let doubled = Path.Combine(folder, "doubled.csv")
                File.WriteAllText(file, "a,b\r\n1,\"x\r\ny\"\r\n\r\n2\r\n3,4,5\r\n", Text.UTF8Encoding true)
                File.WriteAllText(doubled, "a,A\n1,2\n")

                let result =
                    command
                        $"Import-Csv '{file}' | ForEach-Object {{ \"$($_.a)|$($_.b -replace '\\s+', ' ')|$($null -eq $_.b)\" }}
                          Import-Csv '{doubled}'"

                Expect.equal result.Output "1|x y|False\n2||True\n3|4|False\n" "rows"
                Expect.stringContains result.Error "column \"a\" twice" "names the column")

            testCase "an unwritable path is an error of Export-Csv that names it, before any work is done"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "missing", "rows.csv")

                let result =
                    command $"'worked' | ForEach-Object {{ Write-Host $_; $_ }} | Export-Csv '{file}'"

                Expect.equal (result.Output, result.ExitCode) ("", 1) "output and exit code"
                Expect.stringStarts result.Error "Export-Csv: " "the command"
                Expect.stringContains result.Error file "the path")
        ]

let private objects =
    testList
        "objects"
        [
            testCase "Select-Object -First stops the commands before it"
            <| fun () ->
                let result =
                    command
                        "1..1000000000 | ForEach-Object { $_ } | Select-Object -First 2
                         1..5 | Select-Object -Last 2 -Skip 1
                         [pscustomobject]@{ Ab = 1; Ac = 2; B = 3 } | Select-Object A*, @{ n = 'Twice'; e = { $_.B * 2 } } |
                             ForEach-Object { $_.psobject.Properties.Name -join ' '; $_.Twice }"

                Expect.equal result.Output "1\n2\n3\n4\nAb Ac Twice\n6\n" "output"

            testCase "Sort-Object, Format-Table and Out-String"
            <| fun () ->
                let result =
                    command
                        "$rows = 3, 1, 2 | ForEach-Object { [pscustomobject]@{ N = $_; Text = \"t$_\" } }
                         ($rows | Sort-Object N -Descending | ForEach-Object N) -join ' '
                         ($rows | Sort-Object { -$_.N } | Format-Table Text -HideTableHeaders | Out-String).Trim() -split '\\s+' -join ' '"

                Expect.equal result.Output "3 2 1\nt3 t2 t1\n" "output"

            testCase "the module is imported and found by its name"
            <| fun () ->
                let result = command "(Get-Module).Name; Import-Module UniversalApprox -Force; $?"
                Expect.equal result.Output "UniversalApprox\nTrue\n" "output"
        ]

let private signals =
    let stop signal =
        let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"

        Process.signalAfterFirstLine
            signal
            "dotnet"
            [ shell; "-Command"; "'started'; Start-Sleep 600; 'never'" ]

    testList
        "signals"
        [
            onUnix "Ctrl-C stops the pipeline and ends with 130"
            <| fun () ->
                let result = stop "INT"
                Expect.equal (result.Output, result.ExitCode) ("", 130) "output and exit code"

            onUnix "a reader that goes away ends the pipeline"
            <| fun () ->
                let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"
                let endless = $"dotnet '{shell}' -c '1..1000000000 | ForEach-Object {{ $_ }}' | head -n 2"
                Expect.equal (Process.run "sh" [ "-c"; endless ] [] "").Output "1\n2\n" "output"

            onUnix "SIGTERM stops the pipeline and ends with 143"
            <| fun () ->
                let result = stop "TERM"
                Expect.equal (result.Output, result.ExitCode) ("", 143) "output and exit code"

            onUnix "rows that had arrived are in the file after Ctrl-C"
            <| inFolder (fun folder ->
                let file = Path.Combine(folder, "rows.csv")
                let shell = Process.builtFile (Path.Combine("cmdlets", "Shell")) "ua-shell.dll"

                let rows =
                    "1..3 | ForEach-Object { if ($_ -eq 3) { [Console]::WriteLine('two'); Start-Sleep 600 }; [pscustomobject]@{ N = $_ } }"

                let result =
                    Process.signalAfterFirstLine
                        "INT"
                        "dotnet"
                        [ shell; "-c"; $"{rows} | Export-Csv '{file}'" ]

                Expect.equal result.ExitCode 130 "exit code"
                Expect.equal (File.ReadAllLines file) [| "\"N\""; "\"1\""; "\"2\"" |] "rows")
        ]

[<Tests>]
let tests = testList "shell" [ commandLine; exitCodes; streams; csv; objects; signals ]
