/// Inputs that nobody would write, made from ones that somebody would. The same seed makes the same inputs.
module UniversalApprox.Tests.Fuzz.Mutation

open System
open System.Text

/// How many inputs of each kind: UNIVERSALAPPROX_FUZZ asks for a long run.
let count =
    match Environment.GetEnvironmentVariable "UNIVERSALAPPROX_FUZZ" with
    | null
    | "" -> 400
    | asked -> int asked

let seed =
    match Environment.GetEnvironmentVariable "UNIVERSALAPPROX_FUZZ_SEED" with
    | null
    | "" -> 1
    | asked -> int asked

/// Pieces that readers trip over.
let private pieces =
    [|
        "\""
        "\"\""
        ","
        ";"
        "\t"
        " "
        "|"
        "\n"
        "\r"
        "\r\n"
        "#"
        "\000"
        "\u001B[2J"
        "-"
        "+"
        "e"
        "E+999"
        "."
        "1e308"
        "NaN"
        "-Infinity"
        "0x1F"
        "1,5"
        "0:14:16"
        "2026-02-30"
        "12/31/9999"
        "99999999999.23:59:59"
        "sep="
        "{"
        "}"
        "["
        "]"
        ":"
        "null"
        "\\ud800"
        "\\u0000"
        "\\"
        "("
        ")"
        "*"
        "x"
        "x2"
        "sig("
        "ö"
        "\u200B"
        "𝕏"
    |]
    |> Array.map Encoding.UTF8.GetBytes

let private insertAt (content: byte[]) at (piece: byte[]) =
    Array.concat [ Array.truncate at content; piece; Array.skip at content ]

let private once (random: Random) (content: byte[]) =
    let at = random.Next(content.Length + 1)
    let length = min (content.Length - at) (1 + random.Next 8)

    match random.Next 7 with
    | 0 -> insertAt content at (pieces[random.Next pieces.Length])
    | 1 -> insertAt content at [| byte (random.Next 256) |]
    | 2 -> Array.append (Array.truncate at content) (Array.skip (at + length) content)
    | 3 when at < content.Length ->
        let changed = Array.copy content
        changed[at] <- byte (random.Next 256)
        changed
    | 4 -> Array.truncate at content
    | 5 -> insertAt content at (Array.sub content at length)
    // A long run of one piece, as of brackets that are never closed.
    | _ ->
        let piece = pieces[random.Next pieces.Length]
        insertAt content at (Array.concat (Array.replicate (1 + random.Next 200) piece))

/// The inputs: each of the originals, changed in one to eight places.
let inputs (kind: string) (originals: byte[] list) =
    let random = Random(seed * 1_000_003 + Seq.sumBy int kind)

    [
        for i in 0 .. count - 1 ->
            let mutable content = originals[i % originals.Length]

            for _ in 1 .. 1 + random.Next 8 do
                content <- once random content

            content
    ]
