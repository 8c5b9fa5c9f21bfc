/// Runs and their data: registered at their first start, compared at every other one.
module internal UniversalApprox.Runs.RunTable

open System
open System.Text.Json.Nodes
open Microsoft.Data.Sqlite
open UniversalApprox
open UniversalApprox.Core
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data

/// What makes a run the same one.
type Identity =
    {
        Kind: string
        /// None for a log-density that is not a network's.
        Data: CurveData option
        /// Which of the runs on the data it is: of a sweep none, of a chain its network.
        Name: string
        Seed: uint64
        Options: JsonNode
        /// Pieces of work, if they are known.
        Jobs: int option
    }

let private refuse (reason: FormattableString) : 'a = Check.because "Run" reason

let private number (value: float) = Check.text value

/// The numbers of a dataset by role and name.
let columns connection (dataset: int64) =
    Database.query
        connection
        "SELECT role, name, numbers FROM data_columns WHERE dataset = $id ORDER BY position"
        [ "$id", box dataset ]
        (fun row -> struct (row.GetString 0, row.GetString 1, Numbers.ofBytes (Database.blob row 2)))

let readData connection (dataset: int64) =
    let name =
        Convert.ToString(
            Database.scalar connection "SELECT name FROM datasets WHERE id = $id" [ "$id", box dataset ]
        )

    let columns = columns connection dataset

    let ofRole wanted =
        columns
        |> Array.choose (fun struct (role, name, values) ->
            Numbers.scaleOf wanted role |> Option.map (fun scale -> struct (scale, name, values)))

    let inputs = ofRole "input"
    let struct (output, outputName, outputs) = ofRole "output" |> Array.head

    let errors =
        columns
        |> Array.tryPick (fun struct (role, _, values) ->
            match role with
            | "sigma" -> Some(PointErrors.Known values)
            | "weight" -> Some(PointErrors.Relative values)
            | _ -> None)
        |> Option.defaultValue PointErrors.Equal

    let data =
        CurveData.create
            name
            (inputs |> Array.map (fun struct (_, name, _) -> name))
            outputName
            (inputs |> Array.map (fun struct (_, _, values) -> values))
            outputs
        |> CurveData.withErrors errors
        |> CurveData.withAxes
            { Inputs = inputs |> Array.map (fun struct (scale, _, _) -> scale); Output = output }

    columns
    |> Array.tryPick (fun struct (role, _, values) ->
        if role = "censoring" then
            Some(Array.map Numbers.toCensoring values)
        else
            None)
    |> Option.map (fun censoring -> CurveData.withCensoring censoring data)
    |> Option.defaultValue data

/// The first difference between stored and given data, in words.
let difference (stored: (struct (string * string * float[]))[]) (data: CurveData) =
    let given = Numbers.columns data

    let roles columns =
        columns |> Array.map (fun struct (role, name, _) -> $"{name} as {role}") |> String.concat ", "

    let names columns = columns |> Array.map (fun struct (_, name, _) -> name) |> String.concat ", "

    let count (columns: (struct (string * string * float[]))[]) =
        let struct (_, _, values) = columns[0]
        values.Length

    if names stored <> names given then
        $"its columns are {names stored} there, and {names given} here"
    elif count stored <> count given then
        $"it has {count stored} points there, and {count given} here"
    else
        Array.zip stored given
        |> Array.tryPick (fun (struct (_, name, before), struct (_, _, now)) ->
            Array.zip before now
            |> Array.tryFindIndex (fun (a, b) ->
                BitConverter.DoubleToInt64Bits a <> BitConverter.DoubleToInt64Bits b)
            |> Option.map (fun i ->
                $"the value of {name} at point {i + 1} is {number before[i]} there, and {number now[i]} here"))
        |> Option.defaultValue $"its columns are {roles stored} there, and {roles given} here"

let private insertData connection (data: CurveData) =
    Database.execute
        connection
        "INSERT INTO datasets (name, hash, points, inputs, output_name) VALUES ($name, $hash, $points, $inputs, $output)"
        [
            "$name", box data.Name
            "$hash", box (Numbers.hash data)
            "$points", box data.Count
            "$inputs", box data.Dimension
            "$output", box data.OutputName
        ]

    let id = Convert.ToInt64(Database.scalar connection "SELECT last_insert_rowid()" [])

    Numbers.columns data
    |> Array.iteri (fun position (struct (role, name, values)) ->
        Database.execute
            connection
            "INSERT INTO data_columns VALUES ($dataset, $position, $role, $name, $numbers)"
            [
                "$dataset", box id
                "$position", box position
                "$role", box role
                "$name", box name
                "$numbers", box (Numbers.toBytes values)
            ])

    id

