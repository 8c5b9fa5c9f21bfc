/// ArviZ's InferenceData as Zarr.
module UniversalApprox.Tests.Interchange.ArviZTests

open System
open System.IO
open System.IO.Compression
open System.Text.Json
open Expecto
open UniversalApprox
open UniversalApprox.Interchange
open UniversalApprox.Tests.Interchange.Samples
open UniversalApprox.Tests.Support.TemporaryFolder

let private names = [| "a"; "b" |]

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

            Expect.throwsC
                (fun () ->
                    let nowhere = Path.Combine(folder, "none", "a.zarr")
                    ArviZFile.write ArviZFile.defaults nowhere (blocks names 1 2 3 1 false))
                (fun error -> Expect.isTrue (error :? IOException) $"{error}")

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

[<Tests>]
let tests = testList "InferenceData" zarr
