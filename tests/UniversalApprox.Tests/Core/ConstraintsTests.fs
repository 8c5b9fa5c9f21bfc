/// Fixed and bounded parameters, monotone and non-negative curves.
module UniversalApprox.Tests.Core.ConstraintsTests

open System
open System.Threading
open Expecto
open UniversalApprox
open UniversalApprox.Core.Random
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Data
open UniversalApprox.Core.Training
open UniversalApprox.Core.Sweep
open UniversalApprox.Tests.Support.Constrained

let private monotone directions = { Constraints.none with Monotone = directions }

let private sweepWith options activation units data =
    let plan =
        { SweepPlan.defaults with
            Units = units
            Activations = [| activation |]
            Training = options
        }

    let fits = ResizeArray<UnitFit>()
    Sweep.run 1 ignore CancellationToken.None plan data fits.Add |> ignore
    List.ofSeq fits

let private sweep constraints activation units data =
    sweepWith { TrainingOptions.defaults with Constraints = constraints } activation units data

let private one constraints data = sweep constraints Activation.Sigmoid [| 1 |] data |> List.exactlyOne

let private theta (fit: UnitFit) = fit.Trained.Network.Parameters

let private close (actual: float) (expected: float) (digits: float) name =
    Expect.isLessThan (abs (actual - expected)) (digits * abs expected) $"{name}: {actual} and {expected}"

/// x³ with a wave that a monotone curve cannot follow, and noise.
let private wavy seed =
    let x = Array.init 60 (fun i -> -5.0 + 10.0 * float i / 59.0)
    let noise = Array.zeroCreate<float> 60
    Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed seed) |> ignore

    let y = Array.map2 (fun x z -> Math.Pow(x / 3.0, 3.0) + 0.7 * sin (2.0 * x) + 0.1 * z) x noise
    CurveData.create "wavy" [| "x" |] "y" [| x |] y

/// The sum of squares of the best function that falls nowhere: no monotone network can have less. Pool adjacent violators (Ayer
/// and others, Annals of Mathematical Statistics 26, 1955).
let private isotonicSse (y: float[]) =
    let pooled =
        (([]: (float * int) list), y)
        ||> Array.fold (fun blocks value ->
            let rec pool blocks =
                match blocks with
                | (mean, n) :: (before, m) :: rest when mean < before ->
                    pool (((mean * float n + before * float m) / float (n + m), n + m) :: rest)
                | _ -> blocks

            pool ((value, 1) :: blocks))

    let fitted = pooled |> List.rev |> List.collect (fun (mean, n) -> List.replicate n mean)
    Seq.fold2 (fun sum f y -> sum + (f - y) * (f - y)) 0.0 fitted y

let private falls (network: Network) lower upper =
    Network.predict network [| Array.init 4001 (fun i -> lower + (upper - lower) * float i / 4000.0) |]
    |> Array.pairwise
    |> Array.map (fun (a, b) -> a - b)
    |> Array.max

