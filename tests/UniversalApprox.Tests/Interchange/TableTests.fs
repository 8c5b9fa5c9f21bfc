/// Parquet tables and ArviZ's InferenceData.
module UniversalApprox.Tests.Interchange.TableTests

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression
open System.Text.Json
open Expecto
open Parquet
open Parquet.Schema
open UniversalApprox
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private names = [| "a"; "b" |]

let private await (task: Threading.Tasks.Task) = task.GetAwaiter().GetResult()

let private numbers<'a when 'a: struct and 'a: (new: unit -> 'a) and 'a :> ValueType>
    (group: ParquetRowGroupReader)
    field
    : obj list =
    let target = Array.zeroCreate<'a> (int group.RowCount)
    await (group.ReadAsync<'a>(field, target.AsMemory()).AsTask())
    target |> Array.map box |> List.ofArray

let private optional<'a when 'a: struct and 'a: (new: unit -> 'a) and 'a :> ValueType>
    (group: ParquetRowGroupReader)
    field
    : obj list =
    let target = Array.zeroCreate<Nullable<'a>> (int group.RowCount)
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
        let target = Array.zeroCreate<string> (int group.RowCount)
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

            let expected = [ for i, (name, _) in Array.indexed columns -> name, [ for row in rows -> row[i] ] ]
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

let private network =
    lazy
        (let data = CurveData.Generate(KnownCurve.Sine, CurveOptions(Points = 30))

         let options =
             McmcOptions(Steps = Nullable 60, BurnIn = Nullable 40, Sampler = SamplerKind.Nuts, Seed = 3UL)

         Mcmc.Run(data, 1, Activation.Tanh, options))

let private floatsOf (bytes: byte[]) =
    Array.init (bytes.Length / 8) (fun i -> BitConverter.ToDouble(bytes, 8 * i))

