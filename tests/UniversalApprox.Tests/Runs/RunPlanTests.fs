module UniversalApprox.Tests.Runs.RunPlanTests

open System
open System.IO
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Runs
open UniversalApprox.Tests.Support.TemporaryFolder
open UniversalApprox.Tests.Runs.Samples

let private sine = curve 40 "sine" sin
let private bump = curve 40 "bump" (fun x -> exp (-((x - 3.0) ** 2.0)))

let private growing =
    { SweepPlan.defaults with
        Units = [| 1; 2; 3 |]
        Activations = [| Activation.Tanh; Activation.Relu |]
        Restarts = 2
        Validation = Validation.Folds 3
        KeepAllRestarts = true
    }

let private adam =
    { growing with
        Units = [| 2; 1 |]
        Training = { growing.Training with Optimizer = Optimizer.Adam(0.03, 40) }
    }

let private local plan data =
    let fits = ResizeArray()
    Sweep.run 2 ignore CancellationToken.None plan data (shown >> fits.Add)
    List.ofSeq fits

let private write path plan data = RunPlan.write path (fun _ -> Engine.Simd) plan data

let private doTask (folder: string) plan index =
    let fits = ResizeArray()

    RunPlan.runTask
        (Path.Combine(folder, $"shard-{index}.db"))
        Engine.Simd
        1
        ignore
        CancellationToken.None
        plan
        index
        fits.Add

    List.ofSeq fits

let private fromFile path plan data =
    let fits = ResizeArray()
    DurableSweep.run path Engine.Simd 1 ignore CancellationToken.None plan data (shown >> fits.Add)
    List.ofSeq fits

let private refusal (work: unit -> unit) =
    try
        work ()
        failtest "it was not refused"
    with :? OptionException as error ->
        error.Message

let private whole name plan (expectedTasks: (string * int * int) list) =
    testCase $"{name}: all tasks in any order, one twice, merge into the local sweep to the last bit"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "sweep.plan")
        let merged = Path.Combine(folder, "whole.db")
        write planned plan [ sine; bump ]
        let tasks = RunPlan.tasks planned

        let cells (task: PlannedTask) =
            match task.Work with
            | TaskWork.Cells(plan, _) -> task.Data.Value.Name, plan.Activations.Length, plan.Units.Length
            | TaskWork.Ensemble _ -> failtest "a chain"

        Expect.equal [ for task in tasks -> cells task ] expectedTasks "tasks"

        let order = Array.init tasks.Length id
        Random(17).Shuffle order
        let late = order[0]

        for index in order[1..] do
            doTask folder planned index |> ignore

        let failure, message = failure (fun () -> RunPlan.merge merged (shardsIn folder))
        Expect.equal failure RunFailure.Incomplete "missing"
        Expect.stringEnds message $"--array={late}" "which"
        Expect.isFalse (File.Exists merged) "nothing is written"
        let first = doTask folder planned late
        // A task that is done is done no more, and a copy is no harm.
        Expect.equal (doTask folder planned late |> List.map _.Elapsed) (first |> List.map _.Elapsed) "again"
        File.Copy(Path.Combine(folder, $"shard-{late}.db"), Path.Combine(folder, "shard-copy.db"))

        for shard in shardsIn folder do
            Expect.hasLength (RunFile.list shard) 1 "a shard has no more of the plan than its own task needs"

        RunPlan.merge merged (Array.rev (shardsIn folder))
        let runs = RunFile.list merged
        Expect.equal (runs |> Array.map _.Data) [| Some "sine"; Some "bump" |] "sweeps"

        for run in runs do
            Expect.equal run.State RunState.Finished "state"
            Expect.equal (Some run.JobsDone) run.Jobs "all work"
            Expect.isSome run.Answer "answer"

        let written () = RunFile.list merged |> Array.map (fun run -> run.JobsDone, run.LastWritten)

        let before = written ()

        for data in [ sine; bump ] do
            Expect.equal (fromFile merged plan data) (local plan data) data.Name

        RunPlan.merge merged (shardsIn folder)
        Expect.equal (written ()) before "nothing was computed, and merging again changed nothing")