[<Tests>]
let optima =
    testList
        "constraints: best fits"
        [
            testCase "a fixed offset of 0 gives the certified values of NIST's Rat42"
            <| fun () ->
                let fit = one (fixing [ "c", 0.0 ]) rat42
                let values = theta fit
                Expect.equal values[3] 0.0 "c, exactly"
                close fit.Accuracy.Sse 8.0565229338 1e-9 "residual sum of squares"
                close values[2] 72.462237576 1e-6 "b1"
                close values[1] -2.6180768402 1e-6 "-b2"
                close values[0] 0.067359200066 1e-6 "b3"
                Expect.equal (NestedTest.parameters fit) 3 "free parameters"

            // The figures are those of scipy 1.10, optimize.least_squares with bounds and tolerances of 1e-15.
            for name, constraints, sse, exact, parameters in
                [
                    "an upper bound",
                    (fixing [ "c", 0.0 ] |> bounding [ "a1", -infinity, 70.0 ]),
                    11.364363379221228,
                    [ 2, 70.0; 3, 0.0 ],
                    2
                    "a fixed bias", fixing [ "b1", -3.0 ], 7.23044593751457, [ 1, -3.0 ], 3
                    "a fixed bias, and bounds of all weights and of the offset",
                    (fixing [ "b1", -3.0 ] |> bounding [ "w", -infinity, 0.06; "c", 0.0, 1.0 ]),
                    134.06960465247073,
                    [ 0, 0.06; 1, -3.0; 3, 1.0 ],
                    1
                    "bounds on both sides of all",
                    (Constraints.none
                     |> bounding
                         [
                             "w1", -infinity, 0.07
                             "b1", -infinity, -2.0
                             "a1", -infinity, 72.0
                             "C", 1.0, 2.0
                         ]),
                    7.407338198678019,
                    [ 0, 0.07 ],
                    3
                ] do
                testCase $"{name}: scipy's optimum, with the bounds exact"
                <| fun () ->
                    let fit = one constraints rat42
                    close fit.Accuracy.Sse sse 1e-8 "sum of squares"

                    for index, value in exact do
                        Expect.equal (theta fit).[index] value $"parameter {index}"

                    Expect.isTrue (Constraints.isSatisfied constraints fit.Trained.Network) "satisfied"
                    Expect.equal (NestedTest.parameters fit) parameters "parameters that the data determine"

            testCase "bounds that are far away change nothing but rounding"
            <| fun () ->
                let free = one Constraints.none rat42
                let wide = one (Constraints.none |> bounding [ "a", -1e6, 1e6; "w", -1e3, 1e3 ]) rat42
                close wide.Accuracy.Sse free.Accuracy.Sse 1e-9 "sum of squares"
                Expect.isEmpty (Constraints.active wide.Options.Constraints wide.Trained.Network) "bounds"

            testCase "a fit with active bounds satisfies the conditions of Karush, Kuhn and Tucker"
            <| fun () ->
                for seed in 1UL .. 6UL do
                    let data = wavy seed

                    let constraints =
                        fixing [ "w2", 1.5 ]
                        |> bounding [ "a", -2.0, 2.0; "b1", 0.5, infinity; "c", -1.0, 1.0 ]

                    let fit = sweep constraints Activation.Tanh [| 3 |] data |> List.exactlyOne
                    let network = fit.Trained.Network
                    let residuals = GoodnessOfFit.residuals network data

                    let gradient =
                        Array.init network.Layout.ParameterCount (fun p ->
                            Seq.init data.Count (fun i ->
                                residuals[i] * (Network.gradient network [| data.Inputs[0].[i] |]).[p])
                            |> Seq.sum)

                    let struct (lower, upper) = Constraints.limits network.Layout constraints

                    for p in 0 .. gradient.Length - 1 do
                        let name = $"seed {seed}, {network.Layout.ParameterName p}"

                        if lower[p] = upper[p] then
                            Expect.equal (theta fit).[p] lower[p] name
                        elif (theta fit).[p] = lower[p] then
                            Expect.isGreaterThan gradient[p] -1e-3 name
                        elif (theta fit).[p] = upper[p] then
                            Expect.isLessThan gradient[p] 1e-3 name
                        else
                            Expect.isLessThan (abs gradient[p]) 1e-3 name

            testCase "bounded least squares finds the best of all sets of active bounds"
            <| fun () ->
                let mutable stream = Rng.ofSeed 3UL

                let normal () =
                    let struct (value, next) = Rng.normal stream
                    stream <- next
                    value

                for case in 1..100 do
                    let n = 4
                    let rows = Array.init 6 (fun _ -> Array.init n (fun _ -> normal ()))
                    let a i j = rows |> Array.sumBy (fun row -> row[i] * row[j])
                    let b = Array.init n (fun _ -> normal ())
                    let lower = Array.init n (fun _ -> -abs(0.3 * normal ()))
                    let upper = Array.init n (fun i -> if i = 0 then 0.0 else abs (0.3 * normal ()))
                    let x = Array.zeroCreate n
                    let solver = BoxSolver n
                    let solved = solver.TrySolve(a, (fun i -> b[i]), (fun _ -> 0.0), lower, upper, x)
                    Expect.isTrue solved $"case {case}"

                    // Convex, so the signs of the slopes prove the minimum.
                    for i in 0 .. n - 1 do
                        let slope = Seq.init n (fun j -> a i j * x[j]) |> Seq.sum |> fun sum -> sum - b[i]
                        Expect.isTrue (x[i] >= lower[i] && x[i] <= upper[i]) $"case {case}: within bounds"

                        let isOptimal =
                            abs slope < 1e-9
                            || (x[i] = lower[i] && slope > 0.0)
                            || (x[i] = upper[i] && slope < 0.0)

                        Expect.isTrue isOptimal $"case {case}, {i}: slope {slope} at {x[i]}"

            testCase "Adam ends within bounds, and L-BFGS keeps what is fixed"
            <| fun () ->
                let options optimizer constraints =
                    { TrainingOptions.defaults with Optimizer = optimizer; Constraints = constraints }

                let adam =
                    sweepWith
                        (options (Optimizer.Adam(0.03, 3000)) (bounding [ "a1", 0.0, 70.0 ] Constraints.none))
                        Activation.Sigmoid
                        [| 1 |]
                        rat42
                    |> List.exactlyOne

                Expect.isTrue
                    (Constraints.isSatisfied adam.Options.Constraints adam.Trained.Network)
                    "within bounds"

                let lbfgs =
                    sweepWith (options Optimizer.lbfgs (fixing [ "c", 0.0 ])) Activation.Sigmoid [| 1 |] rat42
                    |> List.exactlyOne

                Expect.equal (theta lbfgs).[3] 0.0 "c"
                close lbfgs.Accuracy.Sse 8.0565229338 1e-4 "least squares"
        ]

