/// Parquet tables.
module UniversalApprox.Tests.Interchange.ParquetTests

open System
open System.IO
open System.Text.Json
open Expecto
open Parquet
open Parquet.Schema
open UniversalApprox
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private names = [| "a"; "b" |]

let private await (task: Threading.Tasks.Task) = task.GetAwaiter().GetResult()

let private numbers<'a when 'a: struct and 'a: (new: unit -> 'a) and 'a :> ValueType>
    (group: ParquetRowGroupReader)
    field
    : obj list =
    let target = Array.zeroCreate<'a>(int group.RowCount)
    await (group.ReadAsync<'a>(field, target.AsMemory()).AsTask())
    target |> Array.map box |> List.ofArray

let private optional<'a when 'a: struct and 'a: (new: unit -> 'a) and 'a :> ValueType>
    (group: ParquetRowGroupReader)
    field
    : obj list =
    let target = Array.zeroCreate<Nullable<'a>>(int group.RowCount)
    await (group.ReadAsync<'a>(field, target.AsMemory()).AsTask())
    target |> Array.map box |> List.ofArray

/// The values of a column in a row group.
let private valuesOf (group: ParquetRowGroupReader) (field: DataField) : obj list =
    match field.ClrType, field.IsNullable with
    | kind, false when kind = typeof<float> -> numbers<float> group field
    | kind, true when kind = typeof<float> -> optional<float> group field
    | kind, false when kind = typeof<int64> -> numbers<int64> group field
    | kind, true when kind = typeof<int64> -> optional<int64> group field
    | kind, _ when kind = typeof<int> -> numbers<int> group field
    | kind, false when kind = typeof<bool> -> numbers<bool> group field
    | kind, true when kind = typeof<bool> -> optional<bool> group field
    | _ ->
        let target = Array.zeroCreate<string>(int group.RowCount)
        await (group.ReadAsync(field, target.AsMemory()).AsTask())
        target |> Array.map box |> List.ofArray

/// All columns of a file, read back with Parquet.Net: name and values, null where there is none.
let readParquet (path: string) =
    use stream = File.OpenRead path
    let reader = ParquetReader.CreateAsync(stream).GetAwaiter().GetResult()

    try
        [
            for field in reader.Schema.GetDataFields() do
                let parts =
                    [
                        for g in 0 .. reader.RowGroupCount - 1 do
                            use group = reader.OpenRowGroupReader g
                            yield! valuesOf group field
                    ]

                field.Name, parts
        ]
    finally
        await ((reader :> IAsyncDisposable).DisposeAsync().AsTask())

let private parquet =
    [
        for hasStatistics in [ false; true ] do
            testCase $"draws come back from Parquet, a row each (NUTS: {hasStatistics})"
            <| inFolder (fun folder ->
                let path = Path.Combine(folder, "draws.parquet")
                ParquetTable.writeDraws path (blocks names 2 3 4 2 hasStatistics)
                let columns = readParquet path
                let column name = columns |> List.find (fst >> (=) name) |> snd

                let expected =
                    [
                        for before in [ 0; 4 ] do
                            for e in 0..1 do
                                for s in before + 1 .. before + 4 do
                                    for w in 0..2 do
                                        e, s, w
                    ]

                Expect.equal (column "Ensemble") [ for e, _, _ in expected -> box (e + 1) ] "ensembles"
                Expect.equal (column "Walker") [ for _, _, w in expected -> box (w + 1) ] "walkers"
                Expect.equal (column "Step") [ for _, s, _ in expected -> box (int64 s) ] "steps"

                Expect.equal
                    (column "LogDensity")
                    [ for e, s, w in expected -> box (logDensity e s w) ]
                    "density"

                Expect.equal (column "b") [ for e, s, w in expected -> box (value e s w 1) ] "parameter"

                if hasStatistics then
                    Expect.equal
                        (column "IsDivergent")
                        [ for _, s, _ in expected -> box (s = 3) ]
                        "divergences"

                    Expect.equal
                        (column "LeapfrogSteps")
                        [ for _, s, _ in expected -> box (s % 31) ]
                        "gradients"
                else
                    Expect.hasLength columns 6 "columns")

        testCase "steps of a thinned export are those of the run"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.parquet")
            ParquetTable.writeDraws path (DrawBlocks.thin 3 (blocks names 1 2 5 4 false))
            let columns = readParquet path
            let steps = columns |> List.find (fst >> (=) "Step") |> snd
            Expect.equal (List.distinct steps) [ for s in 3..3..20 -> box (int64 s) ] "steps"

            let values =
                columns |> List.find (fst >> (=) "a") |> snd |> List.chunkBySize 2 |> List.map List.head

            Expect.equal values [ for s in 3..3..20 -> box (value 0 s 0 0) ] "draws")

        testCase "rows keep nulls, texts, whole numbers and what is not a number"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "table.parquet")

            let columns =
                [| "x", ColumnKind.Real; "n", ColumnKind.Whole; "s", ColumnKind.Text; "f", ColumnKind.Flag |]

            let nothing: obj = null

            let rows =
                [
                    [| box nan; box Int64.MaxValue; box "σ \"'\n"; box true |]
                    [| nothing; nothing; nothing; nothing |]
                    [| box -0.5; box -1L; box ""; box false |]
                ]

            ParquetTable.write path columns rows

            let expected =
                [ for i, (name, _) in Array.indexed columns -> name, [ for row in rows -> row[i] ] ]
            // As text, because nan differs from itself.
            Expect.equal $"%A{readParquet path}" $"%A{expected}" "the same"

            for bad, part in
                [
                    [ [| box 1; box 1L; box ""; box true |] ], "Column 'x' cannot hold '1' of row 1"
                    [ rows[0]; [| box 1.0 |] ], "Row 2 has 1 values; there are 4 columns"
                ] do
                let before = File.ReadAllBytes path

                Expect.throwsC (fun () -> ParquetTable.write path columns bad) (fun error ->
                    Expect.stringContains error.Message part "reason")

                Expect.equal (File.ReadAllBytes path) before "the earlier file"
                Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it")

        testCase "fits, summaries and dictionaries become tables by their columns"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "fits.parquet")
            let data = CurveData.Generate(KnownCurve.Sine, CurveOptions(Points = 40))
            let fits = UnitSweep.Run(data, SweepOptions(Units = [| 1; 2 |], Restarts = 2))
            ResultTable.ExportParquet(Seq.cast<obj> fits, path)
            let columns = readParquet path
            let column name = columns |> List.find (fst >> (=) name) |> snd
            Expect.equal (column "Units") [ for fit in fits -> box (int64 fit.Units) ] "units"
            Expect.equal (column "Rmse") [ for fit in fits -> box fit.Rmse ] "numbers"
            Expect.equal (column "Formula") [ for fit in fits -> box fit.Formula ] "networks"

            Expect.equal
                (column "Optimizer")
                [ for fit in fits -> box (string fit.Optimizer) ]
                "enumerations"

            Expect.equal
                (column "ValidationRmse")
                [ for fit in fits -> box fit.ValidationRmse ]
                "numbers that may lack"

            let row (pairs: (string * obj) list) = box (readOnlyDict pairs)

            ResultTable.ExportParquet(
                [
                    row [ "n", 1; "x", null; "t", null ]
                    row [ "n", 2.5; "x", true; "t", TimeSpan.FromSeconds 1.5 ]
                ],
                path
            )

            Expect.equal
                (readParquet path)
                [ "n", [ box 1.0; box 2.5 ]; "x", [ null; box true ]; "t", [ null; box 1.5 ] ]
                "kinds by the values"

            Expect.throwsT<ArgumentException>
                (fun () -> ResultTable.ExportParquet([ box fits[0]; box data ], path))
                "rows that differ"

            Expect.throwsT<ArgumentException> (fun () -> ResultTable.ExportParquet([], path)) "no rows")

        testCase "pandas or DuckDB reads our Parquet"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.parquet")
            ParquetTable.writeDraws path (blocks names 2 3 50 2 true)
            let quoted = JsonSerializer.Serialize path

            let readers =
                [
                    [ "pyarrow.parquet as pq" ], $"t = pq.read_table({quoted}).to_pydict()"
                    [ "fastparquet" ], $"t = fastparquet.ParquetFile({quoted}).to_pandas().to_dict('list')"
                    [ "duckdb" ],
                    $"t = duckdb.sql('select * from read_parquet(' + repr({quoted}) + ')').fetchnumpy()"
                ]
                |> List.choose (fun (packages, script) ->
                    tryPython
                        packages
                        (script + "\nprint(len(t['b']), float(t['b'][3]), sum(t['IsDivergent']))"))

            if readers.IsEmpty then
                skiptest "there is no Python with pyarrow, fastparquet or duckdb"

            for output in readers do
                Expect.equal (output.Trim()) $"600 {value 0 2 0 1:F1} 6" "numbers")
    ]

[<Tests>]
let tests = testList "Parquet tables" parquet
