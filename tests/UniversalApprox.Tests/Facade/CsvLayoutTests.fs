/// Files as instruments and other programs write them: what is found without being told, and what is asked.
module UniversalApprox.Tests.Facade.CsvLayoutTests

open System
open System.IO
open System.Text
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support.TemporaryFolder

let private read (options: CsvOptions) (text: string) = CurveData.ReadCsv(new StringReader(text), options)
let private plain = CsvOptions()

/// Names and numbers, column by column.
let private columns (data: CurveData) =
    [
        for name, column in Seq.zip data.InputNames data.Inputs do
            name, List.ofArray (column.ToArray())

        data.OutputName, List.ofArray (data.Outputs.ToArray())
    ]

let private xy = [ "x", [ 1.0; 10.0; 2.5 ]; "y", [ 2.0; 3.5; 4.0 ] ]

let private layouts =
    [
        "runs of blanks", plain, "x y\n1.0   2.0\n 10.0  3.5\n2.5  4\n", xy
        "aligned on the right, with tabs among the blanks",
        plain,
        "    x     y\n  1.0\t 2.0\n 10.0   3.5  \n  2.5   4.0",
        xy
        "quoted names among blanks",
        plain,
        "\"the dose\"   \"y\"\n1  2\n",
        [ "the dose", [ 1.0 ]; "y", [ 2.0 ] ]
        "names with blanks in them, where two blanks or more separate columns",
        plain,
        "the dose   the response (mV)\n  1.0        2.0\n  10         3.5\n",
        [ "the dose", [ 1.0; 10.0 ]; "the response (mV)", [ 2.0; 3.5 ] ]
        "row names without a name, as R's write.table writes them",
        plain,
        "\"x\" \"y\"\n\"1\" 1 2\n\"2\" 10 3.5\n\"3\" 2.5 4\n",
        xy
        "comments before, between and after rows",
        plain,
        "# made by hand\nx,y\n1,2\n# \"a quote\n10,3.5\n2.5,4\n#end",
        xy
        "names in the last comment, as numpy.savetxt writes them",
        plain,
        "# run 7\n# x y\n1.000e+00 2.000e+00\n1.000e+01 3.500e+00\n2.5 4\n",
        xy
        "names in a comment with another delimiter", plain, "# x, y\n1\t2\n10\t3.5\n2.5\t4\n", xy
        "preamble", plain, "Instrument: A7\nDate: Mon, 3 March\n\nOperator\nx,y\n1,2\n10,3.5\n2.5,4\n", xy
        "preamble before rows without names",
        CsvOptions(NoHeader = true),
        "Instrument A7\n1,2\n10,3.5\n2.5,4\n",
        xy
        "as many lines skipped as are asked",
        CsvOptions(SkipRows = 2),
        "a,b\n0,0\nx,y\n1,2\n10,3.5\n2.5,4\n",
        xy
        "the delimiter that Excel writes above the table", plain, "sep=;\nx;y\n1;2\n10;3.5\n2.5;4\n", xy
        "decimal commas between semicolons", plain, "x;y\n1;2\n10,0;3,5\n2,5;4\n", xy
        "decimal commas between tabs and blanks", plain, "x\ty\n1\t2\n10\t3,5\n2,5\t4\n", xy
        "decimal commas without names",
        CsvOptions(NoHeader = true, DecimalSeparator = ','),
        "1,0;2,0\n10;3,5\n2,5;4\n",
        xy
        "missing values, which leave their rows out",
        CsvOptions(MissingValues = [| "NA"; "-999"; "" |]),
        "x,y\n1,2\nna,5\n10,3.5\n4,-999.0\n,7\n2.5,4\n",
        xy
        "names whatever their case",
        CsvOptions(X = [| "X" |], Y = "Y"),
        "id,y,x\n7,2,1\n8,3.5,10\n9,4,2.5\n",
        xy
        "the very name before others",
        CsvOptions(X = [| "X" |]),
        "x,X,y\n7,1,2\n7,10,3.5\n8,2.5,4\n",
        [ "X", [ 1.0; 10.0; 2.5 ]; "y", [ 2.0; 3.5; 4.0 ] ]
    ]