/// The stored dataset of this name, which must have the same numbers; it is stored if there is none.
let private dataset path connection (data: CurveData) =
    let found =
        Database.query
            connection
            "SELECT id, hash FROM datasets WHERE name = $name"
            [ "$name", box data.Name ]
            (fun row -> struct (row.GetInt64 0, row.GetString 1))
        |> Array.tryHead

    match found with
    | None -> insertData connection data
    | Some(struct (id, hash)) when hash = Numbers.hash data -> id
    | Some(struct (id, _)) ->
        let difference = difference (columns connection id) data
        let name = Check.named "Name"

        refuse
            $"The run file '{path}' has other data of the name {data.Name}: {difference}. Give these data another {name}, or take another file."

let checkVersions path (product: string) (bits: int) =
    if product <> Here.product then
        refuse
            $"The run file '{path}' was begun by version {product} of UniversalApprox, and this is version {Here.product}, whose results may differ. Finish it with that version, or take another file; it can be read all the same."

    if bits <> Here.vectorBits () then
        refuse
            $"The run file '{path}' was begun with vectors of {bits} bits, and here they have {Here.vectorBits ()}, so last digits may differ. Set the environment variable UNIVERSALAPPROX_SIMD, finish it on a machine like the first, or take another file."

/// Members of options that users know by other names.
let optionName name =
    match name with
    | "validation" -> "Folds"
    | "IsOpenEnded" -> "Steps"
    | _ -> string (Char.ToUpperInvariant name[0]) + name[1..]

let private checkOptions path what (before: JsonNode) now =
    match Codec.differences before now with
    | [] -> ()
    | differences ->
        let told =
            differences
            |> List.truncate 5
            |> List.map (fun struct (name, before, now) ->
                let name = if name = "" then "Options" else optionName name
                let difference: FormattableString = $"{Check.named name} was {before} and is {now} now"
                box difference)

        let format = told |> List.mapi (fun i _ -> $"{{{i + 1}}}") |> String.concat "; "

        let reason =
            Runtime.CompilerServices.FormattableStringFactory.Create(
                "{0}: " + format + ". Repeat the command as it was, or take another file.",
                [| box $"The run file '{path}' has {what} with other options"; yield! told |]
            )

        refuse reason

let title kind (data: CurveData option) name =
    let what = if name = "" then kind else $"{kind} of {name}"

    match data with
    | Some data -> $"the {what} on {data.Name}"
    | None -> $"the {what}"

/// The id of the run in the file, and whether it was there before.
let register (writer: Writer) (run: Identity) : int64 =
    writer.Transact(fun connection ->
        let data = run.Data |> Option.map (dataset writer.Path connection)
        let dataId: obj = data |> Option.map box |> Option.toObj

        let found =
            Database.query
                connection
                "SELECT id, options, product, vector_bits FROM runs WHERE kind = $kind AND dataset IS $data AND name = $name"
                [ "$kind", box run.Kind; "$data", dataId; "$name", box run.Name ]
                (fun row -> struct (row.GetInt64 0, row.GetString 1, row.GetString 2, row.GetInt32 3))
            |> Array.tryHead

        match found with
        | Some(struct (id, options, product, bits)) ->
            checkVersions writer.Path product bits
            checkOptions writer.Path (title run.Kind run.Data run.Name) (JsonNode.Parse options) run.Options
            id
        | None ->
            Database.execute
                connection
                "INSERT INTO runs (kind, dataset, name, seed, options, product, vector_bits, started, written, of_jobs) VALUES ($kind, $data, $name, $seed, $options, $product, $bits, $now, $now, $jobs)"
                [
                    "$kind", box run.Kind
                    "$data", dataId
                    "$name", box run.Name
                    "$seed", box (string run.Seed)
                    "$options", box (run.Options.ToJsonString())
                    "$product", box Here.product
                    "$bits", box (Here.vectorBits ())
                    "$now", box (Here.now ())
                    "$jobs", run.Jobs |> Option.map box |> Option.toObj
                ]

            Convert.ToInt64(Database.scalar connection "SELECT last_insert_rowid()" []))

let touch connection (run: int64) =
    Database.execute
        connection
        "UPDATE runs SET written = $now WHERE id = $run"
        [ "$now", box (Here.now ()); "$run", box run ]

let finish (writer: Writer) (run: int64) (answer: string option) =
    writer.Transact(fun connection ->
        Database.execute
            connection
            "UPDATE runs SET ended = coalesce(ended, $now), answer = $answer WHERE id = $run"
            [ "$now", box (Here.now ()); "$answer", Option.toObj answer |> box; "$run", box run ])

let isFinished (writer: Writer) (run: int64) =
    writer.Use(fun connection ->
        Database.scalar connection "SELECT ended IS NOT NULL FROM runs WHERE id = $run" [ "$run", box run ]
        |> Convert.ToBoolean)
