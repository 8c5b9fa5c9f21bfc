module UniversalApprox.Tests.Cmdlets.ImportCurveDataTests

open System
open System.IO
open System.Text
open System.Management.Automation
open Expecto
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.ModuleSession
open UniversalApprox.Tests.Support.TemporaryFolder

let private points (result: Result) = properties<int> "Count" result.Output

let private reads =
    testList
        "reads"
        [
            testCase "the last column as a function of the others, or the columns that are named"
            <| inFolder (fun folder ->
                write folder "three.csv" "dose,time,response\n1,2,3\n4,5,6\n" |> ignore

                let names options =
                    let result = runIn folder $"Import-CurveData three.csv {options}"
                    result.Output |> List.map string

                Expect.equal (names "") [ "three: 2 points, response(dose, time)" ] "all"
                Expect.equal (names "-X time -Y dose -Name own") [ "own: 2 points, dose(time)" ] "named")

            testCase "other delimiters, decimal commas, a byte order mark, CRLF, quotes and Unicode names"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "größe.csv")
                let text = "\"Größe; cm\";ψ\r\n\"1,5\";2,5\r\n2;-3,25e1\r\n"
                File.WriteAllText(path, text, UTF8Encoding true)

                let result =
                    runIn
                        folder
                        "$data = Import-CurveData größe.csv -DecimalSeparator ','
                         $data.InputNames; $data.OutputName; $data.Inputs[0].ToArray(); $data.Outputs.ToArray()"

                Expect.equal
                    (result.Output |> List.map string)
                    [ "Größe; cm"; "ψ"; "1.5"; "2"; "2.5"; "-32.5" ]
                    "names and values")

            testCase "a file without names"
            <| inFolder (fun folder ->
                write folder "bare.txt" "1\t2\n3\t4\n" |> ignore
                let result = runIn folder "Import-CurveData bare.txt -NoHeader"
                Expect.equal (result.Output |> List.map string) [ "bare: 2 points, y(x)" ] "data")

            testCase "patterns, several paths, file objects, and names that look like patterns"
            <| inFolder (fun folder ->
                write folder "a.csv" "x,y\n1,1\n" |> ignore
                write folder "b.csv" "x,y\n1,1\n2,2\n" |> ignore
                write folder "c[1].csv" "x,y\n1,1\n2,2\n3,3\n" |> ignore

                for script, expected in
                    [
                        "Import-CurveData ?.csv", [ 1; 2 ]
                        "'b.csv', 'a.csv' | Import-CurveData", [ 2; 1 ]
                        "Import-CurveData a.csv, b.csv", [ 1; 2 ]
                        "[IO.FileInfo] \"$PWD/b.csv\" | Import-CurveData", [ 2 ]
                        "[pscustomobject]@{ FullName = \"$PWD/c[1].csv\" } | Import-CurveData", [ 3 ]
                        "Import-CurveData -LiteralPath c[1].csv", [ 3 ]
                        "Import-CurveData c[1].csv", [ 3 ]
                    ] do
                    Expect.equal (points (runIn folder script)) expected script)

            testCase "numbers in the same way under a culture with decimal commas"
            <| inFolder (fun folder ->
                write folder "a.csv" "x,y\n1.5,2\n2.5,3\n" |> ignore

                let result =
                    runIn
                        folder
                        "$german = [cultureinfo]::InvariantCulture.Clone()
                         $german.NumberFormat.NumberDecimalSeparator = ','
                         $german.NumberFormat.NumberGroupSeparator = '.'
                         $before = [cultureinfo]::CurrentCulture
                         [cultureinfo]::CurrentCulture = $german
                         try { (Import-CurveData a.csv).Inputs[0].ToArray() }
                         finally { [cultureinfo]::CurrentCulture = $before }"

                Expect.equal (result.Output |> List.map (fun x -> x.BaseObject)) [ 1.5; 2.5 ] "values")

            testCase "a million rows"
            <| inFolder (fun folder ->
                let text = StringBuilder "x,y\n"

                for i in 1..1_000_000 do
                    text.Append(i).Append(".5,").Append(i % 1000).Append('\n') |> ignore

                write folder "million.csv" (text.ToString()) |> ignore
                let result = runIn folder "Import-CurveData million.csv"
                Expect.equal (points result) [ 1_000_000 ] "points")

            testCase "the rest of a file whose bad rows are to be skipped, with a warning that counts them"
            <| inFolder (fun folder ->
                write folder "bad.csv" "x,y\n1,1\n2,n/a\n3\n4,4\n5,NaN\n" |> ignore
                let result = runIn folder "Import-CurveData bad.csv -SkipInvalid -Verbose"
                Expect.equal (points result) [ 2 ] "points"

                match result.Warnings with
                | [ warning ] ->
                    for part in [ "bad.csv"; "skipped 3 of 5 rows"; "line 3"; "\"y\""; "n/a" ] do
                        Expect.stringContains warning part "warning"
                | other -> failtest $"{other.Length} warnings"

                Expect.stringContains (List.exactlyOne result.Verbose) "bad: 2 points" "verbose")
        ]

