module UniversalApprox.Tests.Runs.RunFileTests

open System
open System.Diagnostics
open System.IO
open System.Text
open System.Threading
open Expecto
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Moves
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Runs
open UniversalApprox.Tests.Support
open UniversalApprox.Tests.Support.TemporaryFolder

let private data =
    let values = [| 0.0; -0.0; 1.0 / 3.0; -1e-300; 5e-324; 1.7976931348623157e308; -2.5; Math.PI |]
    CurveData.create "edges" [| "x" |] "y" [| Array.init values.Length float |] values

let private curve =
    let x = Array.init 20 (fun i -> float i / 4.0)
    CurveData.create "curve" [| "x" |] "y" [| x |] (x |> Array.map sin)

let private plan =
    { SweepPlan.defaults with
        Units = [| 1; 2 |]
        Restarts = 2
        Validation = Validation.Folds 3
    }

let private sweep path =
    let fits = ResizeArray()
    DurableSweep.run path Engine.Simd 1 ignore CancellationToken.None plan curve fits.Add
    List.ofSeq fits

let private connect (path: string) =
    let connection = new SqliteConnection($"Data Source={path};Pooling=False")
    connection.Open()
    connection

let private execute path text =
    use connection = connect path
    use command = connection.CreateCommand()
    command.CommandText <- text
    command.ExecuteNonQuery() |> ignore

let private rows path text =
    use connection = connect path
    use command = connection.CreateCommand()
    command.CommandText <- text
    use reader = command.ExecuteReader()

    [
        while reader.Read() do
            Array.init reader.FieldCount reader.GetValue
    ]

let private failure (work: unit -> 'a) =
    try
        work () |> ignore
        failtest "it did not fail"
    with :? RunFileException as error ->
        error

let private remaining =
    testCase "the time left follows the pace since the command began, and is that of running runs only"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        use stop = new CancellationTokenSource()

        let cut (progress: SweepProgress) =
            if progress.Completed >= 4 then
                stop.Cancel()

        Expect.throwsT<OperationCanceledException>
            (fun () -> DurableSweep.run path Engine.Simd 1 cut stop.Token plan curve ignore)
            "cut short"

        let estimate () = (RunFile.list path |> Array.head).Remaining
        Expect.isNone (estimate ()) "interrupted"
        use _held = (WriterLock.tryTake path).Value

        // One piece of work per 10 s, the first of the command at 0 s.
        execute
            path
            "UPDATE jobs SET written = strftime('%Y-%m-%d %H:%M:%f', '2026-01-01', '+' || (10 * (
               SELECT count(*) FROM jobs b WHERE (b.units, b.step, b.number) < (jobs.units, jobs.step, jobs.number))) || ' seconds')"

        let neurons =
            rows path "SELECT units FROM jobs ORDER BY units, step, number"
            |> List.map (fun row -> unbox<int64> row[0])

        Expect.isGreaterThan neurons.Length 3 "pieces"
        let perCell = (RunFile.list path |> Array.head).Jobs.Value / 2
        let left = int64 (perCell * (1 + 2)) - List.sum neurons

        let pace = 10.0 * float (neurons.Length - 1) / float (List.sum neurons.Tail)
        let found = (estimate ()).Value.TotalSeconds
        Expect.floatClose { absolute = 0.05; relative = 0.0 } found (pace * float left) "seconds"

        // An earlier command took longer for each neuron.
        execute
            path
            "INSERT INTO sessions SELECT 99, started, ended, product, runtime, machine, system, process, cores, vector_bits FROM sessions LIMIT 1"

        execute path "UPDATE jobs SET session = 99 WHERE written >= '2026-01-01 00:00:10'"
        let later = neurons.Tail
        let pace = 10.0 * float (later.Length - 1) / float (List.sum later.Tail)
        let found = (estimate ()).Value.TotalSeconds
        Expect.floatClose { absolute = 0.05; relative = 0.0 } found (pace * float left) "of the last command")