[<Tests>]
let shapes =
    testList
        "constraints: shapes"
        [
            testCase
                "a monotone curve falls nowhere, inside the data and beyond, and is near the best there is"
            <| fun () ->
                let data = wavy 7UL
                let least = isotonicSse data.Outputs

                for activation in [ Activation.Sigmoid; Activation.Relu; Activation.Softplus; Activation.Erf ] do
                    for fit in sweep (monotone [| Monotone.Increasing |]) activation [| 1; 3; 5 |] data do
                        let name = $"{fit.Units} {Activation.name activation}"
                        Expect.isLessThanOrEqual (falls fit.Trained.Network -20.0 20.0) 0.0 name
                        Expect.isGreaterThan fit.Accuracy.Sse least $"{name}: least of all"

                        if fit.Units = 5 && activation = Activation.Sigmoid then
                            Expect.isLessThan fit.Accuracy.Sse (1.2 * least) $"{name}: near the least"

            testCase "a falling curve is the mirror image of a rising one"
            <| fun () ->
                let data = wavy 8UL

                let turned =
                    CurveData.create "turned" [| "x" |] "y" data.Inputs (data.Outputs |> Array.map (~-))

                let fit direction =
                    sweep (monotone [| direction |]) Activation.Tanh [| 3 |] >> List.exactlyOne

                let rising, falling = fit Monotone.Increasing data, fit Monotone.Decreasing turned
                close falling.Accuracy.Sse rising.Accuracy.Sse 1e-3 "sum of squares"

                let back =
                    falling.Trained.Network.HiddenUnits |> Array.map (fun u -> u.Amplitude * u.Weights[0])

                Expect.all back (fun product -> product <= 0.0) "a·w"

            testCase "directions by input: rising in one, free in the other"
            <| fun () ->
                let x = Array.init 100 (fun i -> float (i % 10) - 4.5)
                let z = Array.init 100 (fun i -> float (i / 10) - 4.5)
                let y = Array.map2 (fun x z -> sin x + 0.3 * z * z) x z
                let data = CurveData.create "two" [| "x"; "z" |] "y" [| x; z |] y

                let fit =
                    sweep (monotone [| Monotone.Increasing; Monotone.Free |]) Activation.Sigmoid [| 3 |] data
                    |> List.exactlyOne

                for u in fit.Trained.Network.HiddenUnits do
                    Expect.isGreaterThanOrEqual (u.Amplitude * u.Weights[0]) 0.0 "a·w of x"

                let signs =
                    fit.Trained.Network.HiddenUnits |> Array.map (fun u -> sign (u.Amplitude * u.Weights[1]))

                Expect.contains signs -1 "z rises and falls"
                Expect.contains signs 1 "z rises and falls"

            testCase "a non-negative curve stays above 0 where the data do not"
            <| fun () ->
                let x = Array.init 50 (fun i -> -5.0 + 0.2 * float i)
                let noise = Array.zeroCreate<float> 50
                Rng.fillNormal (noise.AsSpan()) (Rng.ofSeed 4UL) |> ignore
                let y = Array.map2 (fun x z -> exp (-x * x / 2.0) - 0.05 + 0.1 * z) x noise
                let data = CurveData.create "peak" [| "x" |] "y" [| x |] y

                for activation in Constraints.nonNegativeActivations do
                    for fit in sweep { Constraints.none with NonNegative = true } activation [| 1; 2 |] data do
                        let network = fit.Trained.Network
                        let name = $"{fit.Units} {Activation.name activation}"
                        let grid = Array.init 2001 (fun i -> -50.0 + 0.05 * float i)

                        Expect.isGreaterThanOrEqual (Network.predict network [| grid |] |> Array.min) 0.0 name
                        Expect.all network.HiddenUnits (fun unit -> unit.Amplitude >= 0.0) name
                        Expect.isGreaterThanOrEqual network.Offset 0.0 name
        ]

