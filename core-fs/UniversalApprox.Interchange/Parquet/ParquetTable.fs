namespace UniversalApprox.Interchange

open System
open System.IO
open System.Threading.Tasks
open Parquet
open Parquet.Schema
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Files

[<RequireQualifiedAccess>]
type ColumnKind =
    | Real
    | Whole
    | Text
    | Flag

/// A column of the row group that is being filled.
[<AbstractClass>]
type internal Column(field: DataField) =
    member _.Field: DataField = field
    abstract Write: ParquetRowGroupWriter * count: int -> Task

[<Sealed>]
type internal ValueColumn<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)>
    (name: string, capacity: int) =
    inherit Column(DataField(name, typeof<'a>, isNullable = false))
    let values = Array.zeroCreate<'a> capacity
    member _.Values = values
    override this.Write(group, count) = group.WriteAsync(this.Field, ReadOnlyMemory(values, 0, count))

[<Sealed>]
type internal OptionalColumn<'a when 'a: struct and 'a :> ValueType and 'a: (new: unit -> 'a)>
    (name: string, capacity: int) =
    inherit Column(DataField(name, typeof<'a>, isNullable = true))
    let values = Array.zeroCreate<Nullable<'a>> capacity
    member _.Values = values
    override this.Write(group, count) = group.WriteAsync(this.Field, ReadOnlyMemory(values, 0, count))

[<Sealed>]
type internal TextColumn(name: string, capacity: int) =
    inherit Column(DataField(name, typeof<string>, isNullable = true))
    let values = Array.zeroCreate<string> capacity
    member _.Values = values
    override this.Write(group, count) = group.WriteAsync(this.Field, ArraySegment(values, 0, count))

/// Rows are collected in columns and written as a row group when these are full.
[<Sealed>]
type internal RowGroups(stream: Stream, columns: Column[], capacity: int) =
    let await (task: Task) = task.GetAwaiter().GetResult()

    let writer =
        ParquetWriter
            .CreateAsync(ParquetSchema(columns |> Array.map (fun column -> column.Field :> Field)), stream)
            .GetAwaiter()
            .GetResult()

    let mutable count = 0

    member _.Flush() =
        if count > 0 then
            use group = writer.CreateRowGroup()

            for column in columns do
                await (column.Write(group, count))

            group.CompleteValidate()
            count <- 0

    /// The place of the next row in the columns.
    member this.Next() =
        if count = capacity then
            this.Flush()

        count <- count + 1
        count - 1

    member this.Finish() =
        this.Flush()
        await ((writer :> IAsyncDisposable).DisposeAsync().AsTask())

[<RequireQualifiedAccess>]
module ParquetTable =
    /// Numbers in a row group: some 32 MB.
    let private numbersPerGroup = 4_000_000

    let private capacityOf columns = max 1 (numbersPerGroup / columns)

    let private checkNames (names: string[]) =
        Check.notEmpty "columns" names

        if names |> Array.exists String.IsNullOrWhiteSpace then
            Check.refuse "columns" names $"names that are not blank"

        Check.allDifferent "columns" names box

    let private fits (name: string) (row: int64) (value: obj) =
        Check.reject
            "rows"
            $"Column {ChainFile.quoted name} cannot hold {ChainFile.quoted (string value)} of row {row}."

    /// A column, and what puts a value in it.
    let private columnOf capacity (name: string, kind) : Column * (int64 -> int -> obj -> unit) =
        let optional (column: OptionalColumn<'a>) (tryValue: obj -> 'a voption) =
            column :> Column,
            fun row at (value: obj) ->
                match value with
                | null -> column.Values[at] <- Nullable()
                | given ->
                    match tryValue given with
                    | ValueSome found -> column.Values[at] <- Nullable found
                    | ValueNone -> fits name row given

        match kind with
        | ColumnKind.Real ->
            optional (OptionalColumn<float>(name, capacity)) (function
                | :? float as number -> ValueSome number
                | _ -> ValueNone)
        | ColumnKind.Whole ->
            optional (OptionalColumn<int64>(name, capacity)) (function
                | :? int64 as number -> ValueSome number
                | _ -> ValueNone)
        | ColumnKind.Flag ->
            optional (OptionalColumn<bool>(name, capacity)) (function
                | :? bool as flag -> ValueSome flag
                | _ -> ValueNone)
        | ColumnKind.Text ->
            let column = TextColumn(name, capacity)

            column,
            fun row at value ->
                match value with
                | null -> column.Values[at] <- null
                | :? string as text -> column.Values[at] <- text
                | other -> fits name row other

    let write path (columns: (string * ColumnKind)[]) (rows: obj[] seq) =
        checkNames (Array.map fst columns)

        AtomicFile.writeStream path (fun stream ->
            let capacity = capacityOf columns.Length
            let made = columns |> Array.map (columnOf capacity)
            let groups = RowGroups(stream, Array.map fst made, capacity)
            let mutable number = 0L

            for row in rows do
                number <- number + 1L

                if row.Length <> made.Length then
                    Check.reject
                        "rows"
                        $"Row {number} has {row.Length} values; there are {made.Length} columns."

                let at = groups.Next()

                for i in 0 .. made.Length - 1 do
                    snd made[i] number at row[i]

            groups.Finish())

    let private fixedNames = [| "Ensemble"; "Walker"; "Step"; "LogDensity" |]
    let private statisticNames = [| "Energy"; "AcceptanceRate"; "Depth"; "LeapfrogSteps"; "IsDivergent" |]

    /// The facts about steps, as columns and what fills them.
    let private statisticColumns capacity =
        let energy, rate =
            ValueColumn<float>(statisticNames[0], capacity), ValueColumn<float>(statisticNames[1], capacity)

        let depth, steps =
            ValueColumn<int>(statisticNames[2], capacity), ValueColumn<int>(statisticNames[3], capacity)

        let divergent = ValueColumn<bool>(statisticNames[4], capacity)

        let fill at (step: StepStatistics) =
            energy.Values[at] <- step.Energy
            rate.Values[at] <- step.AcceptanceRate
            depth.Values[at] <- step.Depth
            steps.Values[at] <- step.LeapfrogSteps
            divergent.Values[at] <- step.IsDivergent

        [| energy :> Column; rate; depth; steps; divergent |], fill

    let writeDraws path (blocks: Chain seq) =
        use all = (ChainBlocks.like blocks).GetEnumerator()

        if not (all.MoveNext()) then
            Check.reject "blocks" "There is no kept step to write."

        let names = all.Current.ParameterNames
        let hasStatistics = all.Current.Ensembles[0].Statistics.Length > 0

        checkNames (Array.concat [ fixedNames; (if hasStatistics then statisticNames else [||]); names ])

        AtomicFile.writeStream path (fun stream ->
            let capacity = capacityOf (names.Length + fixedNames.Length + statisticNames.Length)

            let ensembles, walkers =
                ValueColumn<int>(fixedNames[0], capacity), ValueColumn<int>(fixedNames[1], capacity)

            let steps = ValueColumn<int64>(fixedNames[2], capacity)
            let densities = ValueColumn<float>(fixedNames[3], capacity)
            let parameters = names |> Array.map (fun name -> ValueColumn<float>(name, capacity))

            let statistics, note =
                if hasStatistics then
                    statisticColumns capacity
                else
                    [||], (fun _ _ -> ())

            let groups =
                RowGroups(
                    stream,
                    Array.concat
                        [
                            [| ensembles :> Column; walkers; steps; densities |]
                            statistics
                            parameters |> Array.map (fun column -> column :> Column)
                        ],
                    capacity
                )

            let writeRow (block: Chain) e (ensemble: EnsembleChain) state =
                let at = groups.Next()
                ensembles.Values[at] <- e + 1
                walkers.Values[at] <- state % ensemble.Walkers + 1
                steps.Values[at] <- block.Step(int64 (state / ensemble.Walkers) + 1L)
                densities.Values[at] <- ensemble.LogDensity[state]

                for p in 0 .. parameters.Length - 1 do
                    parameters[p].Values[ at ] <- ensemble.Draws[state * parameters.Length + p]

                if hasStatistics then
                    note at ensemble.Statistics[state]

            let writeBlock (block: Chain) =
                block.Ensembles
                |> Array.iteri (fun e ensemble ->
                    for state in 0 .. ensemble.LogDensity.Length - 1 do
                        writeRow block e ensemble state)

            writeBlock all.Current

            while all.MoveNext() do
                writeBlock all.Current

            groups.Finish())
