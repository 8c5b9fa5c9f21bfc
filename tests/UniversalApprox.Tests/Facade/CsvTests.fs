module UniversalApprox.Tests.Facade.CsvTests

open System
open System.IO
open System.Text
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support.TemporaryFolder

let private read (options: CsvOptions) (text: string) = CurveData.ReadCsv(new StringReader(text), options)

let private plain = CsvOptions()
let private comma = CsvOptions(DecimalSeparator = ',')
let private headless = CsvOptions(NoHeader = true)

/// The numbers of the data, as text: inputs of a point, then its output.
let private rows (data: CurveData) =
    let inputs = data.Inputs |> Seq.map (fun column -> column.ToArray()) |> Seq.toArray

    [
        for i in 0 .. data.Count - 1 do
            [
                for column in inputs do
                    column[i]

                data.Outputs.Span[i]
            ]
    ]

let private good =
    [
        "plain", plain, "x,y\n1,2\n3,4\n", [ "x"; "y" ], [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
        "byte order mark and CRLF",
        plain,
        "\uFEFFx,y\r\n1,2\r\n3,4",
        [ "x"; "y" ],
        [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
        "quotes", plain, "\"x\",\"y, z\"\n\"1\", \"2\" \n", [ "x"; "y, z" ], [ [ 1.0; 2.0 ] ]
        "quoted line break", plain, "x,\"y\nmm\"\n1,2\n", [ "x"; "y\nmm" ], [ [ 1.0; 2.0 ] ]
        "Unicode names", plain, "größe,值\n1,-2e-3\n", [ "größe"; "值" ], [ [ 1.0; -0.002 ] ]
        "blank lines", plain, "\n  \nx,y\n\n1,2\n   \n3,4\n\n", [ "x"; "y" ], [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
        "semicolons", plain, "x;y\n1.5;2\n", [ "x"; "y" ], [ [ 1.5; 2.0 ] ]
        "tabs", plain, "x\ty\n1\t2\n", [ "x"; "y" ], [ [ 1.0; 2.0 ] ]
        "bars", plain, "x|y\n1|2\n", [ "x"; "y" ], [ [ 1.0; 2.0 ] ]
        "a given delimiter", CsvOptions(Delimiter = ':'), "x:y\n1:2\n", [ "x"; "y" ], [ [ 1.0; 2.0 ] ]
        "a blank as delimiter", CsvOptions(Delimiter = ' '), "x y\n1 2\n", [ "x"; "y" ], [ [ 1.0; 2.0 ] ]
        "decimal comma", comma, "x;y\n1,5;2,5\n2,5;3,5\n", [ "x"; "y" ], [ [ 1.5; 2.5 ]; [ 2.5; 3.5 ] ]
        "several inputs", plain, "a,b,y\n1,2,3\n", [ "a"; "b"; "y" ], [ [ 1.0; 2.0; 3.0 ] ]
        "no header", headless, "1,2\n3,4\n", [ "x"; "y" ], [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ]
        "no header, several inputs", headless, "1;2;3\n", [ "x1"; "x2"; "y" ], [ [ 1.0; 2.0; 3.0 ] ]
        "chosen columns",
        CsvOptions(X = [| "t" |], Y = "v"),
        "id,v,t\na,1,2\nb,3,4\n",
        [ "t"; "v" ],
        [ [ 2.0; 1.0 ]; [ 4.0; 3.0 ] ]
        "a trailing delimiter", plain, "x,y,\n1,2,\n", [ "x"; "y" ], [ [ 1.0; 2.0 ] ]
    ]

/// name, options, text, line, column, part of the message
let private bad =
    [
        "empty", plain, "", None, null, "the file is empty"
        "header only", plain, "x,y\n", None, null, "no rows below the header"
        "not a number", plain, "x,y\n1,2\n3,n/a\n", Some 3, "y", "\"n/a\" is not a number."
        "NaN", plain, "x,y\n1,NaN\n", Some 2, "y", "\"NaN\" is not a finite number"
        "infinity", plain, "x,y\n-Infinity,1\n", Some 2, "x", "not a finite number"
        "too large", plain, "x,y\n1,1e999\n", Some 2, "y", "too large"
        "missing value", plain, "x,y\n1,\n", Some 2, "y", "missing"
        "too many values",
        plain,
        "x,y\n1,2\n1,2,3\n",
        Some 3,
        null,
        "the row has 3 values, but the header has 2"
        "too few values", plain, "x,y\n1\n", Some 2, null, "the row has 1 value, but the header has 2"
        "open quote", plain, "x,y\n1,2\n\"3,4\n5,6\n", Some 3, null, "a quote may not be closed"
        "after a quoted line break",
        plain,
        "x,\"y\nmm\"\n1,2\n\n3,?\n",
        Some 5,
        "y\nmm",
        "\"?\" is not a number"
        "decimal comma",
        CsvOptions(DecimalSeparator = '.'),
        "x;y\n1,5;2,5\n",
        Some 2,
        "x",
        "Set DecimalSeparator to ','"
        "thousands that may be decimals", plain, "x;y\n1,500;2\n", Some 2, "x", "Set DecimalSeparator to ','"
        "a NUL behind a number", plain, "x,y\n12\000,1\n", Some 2, "x", "is not a number"
        "decimal point", comma, "x;y\n1.5;2\n", Some 2, "x", "Set DecimalSeparator to '.'"
        "undecidable comma",
        CsvOptions(DecimalSeparator = ',', NoHeader = true),
        "1,5,2\n3,5,1\n",
        None,
        null,
        "Delimiter"
        "missing column",
        CsvOptions(Y = "resposne"),
        "dose,response\n1,2\n",
        Some 1,
        null,
        "Did you mean \"response\"?"
        "missing column without a near miss",
        CsvOptions(X = [| "q" |]),
        "dose,response\n1,2\n",
        Some 1,
        null,
        "\"dose\", \"response\""
        "repeated column", plain, "x,x,y\n1,2,3\n", Some 1, null, "more than one column \"x\""
        "one column", plain, "x\n1\n", Some 1, null, "the file has 1: \"x\"."
        "one column without header", headless, "1\n2\n", Some 1, null, "the file has 1."
        "a rare delimiter", plain, "x:y\n1:2\n", Some 1, null, "If ':' separates the columns, set Delimiter"
        "a wrong delimiter", CsvOptions(Delimiter = ';'), "x,y\n1,2\n", Some 1, null, "Leave Delimiter out"
        "numbers for a header", plain, "1,2\n3,4\n", Some 1, null, "NoHeader"
        "output among the inputs",
        CsvOptions(X = [| "y" |], Y = "y"),
        "x,y\n1,2\n",
        Some 1,
        null,
        "input and output at once"
        "text column", plain, "kind,y\na,1\n", Some 2, "kind", "with X"
        "a mark for a missing value", plain, "x,y\n1,2\n3,NA\n", Some 3, "y", "set MissingValues to 'NA'"
        "a duration among numbers", plain, "x,y\n1,2\n0:10,3\n", Some 3, "x", "\"0:10\" is not a number"
        "a number among dates",
        plain,
        "x,y\n2026-01-01,2\n17,3\n",
        Some 3,
        "x",
        "\"17\" is not a date such as 2026-03-31"
        "dates that can be read in two ways",
        plain,
        "day,y\n03/04/2026,1\n04/05/2026,2\n",
        None,
        "day",
        "Set DateFormat to 'M/d/yyyy' or 'd/M/yyyy'"
        "a date as output", plain, "x,y\n1,2026-01-01\n", Some 2, "y", "not a number"
        "names that differ in case",
        CsvOptions(X = [| "DOSE" |], Y = "y"),
        "dose,Dose,y\n1,2,3\n",
        Some 1,
        null,
        "more than one column \"DOSE\""
        "thousands", plain, "x,y\n1,1 000\n", Some 2, "y", "not a number"
        "nothing left",
        CsvOptions(SkipInvalid = true),
        "x,y\na,1\n",
        None,
        null,
        "none of the 1 rows can be used"
    ]

let private rejects name options text line column (part: string) =
    testCase name (fun () ->
        let error =
            try
                read options text |> ignore
                failtest "was accepted"
            with :? CsvDataException as error ->
                error

        Expect.stringContains error.Message part "message"
        Expect.equal (Option.ofNullable error.Line) line "line"
        Expect.equal error.Column column "column")

let private withFile (bytes: byte[]) (test: string -> unit) =
    withFolder (fun folder ->
        let path = Path.Combine(folder, "dose.csv")
        File.WriteAllBytes(path, bytes)
        test path)

[<Tests>]
let tests =
    testList
        "facade CSV"
        [
            testList
                "reads"
                [
                    for name, options, text, names, expected in good do
                        testCase name (fun () ->
                            let imported = read options text
                            let data = imported.Data

                            Expect.sequenceEqual
                                (Seq.append data.InputNames [ data.OutputName ])
                                names
                                "names"

                            Expect.equal (rows data) expected "numbers"
                            Expect.equal imported.SkippedRows 0 "skipped")
                ]

            testList
                "rejects"
                [
                    for name, options, text, line, column, part in bad do
                        rejects name options text line column part
                ]

            testCase "SkipInvalid counts, and keeps the first reasons" (fun () ->
                let text = "x,y\n1,2\na,3\n4,b\n5,6,7\n8,9\n" + String.replicate 10 "?,1\n"
                let imported = read (CsvOptions(SkipInvalid = true)) text
                Expect.equal (rows imported.Data) [ [ 1.0; 2.0 ]; [ 8.0; 9.0 ] ] "numbers"
                Expect.equal imported.SkippedRows 13 "skipped"
                Expect.equal imported.Reasons.Count 5 "reasons"

                Expect.equal
                    imported.Reasons[1].Message
                    "CSV text, line 4, column \"y\": \"b\" is not a number."
                    "a reason")

            testCase "a file gives its name to data and errors" (fun () ->
                withFile (Encoding.UTF8.GetBytes "dose,response\n1,2\n") (fun path ->
                    Expect.equal (CurveData.ReadCsv path).Data.Name "dose" "name"

                    Expect.equal
                        (CurveData.ReadCsv(path, CsvOptions(Name = "mine"))).Data.Name
                        "mine"
                        "given name")

                withFile (Encoding.UTF8.GetBytes "dose,response\n1,2\n2,bad\n") (fun path ->
                    let message =
                        try
                            CurveData.ReadCsv path |> ignore
                            ""
                        with :? CsvDataException as error ->
                            error.Message

                    Expect.equal
                        message
                        "dose.csv, line 3, column \"response\": \"bad\" is not a number."
                        "message"))

            testCase "a file in UTF-16" (fun () ->
                let bytes =
                    Array.append [| 0xFFuy; 0xFEuy |] (Encoding.Unicode.GetBytes "größe,y\r\n1,2\r\n")

                withFile bytes (fun path ->
                    Expect.equal (CurveData.ReadCsv path).Data.InputNames[0] "größe" "name"))

            testCase "the machine's culture does not matter" (fun () ->
                let before = Globalization.CultureInfo.CurrentCulture
                let format = Globalization.CultureInfo.InvariantCulture.Clone() :?> Globalization.CultureInfo
                format.NumberFormat.NumberDecimalSeparator <- ","

                try
                    Globalization.CultureInfo.CurrentCulture <- format
                    Expect.equal (rows (read plain "x,y\n1.5,2\n").Data) [ [ 1.5; 2.0 ] ] "numbers"
                finally
                    Globalization.CultureInfo.CurrentCulture <- before)

            testCase "10⁵ rows" (fun () ->
                let text = StringBuilder "x,y\n"

                for i in 1..100_000 do
                    text.Append(i).Append(".25,").Append(-i).Append("e-3\n") |> ignore

                let data = (read plain (string text)).Data
                Expect.equal data.Count 100_000 "rows"
                Expect.equal data.Outputs.Span[99_999] -100.0 "the last")
        ]
