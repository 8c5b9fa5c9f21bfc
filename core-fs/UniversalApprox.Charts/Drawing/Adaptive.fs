/// Points for drawing a curve: close where it bends, far apart where it is straight.
module internal UniversalApprox.Charts.Drawing.Adaptive

open System

/// The largest distance of a chord from the curve, in parts of the drawn height: a tenth of a pixel of 300. The eye sees corners
/// long before it sees distances.
let private tolerance = 3e-4

let private firstPoints, private mostPoints, private mostRounds = 33, 800, 9

let private even (low: float) high count =
    Array.init count (fun i -> low + (high - low) * float i / float (count - 1))

/// The curve at points in ascending order. A value far outside the picture counts as just outside, so that no points are spent there.
type private Sampled = { X: float[]; Y: float[]; Shown: float[] }

let private sample (f: float[] -> float[]) clamp x =
    let y = f x
    { X = x; Y = y; Shown = Array.map clamp y }

/// How far the curve is from the chord of interval i, at its inner point `k`, which is the part `t` of the way.
let private miss (ends: Sampled) (inner: Sampled) i k t =
    let chord = ends.Shown[i] + t * (ends.Shown[i + 1] - ends.Shown[i])
    abs (inner.Shown[k] - chord)

/// Splits each interval that is still `open` into three where its chord misses the curve; comes with the new intervals' state.
let private split f clamp (limit: float) (ends: Sampled) (isOpen: bool[]) =
    let inner =
        [|
            for i in 0 .. isOpen.Length - 1 do
                if isOpen[i] then
                    let low, high = ends.X[i], ends.X[i + 1]
                    low + (high - low) / 3.0
                    low + (high - low) * 2.0 / 3.0
        |]
        |> sample f clamp

    let points = ResizeArray [ struct (ends.X[0], ends.Y[0], ends.Shown[0]) ]
    let state = ResizeArray<bool>()
    let mutable k = 0

    for i in 0 .. isOpen.Length - 1 do
        if isOpen[i] then
            if
                not (max (miss ends inner i k (1.0 / 3.0)) (miss ends inner i (k + 1) (2.0 / 3.0)) <= limit)
            then
                points.Add(struct (inner.X[k], inner.Y[k], inner.Shown[k]))
                points.Add(struct (inner.X[k + 1], inner.Y[k + 1], inner.Shown[k + 1]))
                state.AddRange [ true; true ]
                state.Add true
            else
                state.Add false

            k <- k + 2
        else
            state.Add false

        points.Add(struct (ends.X[i + 1], ends.Y[i + 1], ends.Shown[i + 1]))

    let pick choose = points |> Seq.map choose |> Array.ofSeq

    {
        X = pick (fun (struct (x, _, _)) -> x)
        Y = pick (fun (struct (_, y, _)) -> y)
        Shown = pick (fun (struct (_, _, shown)) -> shown)
    },
    state.ToArray()

/// The curve f from `low` to `high`, by x and f(x). `seeds` are further points that must be among them, such as kinks and steep
/// places. `picture` is the drawn range of y; None takes that of the curve.
let curve (picture: struct (float * float) option) (seeds: float[]) low high (f: float[] -> float[]) =
    let x =
        Array.append (even low high firstPoints) (seeds |> Array.filter (fun x -> low < x && x < high))
        |> Array.distinct
        |> Array.sort

    let finite = f x |> Array.filter Double.IsFinite

    let struct (bottom, top) =
        match picture with
        | Some range -> range
        | None when finite.Length = 0 -> struct (0.0, 0.0)
        | None -> struct (Array.min finite, Array.max finite)

    let height = top - bottom

    // NaN stays NaN, and its interval is split until the points run out: there a curve begins or ends.
    let clamp y =
        if Double.IsNaN y then
            y
        else
            Math.Clamp(y, bottom - height, top + height)

    let rec refine round (ends: Sampled) (isOpen: bool[]) =
        if round = mostRounds || ends.X.Length > mostPoints || not (Array.contains true isOpen) then
            ends
        else
            split f clamp (tolerance * height) ends isOpen ||> refine (round + 1)

    let drawn =
        if height > 0.0 && low < high then
            let ends = sample f clamp x
            refine 0 ends (Array.create (x.Length - 1) true)
        else
            sample f id x

    struct (drawn.X, drawn.Y)
