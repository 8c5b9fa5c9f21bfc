/// Columns of errors and weights, and what follows from them, as a C# program sees it.
module UniversalApprox.Tests.Facade.PointErrorsFacadeTests

open System
open System.IO
open Expecto
open UniversalApprox

let private read (options: CsvOptions) (text: string) = CurveData.ReadCsv(new StringReader(text), options)

let private table = "dose,signal,Signal_Err,n\n1,2,0.1,3\n2,4,0.2,5\n3,6,0.4,1\n"

let private numbers (column: Nullable<ReadOnlyMemory<float>>) =
    if column.HasValue then Some(column.Value.ToArray()) else None

let private refused words (f: unit -> obj) =
    try
        f () |> ignore
        failtest $"accepted, without {words}"
    with :? ArgumentException as error ->
        for word: string in words do
            Expect.stringContains error.Message word "message"

let private wave =
    lazy
        (let x = Array.init 60 (fun i -> -2.0 + float i / 15.0)
         // Errors that alternate in sign, exactly as large as stated.
         let sigma = x |> Array.map (fun x -> if x < 0.0 then 0.02 else 0.1)
         let y = Array.mapi2 (fun i x s -> tanh (2.0 * x) + (if i * 7 % 3 = 0 then 1.4 else -0.7) * s) x sigma
         CurveData.FromColumns(x, y).WithSigma sigma)

let private best (data: CurveData) =
    UnitSweep.Run(
        data,
        SweepOptions(Units = [| 1 |], Activations = [| Activation.Tanh |], Restarts = 2, Folds = 0)
    )
    |> Seq.exactlyOne

[<Tests>]
let tests =
    testList
        "Columns of errors"
        [
            testCase "are read by name, whatever its case, and are no inputs"
            <| fun () ->
                let data =
                    (read (CsvOptions(X = [| "dose" |], Y = "signal", Sigma = "signal_err")) table).Data

                Expect.equal (numbers data.Sigma) (Some [| 0.1; 0.2; 0.4 |]) "sigma"
                Expect.equal (numbers data.Weight) None "no weights"
                let weighted = (read (CsvOptions(Y = "signal", Weight = "N")) table).Data
                Expect.equal (numbers weighted.Weight) (Some [| 3.0; 5.0; 1.0 |]) "weights"

                Expect.equal
                    (List.ofSeq weighted.InputNames)
                    [ "dose" ]
                    "neither weights nor errors are inputs"

                Expect.isFalse (data.HasSameValues weighted) "other data"

            testCase "are offered and not taken"
            <| fun () ->
                let imported = read (CsvOptions()) "x,y,y_err\n1,2,3\n2,3,4\n"
                Expect.equal (numbers imported.Data.Sigma) None "not taken"

                Expect.stringContains
                    (Seq.exactlyOne imported.Warnings)
                    "Set Sigma to \"y_err\" to take it as the standard error of each point."
                    "offer"

                let told = read (CsvOptions(Sigma = "y_err")) "x,y,y_err\n1,2,3\n2,3,4\n"
                Expect.isEmpty told.Warnings "nothing to choose"

            testCase "must be above 0, another column, and one of the two"
            <| fun () ->
                let sigma = CsvOptions(X = [| "x" |], Y = "y", Sigma = "e")

                for bad in [ "0"; "-1" ] do
                    try
                        read sigma $"x,y,e\n1,2,1\n2,3,{bad}\n" |> ignore
                        failtest "accepted"
                    with :? CsvDataException as error ->
                        Expect.equal
                            (error.Problem, error.Line, error.Column)
                            (CsvProblem.InvalidValue, Nullable 3, "e")
                            "place"

                let kept =
                    read
                        (CsvOptions(X = [| "x" |], Y = "y", Sigma = "e", SkipInvalid = true))
                        "x,y,e\n1,2,1\n2,3,0\n"

                Expect.equal (kept.Data.Count, kept.SkippedRows) (1, 1) "skipped"

                refused [ "Sigma"; "Weight"; "exclude" ] (fun () ->
                    read (CsvOptions(Sigma = "e", Weight = "e")) table)

                for options in
                    [
                        CsvOptions(X = [| "dose" |], Y = "signal", Sigma = "signal")
                        CsvOptions(X = [| "n" |], Y = "signal", Weight = "n")
                    ] do
                    try
                        read options table |> ignore
                        failtest "accepted"
                    with :? CsvDataException as error ->
                        Expect.equal error.Problem CsvProblem.InputIsOutput "problem"

            testCase "come row by row too"
            <| fun () ->
                let builder = CurveDataBuilder([| "x" |], "y", Sigma = "e")
                builder.Add(ReadOnlySpan [| 1.0; 2.0; 0.5 |])
                Expect.equal (builder.TryAdd([| box 2.0; box 3.0; box "0.25" |])) (true, null) "a text"
                let added, reason = builder.TryAdd([| box 3.0; box 3.0; box 0.0 |])
                Expect.isFalse added "zero"
                Expect.stringContains reason "above 0" "reason"
                Expect.equal (numbers (builder.Build().Sigma)) (Some [| 0.5; 0.25 |]) "sigma"
                refused [ "row"; "above 0" ] (fun () -> builder.Add(ReadOnlySpan [| 1.0; 2.0; -1.0 |]) |> box)

            testCase "are checked where arrays are given"
            <| fun () ->
                let data = CurveData.FromColumns([| 1.0; 2.0 |], [| 1.0; 2.0 |])
                refused [ "Sigma"; "2"; "got 1" ] (fun () -> data.WithSigma [| 1.0 |])
                refused [ "Weight[1]"; "NaN" ] (fun () -> data.WithWeight [| 1.0; nan |])

            testCase "give chi-square to the rows, and the default likelihood its standard deviations"
            <| fun () ->
                let fit = best wave.Value

                Expect.isTrue
                    (fit.ChiSquarePerDof.HasValue && abs (fit.ChiSquarePerDof.Value - 1.0) < 0.3)
                    $"{fit.ChiSquarePerDof}"

                let names options = (fit.GetUncertainty options).ParameterNames |> List.ofSeq
                Expect.equal (names null) [ "w1"; "b1"; "a1"; "c" ] "known errors"

                Expect.equal
                    (names (FitUncertaintyOptions(Likelihood = Likelihood.GaussianUnknown)))
                    [ "w1"; "b1"; "a1"; "c"; "log_sigma" ]
                    "a common scale"

                let plain =
                    best (CurveData.FromColumns(wave.Value.Inputs[0].ToArray(), wave.Value.Outputs.ToArray()))

                Expect.isFalse plain.ChiSquarePerDof.HasValue "no errors, no chi-square"
                Expect.contains (plain.GetUncertainty().ParameterNames) "log_sigma" "unknown noise"

            testCase "are in the code that a report shows"
            <| fun () ->
                let path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())

                try
                    File.WriteAllText(path, table)

                    let data =
                        (CurveData.ReadCsv(
                            path,
                            CsvOptions(X = [| "dose" |], Y = "signal", Sigma = "signal_err")
                        ))
                            .Data

                    Expect.stringContains data.Origin "Sigma = \"signal_err\"" "C#"
                finally
                    File.Delete path
        ]