[<Tests>]
let answers =
    testList
        "constraints: counts and words"
        [
            testCase "a unit held at amplitude 0 has no parameters that the data determine"
            <| fun () ->
                let constraints = fixing [ "a2", 0.0 ]
                let fit = sweep constraints Activation.Sigmoid [| 2 |] rat42 |> List.exactlyOne
                Expect.equal (NestedTest.parameters fit) 4 "as many as one unit"
                Expect.equal (Constraints.free fit.Trained.Network.Layout constraints) 6 "not fixed"

            testCase "χ² counts the parameters that are not held"
            <| fun () ->
                let data = rat42 |> CurveData.withErrors (PointErrors.Known(Array.create 9 1.0))
                let degrees fit = (fit: UnitFit).Accuracy.ChiSquare.Value.DegreesOfFreedom
                Expect.equal (degrees (one Constraints.none data)) 5 "free"
                Expect.equal (degrees (one (fixing [ "c", 0.0; "b1", -2.6 ]) data)) 7 "two fixed"

                let bounded = one (fixing [ "c", 0.0 ] |> bounding [ "a1", 0.0, 70.0 ]) data
                Expect.equal (degrees bounded) 7 "one fixed, one at its bound"

            testCase "the answer names the constraints and the bounds that hold"
            <| fun () ->
                let constraints = fixing [ "c", 0.0 ] |> bounding [ "a1", 0.0, 70.0 ]
                let answer = (Selection.recommend (Criterion.FTest 0.05) [ one constraints rat42 ]).Answer
                Expect.stringContains answer "constraints: c = 0, 0 ≤ a1 ≤ 70." "constraints"

                Expect.stringContains
                    answer
                    "a1 lies at its bound: p-values, AICc and BIC are approximate"
                    "bound"

            testCase "a constraint of unit 3 holds from three units on"
            <| fun () ->
                let fits = sweep (fixing [ "w3", 0.5 ]) Activation.Tanh [| 1; 2; 3 |] (wavy 1UL)
                Expect.equal (fits |> List.map NestedTest.parameters) [ 4; 7; 9 ] "free parameters"
                Expect.equal (theta fits[2]).[6] 0.5 "w3"

                // A task of a plan that is divided by size has only the constraints of its size.
                let plan =
                    { SweepPlan.defaults with
                        Units = [| 1; 3 |]
                        Training =
                            { TrainingOptions.defaults with
                                Optimizer = Optimizer.adam
                                Constraints = fixing [ "w3", 0.5; "c", 0.0 ]
                            }
                    }

                for part in SweepWork.parts false plan (wavy 1UL) do
                    SweepPlan.validate (wavy 1UL) part
                    let held = part.Training.Constraints.Fix.Length
                    Expect.equal held (if part.Units = [| 1 |] then 1 else 2) "constraints of the part"

            testCase "what cannot be is refused with its reason"
            <| fun () ->
                for constraints, activation, words in
                    [
                        fixing [ "q", 1.0 ], Activation.Sigmoid, [ "'q'"; "such as c, w1, b1 or a1" ]
                        fixing [ "w0", 1.0 ], Activation.Sigmoid, [ "'w0'" ]
                        fixing [ "w9", 1.0 ], Activation.Sigmoid, [ "'w9'"; "at most 2 units" ]
                        fixing [ "w1_2", 1.0 ], Activation.Sigmoid, [ "'w1_2'"; "1 inputs" ]
                        fixing [ "c", nan ], Activation.Sigmoid, [ "Fix[c]"; "finite" ]
                        fixing [ "c", 1.0; "C", 2.0 ], Activation.Sigmoid, [ "all different" ]
                        (bounding [ "a", 2.0, 1.0 ] Constraints.none),
                        Activation.Sigmoid,
                        [ "Bound[a]"; "2, 1" ]
                        (fixing [ "a1", 5.0 ] |> bounding [ "a", 0.0, 1.0 ]),
                        Activation.Sigmoid,
                        [ "contradict"; "a1 would be at least 5 and at most 1" ]
                        { fixing [ "w1", -1.0; "a1", 1.0 ] with Monotone = [| Monotone.Increasing |] },
                        Activation.Sigmoid,
                        [ "unit 1 cannot be monotone" ]
                        monotone [| Monotone.Increasing |], Activation.Gaussian, [ "gaussian"; "never falls" ]
                        monotone [| Monotone.Increasing; Monotone.Free |],
                        Activation.Tanh,
                        [ "2 directions"; "one for each of 1 inputs" ]
                        { Constraints.none with NonNegative = true },
                        Activation.Tanh,
                        [ "tanh"; "nowhere below 0" ]
                    ] do
                    let error =
                        try
                            sweep constraints activation [| 1; 2 |] rat42 |> ignore
                            None
                        with :? OptionException as error ->
                            Some error.Message

                    Expect.isSome error (Constraints.describe constraints)

                    for word in words do
                        Expect.stringContains error.Value word error.Value

                // Its curve is above 0 anyway.
                let logarithmic =
                    CurveData.withAxes { Inputs = [| AxisScale.Linear |]; Output = AxisScale.Log } rat42

                Expect.throwsT<OptionException>
                    (fun () ->
                        sweep
                            { Constraints.none with NonNegative = true }
                            Activation.Sigmoid
                            [| 1 |]
                            logarithmic
                        |> ignore)
                    "not negative on a logarithmic axis"

                Expect.throwsT<OptionException>
                    (fun () ->
                        sweepWith
                            { TrainingOptions.defaults with
                                Optimizer = Optimizer.lbfgs
                                Constraints = monotone [| Monotone.Increasing |]
                            }
                            Activation.Sigmoid
                            [| 1 |]
                            rat42
                        |> ignore)
                    "L-BFGS with bounds"
        ]
