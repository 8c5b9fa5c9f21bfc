module UniversalApprox.Tests.Facade.DataTests

open System
open System.Collections.Generic
open Expecto
open UniversalApprox

/// The action must throw this kind of ArgumentException for this argument, with a message that has the part.
let private rejects<'error when 'error :> ArgumentException> argument (part: string) (action: unit -> obj) =
    testCase $"{argument}: {part}" (fun () ->
        let error =
            try
                action () |> ignore
                failtest "was accepted"
            with :? 'error as error ->
                error

        Expect.equal error.ParamName argument "argument"
        Expect.stringContains error.Message part "message")

let private range argument part action = rejects<ArgumentOutOfRangeException> argument part action
let private wrong argument part action = rejects<ArgumentException> argument part action
let private missing argument action = rejects<ArgumentNullException> argument "" action

let private generate options = fun () -> box (CurveData.Generate(KnownCurve.Sine, options))

let private own options = fun () -> box (CurveData.FromFunction((fun (x: float) -> x), options))

let private read options = fun () -> box (CurveData.ReadCsv(new IO.StringReader "x,y\n1,2", options))

let private parabola = CurveData.Generate KnownCurve.Parabola
let private numbers: float[] = [| 1.0; 2.0 |]

[<Tests>]
let checks =
    testList
        "facade data checks"
        [
            missing "x" (fun () -> CurveData.FromColumns((null: float[]), numbers))
            missing "y" (fun () -> CurveData.FromColumns(numbers, null))
            wrong "inputs" "equally long" (fun () -> CurveData.FromColumns(numbers, [| 1.0 |]))
            range "outputs" "row 2" (fun () -> CurveData.FromColumns(numbers, [| 1.0; nan |]))
            wrong "outputName" "'x' twice" (fun () -> CurveData.FromColumns(numbers, numbers, yName = "x"))
            range "curve" "Parabola, Sine" (fun () ->
                CurveData.Generate(LanguagePrimitives.EnumOfValue<int64, KnownCurve> 77L))
            range "Points" "at least 1" (generate (CurveOptions(Points = 0)))
            range "NoiseLevel" "0 or more" (generate (CurveOptions(NoiseLevel = -1.0)))
            range
                "Noise"
                "None, Uniform, Normal"
                (generate (CurveOptions(Noise = LanguagePrimitives.EnumOfValue<int64, NoiseKind> 9L)))
            range
                "Design"
                "Grid, Random"
                (generate (CurveOptions(Design = LanguagePrimitives.EnumOfValue<int64, Design> 9L)))
            range "Lower" "finite" (generate (CurveOptions(Lower = nan)))
            range "Upper" "above Lower" (generate (CurveOptions(Lower = 1.0, Upper = 1.0)))
            wrong
                "NoiseLevel"
                "with Noise None"
                (generate (CurveOptions(Noise = NoiseKind.None, NoiseLevel = 1.0)))
            wrong
                "NoiseLevel"
                "must be given with Noise Normal"
                (own (CurveOptions(Noise = NoiseKind.Normal)))
            missing "function" (fun () -> CurveData.FromFunction((null: Func<float, float>)))
            range "Dimension" "from 1 to 1000" (fun () ->
                CurveData.FromFunction((fun (_: float[]) -> 0.0), 0))
            range "Function" "finite on its range" (fun () ->
                CurveData.FromFunction(fun (x: float) -> Math.Log x))
            range "ValidationFraction" "above 0" (fun () -> parabola.Split 1.0)
            range "Count" "from 2 to" (fun () -> parabola.Folds 1)
            range "DecimalSeparator" "'.' or ','" (read (CsvOptions(DecimalSeparator = 'x')))
            wrong
                "Delimiter"
                "another character than DecimalSeparator"
                (read (CsvOptions(DecimalSeparator = ',', Delimiter = ',')))
            wrong "Delimiter" "ASCII" (read (CsvOptions(Delimiter = '"')))
            wrong "X" "none" (read (CsvOptions(X = [||])))
            wrong "MissingValues" "none" (read (CsvOptions(MissingValues = [||])))
            wrong "DateFormat" "a format" (read (CsvOptions(DateFormat = "")))
            range "SkipRows" "at least 0" (read (CsvOptions(SkipRows = -1)))
            wrong "X" "all different" (read (CsvOptions(X = [| "x"; "x" |])))
            wrong "path" "empty" (fun () -> CurveData.ReadCsv "")
            missing "reader" (fun () -> CurveData.ReadCsv(null: IO.TextReader))
            wrong "inputNames" "none" (fun () -> CurveDataBuilder([||], "y"))
            wrong "inputNames" "empty" (fun () -> CurveDataBuilder([| "" |], "y"))
            wrong "inputNames" "all different" (fun () -> CurveDataBuilder([| "y" |], "y"))
            wrong "row" "has 2 values" (fun () ->
                CurveDataBuilder([| "x" |], "y").Add(ReadOnlySpan [| 1.0 |]))
            range "row" "Row 1, column \"y\"" (fun () ->
                CurveDataBuilder([| "x" |], "y").Add(ReadOnlySpan [| 1.0; nan |]))
        ]