/// Both a writer and a reader fail in this way, and the message has the text.
let private bothFail path expected text =
    for error in [ failure (fun () -> sweep path); failure (fun () -> RunFile.list path) ] do
        Expect.equal error.Failure expected error.Message
        Expect.stringContains error.Message text "message"
        Expect.stringContains error.Message (Path.GetFileName path) "the file"

let private foreign =
    testCase "text, databases of other programs and files of a later version are refused and not touched"
    <| inFolder (fun folder ->
        let text = write folder "text.db" "Not a database, and longer than the header of one."
        let other = Path.Combine(folder, "other.db")
        execute other "CREATE TABLE songs (name TEXT)"
        let later = Path.Combine(folder, "later.db")
        sweep later |> ignore
        execute later "PRAGMA user_version = 99"
        let before = [ for path in [ text; other; later ] -> File.ReadAllBytes path ]
        bothFail text RunFailure.NotARunFile "it is no database"
        bothFail other RunFailure.NotARunFile "another program"
        bothFail later RunFailure.Newer "version 99"
        Expect.equal [ for path in [ text; other; later ] -> File.ReadAllBytes path ] before "bytes"
        Expect.hasLength (Directory.GetFiles folder) 3 "nothing is left beside them")

let private places =
    testCase "a missing folder, a folder and a missing file each have their message"
    <| inFolder (fun folder ->
        let missing = failure (fun () -> sweep (Path.Combine(folder, "no", "run.db")))
        Expect.stringContains missing.Message "its folder does not exist" "missing folder"
        bothFail folder RunFailure.Unreadable "folder"

        Expect.throwsT<FileNotFoundException>
            (fun () -> RunFile.list (Path.Combine(folder, "run.db")) |> ignore)
            "no file"

        let empty = write folder "empty.db" ""

        Expect.equal
            (failure (fun () -> RunFile.list empty)).Failure
            RunFailure.NotARunFile
            "an empty file is no run file"

        Expect.isNonEmpty (sweep empty) "but can become one")

let private damaged =
    testCase "a damaged file says so, and a truncated log loses only its end"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let fits = sweep path
        let bytes = File.ReadAllBytes path
        let broken = Path.Combine(folder, "broken.db")

        File.WriteAllBytes(
            broken,
            Array.mapi (fun i b -> if i > 4096 && i % 512 < 300 then 0xA5uy else b) bytes
        )

        let error = failure (fun () -> RunFile.list broken)
        Expect.equal error.Failure RunFailure.Damaged error.Message

        // As after a power cut: the database of the start, and a log that ends within a page.
        let cut, live = Path.Combine(folder, "cut.db"), Path.Combine(folder, "live.db")
        use stop = new CancellationTokenSource()

        let take (progress: SweepProgress) =
            if progress.Completed = 6 then
                File.Copy(live, cut)
                let log = File.ReadAllBytes(live + "-wal")
                File.WriteAllBytes(cut + "-wal", log[.. log.Length - 1000])
                stop.Cancel()

        try
            DurableSweep.run live Engine.Simd 1 take stop.Token plan curve ignore
        with :? OperationCanceledException ->
            ()

        let jobs = (RunFile.list cut |> Array.head).JobsDone
        Expect.isTrue (jobs > 0 && jobs < 7) $"{jobs} pieces of work are left"
        let shown (fit: UnitFit) = fit.Trained.Network.Parameters, fit.Trained.History, fit.Validation
        Expect.equal (sweep cut |> List.map shown) (fits |> List.map shown) "resumed")

