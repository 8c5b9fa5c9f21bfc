/// The name that was probably meant.
module internal UniversalApprox.Core.Expressions.Suggestion

open System

/// Longer names, and names beyond the first thousand, are not compared: texts may be hostile.
let private longest = 40

let private most = 1000

/// The number of characters to insert, delete, change or exchange with their neighbour.
let private distance (a: string) (b: string) =
    let rows = Array2D.zeroCreate<int> (a.Length + 1) (b.Length + 1)

    for i in 0 .. a.Length do
        for j in 0 .. b.Length do
            rows[i, j] <-
                if i = 0 || j = 0 then
                    i + j
                else
                    let isSame = Char.ToLowerInvariant a[i - 1] = Char.ToLowerInvariant b[j - 1]
                    let changed = rows[i - 1, j - 1] + (if isSame then 0 else 1)
                    let nearest = min changed (1 + min rows[i - 1, j] rows[i, j - 1])

                    if i > 1 && j > 1 && a[i - 1] = b[j - 2] && a[i - 2] = b[j - 1] then
                        min nearest (rows[i - 2, j - 2] + 1)
                    else
                        nearest

    rows[a.Length, b.Length]

/// "; did you mean 'name'?" for the nearest of the known names, or nothing if none is near.
let ofName (known: string seq) (name: string) =
    let allowed = if name.Length < 4 then 1 else 2

    let nearest =
        known
        |> Seq.truncate most
        |> Seq.filter (fun other -> max other.Length name.Length <= longest)
        |> Seq.map (fun other -> struct (distance name other, other))
        |> Seq.filter (fun (struct (far, other)) -> far <= allowed && far < max other.Length name.Length)
        |> Seq.toList

    match nearest with
    | [] -> ""
    | near ->
        let struct (_, other) = near |> List.minBy (fun (struct (far, _)) -> far)
        $"; did you mean '{other}'?"