let private parts =
    testCase
        "the parts of a plan have its pieces of work, each once, for folds by default and for batches too"
    <| fun () ->
        for batches, plan in
            [ false, growing; false, adam; true, adam; false, { adam with Validation = Validation.Auto } ] do
            let keys plan = SweepWork.keys Engine.Simd plan sine |> Array.map string
            let parts = SweepWork.parts batches plan sine
            Expect.isGreaterThan parts.Length 1 "parts"

            Expect.equal
                (parts |> Array.collect keys |> Array.sort)
                (keys plan |> Array.sort)
                "pieces of work"

let private oneFile =
    testCase "one file takes several tasks, and a task that was cut short is resumed in it"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "sweep.plan")
        let shard = Path.Combine(folder, "shard-all.db")
        let plan = { growing with Units = [| 1; 2 |]; Validation = Validation.Skip }
        write planned plan [ sine ]

        let run index stopAfter =
            use stop = new CancellationTokenSource()

            let look (progress: SweepProgress) =
                if progress.Completed >= stopAfter then
                    stop.Cancel()

            try
                RunPlan.runTask shard Engine.Simd 1 look stop.Token planned index ignore
            with :? OperationCanceledException ->
                ()

        run 0 2
        Expect.equal (RunFile.list shard |> Array.map _.JobsDone) [| 2 |] "cut short"
        let failure, message = failure (fun () -> RunPlan.merge (Path.Combine(folder, "w.db")) [ shard ])
        Expect.equal failure RunFailure.Incomplete "unfinished"
        Expect.stringEnds message "--array=0-1" "which"
        run 0 1000
        run 1 1000
        Expect.equal (RunFile.list shard |> Array.map _.State) [| RunState.Finished |] "all tasks"
        Expect.equal (fromFile shard plan sine) (local plan sine) "fits")

let private foreignShards =
    testCase "shards of other options and other data are refused, and so are changed numbers"
    <| inFolder (fun folder ->
        let plan =
            { growing with
                Units = [| 1 |]
                Restarts = 1
                Validation = Validation.Skip
                Activations = [| Activation.Relu |]
            }

        let shard name plan data =
            let planned = Path.Combine(folder, $"{name}.plan")
            write planned plan data
            let path = Path.Combine(folder, $"{name}.db")
            RunPlan.runTask path Engine.Simd 1 ignore CancellationToken.None planned 0 ignore
            path

        let first = shard "a" plan [ sine ]
        let whole = Path.Combine(folder, "whole.db")

        let refused other text =
            let failure, message = failure (fun () -> RunPlan.merge whole [ first; other ])
            Expect.equal failure RunFailure.Different "refused"
            Expect.stringContains message text "what differs"

        refused (shard "b" { plan with Seed = 2UL } [ sine ]) "Seed is 1 there, and 2 here"
        refused (shard "c" plan [ CurveData.select [| 0..38 |] sine ]) "40 points there, and 39 here"
        refused (shard "d" plan [ sine; bump ]) "that has 1 tasks, and this one 2"
        refused (shard "e" plan [ bump ]) "that has tasks on sine, and this one on bump"

        let change (file: string) (sql: string) =
            use connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False")
            connection.Open()
            use command = connection.CreateCommand()
            command.CommandText <- sql
            command.ExecuteNonQuery() |> ignore

        let other = Path.Combine(folder, "f.db")
        File.Copy(first, other)
        change other "UPDATE runs SET product = '0.0.1'"
        refused other "it is of version"
        File.Copy(first, other, true)
        change other "UPDATE trainings SET parameters = zeroblob(length(parameters))"
        refused other "other numbers"
        File.Delete whole
        File.Copy(first, other, true)
        change other "UPDATE runs SET vector_bits = 64"

        let message =
            refusal (fun () ->
                RunPlan.runTask whole Engine.Simd 1 ignore CancellationToken.None other 0 ignore)

        Expect.stringContains message "vectors of 64 bits" "other arithmetic")