let private times =
    let twoRows first second = $"when,y\n{first},1\n{second},2\n"

    [
        "durations", plain, twoRows "0:00:10" "0:14:16.5", "when (s)", 10.0, 856.5
        "durations of days", plain, twoRows "23:59" "1.02:00:00", "when (s)", 86340.0, 93600.0
        "dates", plain, twoRows "2026-03-01" "2026-03-04", "when (days since 2026-03-01 00:00)", 0.0, 3.0
        "dates with times, over hours",
        plain,
        twoRows "2026-03-01 10:00:00" "2026-03-01T11:30:00.25",
        "when (seconds since 2026-03-01 10:00)",
        0.0,
        5400.25
        "dates with times, over days",
        plain,
        twoRows "2026-03-01 12:00" "2026-03-04 00:00",
        "when (days since 2026-03-01 12:00)",
        0.0,
        2.5
        "dates with zones",
        plain,
        twoRows "2026-03-01T10:00:00Z" "2026-03-01T12:00:00+01:00",
        "when (seconds since 2026-03-01 10:00)",
        0.0,
        3600.0
        "German dates",
        plain,
        twoRows "28.2.2026" "01.03.2026",
        "when (days since 2026-02-28 00:00)",
        0.0,
        1.0
        "names of months",
        plain,
        twoRows "28 Feb 2026" "1-Mar-2026",
        "when (days since 2026-02-28 00:00)",
        0.0,
        1.0
        "American dates",
        plain,
        twoRows "3/4/2026 1:00 PM" "3/25/2026 1:00 PM",
        "when (days since 2026-03-04 13:00)",
        0.0,
        21.0
        "British dates",
        plain,
        twoRows "4/3/2026" "25/3/2026",
        "when (days since 2026-03-04 00:00)",
        0.0,
        21.0
        "dates in a format that is given",
        CsvOptions(DateFormat = "d/M/yyyy"),
        twoRows "4/3/2026" "5/3/2026",
        "when (days since 2026-03-04 00:00)",
        0.0,
        1.0
        "dates with seconds",
        plain,
        twoRows "2026-03-01 10:00:07.5" "2026-03-01 10:00:09",
        "when (seconds since 2026-03-01 10:00:07.5)",
        0.0,
        1.5
        "times before the first",
        plain,
        twoRows "2026-03-04" "2026-03-01",
        "when (days since 2026-03-04 00:00)",
        0.0,
        -3.0
    ]

/// Header, the columns taken, and parts of the warning; no warning if there are none.
let private guesses =
    [
        "conc,signal,signal_err", [ "conc"; "signal" ], [ "\"signal_err\" looks like the error" ]
        "conc,sigma,signal", [ "conc"; "signal" ], [ "\"sigma\" looks like the error" ]
        "x,y,SD", [ "x"; "y" ], [ "\"SD\" looks like the error" ]
        "x,y,yStdErr", [ "x"; "y" ], [ "\"yStdErr\" looks like the error" ]
        "x,weight,y", [ "x"; "y" ], [ "\"weight\" looks like the weight" ]
        "rownames,speed,dist", [ "speed"; "dist" ], [ "\"rownames\" counts rows" ]
        "no,x,y", [ "x"; "y" ], [ "\"no\" counts rows" ]
        "ID,x,y,err", [ "x"; "y" ], [ "\"ID\" counts rows"; "\"err\" looks" ]
        "a,b,c", [ "a"; "b"; "c" ], [ "took \"c\" as a function of \"a\", \"b\"" ]
        "x,y", [ "x"; "y" ], []
        "no,value", [ "no"; "value" ], []
        "conc,signal_err", [ "conc"; "signal_err" ], [ "\"signal_err\" looks like the error" ]
        "sd,weight,err", [ "sd"; "weight"; "err" ], [ "\"err\" looks like the error" ]
        "stones,dose", [ "stones"; "dose" ], []
    ]

/// Numbers that count nothing.
let private rowsOf width =
    String.concat
        "\n"
        [ for i in 1..6 -> [ for k in 1..width -> $"{(7 * i * k) % 13}.5" ] |> String.concat "," ]

