/// Contour lines of a surface, by marching squares.
module internal UniversalApprox.Charts.Figures.Posteriors.Contour

open System.Collections.Generic
open UniversalApprox.Charts.Figures.Posteriors.Density

/// The sides of a cell counter-clockwise: bottom, right, top, left. Side k runs from corner k to corner k + 1.
let private corners = [| struct (0, 0); struct (1, 0); struct (1, 1); struct (0, 1) |]

/// The index of a side of cell (i, j) in the list of all sides, each of which two cells share: twice the number of its lower
/// or left end, plus 1 if it is vertical.
let private sideNumber width i j side =
    let number i j = 2 * (j * width + i)

    match side with
    | 0 -> number i j
    | 1 -> number (i + 1) j + 1
    | 2 -> number i (j + 1)
    | _ -> number i j + 1

/// The pieces of a contour in one cell, each from side to side, with the higher ground on its left.
let private pieces (heights: float[]) level =
    let isInside k = heights[k % 4] > level
    let sides = [| 0..3 |]
    let leaving = sides |> Array.filter (fun k -> isInside k && not (isInside (k + 1)))
    // At a saddle the average of the corners decides whether the two high corners are joined.
    let direction = if Array.average heights > level then 1 else 3

    leaving
    |> Array.map (fun from ->
        let entering =
            if leaving.Length = 1 then
                sides |> Array.find (fun k -> not (isInside k) && isInside (k + 1))
            else
                (from + direction) % 4

        struct (from, entering))

/// Follows the links from side to side until each loop closes.
let private loops (links: Dictionary<int, int>) =
    [
        while links.Count > 0 do
            let start = Seq.head links.Keys
            let loop = ResizeArray()
            let mutable side = start

            while links.ContainsKey side do
                let next = links[side]
                links.Remove side |> ignore
                loop.Add side
                side <- next

            yield loop.ToArray()
    ]

/// Closed lines around the regions where the surface is above a level (above 0), as arrays of x and y whose last point is
/// the first again. Higher ground is on their left, so lines around hollows run clockwise. Outside its grid the surface is
/// 0.
let lines level (surface: Surface) =
    // One more row and column of zeros on each side closes all lines.
    let width, height = surface.Across + 2, surface.Up + 2
    let value i j = surface.At(i - 1, j - 1)
    let links = Dictionary<int, int>()

    for j in 0 .. height - 2 do
        for i in 0 .. width - 2 do
            let heights = corners |> Array.map (fun struct (di, dj) -> value (i + di) (j + dj))

            if Array.max heights > level && Array.min heights <= level then
                for struct (from, into) in pieces heights level do
                    links[sideNumber width i j from] <- sideNumber width i j into

    let struct (x0, y0) = surface.Origin
    let struct (stepX, stepY) = surface.Step

    let point side =
        let i, j = side / 2 % width, side / 2 / width
        let here, there = value i j, (if side % 2 = 0 then value (i + 1) j else value i (j + 1))
        let share = (level - here) / (there - here)

        let u, v =
            if side % 2 = 0 then
                float i + share, float j
            else
                float i, float j + share

        struct (x0 + (u - 1.0) * stepX, y0 + (v - 1.0) * stepY)

    loops links
    |> List.map (fun loop ->
        let points = Array.append loop [| loop[0] |] |> Array.map point
        struct (points |> Array.map (fun struct (x, _) -> x), points |> Array.map (fun struct (_, y) -> y)))

/// The lines one after the other with gaps between them, for one trace.
let joined (lines: struct (float[] * float[]) list) =
    let join pick = lines |> List.map (fun line -> Array.append (pick line) [| nan |]) |> Array.concat
    struct (join (fun struct (x, _) -> x), join (fun struct (_, y) -> y))
