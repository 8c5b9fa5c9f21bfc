/// Readers of files and texts meet inputs that nobody would write: they read them or give the documented exception, and take
/// memory in proportion to the input.
module UniversalApprox.Tests.Fuzz.FuzzTests

open System
open System.IO
open System.Text
open Expecto
open UniversalApprox
open UniversalApprox.Tests.Support.TemporaryFolder

let private bytes (text: string) = Encoding.UTF8.GetBytes text
let private text (content: byte[]) = Encoding.UTF8.GetString content

/// What a reader may allocate in all: buffers, and so much for each byte of the input.
let private allowance (content: byte[]) = 16_000_000L + 5000L * int64 content.Length

/// A message fits a screen, and a terminal obeys nothing in it.
let private checkMessage (message: string) =
    Expect.isLessThan message.Length 3000 "length of the message"

    Expect.isFalse
        (message |> Seq.exists (fun c -> Char.IsControl c && not (Char.IsWhiteSpace c)))
        "control characters"

let private fuzz kind originals (isDocumented: exn -> bool) (read: byte[] -> unit) =
    testCase kind
    <| fun () ->
        for i, content in List.indexed (Mutation.inputs kind originals) do
            let what =
                $"input {i} of {Mutation.count}, seed {Mutation.seed}: {Convert.ToBase64String content}"

            let before = GC.GetAllocatedBytesForCurrentThread()

            try
                read content
            with error ->
                if error :? AssertException then
                    failtest $"{what}\n{error.Message}"

                if not (isDocumented error) then
                    failtest $"{what}\n{error}"

                checkMessage error.Message

            Expect.isLessThan (GC.GetAllocatedBytesForCurrentThread() - before) (allowance content) what

let private tables =
    [
        "x,y\n1,2\n3,4.5\n5,-6e-3\n7,8\n"
        "a;b;c\n1,5;2;\"q\"\n2,5;3;\"r\ns\"\n3,5;4;t\n"
        "# made by\n# x y\n  1.0  2.0\n 10.0  3.5\n  2.5  4.0\n"
        "Instrument A7\n\ntime\ttemp\n2026-03-01 10:00\t1\n2026-03-01T11:00Z\t2\n"
        "when,y\n0:00:10,1\n1.02:03:04.5,2\n"
        "d,y\n3/4/2026,1\n3/25/2026,2\n"
        "rownames|speed|dist|err\n1|4|2|NA\n2|4|10|1\n"
        "sep=;\nGröße;y\n1;2\n"
    ]
    |> List.map bytes

let private csvOptions =
    [
        CsvOptions()
        CsvOptions(SkipInvalid = true)
        CsvOptions(NoHeader = true, SkipInvalid = true)
        CsvOptions(DecimalSeparator = ',', MissingValues = [| "NA"; "" |])
        CsvOptions(Delimiter = ' ', SkipInvalid = true)
        CsvOptions(X = [| "x" |], Y = "y", SkipRows = 1)
        CsvOptions(DateFormat = "yyyy-MM-dd", MissingValues = [| "-" |], SkipInvalid = true)
    ]

let private csv =
    let mutable turn = 0

    fuzz "CSV" tables (fun error -> error :? CsvDataException) (fun content ->
        turn <- turn + 1
        let options = csvOptions[turn % csvOptions.Length]
        let data = CurveData.ReadCsv(new StringReader(text content), options).Data
        Expect.all (data.Outputs.ToArray()) Double.IsFinite "finite numbers"

        for name in Seq.append data.InputNames [ data.OutputName ] do
            Expect.isFalse (name.Contains '\u001B') "a harmless name")

let private csvFiles =
    fuzz "CSV files in any encoding" tables (fun error -> error :? CsvDataException) (fun content ->
        withFolder (fun folder ->
            let path = Path.Combine(folder, "a.csv")
            File.WriteAllBytes(path, content)
            CurveData.ReadCsvColumns path |> ignore
            CurveData.ReadCsv path |> ignore))

let private formulas =
    [
        "24 sig(-1.4*x -4.9) + 23 sig(1.5*x -5.0) + 1.0"
        "-2.5e-3 tanh(0.5 x1 - 2 x2 + 1) - 0.25"
        "3*gauss(x)"
    ]

let private formula =
    fuzz "formulas" (List.map bytes formulas) (fun error -> error :? FormulaException) (fun content ->
        let network = ShallowNetwork.Parse(text content)
        Expect.equal (ShallowNetwork.Parse(network.ToFormula())) network "a network prints as itself")

let private density =
    let originals = [ "-0.5*(x^2 + (y - x^2)^2/0.1)"; "if(rate > 0, 2*log(rate) - rate, -inf)" ]

    fuzz "log-densities" (List.map bytes originals) (fun error -> error :? FormulaException) (fun content ->
        EnsembleSampler(text content) |> ignore)

let private withModel name (content: byte[]) (read: string -> ShallowNetwork) =
    withFolder (fun folder ->
        let path = Path.Combine(folder, name)
        File.WriteAllBytes(path, content)
        let network = read path
        Expect.all network.Parameters Double.IsFinite "finite numbers")

let private saved name export =
    let mutable content = [||]

    withFolder (fun folder ->
        let path = Path.Combine(folder, name)
        export path
        content <- File.ReadAllBytes path)

    content

let private network = ShallowNetwork.Parse "24 sig(-1.4*x -4.9) + 23 sig(1.5*x -5.0) + 1.0"

let private models =
    let fit =
        lazy
            (UnitSweep.Run(
                CurveData.Generate(KnownCurve.Parabola, CurveOptions(Points = 20)),
                SweepOptions(Units = [| 1 |], Restarts = 1, Folds = Nullable 0)
            )[0])

    let isInvalid (error: exn) = error :? InvalidDataException

    [
        fuzz
            "model JSON"
            [
                saved "a.json" (fun path -> NeuronModelFile.ExportJson(network, path))
                saved "a.json" (fun path -> NeuronModelFile.ExportJson(fit.Value, path))
            ]
            isInvalid
            (fun content -> withModel "a.json" content NeuronModelFile.ImportJson)

        fuzz
            "TorchSharp weights"
            [ saved "a.dat" (fun path -> NeuronModelFile.ExportTorchWeights(network, path)) ]
            isInvalid
            (fun content ->
                withModel "a.dat" content (fun path ->
                    NeuronModelFile.ImportTorchWeights(path, Activation.Sigmoid)))
    ]

[<Tests>]
let tests = testList "fuzz" ([ csv; csvFiles; formula; density ] @ models)