let private guessing =
    let guessed (header: string) options = read options $"{header}\n{rowsOf (header.Split(',').Length)}\n"

    [
        for header, expected, parts in guesses do
            testCase header
            <| fun () ->
                let imported = guessed header plain
                Expect.equal (columns imported.Data |> List.map fst) expected "columns"

                if parts.IsEmpty then
                    Expect.isEmpty imported.Warnings "no warning"
                else
                    for part in "Name the columns with X and Y." :: parts do
                        Expect.stringContains (Seq.exactlyOne imported.Warnings) part "warning"

        testCase "a column that counts rows, by its values"
        <| fun () ->
            for first in [ 0; 1 ] do
                let text =
                    String.concat "\n" [ for i in first .. first + 9 -> $"{i},{i * i % 7},{i * 3 % 11}" ]

                let imported = read plain $"sample,x,y\n{text}"
                Expect.equal (columns imported.Data |> List.map fst) [ "x"; "y" ] "columns"

                Expect.stringContains (Seq.exactlyOne imported.Warnings) "\"sample\" counts rows" "warning"

            let counted = String.concat "\n" [ for i in 1..9 -> $"{i},{i * i}" ]
            let two = read plain $"x,y\n{counted}"
            Expect.equal (columns two.Data |> List.map fst) [ "x"; "y" ] "it may be the only input"
            Expect.isEmpty two.Warnings "no warning"

        testCase "a column of text"
        <| fun () ->
            let imported = read plain "x,who,y\n1,ann,2\n3,bob,4\n"
            Expect.equal (columns imported.Data |> List.map fst) [ "x"; "y" ] "columns"
            Expect.stringContains (Seq.exactlyOne imported.Warnings) "\"who\" holds text" "warning"

        testCase "no warning where names are given, or where they leave no choice"
        <| fun () ->
            for options in
                [
                    CsvOptions(X = [| "a" |], Y = "b")
                    CsvOptions(X = [| "c"; "a"; "b" |], Y = "signal_err")
                    CsvOptions(X = [| "a" |], Y = "signal_err")
                ] do
                Expect.isEmpty (guessed "a,b,c,signal_err" options).Warnings (string options)

            Expect.isNonEmpty
                (guessed "a,b,c" (CsvOptions(Y = "a"))).Warnings
                "two inputs were chosen for the caller"

        testCase "options spelled in another way"
        <| fun () ->
            let warnings = (guessed "a,b,c" plain).DescribeWarnings(fun name -> "-" + name)
            Expect.stringContains (Seq.exactlyOne warnings) "with -X and -Y." "warning"
    ]

let private skipping =
    [
        for text, expected, skipped in
            [
                "x,y\n1,2\n\"3,4\n5,6\n7,8\n", [ 1.0; 5.0; 7.0 ], 1
                "x,y\n1,2\n\"3,4\n5,6\n\"7\",8\n9,10\n", [ 1.0; 5.0; 7.0; 9.0 ], 1
                "x,y,note\n1,2,\"open\n3,4,\"shut\"\n5,6,\n", [ 1.0; 3.0; 5.0 ], 0
                "x,y,note\n1,2,\"two\nlines\"\n3,4,\n", [ 1.0; 3.0 ], 0
                "x,y,note\n?,2,\"two\n3,4,5\"\n3,4,\n", [ 3.0 ], 1
            ] do
            let shown = text.ReplaceLineEndings "|"

            testCase $"an open quote takes no good row with it: {shown}"
            <| fun () ->
                let options = CsvOptions(X = [| "x" |], Y = "y", SkipInvalid = true)
                let imported = read options text
                Expect.equal (columns imported.Data |> List.head |> snd) expected "x"
                Expect.equal imported.SkippedRows skipped "skipped"

        testCase
            "without SkipInvalid an open quote is an error on its line, also behind the columns that are used"
        <| fun () ->
            for text in [ "x,y,note\n1,2,\n3,4,\"open\n5,6,\n"; "x,y,note\n1,2,\n3,4,\"open\n5,6,\"shut\"\n" ] do
                let error =
                    Expect.throwsC
                        (fun () -> read (CsvOptions(X = [| "x" |], Y = "y")) text |> ignore)
                        (fun error -> error :?> CsvDataException)

                Expect.equal (error.Line, error.Problem) (Nullable 3, CsvProblem.RaggedRow) "place"
                Expect.stringContains error.Message "a quote may not be closed" "message"
    ]

let private delimiters =
    testCase "every character separates columns or is refused as an option"
    <| fun () ->
        for code in 0..300 do
            let delimiter = char code
            let cells (a: string) b = $"{a}{delimiter}{b}\n"

            try
                let options = CsvOptions(Delimiter = delimiter, X = [| "Q" |], Y = "V")
                let imported = read options (cells "Q" "V" + cells "1" "2")
                Expect.equal (columns imported.Data) [ "Q", [ 1.0 ]; "V", [ 2.0 ] ] $"U+{code:X4}"
            with
            | :? OptionException as error -> Expect.equal error.Option "Delimiter" $"U+{code:X4}"
            // A file whose names or numbers have the delimiter in them has other columns.
            | :? CsvDataException -> Expect.isTrue ("QV12".Contains delimiter) $"U+{code:X4}"

