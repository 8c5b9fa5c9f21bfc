namespace UniversalApprox.Interchange

open System
open UniversalApprox.Core
open UniversalApprox.Files
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Gradients
open UniversalApprox.Interchange.StanRows

[<RequireQualifiedAccess>]
module StanCsv =
    let private isOwn (name: string) = name.EndsWith("__", StringComparison.Ordinal)

    /// Stan's own columns that diagnostics are made of.
    let private sampler =
        [| "accept_stat__"; "stepsize__"; "treedepth__"; "n_leapfrog__"; "divergent__"; "energy__" |]

    /// a.1.2 as a[1,2]. A tuple's a:1.2 stays as it is.
    let private nameOf (text: string) =
        let column = ShownText.visible text

        match column.Split '.' with
        | parts when
            parts.Length > 1
            && not (column.Contains ':')
            && parts |> Array.skip 1 |> Array.forall (Seq.forall Char.IsAsciiDigit)
            ->
            $"""{parts[0]}[{String.Join(",", Array.skip 1 parts)}]"""
        | _ -> column

    /// The parameters' columns, in the order of the file or as they were asked for.
    let private parametersOf (options: ImportOptions) path (columns: string[]) =
        let all = columns |> Array.indexed |> Array.filter (fun (_, name) -> not (isOwn name))

        let named name =
            match all |> Array.tryFind (fun (_, column) -> column = name || nameOf column = name) with
            | Some(place, _) -> [| place |]
            | None ->
                // A whole vector or matrix by its name alone.
                match
                    all
                    |> Array.filter (fun (_, column) ->
                        column.StartsWith(name + ".", StringComparison.Ordinal))
                with
                | [||] ->
                    ChainFile.invalid
                        path
                        $"""there is no parameter {ChainFile.quoted name}. The file has {String.Join(", ", all |> Array.truncate 20 |> Array.map (snd >> nameOf))}."""
                | parts -> Array.map fst parts

        match options.Parameters with
        | Some names -> names |> Array.collect named |> Array.distinct
        | None when all.Length = 0 ->
            ChainFile.invalid path "expected columns of parameters beside Stan's own; there are none."
        | None -> Array.map fst all

    /// Stan's own columns come first among the chosen, as far as the file has them.
    let private choose options path (columns: string[]) =
        let own =
            Array.append [| "lp__" |] sampler
            |> Array.map (fun name -> Array.IndexOf(columns, name))
            |> Array.filter (fun place -> place >= 0)

        Array.append own (parametersOf options path columns)

    let private placeOf (table: StanTable) name =
        let column = Array.IndexOf(table.Columns, name)
        if column < 0 then None else Some(Array.IndexOf(table.Chosen, column))

    /// What NUTS found at each draw; none where the sampler is not NUTS, or tells less.
    let private statisticsOf (table: StanTable) : StepStatistics[] =
        match Array.map (placeOf table) sampler with
        | [| Some accept; Some _; Some depth; Some leapfrogs; Some divergent; Some energy |] ->
            Array.init table.Rows (fun row ->
                {
                    Energy = table.Value row energy
                    AcceptanceRate = table.Value row accept
                    Depth = int (table.Value row depth)
                    LeapfrogSteps = int (table.Value row leapfrogs)
                    IsDivergent = table.Value row divergent <> 0.0
                })
        | _ -> [||]

    let private diagnosticsOf (table: StanTable) =
        let info (step: StepStatistics) =
            {
                Depth = step.Depth
                LeapfrogSteps = step.LeapfrogSteps
                AcceptanceRate = step.AcceptanceRate
                IsDivergent = step.IsDivergent
                Energy = step.Energy
                HasMoved = true
            }

        match statisticsOf table with
        | [||] -> None
        | steps ->
            let add tally step = Tally.add table.Settings.MaximumDepth (info step) tally
            let size = table.Value (table.Rows - 1) (placeOf table "stepsize__").Value
            Some(Tally.diagnostics size (Array.fold add Tally.empty steps))

    let private drawsOf (options: ImportOptions) (table: StanTable) : ChainFile.FileDraws =
        let own = table.Chosen |> Array.filter (fun column -> isOwn table.Columns[column]) |> Array.length
        let width = table.Chosen.Length - own
        let kept = [| options.BurnIn .. options.Thin .. table.Rows - 1 |]

        if kept.Length = 0 then
            ChainFile.invalid
                table.Path
                $"nothing is left of its {table.Rows} draws when the first {options.BurnIn} are dropped."

        let draws =
            Array.init (kept.Length * width) (fun i -> table.Value (kept[i / width]) (own + i % width))

        let hasMoved row =
            row > 0
            && Seq.exists
                (fun p -> table.Value row (own + p) <> table.Value (row - 1) (own + p))
                (seq { 0 .. width - 1 })

        let moved = Seq.init table.Rows id |> Seq.filter hasMoved |> Seq.length

        {
            Path = table.Path
            Names = table.Chosen |> Array.skip own |> Array.map (fun column -> nameOf table.Columns[column])
            Walkers = 1
            Steps = kept.Length
            Draws = draws
            LogDensity = kept |> Array.map (fun row -> table.Value row 0)
            Statistics =
                match statisticsOf table with
                | [||] -> [||]
                | steps -> kept |> Array.map (fun row -> steps[row])
            Accepted = [| int64 moved |]
            Proposed = [| int64 (table.Rows - 1) |]
            StepsBefore = int64 table.Settings.WarmUp + int64 options.BurnIn * int64 table.Settings.Thin
            Thin = table.Settings.Thin * options.Thin
        }

    let private notesOf (tables: StanTable[]) =
        [|
            let skipped = StanComments.warmUpRows tables[0].Settings

            if skipped > 0 then
                $"The {skipped} saved draws of the warm-up of each chain were left out."

            "lp__ is the log-density of Stan's unconstrained parameters."
        |]

    let read options (paths: string[]) =
        ImportOptions.validate options
        Check.notEmpty "Path" paths

        if options.ParameterNames.IsSome then
            Check.reject "ParameterNames" "Stan's files name their parameters; names are for files without."

        let tables = paths |> Array.map (fun path -> StanRows.read path (choose options))
        let nuts = tables |> Array.choose diagnosticsOf
        let version = String.Join(".", tables[0].Settings.Version)

        {
            Chain = ChainFile.combine (Array.map (drawsOf options) tables)
            Files = paths
            Program = $"Stan {version}".TrimEnd()
            Nuts = if nuts.Length = tables.Length then nuts else [||]
            Notes = notesOf tables
        }
