/// The table of a Stan file: one line of names, then a line of numbers for each draw, with comments between them.
module internal UniversalApprox.Interchange.StanRows

open System
open System.Globalization
open System.IO
open UniversalApprox.Interchange.StanComments

type StanTable =
    {
        Path: string
        Settings: StanSettings
        /// Names of the columns, as in the file.
        Columns: string[]
        /// Rows of the file, comments not counted, without those of the warm-up.
        Rows: int
        /// Row after row, for the chosen columns only.
        Values: float[]
        /// The chosen columns.
        Chosen: int[]
    }

    member table.Value (row: int) (place: int) = table.Values[row * table.Chosen.Length + place]

/// Numbers as Stan writes them: also nan, inf and -inf.
let private tryNumber (cell: ReadOnlySpan<char>) (value: byref<float>) =
    if Double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, &value) then
        true
    else
        match cell.Trim().ToString().ToLowerInvariant() with
        | "inf"
        | "+inf" ->
            value <- infinity
            true
        | "-inf" ->
            value <- -infinity
            true
        | "nan"
        | "-nan" ->
            value <- nan
            true
        | _ -> false

/// The columns of a line of names.
let private columnsOf path line (text: string) =
    let columns = text.Split ',' |> Array.map (fun name -> name.Trim().Trim('"'))

    if not (Array.contains "lp__" columns) then
        ChainFile.invalid
            path
            $"line {line}: expected the names of Stan's columns, lp__ among them; got {ChainFile.quoted text}. Is it a CSV file that Stan's sampler wrote?"

    match ChainFile.firstDouble columns with
    | Some name -> ChainFile.invalid path $"line {line}: two columns have the name {ChainFile.quoted name}."
    | None -> columns

/// Reads a row into `into` at `at`.
let private readRow path line (columns: string[]) (wanted: bool[]) (text: string) (into: float[]) at =
    let mutable column, place, from = 0, at, 0

    while from <= text.Length do
        let comma = text.IndexOf(',', from)
        let stop = if comma < 0 then text.Length else comma

        if column < columns.Length && wanted[column] then
            let mutable value = 0.0

            if not (tryNumber (text.AsSpan(from, stop - from)) &value) then
                ChainFile.invalid
                    path
                    $"line {line}, column {columns[column]}: expected a number; got {ChainFile.quoted (text.Substring(from, stop - from))}."

            // A divergent step may have no finite energy.
            let isOwn = columns[column].EndsWith("__", StringComparison.Ordinal) && columns[column] <> "lp__"

            if not (Double.IsFinite value || isOwn) then
                ChainFile.invalid
                    path
                    $"line {line}, column {columns[column]}: expected a finite number; got {value}. Leave the column out by naming the others."

            into[place] <- value
            place <- place + 1

        column <- column + 1
        from <- stop + 1

    if column <> columns.Length then
        ChainFile.invalid
            path
            $"line {line}: expected {columns.Length} numbers, one per column; got {column}. Was the file cut off?"

/// Rows that grow in one array.
type private Rows(width: int) =
    let mutable values: float[] = Array.zeroCreate (width * 1024)
    let mutable count = 0
    member _.Count = count

    /// The place of a further row.
    member _.Next() =
        if (count + 1) * width > values.Length then
            Array.Resize(&values, 2 * values.Length)

        count <- count + 1
        struct (values, (count - 1) * width)

    member _.From row = values.AsSpan(row * width, (count - row) * width).ToArray()

/// Reads a file. `choose` gets the settings and columns, and says which columns to keep.
let read (path: string) (choose: string -> string[] -> int[]) =
    use reader = new StreamReader(path)
    let mutable settings = StanComments.empty
    let mutable columns: string[] = [||]
    let mutable chosen: int[] = [||]
    let mutable wanted: bool[] = [||]
    let mutable rows = Rows 1
    let mutable number = 0
    let mutable text = reader.ReadLine()

    while not (isNull text) do
        number <- number + 1

        if text.StartsWith '#' then
            settings <- StanComments.add settings text
        elif String.IsNullOrWhiteSpace text then
            ()
        elif columns.Length = 0 then
            columns <- columnsOf path number text
            chosen <- choose path columns
            wanted <- Array.init columns.Length (fun column -> Array.contains column chosen)
            rows <- Rows chosen.Length
        else
            let struct (values, at) = rows.Next()
            readRow path number columns wanted text values at

        text <- reader.ReadLine()

    if columns.Length = 0 then
        ChainFile.invalid
            path
            "expected a CSV file that Stan's sampler wrote; there is no line of column names."

    match settings.Method with
    | Some other when other <> "sample" ->
        ChainFile.invalid path $"expected draws of Stan's sampler (method = sample); got method = {other}."
    | _ -> ()

    let skipped = warmUpRows settings

    if rows.Count <= skipped then
        let among = if skipped > 0 then $" after the {skipped} of the warm-up" else ""
        ChainFile.invalid path $"expected draws{among}; the file has {rows.Count} rows. Was it cut off?"

    match announced settings with
    | Some expected when rows.Count - skipped < expected ->
        ChainFile.invalid
            path
            $"expected {expected} draws, as its comments say (num_samples); got {rows.Count - skipped}. Was it cut off, or is it still being written?"
    | _ -> ()

    {
        Path = path
        Settings = settings
        Columns = columns
        Rows = rows.Count - skipped
        Values = rows.From skipped
        Chosen = chosen
    }
