namespace UniversalApprox.Interchange

open System
open System.Text.Json.Nodes
open UniversalApprox.Core
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Core.Sampling.Evidence
open UniversalApprox.Interchange.ZarrStore

type ArviZOptions = { Model: NetworkModel option; LogLikelihood: bool; Attributes: (string * string)[] }

[<RequireQualifiedAccess>]
module ArviZFile =
    let defaults = { Model = None; LogLikelihood = false; Attributes = [||] }

    /// Numbers in the chunks that are being filled: some 16 MB.
    let private numbersInChunks = 2_000_000
    let private library = "inference_library", text "UniversalApprox"

    /// A parameter's name as that of a folder, without characters that some file system forbids, and different from all others
    /// and from the names of the axes.
    let private folderNames (names: string[]) =
        let forbidden = "/\\:*?\"<>|"
        let allowed c = if Char.IsControl c || forbidden.Contains c then '_' else c

        let add (taken: string list) (name: string) =
            let plain = name |> String.map allowed
            let plain = if plain.StartsWith '.' then "_" + plain else plain
            let isFree name = not (List.contains name ([ "chain"; "draw"; "point" ] @ taken))
            let image = Seq.initInfinite (fun i -> plain + String('_', i)) |> Seq.find isFree
            image :: taken

        names |> Array.fold add [] |> List.rev |> Array.ofList

    /// The arrays of a store, and what puts a step of a block into them.
    type private Filled = { Arrays: DrawArray list; Put: Chain -> int -> unit }

    let private forAll (block: Chain) step (set: int -> EnsembleChain -> int -> unit) =
        block.Ensembles
        |> Array.iteri (fun e ensemble ->
            for w in 0 .. ensemble.Walkers - 1 do
                set (e * ensemble.Walkers + w) ensemble (step * ensemble.Walkers + w))

    let private posteriorArrays store chains perChunk (names: string[]) =
        let arrays =
            Array.map2
                (fun (folder: string) (name: string) ->
                    let note = if folder = name then [] else [ ("long_name", text name) ]
                    DrawArray<float>(store, $"posterior/{folder}", Kind.Float64, chains, perChunk, [], note))
                (folderNames names)
                names

        {
            Arrays = arrays |> Array.map (fun array -> array :> DrawArray) |> List.ofArray
            Put =
                fun block step ->
                    forAll block step (fun chain ensemble state ->
                        for p in 0 .. arrays.Length - 1 do
                            arrays[p].Set chain 0 ensemble.Draws[state * arrays.Length + p])
        }

    let private statisticArrays store chains perChunk hasStatistics =
        let real name =
            DrawArray<float>(store, $"sample_stats/{name}", Kind.Float64, chains, perChunk, [], [])

        let whole name = DrawArray<int64>(store, $"sample_stats/{name}", Kind.Int64, chains, perChunk, [], [])

        let lp = real "lp"

        if not hasStatistics then
            {
                Arrays = [ lp ]
                Put =
                    fun block step ->
                        forAll block step (fun chain ensemble state ->
                            lp.Set chain 0 ensemble.LogDensity[state])
            }
        else
            let energy, rate = real "energy", real "acceptance_rate"
            let depth, steps = whole "tree_depth", whole "n_steps"

            let diverging =
                DrawArray<bool>(store, "sample_stats/diverging", Kind.Bool, chains, perChunk, [], [])

            {
                Arrays = [ lp; energy; rate; depth; steps; diverging ]
                Put =
                    fun block step ->
                        forAll block step (fun chain ensemble state ->
                            let found = ensemble.Statistics[state]
                            lp.Set chain 0 ensemble.LogDensity[state]
                            energy.Set chain 0 found.Energy
                            rate.Set chain 0 found.AcceptanceRate
                            depth.Set chain 0 (int64 found.Depth)
                            steps.Set chain 0 (int64 found.LeapfrogSteps)
                            diverging.Set chain 0 found.IsDivergent)
            }

    let private likelihoodArray store chains perChunk (model: NetworkModel) =
        let points = model.Data.Count
        let axes = [ ("point", int64 points) ]
        let y = DrawArray<float>(store, "log_likelihood/y", Kind.Float64, chains, perChunk, axes, [])
        let draws = Array.init chains (fun _ -> [||])
        let others, all = Array.zeroCreate<float> chains, Array.zeroCreate<float> chains

        {
            Arrays = [ y ]
            Put =
                fun block step ->
                    forAll block step (fun chain ensemble state ->
                        draws[chain] <-
                            Array.sub ensemble.Draws (state * ensemble.Dimension) ensemble.Dimension)

                    let predictions = PointPredictions.ofParameters model draws

                    for point in 0 .. points - 1 do
                        predictions.Fill point others all

                        for chain in 0 .. chains - 1 do
                            y.Set chain point all[chain]
        }

    /// The numbers of chains, and of draws in chunks, in a group with draws.
    let private putAxes store descriptions group (chains: int64) (draws: int64) (perChunk: int64) =
        putWhole
            store
            descriptions
            $"{group}/chain"
            Kind.Int64
            [ "chain" ]
            [ chains ]
            []
            [| 0L .. chains - 1L |]

        let path = $"{group}/draw"
        describe descriptions path Kind.Int64 [ "draw" ] [ draws ] [ perChunk ] []

        for chunk in 0L .. (draws - 1L) / perChunk do
            put
                store
                (chunkKey path [ chunk ])
                (Array.init (int perChunk) (fun i -> chunk * perChunk + int64 i))

    let private putPoints store descriptions group points =
        putWhole
            store
            descriptions
            $"{group}/point"
            Kind.Int64
            [ "point" ]
            [ points ]
            []
            [| 0L .. points - 1L |]

    let private putData store descriptions (model: NetworkModel) =
        let points = int64 model.Data.Count

        let column group name (values: float[]) =
            putWhole store descriptions $"{group}/{name}" Kind.Float64 [ "point" ] [ points ] [] values

        addGroup descriptions "observed_data" [ library ]
        putPoints store descriptions "observed_data" points
        column "observed_data" "y" model.Data.Outputs
        addGroup descriptions "constant_data" [ library ]
        putPoints store descriptions "constant_data" points

        Array.iter2 (column "constant_data") (folderNames model.Data.InputNames) model.Data.Inputs

    let private attributesOf options (first: Chain) =
        [
            library
            "ensembles", number (int64 first.Ensembles.Length)
            "walkers", number (int64 first.Ensembles[0].Walkers)
            "thin", number (int64 first.Thin)
            "tuning_steps", number first.StepsBefore

            for name, value in options.Attributes do
                name, text value
        ]

    let write options (path: string) (blocks: Chain seq) =
        if options.LogLikelihood && options.Model.IsNone then
            Check.reject
                "LogLikelihood"
                "The log-likelihood of points is that of a network's data; this posterior has none."

        use all = (ChainBlocks.like blocks).GetEnumerator()

        if not (all.MoveNext()) then
            Check.reject "blocks" "There is no kept step to write."

        let first = all.Current
        let chains = first.Ensembles.Length * first.Ensembles[0].Walkers
        let likelihood = if options.LogLikelihood then options.Model else None
        let points = likelihood |> Option.map (fun model -> model.Data.Count) |> Option.defaultValue 0
        let perChunk = max 1 (numbersInChunks / (chains * (first.ParameterNames.Length + 6 + points)))

        ZarrStore.write path (fun store ->
            let descriptions = Descriptions store

            let groups =
                [
                    "posterior",
                    attributesOf options first,
                    posteriorArrays store chains perChunk first.ParameterNames
                    "sample_stats",
                    [ library ],
                    statisticArrays store chains perChunk (first.Ensembles[0].Statistics.Length > 0)
                    match likelihood with
                    | Some model ->
                        "log_likelihood", [ library ], likelihoodArray store chains perChunk model
                    | None -> ()
                ]

            let mutable draws = 0L

            let writeBlock (block: Chain) =
                for step in 0 .. block.Ensembles[0].KeptSteps - 1 do
                    draws <- draws + 1L

                    for _, _, filled in groups do
                        filled.Arrays |> List.iter _.Next()
                        filled.Put block step

            writeBlock first

            while all.MoveNext() do
                writeBlock all.Current

            addGroup descriptions "" []

            for name, attributes, filled in groups do
                addGroup descriptions name attributes
                putAxes store descriptions name chains draws (int64 perChunk)

                for array in filled.Arrays do
                    array.Flush()
                    array.Describe descriptions chains draws (int64 perChunk)

            if points > 0 then
                putPoints store descriptions "log_likelihood" (int64 points)

            options.Model |> Option.iter (putData store descriptions)
            descriptions.Finish())