let private twoWriters =
    testCase "a second writer is refused while the first one writes, and not afterwards"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let fits = sweep path |> List.length
        let held = WriterLock.tryTake path |> Option.get

        // The lock of this test stands for another process: it holds the file in the same way.
        let error = failure (fun () -> sweep path)
        Expect.equal error.Failure RunFailure.InUse error.Message
        Expect.stringContains error.Message $"process {Environment.ProcessId}" "who it is"
        Expect.equal (RunFile.list path).Length 1 "it can be read"
        held.Dispose()
        Expect.hasLength (sweep path) fits "free again"

        // The same sweep twice in one process.
        let twice = Path.Combine(folder, "twice.db")
        let mutable second = None

        let again _ =
            if second.IsNone then
                second <- Some(failure (fun () -> sweep twice))

        DurableSweep.run twice Engine.Simd 1 again CancellationToken.None plan curve ignore
        Expect.equal second.Value.Failure RunFailure.InUse "within a process"
        Expect.hasLength (Directory.GetFiles folder) 2 "no lock is left")

let private readOnly =
    testCase "a file that must not be written says so, and can be read"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        sweep path |> ignore

        if OperatingSystem.IsWindows() || Environment.UserName = "root" then
            // The administrator may write everything, so only the folder of a file system without writing would refuse.
            Expect.equal (RunFile.list path).Length 1 "readable"
        else
            File.SetUnixFileMode(path, UnixFileMode.UserRead)
            let error = failure (fun () -> sweep path)
            Expect.equal error.Failure RunFailure.Unwritable error.Message
            Expect.equal (RunFile.list path).Length 1 "readable")

let private versions =
    testCase "a run of another version or of other vector arithmetic is not continued, but can be read"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        sweep path |> ignore

        let refusal () =
            try
                sweep path |> ignore
                failtest "it was not refused"
            with :? OptionException as error ->
                error.Message

        execute path "UPDATE runs SET product = '0.0.1'"
        Expect.stringContains (refusal ()) "begun by version 0.0.1" "version"
        Expect.equal (RunFile.list path).Length 1 "readable"
        execute path $"UPDATE runs SET product = '{Here.product}', vector_bits = 8"
        Expect.stringContains (refusal ()) "vectors of 8 bits" "vectors")

let private migration =
    testCase "a file of the first version gets the views of the present one and keeps its data"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")

        do
            use connection = connect path
            Database.migrate path connection 1

            Database.execute
                connection
                "INSERT INTO datasets (name, hash, points, inputs, output_name) VALUES ('old', 'h', 1, 1, 'y')"
                []

        Expect.equal (rows path "PRAGMA user_version") [ [| box 1L |] ] "version"
        Expect.isEmpty (RunFile.list path) "the first version can be read as it is"
        sweep path |> ignore
        Expect.equal (rows path "PRAGMA user_version") [ [| box (int64 Schema.version) |] ] "version"

        Expect.equal
            (rows path "SELECT name FROM datasets ORDER BY id")
            [ [| box "old" |]; [| box "curve" |] ]
            "data"

        Expect.isNonEmpty (rows path "SELECT * FROM fits") "views")

let private views =
    testCase "the views show fits, folds and points as the program knows them"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let fits = sweep path
        let best = rows path "SELECT units, min(sse), formula FROM fits GROUP BY units ORDER BY units"

        for fit, row in List.zip fits best do
            Expect.equal row[0] (box (int64 fit.Units)) "units"
            Expect.equal row[1] (box fit.Accuracy.Sse) "sum of squares"

            Expect.equal
                row[2]
                (box (Formula.print FormulaStyle.Notebook None fit.Trained.Network))
                "formula"

        let validation =
            rows path "SELECT validation_rmse, folds, restarts, searches FROM cells ORDER BY units"

        for fit, row in List.zip fits validation do
            Expect.floatClose Accuracy.veryHigh (unbox row[0]) fit.Validation.Value.Rmse "validation"
            Expect.equal row[1..] [| box 3L; box 2L; box 1L |] "pieces"

        Expect.hasLength (rows path "SELECT * FROM folds") 6 "folds"
        let progress = rows path "SELECT kind, data, jobs, of_jobs FROM progress"
        Expect.equal progress [ [| box "sweep"; box "curve"; box 12L; box 12L |] ] "progress"
        Expect.isNonEmpty (rows path "SELECT product, vector_bits, machine FROM sessions") "sessions"

        let edges = Path.Combine(folder, "edges.db")

        let plan =
            { plan with
                Units = [| 1 |]
                Validation = Validation.Skip
                Training = { plan.Training with Scaling = Scaling.None }
            }

        try
            DurableSweep.run edges Engine.Simd 1 ignore CancellationToken.None plan data ignore
        with _ ->
            // Numbers at the edge of what there is need not be fitted; they are in the file before the first fit.
            ()

        let values =
            rows edges "SELECT value FROM points WHERE role = 'output' ORDER BY point"
            |> List.map (fun row -> unbox<float> row[0])

        Expect.equal
            (values |> List.map BitConverter.DoubleToInt64Bits)
            (data.Outputs |> Seq.map BitConverter.DoubleToInt64Bits |> List.ofSeq)
            "every bit of every point")

