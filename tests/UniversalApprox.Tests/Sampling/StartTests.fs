module UniversalApprox.Tests.Sampling.StartTests

open System
open Expecto
open UniversalApprox.Core.Random
open UniversalApprox.Core.Sampling.Densities
open UniversalApprox.Core.Sampling.Ensembles
open UniversalApprox.Tests.Core.Generators
open UniversalApprox.Tests.Sampling.Support

let private quadratic =
    LogDensity.ofFunction [| "alpha"; "beta" |] (PointDensity(fun x -> -(x[0] * x[0]) - x[1] * x[1]))

let private positions start density =
    let struct (positions, notes) = EnsembleStart.positions start 8 2 0 (Rng.ofSeed 4UL) density
    positions, notes

let private rows (f: int -> float[]) = EnsembleStart.Walkers [| Array.init 8 f |]

[<Tests>]
let tests =
    testList
        "Starts"
        [
            testCase "a ball has its centre and radius, a relative ball its fraction"
            <| fun () ->
                let start = EnsembleStart.Ball([| [| 3.0; -2.0 |] |], 1e-3)
                let values, notes = positions start quadratic

                Expect.isTrue
                    (values
                     |> Seq.indexed
                     |> Seq.forall (fun (i, v) -> abs (v - [| 3.0; -2.0 |][i % 2]) < 5e-3))
                    "near"

                Expect.isEmpty notes "nothing to repair"

                let relative, _ =
                    positions (EnsembleStart.RelativeBall([| [| 1e6; 1e-6 |] |], 1e-2)) quadratic

                Expect.isTrue
                    (relative
                     |> Seq.indexed
                     |> Seq.forall (fun (i, v) -> abs (v / [| 1e6; 1e-6 |][i % 2] - 1.0) < 0.05))
                    "near"

            testCase "ensembles take the centres in turn"
            <| fun () ->
                let start = EnsembleStart.Ball([| [| 0.0; 0.0 |]; [| 50.0; 50.0 |] |], 0.1)
                let struct (second, _) = EnsembleStart.positions start 8 2 1 (Rng.ofSeed 4UL) quadratic
                Expect.isTrue (second |> Array.forall (fun v -> abs (v - 50.0) < 1.0)) "the second centre"

            testCase "walkers that fall outside the support are drawn again"
            <| fun () ->
                let positive =
                    LogDensity.withPriors [| Prior.HalfNormal 1.0; Prior.Uniform(0.0, 1.0) |] quadratic

                let values, _ = positions (EnsembleStart.Ball([| [| 0.0; 0.5 |] |], 0.3)) positive
                Expect.isTrue (values |> Array.forall (fun v -> v >= 0.0)) "inside"
                let drawn, _ = positions EnsembleStart.Prior positive
                Expect.isTrue (drawn |> Array.forall (fun v -> v >= 0.0)) "inside"

            testCase "walkers all alike are spread by a jitter, which is told"
            <| fun () ->
                for start in
                    [
                        EnsembleStart.Ball([| [| 1.0; 2.0 |] |], 0.0)
                        EnsembleStart.Ball([| [| 1.0; 2.0 |] |], 1e-19)
                        rows (fun _ -> [| 1.0; 2.0 |])
                    ] do
                    let values, notes = positions start quadratic
                    Expect.equal (Array.distinct values).Length 16 "all different"

                    Expect.isTrue
                        (values
                         |> Seq.indexed
                         |> Seq.forall (fun (i, v) -> abs (v - [| 1.0; 2.0 |][i % 2]) < 1e-2))
                        "near"

                    Expect.stringContains notes[0] "alpha, beta" "names"

            testCase "walkers on a line are spread, walkers that are independent stay as they are"
            <| fun () ->
                let _, notes = positions (rows (fun w -> [| float w; 2.0 * float w |])) quadratic
                Expect.stringContains notes[0] "alpha, beta" "names"
                let own = Array.init 8 (fun w -> [| float w; float (w * w) |])
                let values, notes = positions (EnsembleStart.Walkers [| own |]) quadratic
                Expect.equal values (Array.concat own) "positions"
                Expect.isEmpty notes "no notes"

            testCase "the memory that a start takes is in proportion to its walkers"
            <| fun () ->
                let start = EnsembleStart.Ball([| [| 1.0; 2.0 |] |], 1.0)

                let allocated walkers =
                    let before = GC.GetAllocatedBytesForCurrentThread()
                    EnsembleStart.positions start walkers 1 0 (Rng.ofSeed 4UL) quadratic |> ignore
                    GC.GetAllocatedBytesForCurrentThread() - before

                allocated 100 |> ignore
                Expect.isLessThan (allocated 20000) 40_000_000L "bytes: 160 000 are those of one number each"

            testCase "a jitter that would leave the support is an error that names the parameters"
            <| fun () ->
                let edge =
                    LogDensity.ofFunction
                        [| "alpha"; "beta" |]
                        (PointDensity(fun x -> if x[1] = 2.0 then -(x[0] * x[0]) else -infinity))

                let start = rows (fun w -> [| float w; 2.0 |])
                rejects [ "linearly independent"; "beta" ] (fun () -> positions start edge)

            testCase "starts of the wrong shape, or not finite, are rejected by name"
            <| fun () ->
                rejects [ "Start"; "2 numbers"; "got 3" ] (fun () ->
                    positions (EnsembleStart.Ball([| Array.zeroCreate 3 |], 1.0)) quadratic)

                rejects [ "Start"; "none" ] (fun () -> positions (EnsembleStart.Ball([||], 1.0)) quadratic)

                rejects [ "Start"; "finite"; "NaN" ] (fun () ->
                    positions (EnsembleStart.Ball([| [| 1.0; nan |] |], 1.0)) quadratic)

                rejects [ "Radius"; "-1" ] (fun () ->
                    positions (EnsembleStart.Ball([| [| 1.0; 1.0 |] |], -1.0)) quadratic)

                rejects [ "Start"; "Infinity" ] (fun () ->
                    positions (rows (fun w -> [| (if w = 2 then infinity else 0.0); 1.0 |])) quadratic)

                rejects [ "walker 1"; "2 numbers" ] (fun () ->
                    positions (rows (fun _ -> [| 1.0 |])) quadratic)

                rejects [ "8 walkers"; "got 7" ] (fun () ->
                    positions (EnsembleStart.Walkers [| Array.create 7 [| 1.0; 2.0 |] |]) quadratic)

                rejects [ "Prior" ] (fun () -> positions EnsembleStart.Prior quadratic)

            testCase "densities that are -infinity everywhere, constant, or not a number are rejected"
            <| fun () ->
                let start = EnsembleStart.Ball([| [| 1.0; 1.0 |] |], 0.1)
                let density f = LogDensity.ofFunction [| "a"; "b" |] (PointDensity(fun x -> f x[0]))

                rejects [ "-infinity at all 8 walkers" ] (fun () ->
                    positions start (density (fun _ -> -infinity)))

                rejects [ "constant"; "3.5" ] (fun () -> positions start (density (fun _ -> 3.5)))
                // Flat over a region is not constant.
                positions start (density (fun x -> if abs x < 1e6 then 3.5 else -infinity)) |> ignore

                for value in [ nan; infinity ] do
                    let error =
                        Expect.throwsC
                            (fun () -> positions start (density (fun _ -> value)) |> ignore)
                            (fun e -> e :?> DensityException)

                    Expect.equal error.Point.Length 2 "point"
                    Expect.stringContains error.Message "walker 1" "message"
        ]