let private zarr =
    [
        testCase "Zarr has groups, axes and numbers where readers look for them"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.zarr")
            ArviZFile.write ArviZFile.defaults path (blocks [| "a"; "b/[1]" |] 2 3 4 2 true)

            let json (key: string) =
                JsonDocument.Parse(File.ReadAllText(Path.Combine(path, key))).RootElement

            let shape key = [ for n in (json key).GetProperty("shape").EnumerateArray() -> n.GetInt32() ]
            Expect.equal (shape "posterior/a/.zarray") [ 6; 8 ] "chains and draws"

            Expect.equal
                ((json "posterior/b_[1]/.zattrs").GetProperty("long_name").GetString())
                "b/[1]"
                "name"

            let all = json ".zmetadata"

            for file in Directory.GetFiles(path, ".z*", SearchOption.AllDirectories) do
                let key = Path.GetRelativePath(path, file).Replace('\\', '/')

                if key <> ".zmetadata" then
                    Expect.isTrue
                        (JsonElement.DeepEquals(json key, all.GetProperty("metadata").GetProperty key))
                        key

            let perChunk =
                [
                    for n in (json "posterior/a/.zarray").GetProperty("chunks").EnumerateArray() ->
                        n.GetInt32()
                ][1]

            let numbers = floatsOf (File.ReadAllBytes(Path.Combine(path, "posterior/a/0.0")))

            for e in 0..1 do
                for w in 0..2 do
                    for s in 1..8 do
                        Expect.equal numbers[(e * 3 + w) * perChunk + s - 1] (value e s w 0) "draw"

            for name in [ "lp"; "energy"; "diverging"; "acceptance_rate"; "tree_depth"; "n_steps" ] do
                Expect.equal (shape $"sample_stats/{name}/.zarray") [ 6; 8 ] name)

        testCase "several chunks join without a seam, also in a zip file"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.zarr.zip")
            // 2·10⁶ numbers fill the chunks: 1000 chains of 1 parameter and 7 places get 285 draws a chunk.
            ArviZFile.write ArviZFile.defaults path (blocks [| "a" |] 1 1000 100 7 false)
            use zip = ZipFile.OpenRead path

            let bytes (key: string) =
                use stream = zip.GetEntry(key).Open()
                use copy = new MemoryStream()
                stream.CopyTo copy
                copy.ToArray()

            let array = JsonDocument.Parse(bytes "posterior/a/.zarray").RootElement
            let perChunk = [ for n in array.GetProperty("chunks").EnumerateArray() -> n.GetInt32() ][1]
            Expect.isLessThan perChunk 350 "several chunks"
            let chunks = [ for i in 0 .. (699 / perChunk) -> floatsOf (bytes $"posterior/a/0.{i}") ]

            for s in [ 1; perChunk; perChunk + 1; 700 ] do
                for w in [ 0; 999 ] do
                    let chunk = chunks[(s - 1) / perChunk]
                    Expect.equal chunk[w * perChunk + (s - 1) % perChunk] (value 0 s w 0) $"step {s}")

        testCase "xarray reads posterior, statistics, likelihood and data of a network's posterior"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "fit.zarr")
            let posterior = network.Value
            McmcChainFile.ExportArviZ(posterior, path, ChainExportOptions(LogLikelihood = true))

            let output =
                python
                    [ "xarray as xr"; "zarr"; "numpy as np"; "warnings" ]
                    $"""
warnings.simplefilter('error')
path = {JsonSerializer.Serialize path}
read = lambda group: xr.open_zarr(path, group=group)
p, s, l, d, c = [read(g) for g in ('posterior', 'sample_stats', 'log_likelihood', 'observed_data', 'constant_data')]
print(sorted(p.data_vars), dict(p.sizes))
print(sorted(s.data_vars), bool(np.isfinite(s.energy.values).all()))
sigma = np.exp(p.log_sigma.values)[..., None]
f = p.a1.values[..., None] * np.tanh(p.w1.values[..., None] * c.x.values + p.b1.values[..., None]) + p.c.values[..., None]
own = -0.5 * ((d.y.values - f) / sigma) ** 2 - np.log(sigma) - 0.5 * np.log(2 * np.pi)
print(l.y.shape, bool(np.abs(own - l.y.values).max() < 1e-9))
print(float(p.w1[2, 5]), p.attrs['is_converged'], p.attrs['data'])
"""

            let lines = output.Split '\n'
            Expect.equal lines[0] "['a1', 'b1', 'c', 'log_sigma', 'w1'] {'chain': 4, 'draw': 20}" "posterior"

            Expect.equal
                lines[1]
                "['acceptance_rate', 'diverging', 'energy', 'lp', 'n_steps', 'tree_depth'] True"
                "statistics"

            Expect.equal lines[2] "(4, 20, 30) True" "likelihood"

            let third = posterior.GetSamples() |> Seq.filter (fun draw -> draw.Ensemble = 3) |> Seq.item 5

            Expect.equal
                (float (lines[3].Split(' ')[0]), (lines[3].Split(' ')[1]))
                (third.Values.Span[0], (if posterior.IsConverged then "true" else "false"))
                "draws are canonical")

        testCase "xarray reads the zip file"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.zarr.zip")
            ArviZFile.write ArviZFile.defaults path (blocks names 2 3 40 3 false)

            let output =
                python
                    [ "xarray as xr"; "zarr" ]
                    $"""
store = zarr.ZipStore({JsonSerializer.Serialize path}, mode='r')
p = xr.open_zarr(store, group='posterior')
print(float(p.b[4, 99]), p.b.shape)
"""

            Expect.equal (output.Trim()) $"{value 1 100 1 1:F1} (6, 120)" "numbers")

        testCase "a Zarr folder takes the place of another, and of nothing else"
        <| inFolder (fun folder ->
            let path = Path.Combine(folder, "draws.zarr")
            let write count = ArviZFile.write ArviZFile.defaults path (blocks names 1 2 3 count false)
            write 2
            write 1
            Expect.isTrue (File.Exists(Path.Combine(path, ".zmetadata"))) "written"

            let failing =
                seq {
                    yield block names 1 2 3 0 false
                    failwith "sampling failed"
                }

            Expect.throws (fun () -> ArviZFile.write ArviZFile.defaults path failing) "fails"
            Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing beside it"
            Expect.isTrue (File.Exists(Path.Combine(path, ".zmetadata"))) "kept"
            let other = Directory.CreateDirectory(Path.Combine(folder, "mine")).FullName
            File.WriteAllText(Path.Combine(other, "thesis.txt"), "words")

            Expect.throwsC
                (fun () -> ArviZFile.write ArviZFile.defaults other (blocks names 1 2 3 1 false))
                (fun error -> Expect.stringContains error.Message other "names the folder")

            Expect.equal (File.ReadAllText(Path.Combine(other, "thesis.txt"))) "words" "kept")

        testCase "a log-likelihood needs a network's data"
        <| inFolder (fun folder ->
            Expect.throwsT<OptionException>
                (fun () ->
                    ArviZFile.write
                        { ArviZFile.defaults with LogLikelihood = true }
                        (Path.Combine(folder, "a.zarr"))
                        (blocks names 1 2 3 1 false))
                "refused")
    ]

