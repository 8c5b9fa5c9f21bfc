module UniversalApprox.Tests.Sampling.CanonicalTests

open Expecto
open FsCheck.FSharp
open UniversalApprox.Core.Networks
open UniversalApprox.Core.Sampling.Posterior
open UniversalApprox.Tests.Core
open UniversalApprox.Tests.Sampling.Chains

let private activations =
    Activation.all |> List.groupBy Activation.symmetry |> List.map (snd >> List.head)

/// All orders of a list.
let rec private orders items =
    match items with
    | [] -> [ [] ]
    | _ ->
        items
        |> List.collect (fun first ->
            orders (List.except [ first ] items) |> List.map (fun rest -> first :: rest))

/// All 2ᴺ·N! images of a network under flips and orders, or N! for activations without a flip; scaled units too.
let private images (network: Network) =
    let layout = network.Layout
    let symmetry = Activation.symmetry network.Activation
    let units = [ 0 .. layout.Units - 1 ]

    let subsets = if Canonical.hasFlip symmetry then pown 2 layout.Units else 1

    [
        for subset in 0 .. subsets - 1 do
            let theta = network.Parameters

            for unit in units do
                if (subset >>> unit) &&& 1 = 1 then
                    Canonical.flip symmetry layout theta 0 unit

                if symmetry = Symmetry.Homogeneous then
                    let scale = 0.5 + float unit

                    for i in layout.Weight(unit, 0) .. layout.Bias unit do
                        theta[i] <- theta[i] * scale

                    theta[layout.Amplitude unit] <- theta[layout.Amplitude unit] / scale

            let flipped = Network.create network.Activation network.Dimension theta
            let hidden = flipped.HiddenUnits

            for order in orders units do
                yield
                    Network.ofUnits
                        network.Activation
                        network.Dimension
                        (order |> Seq.map (fun unit -> hidden[unit]))
                        flipped.Offset
    ]

let private random seed activation dimension units =
    Network.create activation dimension (normals seed (units * (dimension + 2) + 1))

let private points = [| -3.0 .. 0.37..3.0 |]

let private samePredictions tolerance (first: Network) (second: Network) =
    let columns =
        Array.init first.Dimension (fun k -> points |> Array.map (fun x -> x * cos (float k) + float k))
    // Relative to the size of what is summed.
    let size =
        1.0
        + abs first.Offset
        + (first.HiddenUnits
           |> Array.sumBy (fun unit ->
               abs unit.Amplitude * (1.0 + abs unit.Bias + 5.0 * Array.sumBy abs unit.Weights)))

    Array.forall2
        (fun (a: float) b -> abs (a - b) <= tolerance * size)
        (Network.predict first columns)
        (Network.predict second columns)

let private sameParameters tolerance (first: Network) (second: Network) =
    let size = first.Parameters |> Array.map abs |> Array.max |> max 1.0
    Array.forall2 (fun (a: float) b -> abs (a - b) <= tolerance * size) first.Parameters second.Parameters

let private networks = Generators.network (Gen.choose (0, 4)) (Generators.within 5.0)

