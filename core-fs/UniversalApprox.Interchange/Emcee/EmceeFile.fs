namespace UniversalApprox.Interchange

open System
open System.Text.Json
open PureHDF
open UniversalApprox.Core
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Files
open UniversalApprox.Interchange.Hdf5Bytes
open UniversalApprox.Interchange.ChainFile

type EmceeOptions = { Group: string; Seed: uint64 }

[<RequireQualifiedAccess>]
module EmceeFile =
    let defaults = { Group = "mcmc"; Seed = 0UL }

    /// The release whose layout this is.
    let private version = "3.1.4"
    let private program = "UniversalApprox"
    let private chunkBytes = 1 <<< 18

    /// The state of NumPy's generator before its first number: 624 words.
    let private generatorWords = 624

    let private attributesOf walkers dimension iteration ensembles seed (texts: string list) heapAddress =
        let int name (value: int64) =
            attribute name Datatype.int64 Dataspace.scalar (BitConverter.GetBytes value)

        let text index name =
            attribute name Datatype.text Dataspace.scalar (heapText heapAddress index texts[index - 1])

        let words =
            let numbers: float[] = Array.zeroCreate generatorWords
            Rng.fillUniform (numbers.AsSpan()) (Rng.ofSeed seed) |> ignore
            numbers |> Array.collect (fun number -> BitConverter.GetBytes(uint32 (number * 4294967296.0)))

        [
            text 1 "version"
            int "nwalkers" walkers
            int "ndim" dimension
            attribute "has_blobs" Datatype.boolean Dataspace.scalar [| 0uy |]
            int "iteration" iteration
            text 2 "random_state_0"
            attribute "random_state_1" Datatype.uint32 (Dataspace.fixedSize [ uint64 generatorWords ]) words
            int "random_state_2" (int64 generatorWords)
            int "random_state_3" 0L
            attribute "random_state_4" Datatype.float64 Dataspace.scalar (BitConverter.GetBytes 0.0)
            text 3 "program"
            text 4 "parameter_names"
            int "ensembles" ensembles
        ]

    /// Shares of accepted proposals, as numbers of steps: emcee counts one proposal for each step that it stores.
    let private acceptedSteps (accepted: int64[]) (proposed: int64[]) (steps: uint64) =
        Array.map2
            (fun a p -> if p = 0L then 0.0 else round (float a / float p * float steps))
            accepted
            proposed

    let write options path (blocks: Chain seq) =
        if String.IsNullOrWhiteSpace options.Group || options.Group.Contains '/' then
            Check.refuse "Group" options.Group $"the name of a group, without /"

        // The first block tells the shape, so the file begins with it.
        use all = (ChainBlocks.like blocks).GetEnumerator()

        if not (all.MoveNext()) then
            Check.reject "blocks" "There is no kept step to write."

        let first = all.Current
        let perEnsemble, dimension = first.Ensembles[0].Walkers, first.ParameterNames.Length
        let walkers = first.Ensembles.Length * perEnsemble
        let accepted, proposed = Array.zeroCreate<int64> walkers, Array.zeroCreate<int64> walkers
        let mutable steps = 0UL

        AtomicFile.writeStream path (fun stream ->
            let chain = Hdf5Writer.GrowingDataset(stream, [ uint64 walkers; uint64 dimension ], chunkBytes)

            let logProb = Hdf5Writer.GrowingDataset(stream, [ uint64 walkers ], chunkBytes)

            let writeBlock (block: Chain) =
                for step in 0 .. block.Ensembles[0].KeptSteps - 1 do
                    let draws = chain.NextRow()
                    let densities = logProb.NextRow()

                    for e in 0 .. block.Ensembles.Length - 1 do
                        let ensemble = block.Ensembles[e]
                        let at = step * perEnsemble

                        ensemble.Draws
                            .AsSpan(at * dimension, perEnsemble * dimension)
                            .CopyTo(draws.Slice(e * perEnsemble * dimension))

                        ensemble.LogDensity.AsSpan(at, perEnsemble).CopyTo(densities.Slice(e * perEnsemble))

                block.Ensembles
                |> Array.iteri (fun e ensemble ->
                    for w in 0 .. perEnsemble - 1 do
                        let walker = e * perEnsemble + w
                        accepted[walker] <- accepted[walker] + ensemble.AcceptedPerWalker[w]
                        proposed[walker] <- proposed[walker] + ensemble.ProposedPerWalker[w])

            let rows () =
                writeBlock first

                while all.MoveNext() do
                    writeBlock all.Current

                steps <- chain.Rows

                [
                    "accepted", Hdf5Writer.fixedDataset stream (acceptedSteps accepted proposed steps)
                    "chain", chain.Finish()
                    "log_prob", logProb.Finish()
                ]

            let texts = [ version; "MT19937"; program; JsonSerializer.Serialize first.ParameterNames ]

            let attributes heap =
                attributesOf
                    (int64 walkers)
                    (int64 dimension)
                    (int64 steps)
                    (int64 first.Ensembles.Length)
                    options.Seed
                    texts
                    heap

            Hdf5Writer.write stream options.Group texts attributes rows)

    /// The names that `write` stored.
    let private storedNames (group: IH5Group) dimension =
        try
            Hdf5Reader.tryText group "parameter_names"
            |> Option.map (fun text -> JsonSerializer.Deserialize<string[]> text)
            |> Option.map (Array.map ShownText.visible)
            |> Option.filter (fun names -> names.Length = dimension && (firstDouble names).IsNone)
        with :? JsonException ->
            None

    let private namesOf (options: ImportOptions) path group dimension =
        match options.ParameterNames with
        | Some names when names.Length <> dimension ->
            invalid path $"its chain has {dimension} parameters; got {names.Length} names for them."
        | Some names -> names
        | None ->
            storedNames group dimension
            |> Option.defaultWith (fun () -> Array.init dimension (fun p -> $"theta_{p + 1}"))

    let private chosen (options: ImportOptions) path (names: string[]) =
        match options.Parameters with
        | None -> [| 0 .. names.Length - 1 |]
        | Some wanted ->
            wanted
            |> Array.map (fun name ->
                match Array.IndexOf(names, name) with
                | -1 ->
                    invalid
                        path
                        $"""there is no parameter {quoted name}. The file has {String.Join(", ", Array.truncate 20 names)}."""
                | place -> place)

    let private checkFinite
        path
        (names: string[])
        walkers
        (first: int64)
        (draws: float[])
        (densities: float[])
        =
        let bad = Array.FindIndex(draws, fun value -> not (Double.IsFinite value))

        if bad >= 0 then
            let state = bad / names.Length

            invalid
                path
                $"{names[bad % names.Length]} of walker {state % walkers + 1} is {draws[bad]} at stored step {first + int64 (state / walkers) + 1L}; expected a finite number."

        // Walkers of emcee may be outside the support, where the log-density is -inf.
        let bad =
            Array.FindIndex(densities, fun value -> Double.IsNaN value || Double.IsPositiveInfinity value)

        if bad >= 0 then
            invalid
                path
                $"log_prob of walker {bad % walkers + 1} is {densities[bad]} at stored step {first + int64 (bad / walkers) + 1L}; expected a number."

    let private readGroup (options: ImportOptions) path (file: IH5Group) =
        if not (file.LinkExists options.Group) then
            let groups = file.Children() |> Seq.map _.Name |> String.concat ", "

            invalid
                path
                $"expected the group {quoted options.Group}, as emcee writes it; the file has {quoted groups}."

        let group = file.Group options.Group
        let walkers = int (Hdf5Reader.integer path group "nwalkers")
        let dimension = int (Hdf5Reader.integer path group "ndim")
        let iteration = Hdf5Reader.integer path group "iteration"
        let burnIn = int64 options.BurnIn

        if walkers = 0 || dimension = 0 || iteration - burnIn < int64 options.Thin then
            invalid
                path
                $"nothing is left of its {iteration} stored steps when the first {burnIn} are dropped and one in {options.Thin} is kept."

        let count = iteration - burnIn
        let read name shape = Hdf5Reader.rows path group name shape burnIn count
        let draws = read "chain" [| int64 walkers; int64 dimension |]
        let densities = read "log_prob" [| int64 walkers |]
        let names = namesOf options path group dimension
        checkFinite path names walkers burnIn draws densities

        let accepted =
            if group.LinkExists "accepted" then
                Hdf5Reader.rows path group "accepted" [||] 0L (int64 walkers)
            else
                Array.zeroCreate walkers

        let ensembles =
            Hdf5Reader.tryInteger group "ensembles"
            |> Option.map int
            |> Option.filter (fun count -> count > 0 && walkers % count = 0)
            |> Option.defaultValue 1

        let perEnsemble = walkers / ensembles
        let places = chosen options path names
        // As emcee thins: the last of each group of steps.
        let kept = [| options.Thin - 1 .. options.Thin .. int count - 1 |]

        let part e : FileDraws =
            let state i = kept[i / perEnsemble] * walkers + e * perEnsemble + i % perEnsemble

            {
                Path = path
                Names = places |> Array.map (fun place -> names[place])
                Walkers = perEnsemble
                Steps = kept.Length
                Draws =
                    Array.init (kept.Length * perEnsemble * places.Length) (fun i ->
                        draws[state (i / places.Length) * dimension + places[i % places.Length]])
                LogDensity = Array.init (kept.Length * perEnsemble) (fun i -> densities[state i])
                Statistics = [||]
                Accepted = Array.init perEnsemble (fun w -> int64 accepted[e * perEnsemble + w])
                Proposed = Array.create perEnsemble iteration
                StepsBefore = burnIn
                Thin = options.Thin
            }

        let versionOf = Hdf5Reader.tryText group "version" |> Option.defaultValue ""

        let programOf =
            match Hdf5Reader.tryText group "program" with
            | Some other -> $"{other}, as emcee writes"
            | None -> $"emcee {versionOf}".TrimEnd()

        Array.init ensembles part, group.LinkExists "blobs", programOf

    let read (options: ImportOptions) (paths: string[]) =
        ImportOptions.validate options
        Check.notEmpty "Path" paths
        let files = paths |> Array.map (fun path -> Hdf5Reader.read path (readGroup options path))
        let parts, blobs, programs = Array.unzip3 files

        {
            Chain = combine (Array.concat parts)
            Files = paths
            Program = programs[0]
            Nuts = [||]
            Notes =
                [|
                    "Burn-in is not marked in emcee's files: BurnIn drops it."

                    if Array.exists id blobs then
                        "Blobs were left out."
                |]
        }