let private drawView =
    testCase
        "the view of draws has every parameter of every draw with its step, and summaries are those of the posterior"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")

        let density =
            LogDensity.ofFunction [| "a"; "b" |] (PointDensity(fun p -> -0.5 * (p[0] * p[0] + p[1] * p[1])))
            |> LogDensity.withPriors [| Prior.Normal(0.0, 3.0); Prior.Normal(0.0, 3.0) |]

        let settings = Mcmc.ofSteps (Some 30) (Some 9)
        let settings = { settings with Sampling = { settings.Sampling with Thin = 2; BlockSteps = 5 } }

        let struct (run, _) =
            DurableMcmc.run
                path
                (ChainModel.LogDensity(None, None, density))
                settings
                SamplingHooks.standard
                [||]
                (fun () -> [||])

        let posterior = run.Posterior.Value

        let expected =
            [
                for e, ensemble in Array.indexed posterior.Raw.Ensembles do
                    for s in 0 .. ensemble.KeptSteps - 1 do
                        for w in 0 .. ensemble.Walkers - 1 do
                            for p in 0..1 do
                                int64 (e + 1),
                                int64 (w + 1),
                                posterior.Raw.Step(int64 (s + 1)),
                                posterior.Raw.ParameterNames[p],
                                ensemble.Draws[(s * ensemble.Walkers + w) * 2 + p]
            ]

        let found =
            rows path "SELECT ensemble, walker, step, parameter, value FROM draws"
            |> List.map (fun row ->
                unbox<int64> row[0],
                unbox<int64> row[1],
                unbox<int64> row[2],
                string row[3],
                unbox<float> row[4])

        Expect.equal (List.sort found) (List.sort expected) "draws"
        let summaries = rows path "SELECT parameter, mean, sd FROM summaries"

        Expect.equal
            summaries
            [
                for summary in posterior.Summaries ->
                    [| box summary.Name; box summary.Mean; box summary.Sd |]
            ]
            "summaries")

let private documented =
    testCase "the questions of run-files.md are answered"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        sweep path |> ignore

        let density =
            LogDensity.ofFunction [| "a"; "b" |] (PointDensity(fun p -> -0.5 * (p[0] * p[0] + p[1] * p[1])))

        let density = density |> LogDensity.withPriors [| Prior.Normal(0.0, 3.0); Prior.Normal(0.0, 3.0) |]

        DurableMcmc.run
            path
            (ChainModel.LogDensity(None, None, density))
            (Mcmc.ofSteps (Some 60) (Some 10))
            SamplingHooks.standard
            [||]
            (fun () -> [||])
        |> ignore

        let page = File.ReadAllText(Path.Combine(Process.repositoryRoot, "cmdlets", "docs", "run-files.md"))
        let block = RegularExpressions.Regex.Match(page, "(?s)```sql\r?\n(.*?)```").Groups[1].Value

        let questions =
            block.Split(';', StringSplitOptions.TrimEntries ||| StringSplitOptions.RemoveEmptyEntries)

        Expect.isGreaterThan questions.Length 6 "questions"

        for question in questions do
            Expect.isNonEmpty (rows path question) question)