[<Tests>]
let tests =
    testList
        "Canonical"
        [
            testPropertyWithConfig
                Generators.config
                "predictions stay the same to 1e-12"
                (Prop.forAll (Arb.fromGen networks) (fun network ->
                    samePredictions 1e-12 network (Canonical.ofNetwork network)))

            testPropertyWithConfig
                Generators.config
                "the canonical form of a canonical form is itself"
                (Prop.forAll (Arb.fromGen networks) (fun network ->
                    let once = Canonical.ofNetwork network
                    sameParameters 1e-13 once (Canonical.ofNetwork once)))

            testPropertyWithConfig
                { Generators.config with maxTest = 40 }
                "all images under flips, orders and scales have one canonical form, and the same predictions"
                (Prop.forAll (Arb.fromGen networks) (fun network ->
                    let canonical = Canonical.ofNetwork network

                    images network
                    |> List.forall (fun image ->
                        samePredictions 1e-12 network image
                        && sameParameters 1e-12 canonical (Canonical.ofNetwork image))))

            testCase "all 2⁴·4! = 384 images of a network are one, exactly for odd and even units"
            <| fun () ->
                for activation in
                    [
                        Activation.Tanh
                        Activation.Softsign
                        Activation.Erf
                        Activation.Sin
                        Activation.Gaussian
                    ] do
                    let all = images (random 5UL activation 2 4)

                    Expect.hasLength
                        (List.distinctBy (fun (image: Network) -> image.Parameters) all)
                        384
                        "different images"

                    Expect.hasLength
                        (List.distinct (List.map Canonical.ofNetwork all))
                        1
                        (Activation.name activation)

            testCase "signs, order and scale are as stated"
            <| fun () ->
                for activation in Activation.all do
                    let network = Canonical.ofNetwork (random 9UL activation 1 5)
                    let units = network.HiddenUnits
                    let centres = units |> Array.map (fun unit -> -unit.Bias / unit.Weights[0])
                    Expect.equal centres (Array.sort centres) "by centre"

                    if Canonical.hasFlip (Activation.symmetry activation) then
                        Expect.all units (fun unit -> unit.Weights[0] > 0.0) "positive weights"

                    if Activation.symmetry activation = Symmetry.Homogeneous then
                        Expect.all units (fun unit -> abs unit.Weights[0] = 1.0) "unit weights"

            testCase "units without weights or bias have a form too"
            <| fun () ->
                let form activation theta =
                    (Canonical.ofNetwork (Network.create activation 1 theta)).Parameters

                Expect.equal (form Activation.Tanh [| 0.; -2.; 3.; 1. |]) [| 0.; 2.; -3.; 1. |] "bias decides"

                Expect.equal
                    (form Activation.Tanh [| 0.; 0.; -3.; 1. |])
                    [| 0.; 0.; 3.; 1. |]
                    "amplitude decides"

                Expect.equal
                    (form Activation.Sigmoid [| 0.; 0.; -3.; 1. |])
                    [| 0.; 0.; 3.; -2. |]
                    "the offset moves"

                Expect.equal (form Activation.Gaussian [| 0.; -2.; -3.; 1. |]) [| 0.; 2.; -3.; 1. |] "even"
                Expect.equal (form Activation.Relu [| 0.; -2.; 3.; 1. |]) [| 0.; -1.; 6.; 1. |] "|b| = 1"
                Expect.equal (form Activation.Relu [| 0.; 0.; 3.; 1. |]) [| 0.; 0.; 0.; 1. |] "nothing at all"
                Expect.equal (form Activation.Softplus [| 0.; -2.; 3.; 1. |]) [| 0.; -2.; 3.; 1. |] "no flip"
                Expect.equal (form Activation.Tanh [| 1.5 |]) [| 1.5 |] "no units"

            testCase "the kinks of a relu network are where its slope changes"
            <| fun () ->
                for activation in [ Activation.Relu; Activation.LeakyRelu ] do
                    let network =
                        Network.create activation 1 [| 2.0; -3.0; 0.5; -4.0; 2.0; 1.5; 0.0; 1.0; 1.0; 7.0 |]

                    let kinks = Canonical.kinks network
                    Expect.equal (kinks |> Array.map _.Position) [| 1.5; 0.5 |] "positions"

                    for kink in kinks do
                        let f x = Network.evaluate network [| x |]
                        let h = 0.01
                        let slopeAfter = (f (kink.Position + 2.0 * h) - f (kink.Position + h)) / h
                        let slopeBefore = (f (kink.Position - h) - f (kink.Position - 2.0 * h)) / h
                        close 1e-10 (slopeAfter - slopeBefore) kink.SlopeJump "jump"

                    close
                        1e-15
                        1.5
                        (Array.item 1 (Canonical.kinks (Canonical.ofNetwork network))).Position
                        "scaling keeps them"

                Expect.isEmpty (Canonical.kinks (random 1UL Activation.Tanh 1 2)) "smooth"

            testCase "the assignment has the least cost of all orders"
            <| fun () ->
                for size in 1..6 do
                    for trial in 1..60 do
                        let values = normals (uint64 (size * 100 + trial)) (size * size)
                        // Every third table has ties.
                        let costs =
                            if trial % 3 = 0 then
                                values |> Array.map round
                            else
                                values |> Array.map abs

                        let assignment = Assignment size

                        for i in 0 .. costs.Length - 1 do
                            assignment.SetCost(i / size, i % size, costs[i])

                        let total columns =
                            Seq.sum (Seq.mapi (fun row column -> costs[row * size + column]) columns)

                        let found = assignment.Solve() |> Array.copy
                        Expect.equal (Array.sort found) [| 0 .. size - 1 |] "every column once"
                        let least = orders [ 0 .. size - 1 ] |> List.map total |> List.min
                        close 1e-12 least (total found) $"size {size}, trial {trial}"
        ]