let private refuses =
    let refused what text options (parts: string list) =
        testCase what
        <| inFolder (fun folder ->
            write folder "data.csv" text |> ignore
            let result = runIn folder $"Import-CurveData data.csv {options}"
            let error = List.exactlyOne result.Errors

            Expect.equal
                error.FullyQualifiedErrorId
                "InvalidCurveFile,UniversalApprox.PowerShell.ImportCurveDataCommand"
                "id"

            Expect.equal error.CategoryInfo.Category ErrorCategory.InvalidData "category"
            Expect.equal (string error.TargetObject) (Path.Combine(folder, "data.csv")) "target"

            for part in "data.csv" :: parts do
                Expect.stringContains (string error) part "message")

    testList
        "refuses"
        [
            refused "a missing column" "x,y\n1,2\n" "-X dose" [ "line 1"; "\"dose\""; "\"x\", \"y\"" ]
            refused "an empty file" "" "" [ "empty" ]
            refused "a header alone" "x,y\n" "" [ "no rows" ]
            refused "a cell that is no number" "x,y\n1,2\n2,abc\n" "" [ "line 3"; "column \"y\""; "\"abc\"" ]
            refused "NaN" "x,y\nNaN,2\n" "" [ "line 2"; "column \"x\""; "NaN" ]
            refused "infinity" "x,y\n1,2\n1,-Infinity\n" "" [ "line 3"; "column \"y\""; "-Infinity" ]
            refused "a ragged row" "x,y\n1,2\n1,2,3\n" "" [ "line 3"; "3 values" ]
            refused
                "decimal commas"
                "x;y\n1,5;2\n"
                "-DecimalSeparator ."
                [ "line 2"; "column \"x\""; "\"1,5\""; "DecimalSeparator" ]
            refused "another delimiter" "x,y\n1,2\n" "-Delimiter ';'" [ "line 1"; "Delimiter" ]
            refused "a file without a usable row" "x,y\na,b\n" "-SkipInvalid" [ "none of the 1 rows" ]
        ]