/// The most memory that is in use while blocks are written.
let private mostHeld (write: Chain seq -> unit) (blocks: Chain seq) =
    GC.Collect()
    let start = GC.GetTotalMemory true
    let most = [| 0L |]

    write (
        seq {
            for i, block in Seq.indexed blocks do
                if i % 50 = 0 then
                    most[0] <- max most[0] (GC.GetTotalMemory true - start)

                yield block
        }
    )

    most[0]

let private streams =
    [
        for name, write in
            [
                "emcee's HDF5", (fun path -> EmceeFile.write EmceeFile.defaults (path + ".h5"))
                "Parquet", (fun path -> ParquetTable.writeDraws (path + ".parquet"))
                "Zarr", (fun path -> ArviZFile.write ArviZFile.defaults (path + ".zarr"))
            ] do
            // Other tests allocate at the same time, so this one runs alone.
            testSequenced (
                testCase $"{name}: ten times as many draws need no more memory"
                <| inFolder (fun folder ->
                    let held steps =
                        mostHeld (write (Path.Combine(folder, "draws"))) (blocks names 1 100 100 steps false)

                    let few, many = held 30, held 300
                    // 3·10⁶ draws of two parameters and their log-densities are 72 MB.
                    Expect.isLessThan many (few + 30_000_000L) $"{few} and {many} bytes")
            )

        testCase "a stream in C# is written as it is sampled, and is the run's draws"
        <| inFolder (fun folder ->
            let sampler = EnsembleSampler("-0.5*(a^2 + b^2)")
            let start = WalkerStart.Ball([| 0.0; 0.0 |], 1.0)

            let options =
                McmcOptions(
                    Steps = Nullable 130,
                    BurnIn = Nullable 30,
                    Start = start,
                    Sampler = SamplerKind.Ensemble,
                    BlockSteps = 20
                )

            let path = Path.Combine(folder, "stream.h5")
            McmcChainFile.ExportEmcee(sampler.Stream options, path)
            let read = McmcChainFile.ImportEmcee [| path |]
            let run = sampler.Run options

            let numbers (posterior: Posterior) =
                [ for draw in posterior.GetRawSamples() -> draw.LogDensity, draw.Values.ToArray() ]

            Expect.equal (numbers read) (numbers run) "draws"
            Expect.equal read.AcceptanceRate run.AcceptanceRate "accepted"
            use stop = new Threading.CancellationTokenSource()
            stop.Cancel()

            Expect.throwsT<OperationCanceledException>
                (fun () ->
                    McmcChainFile.ExportParquet(run, Path.Combine(folder, "no.parquet"), null, stop.Token))
                "cancelled"

            Expect.hasLength (Directory.GetFileSystemEntries folder) 1 "nothing half written")
    ]

[<Tests>]
let tests =
    testList
        "tables and InferenceData"
        [ testList "Parquet" parquet; testList "Zarr" zarr; testList "streams" streams ]
