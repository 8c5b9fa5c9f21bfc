namespace UniversalApprox.Runs

open System
open System.Collections.Generic
open System.Globalization
open System.IO
open System.Text.Json
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Core.Data
open UniversalApprox.Core.Sweep
open UniversalApprox.Core.Sampling.Posterior

[<RequireQualifiedAccess>]
type RunState =
    | Running
    | Interrupted
    | Finished

type RunInfo =
    {
        Id: int64
        Kind: string
        Data: string option
        Name: string
        Seed: uint64
        State: RunState
        Started: DateTime
        LastWritten: DateTime
        JobsDone: int
        Jobs: int option
        CellsDone: int
        Cells: int option
        StepsDone: int64 option
        Steps: int64 option
        Blocks: int
        Remaining: TimeSpan option
        Answer: string option
    }

[<RequireQualifiedAccess>]
module RunFile =
    let private time (text: string) =
        DateTime.Parse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal ||| DateTimeStyles.AdjustToUniversal
        )

    let private overview =
        "SELECT r.id, r.kind, d.name, r.name, r.seed, r.started, r.written, r.ended, r.of_jobs, c.step, c.of_steps, r.answer, r.options,
           (SELECT count(*) FROM jobs j WHERE j.run = r.id),
           (SELECT count(DISTINCT block) FROM blocks b WHERE b.run = r.id), c.ticks
         FROM runs r LEFT JOIN datasets d ON d.id = r.dataset LEFT JOIN chains c ON c.run = r.id ORDER BY r.id"

    /// Text that this version does not understand was not written by it, or is damaged.
    let private understood path (read: unit -> 'a) =
        try
            read ()
        with
        | :? JsonException
        | :? InvalidOperationException
        | :? FormatException as error ->
            raise (
                RunFileException(
                    path,
                    RunFailure.Damaged,
                    $"The options in the run file '{path}' cannot be read: another version wrote them, or the file is damaged.",
                    error
                )
            )

    let private options path (text: string) = understood path (fun () -> Codec.read<SweepTable.Options> text)

    let private cells plan = (SweepPlan.cells plan).Length

    let private cellsDone connection (run: int64) (jobsPerCell: int) =
        Database.scalar
            connection
            "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE run = $run GROUP BY activation, units HAVING count(*) >= $all)"
            [ "$run", box run; "$all", box jobsPerCell ]
        |> Convert.ToInt32

    /// Neurons in all finished pieces of work, those of them that the present command finished after its first piece, and the
    /// seconds that they took.
    let private pace connection (run: int64) =
        Database.query
            connection
            "WITH own AS (SELECT units, written FROM jobs WHERE run = $run AND session = (SELECT max(session) FROM jobs WHERE run = $run))
             SELECT (SELECT sum(units) FROM jobs WHERE run = $run),
               (SELECT sum(units) FROM own WHERE written > (SELECT min(written) FROM own)),
               (julianday(max(written)) - julianday(min(written))) * 86400.0 FROM own"
            [ "$run", box run ]
            (fun row ->
                match Database.optionOf row.GetInt64 row 1 with
                | Some neurons -> Some struct (float (row.GetInt64 0), float neurons, row.GetDouble 2)
                | None -> None)
        |> Array.tryHead
        |> Option.flatten

    let private sweepLeft connection run (plan: SweepPlan) jobs =
        let perCell = float jobs / float (cells plan)
        let all = perCell * float plan.Activations.Length * float (Array.sum plan.Units)

        pace connection run
        |> Option.map (fun (struct (finished, recent, seconds)) ->
            TimeSpan.FromSeconds((all - finished) * seconds / recent))

    let private chainLeft (step: int64) (steps: int64) (ticks: int64) =
        if step > 0L then
            Some(TimeSpan.FromTicks(int64 (float ticks * float (steps - step) / float step)))
        else
            None

    let private info path isHeld connection (row: SqliteDataReader) =
        let text column = Database.optionOf row.GetString row column
        let id, kind = row.GetInt64 0, row.GetString 1
        // A planned chain has the number of its ensembles there.
        let jobs = if kind = "sweep" then Database.optionOf row.GetInt32 row 8 else None

        let plan =
            if kind = "sweep" then
                Some (options path (row.GetString 12)).Plan
            else
                None

        let cells = plan |> Option.map cells
        let step, steps = Database.optionOf row.GetInt64 row 9, Database.optionOf row.GetInt64 row 10

        let state =
            if not (row.IsDBNull 7) then RunState.Finished
            elif isHeld then RunState.Running
            else RunState.Interrupted

        {
            Id = id
            Kind = kind
            Data = text 2
            Name = row.GetString 3
            Seed = UInt64.Parse(row.GetString 4, CultureInfo.InvariantCulture)
            State = state
            Started = time (row.GetString 5)
            LastWritten = time (row.GetString 6)
            JobsDone = row.GetInt32 13
            Jobs = jobs
            CellsDone =
                match jobs, cells with
                | Some jobs, Some cells -> cellsDone connection id (jobs / cells)
                | _ -> 0
            Cells = cells
            StepsDone = step
            Steps = steps
            Blocks = row.GetInt32 14
            Remaining =
                match state, plan, jobs, step, steps with
                | RunState.Running, Some plan, Some jobs, _, _ -> sweepLeft connection id plan jobs
                | RunState.Running, None, _, Some step, Some steps -> chainLeft step steps (row.GetInt64 15)
                | _ -> None
            Answer = text 11
        }

    let private sweepRow connection (id: int64) =
        Database.query
            connection
            "SELECT dataset, options FROM runs WHERE id = $id AND kind = 'sweep'"
            [ "$id", box id ]
            (fun row -> struct (row.GetInt64 0, row.GetString 1))
        |> Array.tryHead
        |> Option.defaultWith (fun () ->
            raise (KeyNotFoundException $"There is no sweep of the number {id}."))

    let private read path connection id keepAllRestarts =
        let struct (dataset, text) = sweepRow connection id
        let options = options path text
        let plan = { options.Plan with KeepAllRestarts = keepAllRestarts }
        let data = RunTable.readData connection dataset
        let outcomes = SweepTable.outcomes connection id data

        let find key =
            match outcomes.TryGetValue key with
            | true, outcome -> Some outcome
            | _ -> None

        let fits = SweepPlan.cells plan |> Array.collect (fun cell -> SweepWork.cellFits plan data cell find)

        struct (plan, options.Engine, data, fits)

    let sweep (path: string) id keepAllRestarts =
        let path = Path.GetFullPath path
        Database.read path (fun connection -> read path connection id keepAllRestarts)

    /// A sweep answers as far as it is.
    let private withAnswer path connection (info: RunInfo) =
        if info.Kind = "sweep" && info.State <> RunState.Finished then
            let struct (_, _, _, fits) = read path connection info.Id false
            { info with Answer = SweepTable.answer fits }
        else
            info

    let list (path: string) =
        let path = Path.GetFullPath path

        Database.read path (fun connection ->
            // Asked before the rows are read: a run that ends in between is then finished or running, never interrupted.
            let isHeld = WriterLock.isHeld path

            Database.query connection overview [] (info path isHeld connection)
            |> Array.map (withAnswer path connection))

    let chain (path: string) (id: int64) =
        let path = Path.GetFullPath path

        Database.read path (fun connection ->
            let struct (dataset, text) =
                Database.query
                    connection
                    "SELECT dataset, options FROM runs WHERE id = $id AND kind = 'chain'"
                    [ "$id", box id ]
                    (fun row -> struct (Database.optionOf row.GetInt64 row 0, row.GetString 1))
                |> Array.tryHead
                |> Option.defaultWith (fun () ->
                    raise (KeyNotFoundException $"There is no chain of the number {id}."))

            understood path (fun () ->
                let options = Codec.read<ChainTable.Options> text
                let model = ChainReading.modelOf connection dataset options

                ChainReading.run connection id model options |> Option.map (fun run -> struct (model, run))))