[<Tests>]
let behaviour =
    testList
        "facade data"
        [
            testCase "columns are copied" (fun () ->
                let x = [| 1.0; 2.0 |]
                let data = CurveData.FromColumns(x, x, "line", "t", "v")
                x[0] <- 9.0
                Expect.equal data.Outputs.Span[0] 1.0 "first output"
                Expect.equal (string data) "line: 2 points, v(t)" "text")

            testCase "several inputs get names" (fun () ->
                let data = CurveData.FromColumns([| numbers :> IReadOnlyList<float>; numbers |], numbers)
                Expect.sequenceEqual data.InputNames [ "x1"; "x2" ] "names")

            testCase "a known curve is the core's" (fun () ->
                let core = Core.Data.Curve.sample (Core.Random.Rng.ofSeed 1UL) Core.Data.Curve.parabola
                Expect.equal (parabola.Outputs.ToArray()) core.Outputs "outputs"
                Expect.equal parabola.Name "Parabola" "name"
                Expect.equal parabola.TurningPoints (Nullable 1) "turning points"
                Expect.isTrue (abs (parabola.NoiseLevel.Value / (0.5 / sqrt 12.0) - 1.0) < 0.15) "noise")

            testCase "each known curve has its name" (fun () ->
                for curve in Enum.GetValues<KnownCurve>() do
                    Expect.equal (CurveData.Generate curve).Name (string curve) "name")

            testCase "options change a curve" (fun () ->
                let options =
                    CurveOptions(
                        Points = 10,
                        Lower = 0.0,
                        Upper = 9.0,
                        Noise = NoiseKind.None,
                        Name = "mine"
                    )

                let data = CurveData.Generate(KnownCurve.Abs, options)
                Expect.equal (data.Outputs.ToArray()) (Array.init 10 float) "outputs"
                Expect.equal data.Name "mine" "name")

            testCase "a function of two inputs has 1000 random points, or a grid of about as many" (fun () ->
                let f = Func<float[], float>(fun x -> x[0] + x[1])
                let count options = CurveData.FromFunction(f, 2, options).Count
                Expect.equal (count (CurveOptions())) 1000 "random"
                Expect.equal (count (CurveOptions(Design = Design.Grid))) 1024 "grid"
                Expect.equal (count (CurveOptions(Design = Design.Grid, Points = 5))) 25 "5 per axis")

            testCase "splits and folds" (fun () ->
                let split = parabola.Split(0.2, 3UL)
                Expect.equal (split.Training.Count, split.Validation.Count) (400, 100) "parts"
                let folds = parabola.Folds 5
                Expect.equal (folds |> Seq.sumBy (fun fold -> fold.Validation.Count)) 500 "every point once")

            testCase "a builder takes numbers and texts, and explains what it cannot take" (fun () ->
                let builder = CurveDataBuilder([| "dose" |], "response", "rows")
                let mutable reason: string = null
                Expect.isTrue (builder.TryAdd([| box 1; box " 2.5 " |], &reason)) "int and text"
                Expect.isTrue (builder.TryAdd([| box 2.5f; box 3M |], &reason)) "float32 and decimal"
                Expect.isNull reason "no reason"
                Expect.isFalse (builder.TryAdd([| box 1.0; box "n/a" |], &reason)) "text"
                Expect.equal reason "row 3, column \"response\": \"n/a\" is not a number." "reason"
                Expect.isFalse (builder.TryAdd([| null; box 1 |], &reason)) "null"
                Expect.equal reason "row 4, column \"dose\": the value is missing." "reason"
                Expect.isFalse (builder.TryAdd([| box true; box 1 |], &reason)) "bool"
                Expect.isFalse (builder.TryAdd([| box nan; box 1 |], &reason)) "NaN"
                let data = builder.Build()
                Expect.equal (data.Name, data.Count) ("rows", 2) "data")

            testCase "a builder takes times, decimal commas and missing values as a file does" (fun () ->
                let mutable reason: string = null

                let built (builder: CurveDataBuilder) rows =
                    for row: obj[] in rows do
                        Expect.isTrue (builder.TryAdd(row, &reason)) reason

                    let data = builder.Build()
                    data.InputNames[0], data.Inputs[0].ToArray(), builder.MissingRows

                let day number = DateTime(2026, 3, number)
                let builder () = CurveDataBuilder([| "at" |], "y")

                Expect.equal
                    (built
                        (builder ())
                        [
                            [| day 1; 1 |]
                            [| DateTimeOffset(day 3, TimeSpan.Zero); 2 |]
                            [| "2026-03-04"; 3 |]
                        ])
                    ("at (days since 2026-03-01 00:00)", [| 0.0; 2.0; 3.0 |], 0)
                    "dates"

                Expect.equal
                    (built (builder ()) [ [| TimeSpan.FromMinutes 1.0; 1 |]; [| "0:00:01.5"; 2 |] ])
                    ("at (s)", [| 60.0; 1.5 |], 0)
                    "durations"

                let german =
                    CurveDataBuilder(
                        [| "at" |],
                        "y",
                        DecimalSeparator = ',',
                        MissingValues = [| "NA"; "-1" |]
                    )

                Expect.equal
                    (built german [ [| "1,5"; 1 |]; [| "na"; 1 |]; [| -1.0; 1 |]; [| 2; "2,5" |] ])
                    ("at", [| 1.5; 2.0 |], 2)
                    "commas"

                let ambiguous = builder ()
                Expect.isTrue (ambiguous.TryAdd([| "3/4/2026"; 1 |], &reason)) "one"
                Expect.isTrue (ambiguous.TryAdd([| "3/5/2026"; 1 |], &reason)) "two"

                let error =
                    Expect.throwsC (fun () -> ambiguous.Build() |> ignore) (fun error ->
                        error :?> OptionException)

                Expect.equal error.Option "DateFormat" "option")

            testCase "a builder without rows builds nothing" (fun () ->
                Expect.throwsT<InvalidOperationException>
                    (fun () -> CurveDataBuilder([| "x" |], "y").Build() |> ignore)
                    "no rows")
        ]