let private found =
    testList
        "finds out"
        [
            testCase "which columns are meant, with a warning, and what is left out"
            <| inFolder (fun folder ->
                write folder "err.csv" "conc,signal,signal_err\n1,2,0.1\n2,4,0.2\n" |> ignore
                let result = runIn folder "Import-CurveData err.csv | ForEach-Object ToString"
                Expect.equal (result.Output |> List.map string) [ "err: 2 points, signal(conc)" ] "data"

                Expect.equal
                    result.Warnings
                    [
                        "err.csv: took \"signal\" as a function of \"conc\"; \"signal_err\" looks like the error of the output. Name the columns with -X and -Y. Set -Sigma to \"signal_err\" to take it as the standard error of each point."
                    ]
                    "warning")

            testCase "layout, decimal commas, encoding and units of times, and says so with -Verbose"
            <| inFolder (fun folder ->
                let text = "Gerät: A7\nt;Größe\n2026-03-01;1,5\n2026-03-03;NA\n2026-03-05;2,5\n"

                File.WriteAllBytes(
                    Path.Combine(folder, "log.csv"),
                    CodePagesEncodingProvider.Instance.GetEncoding(1252).GetBytes text
                )

                let result =
                    runIn
                        folder
                        "Import-CurveData log.csv -MissingValue NA -Verbose | ForEach-Object ToString"

                Expect.equal
                    (result.Output |> List.map string)
                    [ "log: 2 points, Größe(t (days since 2026-03-01 00:00))" ]
                    "data"

                Expect.equal (result.Warnings, result.Errors) ([], []) "nothing to worry about"

                for part in
                    [
                        "Windows-1252"
                        "skipped 1 line before the table"
                        "decimal commas"
                        "left out 1 of 3 rows"
                        "t: days since 2026-03-01 00:00"
                    ] do
                    Expect.exists result.Verbose (fun line -> line.Contains part) part)

            testCase "nothing where it is told: -SkipRows, -Encoding by several names, -DateFormat"
            <| inFolder (fun folder ->
                let text = "x;y\n;\nGröße;y\n3/4/2026;1\n4/4/2026;2\n"
                File.WriteAllText(Path.Combine(folder, "told.csv"), text, Encoding.Latin1)

                Expect.equal
                    (linesIn
                        folder
                        "foreach ($encoding in 'latin1', 'windows-1252', 1252, ([Text.Encoding]::Latin1)) {
                             $data = Import-CurveData told.csv -SkipRows 2 -Encoding $encoding -DateFormat d/M/yyyy
                             \"$data\"
                         }
                         $data.Inputs[0].ToArray() -join ' '
                         $data.Origin -replace '.*told.csv', ''")
                    [
                        yield! List.replicate 4 "told: 2 points, y(Größe (days since 2026-04-03 00:00))"
                        "0 1"
                        "' -SkipRows 2 -Encoding iso-8859-1 -DateFormat 'd/M/yyyy'"
                    ]
                    "lines"

                let error = errorIn folder "Import-CurveData told.csv -Encoding wtf8"
                Expect.stringContains (string error) "There is no encoding 'wtf8'" "message")
        ]

let private paths =
    testList
        "paths that lead to no file"
        [
            testCase "are each an error of their own, and the others are read"
            <| inFolder (fun folder ->
                write folder "good.csv" "x,y\n1,2\n" |> ignore

                for path, identifier, category, part in
                    [
                        "none.csv", "FileNotFound", ErrorCategory.ObjectNotFound, "none.csv"
                        "none*.csv",
                        "FileNotFound",
                        ErrorCategory.ObjectNotFound,
                        "no name matches the pattern"
                        "nodrive:\\a.csv", "FileNotFound", ErrorCategory.ObjectNotFound, "nodrive"
                        ".", "NotAFile", ErrorCategory.OpenError, "folder"
                        "env:PATH", "NotAFile", ErrorCategory.OpenError, "Environment"
                        "none/a.csv", "UnreadableFile", ErrorCategory.OpenError, "none"
                    ] do
                    let result = runIn folder $"'{path}', 'good.csv' | Import-CurveData"
                    let error = List.exactlyOne result.Errors

                    Expect.equal
                        error.FullyQualifiedErrorId
                        $"{identifier},UniversalApprox.PowerShell.ImportCurveDataCommand"
                        path

                    Expect.equal error.CategoryInfo.Category category path
                    Expect.stringContains (string error) part path
                    Expect.equal (points result) [ 1 ] path)

            testCase "obey -ErrorAction"
            <| inFolder (fun folder ->
                write folder "good.csv" "x,y\n1,2\n" |> ignore

                let both action = $"'nowhere.csv', 'good.csv' | Import-CurveData -ErrorAction {action}"

                let silent = runIn folder (both "Ignore")
                Expect.equal (silent.Errors, points silent) ([], [ 1 ]) "Ignore"
                let stopped = runIn folder (both "Stop")
                Expect.isSome stopped.Terminating "Stop")

            testCase "an unreadable file is an error of its own"
            <| inFolder (fun folder ->
                let path = write folder "secret.csv" "x,y\n1,2\n"

                if OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess then
                    skiptest "everything is readable for this user"
                else
                    File.SetUnixFileMode(path, UnixFileMode.None)
                    let result = runIn folder "Import-CurveData secret.csv"
                    Expect.stringContains (string (List.exactlyOne result.Errors)) "secret.csv" "message")
        ]

[<Tests>]
let tests = testList "cmdlets Import-CurveData" [ reads; found; refuses; paths ]