let private encodings =
    let importedFrom (bytes: byte[]) options =
        let mutable imported = Unchecked.defaultof<ImportedCurve>

        withFolder (fun folder ->
            let path = Path.Combine(folder, "dose.csv")
            File.WriteAllBytes(path, bytes)
            imported <- CurveData.ReadCsv(path, options))

        imported

    let codePage (number: int) = CodePagesEncodingProvider.Instance.GetEncoding number

    [
        testCase "Windows-1252 is found where a file is not in UTF-8, and said"
        <| fun () ->
            let imported = importedFrom ((codePage 1252).GetBytes "Größe [µm],y\n1,2\n") plain
            Expect.equal imported.Data.InputNames[0] "Größe [µm]" "name"
            Expect.exists imported.Notes (fun note -> note.Contains "Windows-1252") "note"

        testCase "the encoding that is given"
        <| fun () ->
            for encoding in [ codePage 1252; codePage 1251; Encoding.Latin1; Encoding.Unicode; Encoding.UTF8 ] do
                let name = if encoding.CodePage = 1251 then "доза" else "Größe"

                let imported =
                    importedFrom (encoding.GetBytes $"{name},y\n1,2\n") (CsvOptions(Encoding = encoding))

                Expect.equal imported.Data.InputNames[0] name encoding.WebName

        testCase "UTF-8 that is cut in the middle of a character at the end of what is looked at"
        <| fun () ->
            for pad in 0..3 do
                let text = "größe,y\n" + String.replicate (65536 - 12 - pad) "\n" + "#äöüß€\n1,2\n"
                let imported = importedFrom (Encoding.UTF8.GetBytes text) plain
                Expect.equal imported.Data.InputNames[0] "größe" $"{pad}"
    ]

let private harmless =
    [
        testCase "names that a spreadsheet or a terminal would obey"
        <| fun () ->
            let data = (read plain "=cmd|'/c calc'!A0,\u001B[31mred\u009B2J\n1,2\n").Data
            Expect.equal data.InputNames[0] "'=cmd|'/c calc'!A0" "formula"
            Expect.equal data.OutputName "\uFFFD[31mred\uFFFD2J" "escape sequence"

            Expect.equal
                (read (CsvOptions(X = [| "-a" |])) "-a,y\n1,2\n").Data.InputNames[0]
                "'-a"
                "by its own name"

        testCase "values in messages"
        <| fun () ->
            let long = String.replicate 1000 "evil"
            let error = Expect.throwsC (fun () -> read plain $"x,y\n1,\u001B]0;{long}\n" |> ignore) _.Message

            Expect.isFalse (error.Contains '\u001B') "escape"
            Expect.isLessThan error.Length 300 "length"

        testCase "messages about many long names"
        <| fun () ->
            let name = String.replicate 300 "long"
            let header = String.concat "," [ for i in 1..2000 -> $"{name}{i}" ]

            let error =
                Expect.throwsC (fun () -> read (CsvOptions(Y = "y")) (header + "\n1\n") |> ignore) _.Message

            Expect.isLessThan error.Length 2000 "length"
            Expect.stringContains error "and 1980 more" "count"
    ]

let private wide =
    testCase "the work for a wide file grows with its width"
    <| fun () ->
        let text width =
            let row (cell: int -> string) = String.Join(',', Seq.init width cell)
            String.Join('\n', [ row (fun k -> $"c{k}"); row string; row (fun k -> $"{2 * k}") ])

        let work width =
            let text = text width
            let before = GC.GetAllocatedBytesForCurrentThread()
            Expect.equal (read plain text).Data.Dimension (width - 1) "inputs"
            float (GC.GetAllocatedBytesForCurrentThread() - before)

        work 100 |> ignore
        let small = work 2_000
        let large = work 40_000
        // Time is no measure on a busy machine, but allocation is: it is quadratic where names are compared with each other.
        Expect.isLessThan (large / small) 40.0 "20 times the columns"

[<Tests>]
let tests =
    testList
        "facade CSV layout"
        [
            testList
                "reads"
                [
                    for name, options, text, expected in layouts do
                        testCase name
                        <| fun () -> Expect.equal (columns (read options text).Data) expected "columns"
                ]
            testList
                "times as inputs"
                [
                    for name, options, text, input, first, second in times do
                        testCase name
                        <| fun () ->
                            let imported = read options text
                            let found, values = (columns imported.Data).Head
                            Expect.equal found input "name"
                            Expect.floatClose Accuracy.high values[0] first "first"
                            Expect.floatClose Accuracy.high values[1] second "second"
                            Expect.exists imported.Notes (fun note -> note.Contains "when: ") "note"
                ]
            testList "guesses" guessing
            testList "skips" skipping
            delimiters
            testList "encodings" encodings
            testList "harmless" harmless
            wide
        ]