let private codec =
    testCase "options and states come back from their text to the last bit"
    <| fun () ->
        let same (value: 'a) =
            let text = Codec.write value
            Expect.equal (Codec.read<'a> text) value text
            Expect.equal (Codec.write (Codec.read<'a> text)) text "text"

        same [| 0.0; -0.0; 1.0 / 3.0; 5e-324; Double.MaxValue; infinity; -infinity |]
        Expect.isTrue (Codec.write [| -0.0 |] |> Codec.read<float[]> |> Array.forall Double.IsNegative) "-0"
        Expect.isTrue (Codec.write [| nan |] |> Codec.read<float[]> |> Array.forall Double.IsNaN) "NaN"
        same UInt64.MaxValue
        same (Some [| Some 1; None |])

        same
            [|
                Move.stretch
                Move.walk
                Move.gaussian StepMode.Random
                Move.Gaussian(StepCovariance.Diagonal [| 1.0 |], StepMode.Vector)
            |]

        same
            { plan with
                Start = Start.Given(Network.create Activation.Erf 2 [| 1.0; -0.0; 0.1; 2.0; 3.0 |])
            }

        for validation in [ Validation.Skip; Validation.Holdout 0.1; Validation.Folds 7 ] do
            same
                { plan with
                    Validation = validation
                    Training = { plan.Training with Optimizer = Optimizer.adam }
                }

        same
            { Mcmc.defaults with
                Start = Some(McmcStart.Given(EnsembleStart.Walkers [| [| [| 1.0 |] |] |]))
            }

        same (SamplingStop.Converged "because")

        Expect.isTrue
            (Codec.differences (Codec.toNode plan) (Codec.toNode plan) |> List.isEmpty)
            "no difference"

let private isKept (kind: string) =
    testCase $"a {kind} that is killed again and again ends as one that was never killed"
    <| inFolder (fun folder ->
        let path = Path.Combine(folder, "run.db")
        let expected = DurableJob.run kind 0 null

        let child () =
            let info =
                ProcessStartInfo(
                    "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "UniversalApprox.Tests.dll")
                        "durable"
                        kind
                        "0"
                        path
                    ]
                )

            info.RedirectStandardOutput <- true
            Process.Start info

        /// How far the run is: pieces of work, blocks and steps.
        let progress () =
            try
                match RunFile.list path with
                | [||] -> 0L
                | runs ->
                    int64 runs[0].JobsDone
                    + int64 runs[0].Blocks
                    + (runs[0].StepsDone |> Option.defaultValue 0L)
            with
            | :? FileNotFoundException -> 0L
            | :? RunFileException as error when error.Failure = RunFailure.NotARunFile -> 0L

        for _ in 1..3 do
            use running = child ()
            let before = progress ()
            let watch = Stopwatch.StartNew()

            // Killed as soon as there is something new; where it is by then does not matter.
            while not running.HasExited && progress () = before && watch.Elapsed < Patience.limit do
                Thread.Sleep 5

            let seen = progress ()
            running.Kill()
            running.WaitForExit()
            Expect.isGreaterThanOrEqual (progress ()) seen "nothing that was written is lost"

        use last = child ()
        let outcome = last.StandardOutput.ReadToEnd().Trim()
        last.WaitForExit()
        Expect.equal outcome expected "outcome"
        Expect.equal (Directory.GetFiles folder) [| path |] "only the run file is left")

[<Tests>]
let tests =
    testList
        "Run files"
        [
            foreign
            remaining
            places
            damaged
            twoWriters
            readOnly
            versions
            migration
            views
            drawView
            documented
            codec
            for kind in DurableJob.kinds do
                isKept kind
        ]