let private hostile =
    testCase "plans that are damaged, cut off, empty or something else are refused with a reason"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "sweep.plan")
        write planned { growing with Units = [| 1 |] } [ sine ]
        let bytes = File.ReadAllBytes planned

        let refused (content: byte[]) expected =
            let path = Path.Combine(folder, "bad.plan")
            File.WriteAllBytes(path, content)
            let failure, message = failure (fun () -> RunPlan.tasks path |> ignore)
            Expect.contains expected failure "failure"
            Expect.stringContains message "bad.plan" "names the file"

        refused "{ \"plan\": 1 }"B [ RunFailure.NotARunFile ]
        refused [||] [ RunFailure.NotARunFile ]

        for part in [ 100; 4096; bytes.Length / 2; bytes.Length - 4096 ] do
            refused bytes[.. part - 1] [ RunFailure.Damaged; RunFailure.NotARunFile; RunFailure.Unreadable ]

        let changed (sql: string) =
            let path = Path.Combine(folder, "changed.plan")
            File.WriteAllBytes(path, bytes)
            use connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False")
            connection.Open()
            use command = connection.CreateCommand()
            command.CommandText <- sql
            command.ExecuteNonQuery() |> ignore
            connection.Close()
            File.ReadAllBytes path

        for sql in
            [
                "UPDATE runs SET options = '{}'"
                "UPDATE runs SET options = 'null'"
                "UPDATE runs SET options = '[1'"
                "UPDATE runs SET options = replace(options, '\"Restarts\":2', '\"Restarts\":-2')"
                "UPDATE runs SET options = replace(options, '\"Restarts\":2', '\"Restarts\":99999999999')"
                "UPDATE runs SET options = replace(options, '\"Units\":[1]', '\"Units\":[]')"
                "UPDATE data_columns SET numbers = zeroblob(8)"
                "UPDATE data_columns SET role = 'other'"
                "UPDATE runs SET of_jobs = NULL"
            ] do
            refused (changed sql) [ RunFailure.Damaged ]

        for sql in [ "PRAGMA foreign_keys = OFF; DELETE FROM runs"; "DELETE FROM planned" ] do
            refused (changed sql) [ RunFailure.NotARunFile ])

let private arguments =
    testCase "indices out of range, names that are not unique and other files in the place are refused"
    <| inFolder (fun folder ->
        let planned = Path.Combine(folder, "sweep.plan")
        let plan = { growing with Units = [| 1 |] }
        write planned plan [ sine ]
        let before = File.ReadAllBytes planned
        write planned plan [ sine ]
        Expect.equal (File.ReadAllBytes planned) before "the same plan is left"
        let other = { plan with Seed = 3UL }

        Expect.stringContains
            (refusal (fun () -> write planned other [ sine ]))
            "is not this plan"
            "other plan"

        let twice = refusal (fun () -> write (Path.Combine(folder, "b.plan")) plan [ sine; sine ])
        Expect.stringContains twice "2 data sets have the name sine" "names"
        Expect.equal (Directory.GetFiles folder) [| planned |] "nothing else is left"

        for index in [ -1; 2 ] do
            let message = refusal (fun () -> doTask folder planned index |> ignore)
            Expect.stringContains message "from 0 to 1" "range"

        Expect.stringContains
            (refusal (fun () -> RunPlan.merge (Path.Combine(folder, "w.db")) []))
            "no shard"
            "none")

let private environment =
    testCase "the index comes from the job array of SLURM, then from Kubernetes"
    <| fun () ->
        let slurm, kubernetes = "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"

        let with' (first: string) (second: string) (work: unit -> 'a) =
            try
                Environment.SetEnvironmentVariable(slurm, first)
                Environment.SetEnvironmentVariable(kubernetes, second)
                work ()
            finally
                Environment.SetEnvironmentVariable(slurm, null)
                Environment.SetEnvironmentVariable(kubernetes, null)

        Expect.equal (with' "3" "1" (fun () -> RunPlan.indexOfProcess 4)) 3 "SLURM"
        Expect.equal (with' null "1" (fun () -> RunPlan.indexOfProcess 4)) 1 "Kubernetes"

        for text in [ "4"; "-1"; "x"; "99999999999" ] do
            let message = with' text null (fun () -> refusal (fun () -> RunPlan.indexOfProcess 4 |> ignore))
            Expect.stringContains message "from 0 to 3" "range"
            Expect.stringContains message slurm "variable"

        let message = with' null null (fun () -> refusal (fun () -> RunPlan.indexOfProcess 4 |> ignore))
        Expect.stringContains message "from 0 to 3" "range"

[<Tests>]
let tests =
    testList
        "run plans"
        [
            whole "growth and folds" growing [ "sine", 1, 3; "sine", 1, 3; "bump", 1, 3; "bump", 1, 3 ]
            whole
                "Adam"
                adam
                [
                    for name in [ "sine"; "bump" ] do
                        for _ in 1..4 do
                            name, 1, 1
                ]
            parts
            oneFile
            foreignShards
            hostile
            arguments
            testSequenced environment
        ]
